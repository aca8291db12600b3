"""Stories → an issue: days, within a day groups, in a group chapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count, groupby
from uuid import NAMESPACE_URL, uuid5

from scraper.publish import groups
from scraper.publish.stories import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One story, and the name of its page."""

    name: str
    piece: Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The stories of a day about one entity; about nobody in particular where `head` is empty."""

    head: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The stories of one day in Beijing, and the name of the page that lists them."""

    day: date
    name: str
    sections: tuple[Section, ...]

    @property
    def chapters(self) -> Iterator[Chapter]:
        """All of them, in order."""
        for one in self.sections:
            yield from one.chapters


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is bound together, the newest day first. Everything here follows from the stories."""

    days: tuple[Day, ...]

    @property
    def first(self) -> date:
        """The day that it begins with."""
        return self.days[-1].day

    @property
    def last(self) -> date:
        """The day that it goes to."""
        return self.days[0].day

    @property
    def chapters(self) -> Iterator[Chapter]:
        """All of them, in order."""
        for one in self.days:
            yield from one.chapters

    @property
    def modified(self) -> datetime:
        """When the last of its texts became what it is."""
        return max(one.piece.changed for one in self.chapters)

    @property
    def media(self) -> int:
        """How many accounts its stories are of."""
        return len({one.piece.author for one in self.chapters} - {""})

    @property
    def names(self) -> list[str]:
        """Whom it is about, the most told of first."""
        found = groups.of(one.piece for one in self.chapters)
        return [one.name for one in found if one.name]

    @property
    def file(self) -> str:
        """What its file is called."""
        return f"ai-news-{self.last}.epub"

    @property
    def identifier(self) -> str:
        """The same for the same days: an issue that is made again takes the place of the first."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'scraper:issue:{self.first}:{self.last}')}"


def of(pieces: Iterable[Piece], limit: int | None = None) -> Issue | None:
    """The issue of at most `limit` stories, those told by most first; None where there are none."""
    ranked = sorted(pieces, key=lambda one: (-len(one.others), -one.at.timestamp(), one.id))
    chosen = sorted(ranked[:limit], key=lambda one: (one.at.date(), one.id), reverse=True)
    if not chosen:
        return None
    numbers = count(1)
    return Issue(
        days=tuple(
            _day(day, list(found), numbers)
            for day, found in groupby(chosen, key=lambda one: one.at.date())
        )
    )


def _day(day: date, pieces: list[Piece], numbers: Iterator[int]) -> Day:
    sections = tuple(
        Section(
            head=group.name,
            chapters=tuple(
                Chapter(name=f"story-{next(numbers):04}.xhtml", piece=one) for one in group.pieces
            ),
        )
        for group in groups.of(pieces)
    )
    return Day(day=day, name=f"day-{day}.xhtml", sections=sections)
