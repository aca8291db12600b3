"""Archive and moment → all that was known then, article by article, and what pages had come to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from scraper.archive import cells, snapshots, then
from scraper.archive.faults import translated
from scraper.archive.quarantine import UNDERSTOOD
from scraper.archive.session import Session
from scraper.archive.values import Holding
from scraper.models import DOUBTED, Fetched

Told = tuple[str, str, str, str, str, str]
"""Of an article: id, source URL, first and last seen, the hash of its letters, Markdown."""

PAGE = 25
"""Articles read at once: of the longest texts there are, some hundred megabytes."""

_NEWEST = """
SELECT max(at) FROM (
  SELECT max(first_seen) AS at FROM articles UNION ALL SELECT max(replaced_at) FROM revisions
  UNION ALL SELECT max(gone_at) FROM articles UNION ALL SELECT max(at) FROM visits)
"""
_DOUBTED = """
SELECT kind, count(*) AS count FROM (
  SELECT source_url, kind, row_number() OVER (PARTITION BY source_url ORDER BY at DESC, id DESC)
    AS place
  FROM visits WHERE at <= :at
    AND (kind IN (SELECT value FROM json_each(:understood)) OR
      kind IN (SELECT value FROM json_each(:doubted)) AND snapshot_id IS NOT NULL)
    AND source_url IN (SELECT source_url FROM visits
      WHERE at <= :at AND kind IN (SELECT value FROM json_each(:doubted)))) AS last
WHERE place = 1 AND kind IN (SELECT value FROM json_each(:doubted))
  AND NOT EXISTS (SELECT 1 FROM articles WHERE first_seen <= :at AND
    source_url IN (last.source_url, (SELECT source_url FROM aliases WHERE form = last.source_url)))
GROUP BY kind ORDER BY kind
"""


class Corpus(Session):
    """The part of an archive that knows what it was at a moment, and will know it the same."""

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let all that is asked inside be of one state, whatever is written meanwhile."""
        with self._reading():
            yield

    def newest(self) -> datetime | None:
        """When the last thing came in; None in an empty archive."""
        with self._reading():
            (at,) = self._db.execute(_NEWEST).fetchone()
            with cells.reading("visits", at):
                return cells.maybe(at)

    def count(self, at: datetime) -> int:
        """How many articles were known at a moment."""
        with self._reading():
            query = "SELECT count(*) FROM articles WHERE first_seen <= ?"
            return int(self._db.execute(query, [cells.stamp(at)]).fetchone()[0])

    def walk(self, at: datetime) -> Iterator[Holding]:
        """Every article known at a moment as it then was, in the order of first sight, then by id.

        That order never changes: what comes later stands behind. Walk inside `still`.
        """
        moment = cells.stamp(at)
        with translated(self._path):
            found = self._db.execute(
                "SELECT number FROM articles WHERE first_seen <= ? ORDER BY first_seen, id",
                [moment],
            )
            while numbers := [number for (number,) in found.fetchmany(PAGE)]:
                yield from then.page(self._db, numbers, moment)

    def told(self) -> Iterator[Told]:
        """What of every article tells its story, in the order of first sight, as of one moment."""
        columns = "id, source_url, first_seen, last_seen, content_sha256, body"
        with self._reading():
            query = f"SELECT {columns} FROM articles ORDER BY first_seen, id"  # noqa: S608
            yield from self._db.execute(query)

    def doubted(self, at: datetime) -> dict[str, int]:
        """How many pages by then could not be believed, and were in quarantine, by kind."""
        asked = {"doubted": sorted(DOUBTED), "understood": sorted(UNDERSTOOD)}
        with self._reading():
            packed = {name: cells.dump(kinds) for name, kinds in asked.items()}
            found = self._db.rows(_DOUBTED, at=cells.stamp(at), **packed)
        return {row["kind"]: row["count"] for row in found}

    def visits(self, at: datetime) -> dict[str, int]:
        """What all visits until a moment had come to: how many of each kind."""
        query = "SELECT kind, count(*) AS count FROM visits WHERE at <= ? GROUP BY kind ORDER BY 1"
        with self._reading():
            found = self._db.rows(query, cells.stamp(at))
        return {row["kind"]: row["count"] for row in found}

    def last(self) -> int:
        """The number of the last answer; 0 where none is kept."""
        with self._reading():
            return int(self._db.execute("SELECT coalesce(max(id), 0) FROM snapshots").fetchone()[0])

    def answers(self, first: int, before: int) -> Iterator[Fetched]:
        """The answers from one number to before another, those that are there, in this order."""
        for number in range(first, before):
            with self._reading():
                found = snapshots.read(self._db, number)
            if found:
                yield found
