"""What a list says of a stored article + what lists said before → does it tell a change (pure)."""

from __future__ import annotations

from datetime import datetime, timedelta

from scraper import text
from scraper.archive.cells import Row, time

TITLES = 16
"""So many titles that lists gave one article are remembered, the latest."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def later(first: Row, said: Row) -> Row:
    """What is `said` of title and time that lists had not said `first`, as part of a hint.

    Two lists that go on giving one article two titles are news once, not in every run.
    """
    found: Row = {}
    told = first.get("titles") or [*filter(None, [first.get("title")])]
    title, published = said.get("title"), said.get("published")
    if title and text.letters(title) not in map(text.letters, told):
        found |= {"title": title, "titles": [*told, title][-TITLES:]}
    if published and published > (first.get("published") or ""):
        found |= {"published": published}
    return found


def retitled(hint: Row, title: str) -> bool:
    """Whether a list's title is not the stored one; one cut short, or set otherwise, is."""
    return not text.letters(title).startswith(text.letters(hint.get("title") or ""))


def renewed(hint: Row, published: str | None, now: datetime) -> bool:
    """Whether a list's time of publication is later than the stored one.

    Lists write "3小时前" and "2天前": what is up to an hour or, of older ones, a day later may be
    the same time.
    """
    if not hint.get("published") or not published:
        return False
    said = time(hint["published"])
    return said - time(published) >= (HOUR if now - said < DAY else DAY)


def whole(written: Row) -> Row:
    """What is written of a hint, without the titles that are only remembered."""
    return {name: value for name, value in written.items() if name != "titles"}
