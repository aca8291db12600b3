"""A function over items → what it makes of each, by processes of this machine or by Ray.

An item whose worker dies is done again; the second time it is Lost, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, Self, TypeVar

from scraper.crew import Crew, Lost

Item = TypeVar("Item")
Done = TypeVar("Done")

__all__ = ["Engine", "Lost", "Processes"]

_HOURS = 6 * 3600.0
"""Seconds that an item may take: what is at it longer hangs."""


class Engine(Protocol):
    """What maps functions, which travel by name, over items; a context manager."""

    def __enter__(self) -> Self:
        """Begin: workers may start now."""

    def __exit__(self, *_: object) -> None:
        """End all work."""

    def map(
        self, function: Callable[[Item], Done], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Done | Lost]]:
        """Each item with what was made of it, as they are done."""


class Processes:
    """So many processes of this machine, `jobs`; `breathe` is called while they work."""

    def __init__(self, jobs: int, breathe: Callable[[], None] = lambda: None) -> None:
        self._crew: Crew[tuple[Callable[[Any], Any], Any], Any] = Crew(
            _applied, jobs=jobs, seconds=_HOURS, depth=1, breathe=breathe
        )

    def __enter__(self) -> Self:
        self._crew.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._crew.__exit__(*error)

    def map(
        self, function: Callable[[Item], Done], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Done | Lost]]:
        """Each item with what was made of it, in order."""
        for (_, item), done in self._crew.map((function, item) for item in items):
            yield item, done


@contextmanager
def _applied() -> Iterator[Callable[[tuple[Callable[[Any], Any], Any]], Any]]:
    """What a process does with a function and an item."""
    yield lambda pair: pair[0](pair[1])
