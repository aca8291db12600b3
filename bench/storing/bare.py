"""An archive whose statements are written down → the same statements by sqlite3 alone.

What is written down is what reached sqlite3: each statement with its values, and each end of a
transaction. It is said again to another copy of the same file, through a connection of its own that
has the same functions and waits in the same way, the values ready as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

from scraper.archive import functions, store
from scraper.archive.store import Store

Said = tuple[str, Any, bool]
"""A statement, its values, and whether these are many."""


class Listening(sqlite3.Connection):
    """A connection that writes down what it is told, while anybody wants to know."""

    heard: ClassVar[list[Said] | None] = None

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        """Run one statement."""
        self._hear(sql, values, many=False)
        return super().execute(sql, values)

    def executemany(self, sql: str, values: Iterable[Any]) -> sqlite3.Cursor:
        """Run one statement many times."""
        known = list(values)
        self._hear(sql, known, many=True)
        return super().executemany(sql, known)

    def commit(self) -> None:
        """End a transaction."""
        if self.in_transaction:
            self._hear("COMMIT", (), many=False)
        super().commit()

    @classmethod
    def _hear(cls, sql: str, values: Any, *, many: bool) -> None:
        if cls.heard is not None:
            cls.heard.append((sql, values, many))


@contextmanager
def listening(path: Path) -> Iterator[tuple[Store, list[Said]]]:
    """An open archive, and the list of all that it tells sqlite3 from here on."""
    opened = partial(sqlite3.connect, factory=Listening)
    with mock.patch("sqlite3.connect", opened), store.open(path) as archive:
        Listening.heard = said = []
        try:
            yield archive, said
        finally:
            Listening.heard = None


@contextmanager
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection of sqlite3 alone that knows the functions of an archive."""
    with closing(sqlite3.connect(path, timeout=store.TIMEOUT)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        functions.register(conn)
        conn.isolation_level = None  # the transactions are among the statements
        yield conn


def repeat(conn: sqlite3.Connection, said: list[Said]) -> None:
    """Say it all again, and take each answer whole."""
    for sql, values, many in said:
        if many:
            conn.executemany(sql, values)
        else:
            conn.execute(sql, values).fetchall()
