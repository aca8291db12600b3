"""A folder of parts → the archive, by one writer; nothing is stored twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, repeat

from scraper import captured, match
from scraper.archive.cells import Row
from scraper.errors import PlaceError
from scraper.hall import Event, Hall, Intake
from scraper.models import Fetched, Kind, Outcome
from scraper.scale import conduct, parts
from scraper.scale.place import Folder
from scraper.scale.work import Done
from scraper.visit import Met

UNTOLD = "one more like those before it"
"""The reason of what is only counted."""

BATCH = 100
"""Answers of one transaction: what a killed writer has to do again."""

_MOST = 32_000_000  # bytes of the answers of one transaction

Pair = tuple[Fetched, Met]
"""An answer, and what it held."""


def merge(hall: Hall, folder: Folder, sources: Collection[str] | None = None) -> Iterator[Event]:
    """What each answer in the folder comes to; those that are kept already are KNOWN.

    Only what is of these `sources`, where they are named. In the end it is written down whom the
    new articles name. PlaceError where the work on a file was not ended.
    """
    for source, group in groupby(conduct.held(folder), lambda done: done.task.source):
        pieces = [*group] if sources is None or source in sources else []
        if not conduct.fits(pieces):
            raise PlaceError(f"{source}: its pieces do not fit together; import it again")
        yield from _file(hall, folder, source, pieces) if pieces else ()
    for _ in match.anew(hall.store, hall.known):
        hall.breathe()


def _file(hall: Hall, folder: Folder, source: str, pieces: list[Done]) -> Iterator[Event]:
    """What a file comes to, and how much of what was in it."""
    passed, count = Counter[str](), 0
    for done in pieces:
        passed.update(done.passed)
        for outcome in _merged(hall, folder, done):
            if isinstance(outcome, str):
                passed[outcome] += 1
                continue
            count += 1
            yield outcome
        yield from _faults(done)
    found = (("answers", count),) if count else ()
    yield Intake(path=source, found=found, passed=(*sorted(passed.items()),))


def _merged(hall: Hall, folder: Folder, done: Done) -> Iterator[Outcome | str]:
    """What each answer of a piece of work comes to; in words where it holds no page."""
    for batch in _batches(_answers(folder, done)):
        with hall.store.together():
            came = [captured.bring(hall, fetched, met) for fetched, met in batch]
        yield from came
        hall.breathe()


def _faults(done: Done) -> Iterator[Outcome]:
    """What could not be read as an answer at all, and so is in no part."""
    for kind, url, reason in done.faults:
        yield Outcome(kind=Kind(kind), url=url or str(done.task), reason=reason)
    for kind, count in done.untold.items():
        yield from repeat(Outcome(kind=Kind(kind), url=str(done.task), reason=UNTOLD), count)


def _answers(folder: Folder, done: Done) -> Iterator[Pair]:
    """Each answer of a piece of work with what it held, in order."""
    articles = _rows(folder, parts.ARTICLES, done)
    with parts.whole(f"{folder.url}: {done.task}"):
        for row in _rows(folder, parts.ANSWERS, done):
            yield _answer(row, articles)


def _answer(row: Row, articles: Iterator[Row]) -> Pair:
    """An answer, with its article, which is the next one of all."""
    held, kind = parts.fetched(row), Kind(row["kind"])
    article = parts.found(next(articles, {})) if kind is Kind.NEW else None
    met = Met(
        link=captured.link(held),
        kind=kind,
        reason=row["reason"],
        article=article,
        fetched=held,
        era=row["era"],
        missing=row["missing"],
    )
    return held, met


def _rows(folder: Folder, sort: str, done: Done) -> Iterator[Row]:
    name = done.parts[sort]
    return parts.read(f"{folder.url}/{sort}/{name}") if name else iter(())


def _batches(found: Iterable[Pair]) -> Iterator[list[Pair]]:
    """So many answers, or so many bytes of them, at a time."""
    batch: list[Pair] = []
    size = 0
    for one in found:
        batch.append(one)
        size += len(one[0].body)
        if len(batch) >= BATCH or size >= _MOST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
