"""A query in SQL → its rows, from an archive that cannot be changed by it."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager

from scraper.archive import asking
from scraper.archive.connection import Database
from scraper.errors import QueryError

_TURN = 10_000
"""Steps of SQLite between two looks at whether somebody wants to stop."""

_BEYOND = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})
"""What would reach other files than the archive."""


@contextmanager
def asked(db: Database, query: str) -> Iterator[tuple[list[str], Iterator[tuple[object, ...]]]]:
    """The names of the columns and the rows; QueryError for what is no query."""
    db.execute("PRAGMA query_only = ON")
    db.conn.set_authorizer(_allowed)
    db.conn.set_progress_handler(lambda: 0, _TURN)  # lets Ctrl-C in
    try:
        cursor = _run(db, query)
        with closing(_rows(cursor)) as rows:
            yield [column[0] for column in cursor.description or ()], rows
    finally:
        db.conn.set_progress_handler(None, 0)
        db.conn.set_authorizer(None)


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    setting = action == sqlite3.SQLITE_PRAGMA and second is not None and first not in asking.TELLING
    return sqlite3.SQLITE_DENY if setting or action in _BEYOND else sqlite3.SQLITE_OK


def _run(db: Database, query: str) -> sqlite3.Cursor:
    if not query.strip():
        raise QueryError('the query is empty; ask e.g. "SELECT count(*) FROM articles"')
    try:
        return db.conn.execute(query)
    except (sqlite3.Error, sqlite3.Warning, ValueError, UnicodeError) as error:
        raise _fault(error) from error


def _rows(cursor: sqlite3.Cursor) -> Generator[tuple[object, ...], None, None]:
    try:
        yield from cursor
    except (sqlite3.Error, ValueError) as error:
        raise _fault(error) from error


def _fault(error: Exception) -> BaseException:
    """What to say of a query that failed; a person who wants to stop is no fault of it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return KeyboardInterrupt()
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR):
        return error
    remedy = "the archive is only read" if code in _READING else "docs/archive.md has the tables"
    return QueryError(f"{str(error).rstrip('.')}; {remedy}")


_READING = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH)
