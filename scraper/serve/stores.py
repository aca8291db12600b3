"""Path → the archive, open for reading in each thread; anew where another file took its place."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from scraper.archive import store
from scraper.archive.store import Store
from scraper.errors import ArchiveError

PATIENCE = 5.0
"""Seconds to wait where the archive is locked: a reader waits only while a journal is undone."""
APART = 0.25
"""Seconds between two looks at whether the archive has been written to."""

UNREAD = -1
"""The number of an archive that cannot be read."""

Version = tuple[int, int]
"""Which file it is, and a number that is another once it was written to."""


class _Held(NamedTuple):
    """The archive of a thread, and of which file; `close` is called when the thread is gone."""

    file: int
    store: Store
    close: Callable[[], object]


class Stores:
    """An archive for many threads."""

    def __init__(self, path: str) -> None:
        """Look at it, so that an archive that cannot be read is told at once: ArchiveError."""
        self._path = path
        self._local = threading.local()
        self.another().close()
        self._version = (os.stat(path).st_ino, 0)
        self._looked = float("-inf")

    def here(self) -> Store:
        """The archive of this thread."""
        held: _Held | None = getattr(self._local, "held", None)
        file = self._version[0]
        if held and held.file == file:
            return held.store
        if held:
            held.close()
        opened = self.another()
        close = weakref.finalize(threading.current_thread(), opened.close)
        self._local.held = _Held(file, opened, close)
        return opened

    def another(self) -> Store:
        """The archive, open once more for reading; it is closed by who asked for it."""
        return store.open(self._path, readonly=True, timeout=PATIENCE)

    def stamp(self) -> tuple[int, ...]:
        """Another one once the archive was written to, for every thread; first, which file it is.

        What is written goes into the journal, and from there into the file. An empty journal is
        made by who only reads.
        """
        found = [self._file()]
        for path in (self._path, f"{self._path}-wal"):
            with suppress(OSError):  # there is no journal, or the file is about to be replaced
                looked = os.stat(path)
                found += [looked.st_size, looked.st_mtime_ns] if looked.st_size else []
        return tuple(found)

    def now(self) -> Store:
        """The archive of this thread, anew where another file took its place meanwhile."""
        self._version = (self._file(), self._version[1])
        return self.here()

    def version(self, now: float) -> Version:
        """The version at `now`, seconds of a clock, or APART before it; for one thread alone."""
        if now - self._looked >= APART:
            self._looked = now
            self._version = (self._file(), self._version[1])
            self._version = (self._version[0], self._written())
        return self._version

    def _written(self) -> int:
        try:
            return self.here().desk.written()
        except ArchiveError:  # whoever asks for a page is told so
            return UNREAD

    def _file(self) -> int:
        try:
            return os.stat(self._path).st_ino
        except OSError:  # it is gone, or about to be replaced: what is open can still be read
            return self._version[0]
