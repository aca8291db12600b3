"""What was found → one line that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.watch.counts import Drop, Gap
    from scraper.watch.lengths import Shrink
    from scraper.watch.shares import Rise

LONGEST = 300
"""Characters of a text that comes from elsewhere."""


def drop(found: Drop, since: str) -> str:
    """Fewer articles than usual."""
    part = f" ({found.seen / found.usual:.0%})" if found.usual else ""
    low = f"; low since {since}" if since else ""
    return (
        f"{articles(found.seen)} in {span(found.days)}, usually about {found.usual:.0f}{part}{low}"
    )


def gap(found: Gap, since: str) -> str:
    """No article at all."""
    missed = f", where about {found.missed:.0f} were to be expected" if found.missed else ""
    return f"no whole article for {span(found.days)}{missed}; none since {since}"


def hollow(found: Rise, since: str) -> str:
    """More hollow files than usual."""
    return (
        f"{found.bad} of {articles(found.n)} in {span(found.days)} hollow"
        f" ({found.bad / max(found.n, 1):.0%}, {usually(found)}); since {since}"
    )


def usually(found: Rise) -> str:
    """The share that is usual."""
    return "no usual yet" if found.young else f"usually {found.usual:.0%}"


def shrink(found: Shrink, since: str) -> str:
    """Shorter texts than usual."""
    return (
        f"the articles of {span(found.days)} have {found.seen:.0f} characters in the middle,"
        f" usually {found.usual:.0f}; since {since}"
    )


def span(days: float) -> str:
    """A length of time: hours, a day, days."""
    if days < 1:
        return f"{days * 24:.0f} hours"
    return "a day" if days == 1 else f"{days:.0f} days"


def articles(n: int) -> str:
    """So many articles."""
    return "1 article" if n == 1 else f"{n} articles"


def pages(n: int) -> str:
    """So many pages."""
    return "1 page" if n == 1 else f"{n} pages"


def plain(text: str) -> str:
    """A text from elsewhere on one line, without what a terminal would obey."""
    one = " ".join(text[: 2 * LONGEST].split())
    return "".join(letter for letter in one if letter.isprintable())[:LONGEST]
