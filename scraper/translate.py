"""Articles → their translations and leads, one after another, newest first, within a budget."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from scraper import visit
from scraper.archive.values import Entry
from scraper.errors import ArchiveError, EndpointError, ScraperError, TongueError
from scraper.hall import Desk
from scraper.models import Article
from scraper.tongue import whole
from scraper.tongue.budget import SpentError
from scraper.tongue.whole import Made, Work

NAME = "translate"
"""Of the command, for its run in the archive."""
PATIENCE = 5
"""So many failures in a row end the run: it is not the articles that are to blame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Into which `langs`, and whether `leads` are wanted too; of which articles, and how many."""

    langs: tuple[str, ...]
    leads: bool = False
    ids: Collection[str] | None = None
    since: datetime | None = None
    retry: bool = False
    articles: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one article came to: `lang` is None for a lead, `reason` says why nothing came.

    `tokens` is what it took; where it was `left` out for the budget, what it would have taken.
    """

    id: str
    lang: str | None
    title: str = ""
    reason: str = ""
    tokens: int = 0
    tries: int = 0
    left: bool = False


def due(desk: Desk, wanted: Wanted) -> Iterator[tuple[str | None, Entry]]:
    """What there is to do, the newest article first, each in all its languages."""
    langs: list[str | None] = [*wanted.langs, *([None] if wanted.leads else [])]
    lists = [_listed(desk, wanted, lang) for lang in langs]
    seen: set[str] = set()
    for lang, entry in heapq.merge(*lists, key=lambda one: _place(one[1]), reverse=True):
        seen.add(entry.article.id)
        if wanted.articles is not None and len(seen) > wanted.articles:
            return
        yield lang, entry


def _listed(desk: Desk, wanted: Wanted, lang: str | None) -> Iterator[tuple[str | None, Entry]]:
    found = desk.store.translations.due(
        lang, since=wanted.since, ids=wanted.ids, retry=wanted.retry
    )
    return ((lang, entry) for entry in found)


def _place(entry: Entry) -> tuple[datetime, str]:
    """Where an article stands in the list."""
    return entry.article.published or entry.first_seen, entry.article.id


@dataclass(slots=True, kw_only=True)
class Run:
    """One run, which begins with the first that is asked for."""

    desk: Desk
    work: Work
    now: Callable[[], datetime]
    kinds: Counter[str] = field(default_factory=Counter)
    _number: int | None = None
    _vain: int = 0

    def all(self, wanted: Wanted) -> Generator[Turn]:
        """What each comes to; it is stored at once, with its documents, and a failure too.

        EndpointError where it is of no use to go on.
        """
        note = "interrupted"
        try:
            for lang, entry in due(self.desk, wanted):
                turn = self._turn(entry.article, lang)
                yield turn
                if turn.left and turn.tokens <= (self.work.budget.most or 0):
                    break  # a later run has room for it; what no run has is passed over
                self._count(turn)
            note = ""
        except ScraperError as error:
            note = str(error)[:500]
            raise
        finally:
            self._finish(note)

    def _turn(self, article: Article, lang: str | None) -> Turn:
        """What one article comes to, as it is stored now."""
        store, budget = self.desk.store, self.work.budget
        article = store.article(article.id) or article
        turn, before = Turn(id=article.id, lang=lang, title=article.title), budget.spent
        need = whole.need(article, lang, self.work.translator)
        try:
            budget.check(need)
            self._begin()
            made = whole.make(article, lang, self.work)
        except SpentError as error:
            return replace(turn, reason=str(error), tokens=need, left=True)
        except TongueError as error:
            turn = replace(turn, reason=str(error), tokens=budget.spent - before)
            return replace(turn, tries=self._failed(article, turn))
        turn = replace(turn, title=made.title or made.summary, tokens=budget.spent - before)
        self._keep(article, made, turn)
        return turn

    def _failed(self, article: Article, turn: Turn) -> int:
        return self.desk.store.translations.failed(
            article,
            turn.lang,
            model=self.work.translator.name,
            reason=turn.reason,
            tokens=turn.tokens,
            at=self.now(),
        )

    def _keep(self, article: Article, made: Made, turn: Turn) -> None:
        """Store what was made, then write the documents that say so."""
        self.desk.store.translations.keep(
            article,
            turn.lang,
            model=self.work.translator.name,
            title=made.title,
            summary=made.summary,
            body=made.body,
            tokens=turn.tokens,
            at=self.now(),
        )
        if entry := self.desk.store.entry(article.id):
            visit.write(self.desk, entry.article, entry)

    def _begin(self) -> None:
        if self._number is None:
            self._number = self.desk.store.start(NAME, self.now())

    def _count(self, turn: Turn) -> None:
        if turn.left:
            return
        self.kinds["failed" if turn.reason else "translated" if turn.lang else "leads"] += 1
        self._vain = self._vain + 1 if turn.reason else 0
        if self._vain == PATIENCE:
            raise EndpointError(f"{PATIENCE} in a row came to nothing, the last: {turn.reason}")

    def _finish(self, note: str) -> None:
        if self._number is not None:
            with suppress(ArchiveError) if note else nullcontext():  # the first fault is the one
                self.desk.store.finish(self._number, self.now(), self.kinds, note)
