"""What an assistant asks → what the archive says: each method is one tool, and only reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from scraper import dates
from scraper.archive import query as queries
from scraper.archive.changes import Change
from scraper.archive.history import LAST
from scraper.archive.store import Store
from scraper.archive.values import Scope
from scraper.publish import texts
from scraper.serve import changes as changed
from scraper.serve import listed, quoted
from scraper.serve.asked import RefusalError, midnight
from scraper.serve.results import (
    NOTICE,
    Alterations,
    Compared,
    Hits,
    Reading,
    Stories,
    Topics,
    Trends,
)
from scraper.serve.stores import Stores

MOST = 50
"""Entries of an answer."""
SPAN = 400
"""Days that a trend may be long."""

Key = Annotated[str, Field(description="The id of an article, or any web address of it.")]
Media = Annotated[str, Field(description="Only what this account published; its exact name.")]
Topic = Annotated[
    str,
    Field(description="Only what names this company, model, person, chip or institution."),
]
Sort = Literal["company", "model", "person", "chip", "institution"]
Limit = Annotated[int, Field(ge=1, le=MOST, description="At most so many.")]
Since = Annotated[str, Field(description="From when on: 2026-11-01, 2026-11-01 08:00, 7d, 12h.")]
Until = Annotated[str, Field(description="Until when; a day is meant to its end.")]
Before = Annotated[str, Field(description="The `next` of an earlier answer: what follows it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The archive as an assistant may ask it; `now` is the time."""

    stores: Stores
    now: Callable[[], datetime]

    def search(  # noqa: PLR0913 - each is one rule of the search
        self,
        *,
        query: Annotated[str, Field(description="What must be found; see this tool.")],
        media: Media = "",
        topic: Topic = "",
        since: Since = "",
        until: Until = "",
        sort: Literal["relevance", "newest"] = "relevance",
        limit: Limit = 10,
    ) -> Hits:
        """Find articles by their words, in titles and texts.

        Words stand with blanks between, and every one of them must be found: 芯片 出口. "a phrase"
        in quotes stands as it is, deep* is the beginning of a word, -word must not be found, and
        one OR other is either. Case, width, traditional and simplified characters make no
        difference; nothing is translated, so search Chinese texts in Chinese. By relevance: first
        what has all words in its title, then some, then none; of each the newest first.
        """
        scope = Scope(
            since=self._since(since),
            until=self._until(until),
            media=media or None,
            topic=topic or None,
        )
        asked, newest = queries.read(query), sort == "newest"
        found = [*self._store.shelf.search(asked, scope, newest=newest, limit=limit + 1)]
        hits = tuple(map(quoted.hit, found[:limit]))
        return Hits(notice=NOTICE, hits=hits, more=len(found) > limit)

    def stories(
        self,
        day: Annotated[
            str, Field(description="A day in Beijing: 2026-11-24; without it: any.")
        ] = "",
        topic: Topic = "",
        media: Media = "",
        before: Before = "",
        limit: Limit = 20,
    ) -> Stories:
        """List the newest stories of the archive, of one day, topic or medium, newest first.

        Copies are counted with the article that told the story first, but where a medium is asked
        for. Give day for what was in the news on that day.
        """
        store, start = self._store, self._day(day)
        found = store.desk.cards(
            since=start,
            until=start + timedelta(days=1) if start else None,
            media=media or None,
            topic=listed.topic(store, topic) or None,
            before=listed.place(before),
            limit=limit + 1,
        )
        some = found[:limit]
        further = listed.mark(some[-1].place) if len(found) > limit else None
        return Stories(notice=NOTICE, stories=tuple(map(quoted.story, some)), next=further)

    def read(
        self,
        id: Key,  # noqa: A002 - as it is called everywhere
        offset: Annotated[int, Field(ge=0, description="Where to begin; 0, or a next_offset.")] = 0,
        length: Annotated[int, Field(ge=500, le=20_000, description="Characters.")] = 8000,
        lang: Annotated[str, Field(description="A translation: one of the languages.")] = "",
        revision: Annotated[int, Field(ge=0, description="An earlier text; 0: today's.")] = 0,
    ) -> Reading:
        """Read one article as Markdown, part by part, with what is known of its origin.

        With who published it and when, whom it names, who else told the story, and how far this
        copy can be trusted: first seen, last checked, changes since, whether the site removed it.
        """
        store = self._store
        entry = quoted.entry(store, id)
        if revision:
            entry = texts.numbered(store, id, entry, revision)
        return quoted.reading(store, entry, lang, offset, length)

    def changes(
        self,
        since: Since = "",
        kinds: Annotated[list[Change] | None, Field(description="Only these; none: all.")] = None,
        about: Annotated[
            str, Field(description="Words of the old or new headline, or who is mentioned.")
        ] = "",
        before: Before = "",
        limit: Limit = 20,
    ) -> Alterations:
        """List what sites changed in articles after publication, newest first.

        Kinds: headline, number (a figure for another), correction, appended, inserted, removed,
        moved, rewording, another (wholly another text), layout. `diff` shows one of them.
        """
        found = [
            *self._store.history.changes(
                since=self._since(since),
                kinds=kinds or (),
                about=about,
                before=changed.place(before) or LAST,
                limit=limit + 1,
            )
        ]
        some = tuple(map(quoted.alteration, found[:limit]))
        further = changed.mark(found[limit - 1]) if len(found) > limit else None
        return Alterations(notice=NOTICE, changes=some, next=further)

    def diff(
        self,
        id: Key,  # noqa: A002
        earlier: Annotated[int, Field(ge=0, description="A revision; 0: the one before.")] = 0,
        later: Annotated[int, Field(ge=0, description="A revision; 0: today's text.")] = 0,
    ) -> Compared:
        """Show what was changed between two texts of an article, word by word.

        [-what went-] and {+what came+}; without numbers between the last two texts.
        """
        store = self._store
        entry = quoted.entry(store, id)
        return quoted.compared(entry, texts.of(store, entry), earlier, later)

    def trends(  # noqa: PLR0913 - each is one rule of the count
        self,
        *,
        since: Since = "30d",
        until: Until = "",
        by: Literal["day", "week", "month"] = "week",
        kind: Sort | None = None,
        topics: Annotated[
            list[str] | None, Field(description="Only these names; none: the most named.")
        ] = None,
        limit: Limit = 10,
    ) -> Trends:
        """Count the archive over time: stories a day, who is named in how many, who publishes most.

        Of 400 days at most. To compare companies or models, name them in topics.
        """
        start, end = self._span(since, until)
        return quoted.trends(
            self._store,
            since=start,
            until=end,
            by=by,
            kind=kind,
            names=topics or (),
            limit=limit,
        )

    def topics(
        self,
        kind: Sort | None = None,
        name: Annotated[str, Field(description="Only this one, by any name of it.")] = "",
        since: Since = "30d",
        until: Until = "",
        limit: Limit = 30,
    ) -> Topics:
        """List the companies, models, people, chips and institutions in the news.

        Their names are what the other tools take as topic; aliases and other spellings will do.
        """
        start, end = self._span(since, until)
        names = (name,) if name else ()
        found = quoted.topics(
            self._store, since=start, until=end, by="month", kind=kind, names=names
        )
        return Topics(since=start, until=end, topics=found[:limit], more=len(found) > limit)

    @property
    def _store(self) -> Store:
        return self.stores.now()

    def _since(self, text: str) -> datetime | None:
        return _time("since", text, dates.parse(text, self.now())) if text else None

    def _until(self, text: str) -> datetime | None:
        return _time("until", text, dates.until(text, self.now())) if text else None

    def _day(self, text: str) -> datetime | None:
        if not text:
            return None
        return midnight(_time("day", text, dates.parse(text, self.now())).date())

    def _span(self, since: str, until: str) -> tuple[datetime, datetime]:
        """From when to when a trend is; RefusalError where that is nothing, or too long."""
        end = self._until(until) or self.now()
        start = self._since(since) or end - timedelta(days=30)
        if not timedelta() < end - start <= timedelta(days=SPAN):
            raise RefusalError(400, f"since: {since!r} is not within {SPAN} days before until")
        return start, end


def _time(name: str, text: str, found: datetime | None) -> datetime:
    if found is None:
        raise RefusalError(400, f"{name}: {text[:60]!r} is no time; write 2026-11-01, 7d or 12h")
    return found
