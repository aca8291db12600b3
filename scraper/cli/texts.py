"""The texts of an article → the one that is asked for; two of them → lines that show the change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from scraper.dates import BEIJING
from scraper.errors import ScraperError
from scraper.extract import clean
from scraper.models import Article
from scraper.publish import altered

if TYPE_CHECKING:
    from scraper.archive.diff import Part, Place
    from scraper.archive.store import Entry, Store

AROUND = 24
"""Characters that are shown of what stayed the same, before and after what did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of an article: its number, when it was stored, what it changed, its page."""

    number: int
    article: Article
    at: datetime
    how: str = ""
    snapshot: int | None = None


def of(store: Store, entry: Entry) -> list[Text]:
    """All texts of an article that the archive has, oldest first; the last is today's."""
    found, how = [], ""
    for one in store.revisions(entry.article.url):
        found.append(
            Text(
                number=one.number,
                article=one.article,
                at=one.stored_at,
                how=how,
                snapshot=one.snapshot,
            )
        )
        by = "" if one.cause == "site" else f" (by the {one.cause})"
        how = f"{', '.join(one.kinds or one.changed)}{by}"
    number = found[-1].number + 1 if found else 1
    at = entry.changed_at or entry.first_seen
    last = Text(number=number, article=entry.article, at=at, how=how, snapshot=entry.snapshot)
    return [*found, last]


def numbered(store: Store, key: str, entry: Entry, number: int) -> Entry:
    """The entry as its text of this number was; ScraperError names the numbers there are."""
    texts = of(store, entry)
    one = pick(texts, key, number)
    if one is texts[-1]:
        return entry
    return replace(entry, article=one.article, snapshot=one.snapshot, gone_at=None)


def pick(texts: list[Text], key: str, number: int) -> Text:
    """The text of this number; ScraperError names those there are."""
    for one in texts:
        if one.number == number:
            return one
    there = f"1 to {len(texts)}" if len(texts) > 1 else "only 1"
    raise ScraperError(f"{key}: no revision {number}: it has {there}; choose one of these")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How alterations are written: in colour, or between signs."""

    colour: bool

    def old(self, words: str) -> str:
        """Words that are no more."""
        if not words:
            return ""
        return click.style(words, fg="red", strikethrough=True) if self.colour else f"[-{words}-]"

    def new(self, words: str) -> str:
        """Words that came."""
        if not words:
            return ""
        return click.style(words, fg="green", bold=True) if self.colour else f"{{+{words}+}}"

    def dim(self, words: str) -> str:
        """What is not of the text."""
        return click.style(words, dim=True) if self.colour else words

    def places(self, places: list[Place]) -> str:
        """A paragraph with its alterations; what stayed the same is cut short."""
        last = len(places) - 1
        return "".join(
            _short(one.new, first=i == 0, last=i == last)
            if one.same
            else self.old(one.old) + self.new(one.new)
            for i, one in enumerate(places)
        )


def lines(old: Text, new: Text, pen: Pen) -> Iterator[str]:
    """What differs: the title, other fields, then the body paragraph by paragraph."""
    from scraper.archive import diff

    for sign, one in (("---", old), ("+++", new)):
        at = one.at.astimezone(BEIJING)
        yield pen.dim(f"{sign} revision {one.number}  {at:%Y-%m-%d %H:%M}  {one.how}".rstrip())
    before, after = clean.line(old.article.title), clean.line(new.article.title)
    if before != after:
        yield f"title: {pen.places(list(diff.places(before, after)))}"
    for name, was, became in altered.others(old.article, new.article):
        yield f"{name}: {pen.places(list(diff.places(was, became)))}"
    was, became = altered.plain(old.article), altered.plain(new.article)
    yield from body(diff.parts(was, became), pen)
    if old.article.body != new.article.body and was == became:
        yield pen.dim("body: the same words; images, links or emphasis differ")


def body(parts: list[Part], pen: Pen) -> Iterator[str]:
    """Of a body a line for each altered paragraph, and one for each run of the others."""
    same = 0
    for part in parts:
        if part.turn == "same":
            same += 1
            continue
        yield from _passed(same, pen)
        yield from ("", _part(part, pen))
        same = 0
    yield from _passed(same, pen)


def _passed(count: int, pen: Pen) -> Iterator[str]:
    if count:
        yield ""
        yield pen.dim(f"… {count} paragraph{'' if count == 1 else 's'} the same")


def _part(part: Part, pen: Pen) -> str:
    match part.turn:
        case "moved":
            return f"{pen.dim('moved here: ')}{_short(part.new, first=True, last=False)}"
        case "altered":
            return pen.places(part.places)
        case _:
            return pen.old(part.old) + pen.new(part.new)


def _short(words: str, *, first: bool, last: bool) -> str:
    """Words that stayed the same: of many, what stands beside the altered ones."""
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    if (first and last) or len(words) <= head + tail + 2:
        return words
    return f"{words[:head]}…{words[len(words) - tail :] if tail else ''}"
