"""What a reader wants → the articles that have it, and the stories told more than once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from scraper.archive import articles, facets, mentions, retold, search
from scraper.archive.connection import Database
from scraper.archive.facets import Facets
from scraper.archive.query import Query
from scraper.archive.session import Session
from scraper.archive.values import Entry, Hit, Scope, Story, Wanted

_KIND = (
    "EXISTS (SELECT 1 FROM mentions JOIN entities ON name = entity"
    " WHERE article_id = articles.id AND kind = ?)"
)
_CATEGORY = "fold(category) = fold(?)"
_MEDIA = "author = ?"


class Shelf(Session):
    """An archive as one that is read."""

    def search(
        self,
        query: Query,
        scope: Scope = Scope(),  # noqa: B008 - frozen
        *,
        newest: bool = False,
        skip: int = 0,
        limit: int | None = None,
    ) -> Iterator[Hit]:
        """What has the words of a query: in the title all, some, none; of each the newest first.

        Or only the `newest` first; `limit` of them after the first `skip`. QueryError where the
        archive knows no such topic. Shown in pages: the archive may be written meanwhile.
        """
        with self._reading():
            found = search.find(self._db, query, scope, newest=newest)
            last = None if limit is None else skip + limit
            numbers = [place.number for place in islice(found, skip, last)]
        for start in range(0, len(numbers), articles.PAGE):
            with self._reading():
                hits = [*search.hits(self._db, query, numbers[start : start + articles.PAGE])]
            yield from hits

    def found(self, query: Query, scope: Scope, *, newest: bool = False, limit: int) -> list[str]:
        """The ids of what `search` finds first."""
        with self._reading():
            places = search.find(self._db, query, scope, newest=newest)
            return [place.id for place in islice(places, limit)]

    def facets(self, query: Query, scope: Scope = Scope()) -> Facets:  # noqa: B008 - frozen
        """How many a search finds, of whom and of when; QueryError where there is no such topic."""
        with self._reading():
            return facets.of(self._db, query, scope)

    def listed(self, wanted: Wanted, limit: int) -> list[Entry]:
        """The newest of what is wanted, by publication, by first sight where that is unknown."""
        with self._reading():
            rules = _rules(self._db, wanted)
        found: list[Entry] = []
        after = None
        while len(found) < limit:
            with self._reading():
                more, after = articles.page(self._db, rules, after)
            if not more:
                break
            found += more
        return found[:limit]

    def stories(self, since: datetime | None = None, limit: int | None = None) -> Iterator[Story]:
        """The stories told more than once of which a copy was published since, latest first."""
        with self._reading():
            heads = retold.latest(self._db, since, limit)
        yield from filter(None, map(self.story, heads))

    def story(self, head: str) -> Story | None:
        """The story of which the article of this id is the head; None where no other tells it."""
        with self._reading():
            return retold.story(self._db, head)


def _rules(db: Database, wanted: Wanted) -> articles.Rules:
    """What must be true of an article that is wanted."""
    rules = articles.only(wanted.since, None, heads=wanted.heads, gone=False)
    if wanted.entity is not None:
        rules[mentions.naming(db, wanted.entity)] = [wanted.entity]
    said = {
        _KIND: wanted.kind,
        _CATEGORY: wanted.category,
        _MEDIA: wanted.media,
    }
    return rules | {rule: [value] for rule, value in said.items() if value is not None}
