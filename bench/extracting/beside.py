"""A set of pages, our way and those of peers → a row each: ours and a peer's in turns, A B A B.

Each peer does as many of the pages as it can in a moment, ours does the same of them beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from common import turns
from common.peers import Peer

from extracting.judge import Found

FOLDER = Path(__file__).parent
TURNS = 3
SECONDS = 0.5
"""Of a turn of a peer, about."""
FEWEST, LONGEST = 20, 3.0
"""Pages that a peer does at least, but where they take longer than that."""
JUDGED = 100
"""Pages of which it is looked at what was found."""


class Beside(NamedTuple):
    """What a peer did: `pages` of them, milliseconds a page of it and of ours, what it found.

    `given` is the share of pages in which it found any text.
    """

    version: str
    pages: int
    theirs: float
    mine: float
    given: float
    found: list[Found]


class Peers:
    """The running peers of several scripts."""

    def __init__(self, running: Sequence[Peer]) -> None:
        self._ways = {
            name: (peer, version)
            for peer in running
            for name, version in peer.ask(ways=True).items()
        }
        self._running = running

    def load(self, texts: Sequence[str], folder: Path) -> None:
        """Give all of them the same texts."""
        path = folder / "texts.jsonl"
        path.write_text("".join(f"{json.dumps(text)}\n" for text in texts), encoding="utf-8")
        for peer in self._running:
            peer.ask(load=str(path))

    @property
    def versions(self) -> dict[str, str]:
        """The names of all ways, each with its version."""
        return {name: version for name, (_, version) in self._ways.items()}

    def said(self, name: str, count: int) -> list[str]:
        """What a way makes of the first texts."""
        found = self._ways[name][0].ask(way=name, first=count, say=True)["found"]
        return [text for _, text in found]

    def seconds(self, name: str, count: int) -> float:
        """The processor's seconds that a way takes for the first texts."""
        return float(self._ways[name][0].ask(way=name, first=count)["cpu"])

    def compared(
        self, mine: Sequence[Callable[[], object]], most: int
    ) -> Iterator[tuple[str, Beside]]:
        """Each peer beside ours: `mine` does one text each; `most` pages make a turn."""
        for name, (peer, version) in self._ways.items():
            peer.ask(way=name, first=4)  # dictionaries are loaded, expressions compiled
            count = counted(peer.ask(way=name, first=4)["cpu"] / 4, most)
            told, costs = dict[str, Any](), []
            for turn in range(TURNS):
                own = turns.once(lambda n=count: [one() for one in islice(cycle(mine), n)])[0]
                known = peer.ask(way=name, first=count, say=not turn)
                costs.append((known["cpu"], own))
                told = told or known
            theirs, own = (median(one[side] for one in costs) * 1000 / count for side in (0, 1))
            found = told["found"][: min(JUDGED, len(mine))]
            yield name, Beside(version, count, theirs, own, told["given"] / count, found)


def counted(each: float, most: int) -> int:
    """How many pages make a turn, where one takes so many seconds."""
    each = max(each, 1e-6)
    return max(4, min(most, int(max(SECONDS / each, min(FEWEST, LONGEST / each)))))


@contextmanager
def running(scripts: Mapping[str, str]) -> Iterator[Peers]:
    """The peers of these scripts, by the environment that each needs."""
    os.environ.setdefault("PYTHONWARNINGS", "ignore")  # what they lack to do more is not asked for
    with ExitStack() as stack:
        opened = (Peer(room, FOLDER / script) for room, script in scripts.items())
        yield Peers([stack.enter_context(peer) for peer in opened])
