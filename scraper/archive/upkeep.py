"""Archive → is it whole, what does it say to a question in SQL, and the same in less room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from scraper.archive import ask, audit, compact
from scraper.archive.faults import translated
from scraper.archive.session import Session


class Upkeep(Session):
    """An archive as a file that is looked after."""

    @contextmanager
    def asked(self, query: str) -> Iterator[tuple[list[str], Iterator[tuple[object, ...]]]]:
        """The columns and rows of a query in SQL, which can change nothing; QueryError for none.

        What fails where the rows are used is no fault of the archive.
        """
        with ExitStack() as stack:
            with translated(self._path):
                names, rows = stack.enter_context(ask.asked(self._db, query))
            yield names, self._each(rows)

    def _each(self, rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
        with translated(self._path):
            yield from rows

    def compact(self, at: datetime, tell: compact.Tell) -> tuple[compact.Room, compact.Room]:
        """Keep the same in less room; what it took before, and what it takes now.

        Whoever is stopped on the way loses nothing, and goes on the next time.
        """
        before, done, after = compact.room(self._db), 0, ""
        total = self._db.table("contents").count
        with self._writing():
            compact.learn(self._db, at)
        while True:
            tell("pages", done, total)
            with self._writing():
                count, after = compact.repack(self._db, after)
            if not count:
                break
            done += count
        tell("file", 0, 1)
        with self._writing():
            compact.tidy(self._db)
        with translated(self._path):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return before, compact.room(self._db)

    def audit(self, tell: audit.Tell) -> Iterator[audit.Finding]:
        """Everything that is wrong in the archive, and what is to be known of it."""
        with translated(self._path):
            yield from audit.look(self._db, tell)
