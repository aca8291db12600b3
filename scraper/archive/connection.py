"""Path → connection to an archive that is sound, ours and of this version."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Literal, cast

import sqlite_utils

from scraper.archive import cells, functions, schema
from scraper.errors import ArchiveError

OLDEST = (3, 38, 0)
"""The first SQLite with STRICT tables and built-in JSON."""

SMALLEST = 512
"""Bytes of the smallest page, so of the smallest database."""


class Database(sqlite_utils.Database):
    """A connection whose texts are always storable, and whose writers queue, never collide."""

    def execute(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None
    ) -> sqlite3.Cursor:
        """Run one statement; lone surrogates in its texts are replaced, SQLite takes none.

        Within a transaction there is nothing that sqlite-utils adds to it.
        """
        run = self.conn.execute if self.conn.in_transaction else super().execute
        try:
            return run(sql, parameters or ())
        except UnicodeEncodeError:  # of the values, before anything is done
            return run(sql, cells.clean(parameters or ()))

    def rows(self, sql: str, *values: Any, **named: Any) -> list[cells.Row]:
        """All rows of a query."""
        cursor = self.execute(sql, named or values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def add(self, table: str, row: cells.Row) -> int:
        """The number of a new row.

        In SQL of our own: sqlite-utils looks at the table before each one, and takes twice as long.
        """
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own
        return cast("int", self.execute(sql, [*row.values()]).lastrowid)

    def alter(self, table: str, row: cells.Row, **key: Any) -> None:
        """Write a row's values over those of the row with this key; ArchiveError without one."""
        if row:
            sets, (name,) = ", ".join(f"{one} = ?" for one in row), key
            sql = f"UPDATE {table} SET {sets} WHERE {name} = ?"  # noqa: S608 - names of our own
            if self.execute(sql, [*row.values(), key[name]]).rowcount != 1:
                raise ArchiveError(f"{table}: no row {key[name]!r}; try `scraper check`")

    def reading(self) -> AbstractContextManager[None]:
        """One transaction, or part of one: all of it sees the same state."""
        return self._transaction("BEGIN")

    def writing(self) -> AbstractContextManager[None]:
        """One transaction that holds the write lock from its beginning; all or nothing.

        Inside another it joins that one. A plain BEGIN would take the lock at its first write,
        and fail where another writer came between: no timeout can mend that.
        """
        return self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if self.conn.in_transaction:
            yield
            return
        self.execute(begin)
        try:
            yield
            self.commit()
        finally:
            self.rollback()  # does nothing after the commit


def connect(path: Path, *, readonly: bool, create: bool, timeout: float) -> Database:
    """A connection to the archive at `path`; makes it where allowed. Seconds of `timeout`."""
    fresh = _fresh(path)
    if fresh and (readonly or not create):
        raise ArchiveError(f"{path}: there is no archive here; make one with `scraper crawl`")
    if not fresh:
        _inspect(path, readonly, timeout)
    with ExitStack() as stack:
        db = stack.enter_context(closing(_attach(path, "ro" if readonly else "rwc", timeout)))
        _prepare(db, path, readonly)
        stack.pop_all()
    return db


def _fresh(path: Path) -> bool:
    """Whether nothing is there yet; ArchiveError where nothing can be."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise ArchiveError(f"SQLite {sqlite3.sqlite_version} is too old; install 3.38 or newer")
    if "\0" in str(path):
        raise ArchiveError(f"{str(path)!r}: not a path; remove the NUL")
    if path.is_dir():
        raise ArchiveError(f"{path}: a folder; name a file in it, e.g. {path / 'archive.db'}")
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: its folder does not exist; make it, or choose another path")
    size = path.stat().st_size if path.exists() else 0
    if 0 < size < SMALLEST:  # SQLite takes a file of one byte for an empty one
        raise ArchiveError(f"{path}: not an SQLite database; choose another path")
    return size == 0


def _attach(path: Path, mode: Literal["ro", "rwc"], timeout: float) -> Database:
    uri = address(path, mode)
    # what only reads may be closed by another thread than its own, which may be gone
    conn = sqlite3.connect(uri, uri=True, timeout=timeout, check_same_thread=mode != "ro")
    db = Database(conn, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    functions.register(db.conn)
    return db


def address(path: Path, mode: Literal["ro", "rwc"]) -> str:
    """The archive at `path` as SQLite is told to open it."""
    still = mode == "ro" and _still(path)
    return f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if still else ''}"


def _still(path: Path) -> bool:
    """Whether nobody can write to an archive, nor has left a journal beside it.

    SQLite reads it then only if it is told so: it could make no journal either.
    """
    whole = not Path(f"{os.path.realpath(path)}-wal").exists()
    return whole and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _inspect(path: Path, readonly: bool, timeout: float) -> None:
    """Look without touching: a file that is not ours must stay as it is, byte for byte."""
    with closing(_attach(path, "ro", timeout)) as db:
        try:
            schema.check(db, path)
        except sqlite3.OperationalError as error:
            if readonly or error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
                raise  # else only a writer can undo what a killed one left half done


def _prepare(db: Database, path: Path, readonly: bool) -> None:
    pending = schema.check(db, path)
    if readonly and pending:
        raise ArchiveError(f"{path}: of an older version; run a command that writes, once")
    if readonly:
        return
    if pending:
        _migrate(db)
    _journal(db)


def _migrate(db: Database) -> None:
    """Bring an archive to this version; what refers to what is looked at when all is done."""
    db.execute("PRAGMA foreign_keys = OFF")
    with db.writing():
        schema.apply(db)
        if db.execute("PRAGMA foreign_key_check").fetchone():
            raise ArchiveError("rows refer to rows that are not there; restore it from a backup")
    db.execute("PRAGMA foreign_keys = ON")


def _journal(db: Database) -> None:
    """Write ahead, so that readers never wait.

    `synchronous` stays FULL: NORMAL would be quicker, but what was reported as stored would be lost
    with the power, and at a page a second a commit may cost what it does.
    """
    try:
        db.enable_wal()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise  # else another process is at it just now: all is safe, the next one tries
