"""What is slow to make of an archive → the same at once: kept, and made anew in a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from scraper.archive.store import Store
from scraper.config import Settings
from scraper.errors import ArchiveError
from scraper.serve.asked import Asked
from scraper.serve.stores import Stores
from scraper.serve.view import View

REST = 20
"""So many times as long as it took to make it, it is not made again."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(Generic[Value]):
    """A value made of an archive of this stamp, in so many seconds, at `at` of a clock."""

    value: Value
    stamp: tuple[int, ...]
    took: float
    at: float


class Ready(Generic[Value]):
    """A value made of an archive; for many threads.

    Whoever asks gets the last one. It is made anew once it was asked for after the archive was
    written to, but `apart` seconds after the last at least; also where it is older than `lasts`,
    for one that changes with the clock. Only of one older than `oldest` is the next one waited for.
    """

    def __init__(  # noqa: PLR0913 - the seconds, and the clocks
        self,
        stores: Stores,
        make: Callable[[Store, datetime], Value],
        *,
        now: Callable[[], datetime],
        apart: float,
        lasts: float = float("inf"),
        oldest: float = float("inf"),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stores = stores
        self._make = make
        self._now = now
        self._monotonic = monotonic
        self._apart = apart
        self._lasts = lasts
        self._oldest = oldest
        self._lock = threading.Lock()
        self._made: Made[Value] | None = None
        self._coming: Future[Value] | None = None

    def get(self) -> tuple[Value, bool]:
        """The value, and whether the archive may say another by now; ArchiveError."""
        coming = self.coming()
        made = self._made
        if coming or made is None:
            return (coming or self.begin()).result(), False
        return made.value, not self._fresh(made)

    def coming(self) -> Future[Value] | None:
        """What `get` would wait for; None where it would not. Where it is time, it is begun."""
        made = self._made
        if made is None or made.stamp[0] != self._stores.stamp()[0]:  # another file
            return self.begin()
        age = self._monotonic() - made.at
        if self._fresh(made) or age < max(self._apart, REST * made.took):
            return None
        coming = self.begin()
        return coming if age > self._oldest else None

    def _fresh(self, made: Made[Value]) -> bool:
        young = self._monotonic() - made.at < self._lasts
        return young and made.stamp == self._stores.stamp()

    def begin(self) -> Future[Value]:
        """Begin to make it, unless somebody is at it; what it will come to."""
        with self._lock:
            if self._coming is None or self._coming.done():
                self._coming = Future()
                work = threading.Thread(target=self._work, args=(self._coming,), daemon=True)
                work.start()
            return self._coming

    def _work(self, coming: Future[Value]) -> None:
        begun, stamp = self._monotonic(), self._stores.stamp()
        try:
            with self._stores.another() as own:
                value = self._make(own, self._now())
            ended = self._monotonic()
            self._made = Made(value=value, stamp=stamp, took=ended - begun, at=ended)
            coming.set_result(value)
        except ArchiveError as error:
            coming.set_exception(error)
        finally:
            coming.cancel()  # does nothing but where this program is at fault: nobody waits forever


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Generic[Value]):
    """A page that is made of such a value: its `page` is given the value, and whether it is late.

    So that it can be waited for before one of the few threads is taken.
    """

    ready: Ready[Value]
    page: Callable[[Store, Asked, Settings, Value, bool], View]

    def __call__(self, store: Store, asked: Asked, setting: Settings) -> View:
        """The view, of the value as it is."""
        return self.page(store, asked, setting, *self.ready.get())
