"""A reader's wish → the articles as they are listed, and how far one of them can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from scraper.archive import articles, cells, mentions, retold
from scraper.archive.cards import Card, Neighbour, Place, Trust, Visit
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.session import Session
from scraper.archive.values import Entry, Served
from scraper.models import Mention, Url

NAMED = 4
"""Of whom an article names, so many are shown: those in its title, then the most named."""

_CARDS = """
  SELECT id, source_url, title, author, summary, thumbnail, published, listed_at, first_seen,
         changed_at, gone_at, story_id, videos <> '[]' AS films
  FROM articles WHERE {where} ORDER BY listed_at DESC, id DESC LIMIT ?
"""
_COPIES = """
  SELECT story_id, id, source_url, title, author, published, first_seen FROM articles
  WHERE story_id IN (SELECT value FROM json_each(?)) AND story_id <> id
  ORDER BY story_id, first_seen, id
"""
_NAMED = """
  SELECT article_id, entity, kind, count, in_title FROM mentions JOIN entities ON name = entity
  WHERE article_id IN (SELECT value FROM json_each(?))
  ORDER BY article_id, in_title DESC, count DESC, entity
"""
_LATER = """
  SELECT id, title FROM articles WHERE (listed_at, id) > (?, ?) AND story_id = id
  ORDER BY listed_at, id LIMIT 1
"""
_EARLIER = """
  SELECT id, title FROM articles WHERE (listed_at, id) < (?, ?) AND story_id = id
  ORDER BY listed_at DESC, id DESC LIMIT 1
"""
_MEDIA = """
  SELECT author, count(*) FROM articles
  WHERE listed_at >= ? AND listed_at < ? AND story_id = id AND author IS NOT NULL
  GROUP BY author ORDER BY count(*) DESC, author LIMIT ?
"""
_VISIT = "SELECT at, kind, reason FROM visits WHERE source_url = ? ORDER BY id DESC LIMIT 1"
_SERVED = "SELECT url, status, fetched_at, sha256 FROM snapshots WHERE id = ?"


class Desk(Session):
    """An archive as it is laid out before a reader."""

    def cards(  # noqa: PLR0913 - each is one rule of the list
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        media: str | None = None,
        topic: str | None = None,
        before: Place | None = None,
        limit: int,
    ) -> list[Card]:
        """The newest first, from `since` on and before `until`, further on than `before`.

        Copies are told with the head of their story, but where `media` asks for what one account
        published. `topic` is the name of an entity.
        """
        rules = articles.only(since, None, until=until, heads=media is None, gone=False)
        if media is not None:
            rules["author = ?"] = [media]
        if before is not None:
            rules["(listed_at, id) < (?, ?)"] = [before.listed_at, before.id]
        with self._reading():
            if topic is not None:
                rules[mentions.naming(self._db, topic)] = [topic]
            values = [value for given in rules.values() for value in given]
            found = self._db.rows(_CARDS.format(where=" AND ".join(rules)), *values, limit)
            return _cards(self._db, found)

    def these(self, keys: Iterable[str]) -> list[Card]:
        """The cards of articles of these ids, in this order; without those that are not there."""
        wanted = [*keys]
        where = "id IN (SELECT value FROM json_each(?))"
        with self._reading():
            found = self._db.rows(_CARDS.format(where=where), cells.dump(wanted), -1)
            cards = {card.id: card for card in _cards(self._db, found)}
        return [cards[key] for key in wanted if key in cards]

    def written(self) -> int:
        """A number that is another one once somebody else has written to the archive."""
        with self._reading():
            (found,) = self._db.execute("PRAGMA data_version").fetchone()
        return int(found)

    def count(self, since: datetime, until: datetime) -> int:
        """How many stories are listed from a time on and before another, copies not counted."""
        with self._reading():
            (found,) = self._db.execute(
                "SELECT count(*) FROM articles WHERE listed_at >= ? AND listed_at < ?"
                " AND story_id = id",
                [cells.stamp(since), cells.stamp(until)],
            ).fetchone()
        return int(found)

    def media(self, since: datetime, until: datetime, limit: int) -> dict[str, int]:
        """How many stories each account published, copies not counted; the most first."""
        with self._reading():
            found = self._db.execute(_MEDIA, [cells.stamp(since), cells.stamp(until), limit])
            return dict(found)

    def beside(self, day: date) -> tuple[date | None, date | None]:
        """The last day before and the first day after it on which something is listed."""
        with self._reading():
            earlier, later = self._db.execute(
                "SELECT (SELECT max(listed_at) FROM articles WHERE listed_at < :day),"
                " (SELECT min(listed_at) FROM articles WHERE listed_at >= :next)",
                {"day": f"{day}", "next": f"{day + timedelta(days=1)}"},
            ).fetchone()
        with cells.reading("articles", day):
            return _day(earlier), _day(later)

    def around(self, entry: Entry) -> tuple[Neighbour | None, Neighbour | None]:
        """The stories listed next after an article and next before it."""
        published = entry.article.published or entry.first_seen
        here = [cells.stamp(published), entry.article.id]
        with self._reading():
            later, earlier = (self._db.rows(sql, *here) for sql in (_LATER, _EARLIER))
        return _neighbour(later), _neighbour(earlier)

    def trust(self, entry: Entry) -> Trust:
        """When an article was looked at last, what its text was made from, how often it changed."""
        article = entry.article
        with self._reading():
            visits = self._db.rows(_VISIT, article.url)
            served = self._db.rows(_SERVED, entry.snapshot)
            (changes,) = self._db.execute(
                "SELECT count(*) FROM revisions WHERE article_id = ? AND cause = 'site'",
                [article.id],
            ).fetchone()
        with cells.reading("visits", article.url):
            return Trust(
                visit=_visit(visits[0]) if visits else None,
                served=_served(served[0]) if served else None,
                changes=int(changes),
            )


def _neighbour(found: list[Row]) -> Neighbour | None:
    return Neighbour(**found[0]) if found else None


def _cards(db: Database, found: list[Row]) -> list[Card]:
    """The cards of rows, with the copies and whom they name."""
    heads = cells.dump([row["id"] for row in found if row["story_id"] == row["id"]])
    copies = _grouped(db.rows(_COPIES, heads), "story_id")
    named = _grouped(db.rows(_NAMED, cells.dump([row["id"] for row in found])), "article_id")
    return [_card(row, copies.get(row["id"], []), named.get(row["id"], [])) for row in found]


def _grouped(rows: list[Row], name: str) -> dict[str, list[Row]]:
    return {key: [*group] for key, group in groupby(rows, lambda row: str(row[name]))}


def _card(row: Row, copies: list[Row], named: list[Row]) -> Card:
    with cells.reading("articles", row["id"]):
        return Card(
            id=row["id"],
            url=Url(row["source_url"]),
            title=row["title"],
            author=row["author"],
            summary=row["summary"],
            thumbnail=row["thumbnail"],
            published=cells.maybe(row["published"]),
            listed_at=cells.time(row["listed_at"]),
            first_seen=cells.time(row["first_seen"]),
            changed_at=cells.maybe(row["changed_at"]),
            gone_at=cells.maybe(row["gone_at"]),
            films=bool(row["films"]),
            copies=tuple(map(retold.telling, copies)),
            mentions=tuple(map(_mention, named[:NAMED])),
            place=Place(row["listed_at"], row["id"]),
        )


def _mention(row: Row) -> Mention:
    return Mention(
        entity=row["entity"],
        kind=row["kind"],
        count=row["count"],
        in_title=bool(row["in_title"]),
    )


def _visit(row: Row) -> Visit:
    return Visit(at=cells.time(row["at"]), kind=row["kind"], reason=row["reason"])


def _served(row: Row) -> Served:
    return Served(**row | {"fetched_at": cells.time(row["fetched_at"])})


def _day(stamp: str | None) -> date | None:
    return cells.time(stamp).date() if stamp else None
