"""Archive → the same archive as today's extractors read its pages, or what they would change.

The pages are read by many processes and written by this one, in batches. A batch is one
transaction: the texts, and how far the work has come. Its documents are written before, so that a
run that was killed anywhere is mended by the next. What is the same already is not written at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from scraper import visit
from scraper.archive.store import Cause, Doubt, Selection, Store
from scraper.crew import Crew, Lost
from scraper.dates import BEIJING
from scraper.errors import ArchiveError, ScraperError
from scraper.extract import article as articles
from scraper.hall import Hall, mentions
from scraper.models import Article, Kind, Url
from scraper.reread import Item, Look, Trial, edition

Readers = Crew[Item, Look | Trial]
Thing = TypeVar("Thing")

NAME = "reextract"
BATCH = 100
"""Articles of one transaction: the most that a killed run has to read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be read again: articles, unless None, and the quarantine, or some `urls` of it."""

    articles: Selection | None
    quarantine: bool = True
    urls: Collection[Url] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """So many articles are to be read; those up to `after` an interrupted run has done."""

    total: int
    after: str = ""


Event = Begun | Look | Trial


def look(store: Store, wanted: Wanted, readers: Readers) -> Generator[Event]:
    """What each page would come to; nothing is written."""
    if wanted.quarantine:
        yield from _trials(store, wanted, readers)
    if wanted.articles:
        yield Begun(total=store.origins.count(wanted.articles))
        yield from _looks(store, wanted.articles, "", readers)


def apply(hall: Hall, wanted: Wanted, readers: Readers) -> Generator[Event]:
    """What each page came to; the quarantine first, for a new era is to prove itself there."""
    work = _Work(hall)
    note = "interrupted"
    try:
        if wanted.quarantine:
            yield from work.quarantine(_trials(hall.store, wanted, readers))
        if wanted.articles:
            yield from work.articles(wanted.articles, readers)
        note = ""
    except ScraperError as error:
        note = str(error)[:500]
        raise
    finally:
        with suppress(ArchiveError) if note else nullcontext():  # the first fault is the one
            work.finish(note)


class _Work:
    """What one run writes; it begins with the first of it."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._kinds: Counter[str] = Counter()

    def quarantine(self, trials: Iterable[Trial]) -> Iterator[Trial]:
        """Let the pages go that are understood now; of the others note who else tried them."""
        for batch in _batches(trials):
            stay = [one.doubt for one in batch if not one.leaves]
            for one in batch:
                yield self._settled(one) if one.leaves else one
            self._tried([one for one in stay if one.extractors != articles.EXTRACTORS])

    def articles(self, chosen: Selection, readers: Readers) -> Iterator[Begun | Look]:
        """Write what differs, batch by batch, from where an interrupted run came to."""
        origins = self._hall.store.origins
        after = _place(origins.mark(NAME), chosen)
        yield Begun(total=origins.count(chosen, after), after=after)
        for batch in _batches(_looks(self._hall.store, chosen, after, readers)):
            self._kinds.update(one.kind.value for one in batch if one.kind)
            if changed := [one for one in batch if one.new]:
                self._write(changed, _mark(chosen, batch[-1].id))
            yield from batch
            self._hall.breathe()
        if origins.mark(NAME):
            origins.remember(NAME, None)

    def finish(self, note: str) -> None:
        """Write down how the run ended, if it ever began."""
        if self._hall.run is not None:
            self._hall.store.finish(self._hall.run, self._hall.now(), self._kinds, note)

    def _begin(self) -> None:
        if self._hall.run is None:
            number = self._hall.store.start(NAME, self._hall.now())
            self._hall = replace(self._hall, run=number)

    def _settled(self, trial: Trial) -> Trial:
        """What the page came to, once that is stored."""
        assert trial.met
        self._begin()
        store = self._hall.store
        met = replace(trial.met, fetched=store.snapshot(trial.doubt.snapshot))
        outcome = visit.settle(self._hall, met)
        self._kinds[outcome.kind.value] += 1
        self._hall.breathe()
        return replace(trial, kind=outcome.kind)

    def _tried(self, doubts: list[Doubt]) -> None:
        if doubts:
            self._begin()
            with self._hall.store.together():
                for one in doubts:
                    self._hall.store.watch.tried(one.url, articles.EXTRACTORS)

    def _write(self, changed: list[Look], mark: dict[str, Any]) -> None:
        """The documents, then the texts and how far it came: all of them or none."""
        store = self._hall.store
        new = [(one.new, one.snapshot) for one in changed if one.new]
        for article, _ in new:
            visit.write(self._hall, article, store.entry(article.url))
        self._begin()
        with store.together():
            for article, number in new:
                self._put(article, number)
            store.origins.remember(NAME, mark)

    def _put(self, article: Article, snapshot: int | None) -> None:
        self._hall.store.put(
            article,
            snapshot=snapshot,
            at=self._hall.now(),
            cause=Cause.EXTRACTOR,
            mentions=mentions(self._hall.known, article.title, article.body),
        )


def _trials(store: Store, wanted: Wanted, readers: Readers) -> Iterator[Trial]:
    """What each page in quarantine is."""
    found = store.watch.quarantine()
    asked = (one for one in found if wanted.urls is None or one.url in wanted.urls)
    return (one for one in _read(readers, asked) if isinstance(one, Trial))


def _looks(store: Store, chosen: Selection, after: str, readers: Readers) -> Iterator[Look]:
    """What the page of each article is."""
    asked = store.origins.ids(chosen, after)
    return (one for one in _read(readers, asked) if isinstance(one, Look))


def _read(readers: Readers, items: Iterable[Item]) -> Iterator[Look | Trial]:
    for item, done in readers.map(items):
        yield _lost(item, done.reason) if isinstance(done, Lost) else done


def _lost(item: Item, reason: str) -> Look | Trial:
    """A page that no process could read to its end."""
    if isinstance(item, Doubt):
        return Trial(doubt=item, kind=Kind.UNREADABLE, title=item.title, reason=reason)
    return Look(id=item, kind=Kind.UNREADABLE, reason=reason)


def _mark(chosen: Selection, after: str) -> dict[str, Any]:
    """How far the work on these articles has come, and by which extractors."""
    since = chosen.since.astimezone(BEIJING).isoformat() if chosen.since else ""
    ids = list(chosen.ids) if chosen.ids is not None else None
    known = {"extractors": articles.EXTRACTORS, "edition": edition()}
    return known | {"ids": ids, "era": chosen.era, "since": since, "after": after}


def _place(mark: dict[str, Any] | None, chosen: Selection) -> str:
    """Where to go on; "" where other extractors made the mark, or it is of other articles.

    ``--since 7d`` is a later time with every run: what is newer was done with what is older.
    """
    if mark is None:
        return ""
    after = str(mark.get("after", ""))
    own = _mark(chosen, after)
    earlier = str(mark.get("since", "")) <= own["since"]
    return after if earlier and mark | {"since": own["since"]} == own else ""


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch
