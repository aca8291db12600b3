"""Files → pieces of work of bounded size, always the same of the same files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256

from scraper.scale.place import Source

PIECE = 64
"""Megabytes of a compressed WARC in a piece of work: a worker is at it for half a minute or so."""
ROWS = 5_000
"""Answers of an archive in a piece of work."""


class Sort(StrEnum):
    """What is read."""

    WARC = "warc"
    PARTS = "parts"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work: what of a source from `start` to before `end`, by what `edition` reads it.

    Both are bytes of a WARC (`end` None: to its end), numbers of answers of an archive, and nothing
    of a part. What is `limit` bytes or less is read as a page.
    """

    sort: Sort
    source: str
    mark: str
    start: int
    end: int | None
    limit: int
    edition: str

    @property
    def key(self) -> str:
        """What this very work is known by: the same work is done once."""
        known = json.dumps(asdict(self), sort_keys=True)
        return sha256(known.encode()).hexdigest()[:32]

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands among all."""
        return self.source, self.start

    def __str__(self) -> str:
        end = "its end" if self.end is None else f"{self.end:,}"
        return f"{self.source}, {self.start:,} to {end}"


def warc(source: Source, step: int, *, limit: int, edition: str) -> Iterator[Task]:
    """The pieces of a WARC, each of so many bytes; one of all where `step` is 0."""
    size = source.size or 0
    ends: Iterable[int] = range(step, size, step) if step else ()
    start = 0
    for end in [*ends, None]:
        yield Task(
            sort=Sort.WARC,
            source=source.url,
            mark=f"{size} {source.mark}",
            start=start,
            end=end,
            limit=limit,
            edition=edition,
        )
        start = end or 0


def archive(source: Source, last: int, *, limit: int, edition: str) -> Iterator[Task]:
    """The pieces of an archive whose last answer has the number `last`."""
    for start in range(1, last + 1, ROWS):
        yield Task(
            sort=Sort.ARCHIVE,
            source=source.url,
            mark=f"{source.size} {source.mark}",
            start=start,
            end=min(start + ROWS, last + 1),
            limit=limit,
            edition=edition,
        )


def part(url: str, *, limit: int, edition: str) -> Task:
    """The work on a part of answers, which its name tells from all others."""
    return Task(
        sort=Sort.PARTS, source=url, mark="", start=0, end=None, limit=limit, edition=edition
    )
