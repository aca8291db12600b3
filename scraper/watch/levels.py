"""Levels → the worst of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from scraper.models import Level


class Found(Protocol):
    """Anything with a level."""

    @property
    def level(self) -> Level:
        """How bad it is."""


One = TypeVar("One", bound=Found)


def worst(found: Iterable[One], none: One) -> One:
    """The worst of what was found, of equals the first; `none` where nothing was."""
    order = list(Level)
    return max(found, key=lambda one: order.index(one.level), default=none)
