"""A function over items → what it makes of each, by processes of this machine or by Ray.

An item whose worker dies is done again; the second time it is Lost, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from scraper.crew import Crew, Lost

Item = TypeVar("Item")
Done = TypeVar("Done")

__all__ = ["Engine", "Lost", "Processes"]

_HOURS = 6 * 3600.0
"""Seconds that an item may take: what is at it longer hangs."""


class Engine(Protocol):
    """What maps a function, which travels by name, over items; results come as they are done."""

    def map(
        self, function: Callable[[Item], Done], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Done | Lost]]:
        """Each item with what was made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """So many processes of this machine; `breathe` is called while they work."""

    jobs: int
    breathe: Callable[[], None] = lambda: None

    def map(
        self, function: Callable[[Item], Done], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Done | Lost]]:
        """Each item with what was made of it, in order."""
        crew: Crew[Item, Done] = Crew(
            Bare(function=function), jobs=self.jobs, seconds=_HOURS, depth=1, breathe=self.breathe
        )
        with crew:
            yield from crew.map(items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """A function that needs nothing around it."""

    function: Callable[[Any], Any]

    @contextmanager
    def __call__(self) -> Iterator[Callable[[Any], Any]]:
        """The function."""
        yield self.function
