"""Ways of doing the same → what each costs: in turns, A B A B, so that a slow moment hits all."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one turn of a way costs, in seconds of the processor and of the clock: medians."""

    cpu: float
    wall: float
    turns: int


def measure(ways: Mapping[str, Callable[[], object]], turns: int) -> dict[str, Cost]:
    """The cost of each way, of so many turns; a first turn of each is not counted.

    The processor's seconds are those of this process with all its threads.
    """
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for turn in range(turns + 1):
        for name, way in ways.items():
            found = once(way)
            if turn:
                spent[name].append(found)
    return {name: cost(found) for name, found in spent.items()}


def once(way: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor and of the clock that one turn takes."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    way()
    return time.process_time() - cpu, time.perf_counter() - wall


def cost(spent: list[tuple[float, float]]) -> Cost:
    """The medians of several turns."""
    return Cost(
        cpu=median(cpu for cpu, _ in spent),
        wall=median(wall for _, wall in spent),
        turns=len(spent),
    )
