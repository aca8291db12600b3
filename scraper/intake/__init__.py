"""Paths → what each thing in them comes to: documents, clippings, archives, WARC; no network.

- `files`: a path → its files, and what each one is; `papers`: texts; `captures`: WARC
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from scraper import match, visit
from scraper.archive.values import Entry
from scraper.captured import SOURCE
from scraper.hall import Event, Hall, Intake
from scraper.intake import captures, files, papers
from scraper.intake.files import File, Odd, Sort
from scraper.models import Kind, Outcome

Found = tuple[str, Outcome | Odd]
"""A thing: its sort in the plural, and what it came to."""


def bring(hall: Hall, paths: Iterable[Path], own: Path) -> Iterator[Event]:
    """What the things in each path come to, one at a time; `own` is where the archive is.

    In the end it is written down whom those articles name that were brought.
    """
    for path in paths:
        sorts, passed = Counter[str](), Counter[str]()
        for sort, found in _path(hall, path, own):
            if isinstance(found, Odd):
                passed[found.reason] += 1
                continue
            sorts[sort] += 1
            passed.update([found.reason] if found.reason == papers.DIFFERS else [])
            yield found
        yield Intake(path=str(path), found=(*sorts.items(),), passed=(*passed.items(),))
    for _ in match.anew(hall.store, hall.known):
        hall.breathe()


def _path(hall: Hall, path: Path, own: Path) -> Iterator[Found]:
    for file in files.walk(path):
        hall.breathe()
        if isinstance(file, File):
            yield from _file(hall, file, own)
        else:
            yield _passed(file, named=file.path == path)


def _passed(odd: Odd, *, named: bool) -> Found:
    """What is passed over; where it was named itself, a thing that could not be brought in."""
    if not named:
        return "", odd
    url, reason = str(odd.path), odd.reason
    outcome = Outcome(kind=Kind.NOT_ARTICLE, url=url, source=SOURCE, reason=reason)
    return "other files", outcome


def _file(hall: Hall, file: File, own: Path) -> Iterator[Found]:
    """What the things in a file come to."""
    if not file.named and os.path.realpath(file.path) == os.path.realpath(own):
        yield "", Odd(path=file.path, reason="archive itself")
        return
    match files.sort(file):
        case Odd() as odd:
            yield _passed(odd, named=file.named)
        case Sort.ARCHIVE:
            yield from (("articles of an archive", one) for one in _archive(hall, file))
        case Sort.WARC:
            yield from (("answers of WARC", one) for one in captures.bring(hall, file))
        case Sort.TEXT:
            sort, found = papers.bring(hall, file)
            yield _passed(found, named=file.named) if isinstance(found, Odd) else (sort, found)


def _archive(hall: Hall, file: File) -> Iterator[Outcome]:
    """What each article of another archive comes to."""

    def meet(kind: Kind, entry: Entry) -> None:
        if kind is not Kind.KNOWN:
            visit.write(hall, entry.article, entry)

    for kind, entry in hall.store.intake.merge(file.path, meet):
        found = entry.article
        yield Outcome(kind=kind, url=found.url, id=found.id, title=found.title, source=entry.source)
        hall.breathe()
