"""Archive → is it whole, what does it say to a question in SQL, and the same in less room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from scraper.archive import apart, ask, audit, compact, connection
from scraper.archive.apart import Answered
from scraper.archive.faults import translated
from scraper.archive.session import Session

_COLUMNS = """
SELECT kept.name, columns.name FROM sqlite_schema AS kept, pragma_table_xinfo(kept.name) AS columns
WHERE kept.type IN ('table', 'view') AND kept.name NOT GLOB '*_index_*'
  AND kept.name NOT GLOB '_*' AND kept.name NOT GLOB 'sqlite_*'
ORDER BY kept.name, columns.cid"""


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

    def answer(self, query: str, *, rows: int, seconds: float) -> Answered:
        """The first rows of a query in SQL that anybody may ask; QueryError for none.

        It is asked apart from this connection, and may take no longer than so many seconds.
        """
        with translated(self._path):
            uri = connection.address(Path(self._path), "ro")
        return apart.answer(uri, query, rows=rows, seconds=seconds)

    def tables(self) -> dict[str, list[str]]:
        """The columns of each table and view, by name."""
        with self._reading():
            found = self._db.execute(_COLUMNS).fetchall()
        tables: dict[str, list[str]] = {}
        for table, column in found:
            tables.setdefault(table, []).append(column)
        return tables

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
