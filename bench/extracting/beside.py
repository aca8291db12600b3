"""A set of pages, our way and those of peers → a row each: ours and a peer's in turns, A B A B.

Each peer does as many of the pages as it can in a moment, ours does the same of them beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from common import turns
from common.peers import Peer

from extracting.judge import Found

FOLDER = Path(__file__).parent
TURNS = 3
SECONDS = 0.6
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

    def compared(
        self, mine: Sequence[Callable[[], object]], most: int
    ) -> Iterator[tuple[str, Beside]]:
        """Each peer beside ours: `mine` does one text each; `most` pages make a turn."""
        texts = len(mine)
        for name, (peer, version) in self._ways.items():
            peer.ask(way=name, first=4)  # dictionaries are loaded, expressions compiled
            count = counted(peer.ask(way=name, first=4)["cpu"] / 4, most)
            told = peer.ask(way=name, first=min(count, JUDGED, texts), say=True)
            costs = []
            for _ in range(TURNS):
                own = turns.once(lambda n=count: [one() for one in islice(cycle(mine), n)])[0]
                costs.append((peer.ask(way=name, first=count)["cpu"], own))
            theirs, own = (median(one[side] for one in costs) * 1000 / count for side in (0, 1))
            given = told["given"] / len(told["found"])
            yield name, Beside(version, count, theirs, own, given, told["found"])


def counted(each: float, most: int) -> int:
    """How many pages make a turn, where one takes so many seconds."""
    each = max(each, 1e-6)
    return max(4, min(most, int(max(SECONDS / each, min(FEWEST, LONGEST / each)))))


@contextmanager
def running(scripts: Mapping[str, str]) -> Iterator[Peers]:
    """The peers of these scripts, by the environment that each needs."""
    with ExitStack() as stack:
        opened = (Peer(room, FOLDER / script) for room, script in scripts.items())
        yield Peers([stack.enter_context(peer) for peer in opened])
