"""How many kills, by chance → which: at each kind of step first, then at any moment."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, cycle, islice, zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .steps import Step

SHARES = {
    "crawl": 0.32,
    "first": 0.08,
    "import": 0.1,
    "export": 0.08,
    "backup": 0.05,
    "pack": 0.05,
    "restore": 0.1,
    "migrate": 0.08,
    "compact": 0.04,
    "reextract": 0.06,
    "intake": 0.06,
}
"""Of all kills, those of each scene."""

FRESH = ("crawl", "import")
"""The scenes that are also killed as interpreters of their own."""


@dataclass(frozen=True, kw_only=True)
class Kill:
    """One kill: at a step, or after some seconds; `again` many seconds later the next run too."""

    scene: str
    step: Step | None = None
    seconds: float = 0.0
    fresh: bool = False
    again: float = 0.0

    def __str__(self) -> str:
        """As it is written to repeat it."""
        where = f"{self.step[0]}#{self.step[1]}" if self.step else f"{self.seconds:.4f}"
        parts = [self.scene, where, *(["fresh"] if self.fresh else [])]
        return ":".join([*parts, *([f"again={self.again:.4f}"] if self.again else [])])

    @classmethod
    def read(cls, text: str) -> Kill:
        """The kill that was written so."""
        scene, where, *more = text.split(":")
        name, _, number = where.partition("#")
        again = next((one.removeprefix("again=") for one in more if one.startswith("again=")), "0")
        found: dict[str, Any] = (
            {"step": (name, int(number))} if number else {"seconds": float(where)}
        )
        return cls(scene=scene, fresh="fresh" in more, again=float(again), **found)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a scene: its steps, and how many seconds it takes."""

    steps: list[Step]
    seconds: float


def kills(known: Mapping[str, Known], count: int, seed: int) -> list[Kill]:
    """So many kills of all scenes, each scene's in proportion, in any order."""
    chance = random.Random(seed)
    numbers = {name: round(count * SHARES[name]) for name in known}
    numbers["crawl"] += count - sum(numbers.values())
    found = [
        kill
        for name, scene in known.items()
        for kill in islice(_of(name, scene, chance), numbers[name])
    ]
    chance.shuffle(found)
    return found


def _of(name: str, scene: Known, chance: random.Random) -> Iterator[Kill]:
    """Kills without end: two at a step, one at any moment; of these some start from nothing."""
    for turn, step in enumerate(cycle(spread(scene.steps, chance))):
        again = chance.uniform(0, scene.seconds) if chance.random() < 0.2 else 0.0
        if turn % 3 < 2:
            yield Kill(scene=name, step=step, again=again)
            continue
        seconds = chance.uniform(0, scene.seconds)
        fresh = name in FRESH and turn % 9 == 5
        yield Kill(scene=name, seconds=seconds, fresh=fresh, again=again)


def spread(steps: list[Step], chance: random.Random) -> list[Step]:
    """The steps, of each name one before a second of any."""
    named: dict[str, list[Step]] = defaultdict(list)
    for step in chance.sample(steps, len(steps)):
        named[step[0]].append(step)
    rows = zip_longest(*named.values())
    return [step for step in chain.from_iterable(rows) if step is not None]
