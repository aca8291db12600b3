"""A connection → transactions in which every failure is an ArchiveError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from scraper.archive.connection import Database
from scraper.archive.faults import translated


class Session:
    """An open archive at `path`; a context manager that closes it."""

    def __init__(self, db: Database, path: str) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; twice is as good as once."""
        with translated(self._path):
            self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction around all that is written inside: all of it is stored, or nothing."""
        with self._writing():
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One transaction: all of it sees the same state of the archive."""
        with translated(self._path), self._db.reading():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with translated(self._path), self._db.writing():
            yield
