"""A folder of parts → the archive, by one writer; nothing is stored twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import TypeVar

from scraper import captured, match
from scraper.archive.cells import Row
from scraper.hall import Event, Hall, Intake
from scraper.models import Fetched, Kind, Outcome
from scraper.scale import conduct, parts
from scraper.scale.place import Folder
from scraper.scale.work import Done
from scraper.visit import Met

BATCH = 100
"""Answers of one transaction: what a killed writer has to do again."""

Thing = TypeVar("Thing")


def merge(hall: Hall, folder: Folder) -> Iterator[Event]:
    """What each answer in the folder comes to; those that are kept already are KNOWN.

    In the end it is written down whom the new articles name.
    """
    for source, group in groupby(conduct.held(folder), lambda done: done.task.source):
        passed, count = Counter[str](), 0
        for done in group:
            passed.update(done.passed)
            for outcome in _merged(hall, folder, done):
                count += 1
                yield outcome
            yield from _faults(done)
        found = (("answers", count),) if count else ()
        yield Intake(path=source, found=found, passed=(*sorted(passed.items()),))
    for _ in match.anew(hall.store, hall.known):
        hall.breathe()


def _merged(hall: Hall, folder: Folder, done: Done) -> Iterator[Outcome]:
    """What each page of a piece of work comes to; what holds none is kept, and counted there."""
    for batch in _batches(_answers(folder, done)):
        with hall.store.together():
            came = [captured.bring(hall, fetched, met) for fetched, met in batch]
        yield from (one for one in came if isinstance(one, Outcome))
        hall.breathe()


def _faults(done: Done) -> Iterator[Outcome]:
    """What could not be read as an answer at all, and so is in no part."""
    for kind, url, reason in done.faults:
        yield Outcome(kind=Kind(kind), url=url or str(done.task), reason=reason)


def _answers(folder: Folder, done: Done) -> Iterator[tuple[Fetched, Met]]:
    """Each answer of a piece of work with what it held, in order."""
    articles = _rows(folder, parts.ARTICLES, done)
    for row in _rows(folder, parts.ANSWERS, done):
        held = parts.fetched(row)
        kind = Kind(row["kind"])
        article = parts.found(next(articles)) if kind is Kind.NEW else None
        yield (
            held,
            Met(
                link=captured.link(held),
                kind=kind,
                reason=row["reason"],
                article=article,
                fetched=held,
                era=row["era"],
                missing=row["missing"],
            ),
        )


def _rows(folder: Folder, sort: str, done: Done) -> Iterator[Row]:
    name = done.parts[sort]
    return parts.read(f"{folder.url}/{sort}/{name}") if name else iter(())


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch
