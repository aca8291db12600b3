"""The archive → how many of everything there were on each day, counted in one pass each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from scraper.archive import cells
from scraper.archive.connection import Database
from scraper.archive.series import Series
from scraper.archive.session import Session

ANY = "any"
"""Beside the kinds of change: any of them."""


class Seen(NamedTuple):
    """What visits have in common: which list named the page, who read it, what it came to.

    `era` is without its version: a mended extractor is no other era.
    """

    source: str
    era: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of everything there were by day, counted at `at`.

    Articles are counted on the day they are listed under: by the source that first named them, by
    the account, by whom they name, and by how the site changed them since. Visits, the
    `letters` of the texts that an era read, lists that were asked (by source, and whether in vain),
    verdicts by level and their reasons by name are counted on the day they happened.
    """

    at: datetime
    sources: Mapping[str, Series]
    media: Mapping[str, Series]
    entities: Mapping[str, Series]
    changes: Mapping[str, Series]
    visits: Mapping[Seen, Series]
    letters: Mapping[str, Series]
    surveys: Mapping[tuple[str, bool], Series]
    verdicts: Mapping[str, Series]
    reasons: Mapping[str, Series]


_LISTED = "listed_at >= :since AND listed_at < :until"
_HAPPENED = "at >= :since AND at < :until"
_ARTICLES = f"""
  SELECT {{name}} AS one, substr(listed_at, 1, 10) AS day, count(*) AS n
  FROM articles WHERE {_LISTED} GROUP BY one, day
"""  # noqa: S608 - constants
_ENTITIES = f"""
  SELECT entity AS one, substr(listed_at, 1, 10) AS day, count(*) AS n
  FROM articles INDEXED BY articles_newest CROSS JOIN mentions ON article_id = id
  WHERE {_LISTED} GROUP BY one, day
"""  # noqa: S608 - constants
_CHANGES = f"""
  WITH altered AS (
    SELECT article_id, substr(listed_at, 1, 10) AS day, kinds
    FROM revisions JOIN articles ON id = article_id WHERE cause = 'site' AND {_LISTED}
  )
  SELECT value AS one, day, count(DISTINCT article_id) AS n
  FROM altered JOIN json_each(kinds) GROUP BY one, day
  UNION ALL
  SELECT '{ANY}', day, count(DISTINCT article_id) FROM altered GROUP BY day
"""  # noqa: S608 - constants
_VISITS = f"""
  SELECT json_array(source, era, visits.kind) AS one, substr(at, 1, 10) AS day, count(*) AS n
  FROM visits JOIN links USING (source_url) WHERE {_HAPPENED} GROUP BY one, day
"""  # noqa: S608 - constants
_LETTERS = f"""
  SELECT era AS one, substr(at, 1, 10) AS day, sum(chars) AS n
  FROM visits WHERE {_HAPPENED} AND kind IN ('new', 'changed', 'same') GROUP BY one, day
"""  # noqa: S608 - constants
_SURVEYS = f"""
  SELECT json_array(source, kind || reason <> '') AS one, substr(at, 1, 10) AS day, count(*) AS n
  FROM surveys WHERE {_HAPPENED} GROUP BY one, day
"""  # noqa: S608 - constants
_VERDICTS = f"""
  SELECT level AS one, substr(at, 1, 10) AS day, count(*) AS n
  FROM verdicts WHERE {_HAPPENED} GROUP BY one, day
"""  # noqa: S608 - constants
_REASONS = f"""
  SELECT json_extract(value, '$.name') AS one, substr(at, 1, 10) AS day, count(*) AS n
  FROM verdicts JOIN json_each(reasons) WHERE {_HAPPENED} GROUP BY one, day
"""  # noqa: S608 - constants
_EXTENT = f"""
  SELECT min(first), max(last) FROM (
    SELECT (SELECT min(listed_at) FROM articles WHERE {_LISTED}) AS first,
           (SELECT max(listed_at) FROM articles WHERE {_LISTED}) AS last
    UNION ALL
    SELECT (SELECT min(at) FROM visits WHERE {_HAPPENED}),
           (SELECT max(at) FROM visits WHERE {_HAPPENED})
  )
"""  # noqa: S608 - constants
_DAYS = """
  SELECT one, json_group_array(day) AS days, json_group_array(n) AS numbers
  FROM ({counted}) GROUP BY one
"""
"""A row for each thing, not for each of its days: fetching a row means to wait for Python."""


class Tallies(Session):
    """The part of an open archive that counts it."""

    def extent(self, since: date, until: date) -> tuple[date, date] | None:
        """The first and the last of these days on which an article is listed or a page visited."""
        span = {"since": since.isoformat(), "until": _end(until)}
        with self._reading():
            first, last = self._db.execute(_EXTENT, span).fetchone()
        with cells.reading("articles", first):
            return (cells.time(first).date(), cells.time(last).date()) if first else None

    def count(self, at: datetime, *, since: date | None = None, until: date | None = None) -> Tally:
        """The tally of the whole archive, or from one day up to and with another; `at` is now."""
        span = {"since": since.isoformat() if since else "", "until": _end(until)}
        with self._reading():
            return Tally(
                at=at,
                sources=_plain(self._db, _ARTICLES.format(name="source"), span),
                media=_plain(self._db, _ARTICLES.format(name="coalesce(author, '')"), span),
                entities=_plain(self._db, _ENTITIES, span),
                changes=_plain(self._db, _CHANGES, span),
                visits=_visits(self._db, span),
                letters=_letters(self._db, span),
                surveys=_surveys(self._db, span),
                verdicts=_plain(self._db, _VERDICTS, span),
                reasons=_plain(self._db, _REASONS, span),
            )


def _plain(db: Database, counted: str, span: cells.Row) -> dict[str, Series]:
    """The series of each name."""
    return {name: Series.of(days) for name, days in _days(db, counted, span).items()}


def _visits(db: Database, span: cells.Row) -> dict[Seen, Series]:
    """The series of each sort of visit, the versions of an era together."""
    found: defaultdict[Seen, list[tuple[int, int]]] = defaultdict(list)
    for name, days in _days(db, _VISITS, span).items():
        source, era, kind = json.loads(name)
        found[Seen(source, _bare(era), kind)] += days
    return {seen: Series.of(days) for seen, days in found.items()}


def _letters(db: Database, span: cells.Row) -> dict[str, Series]:
    """The series of each era, its versions together."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for era, days in _days(db, _LETTERS, span).items():
        found[_bare(era)] += days
    return {era: Series.of(days) for era, days in found.items()}


def _bare(era: str) -> str:
    return era.partition("/")[0]


def _surveys(db: Database, span: cells.Row) -> dict[tuple[str, bool], Series]:
    """The series of each source, of when it could be read and of when it could not."""
    found = {}
    for name, days in _days(db, _SURVEYS, span).items():
        source, failed = json.loads(name)
        found[source, bool(failed)] = Series.of(days)
    return found


def _days(db: Database, counted: str, span: cells.Row) -> dict[str, list[tuple[int, int]]]:
    """By name, the days that a query counted, as ordinals, with their numbers."""
    found = {}
    for row in db.rows(_DAYS.format(counted=counted), **span):
        with cells.reading("tally", row["one"]):
            days = map(_ordinal, json.loads(row["days"]))
            found[row["one"]] = [*zip(days, json.loads(row["numbers"]), strict=True)]
    return found


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _end(day: date | None) -> str:
    """What stands after every time of a day, and without one after all times."""
    return f"{day.isoformat() if day else ''}~"
