"""The imitation site and some workers → trials, side by side, and what came of each."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.demo.site import serve

from ..cli.trial import Site
from .nest import Run
from .plan import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import IO

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Came:
    """What came of a trial: how the run ended, and what was lost or broken."""

    asked: dict[str, Any]
    run: Run
    losses: list[str]
    seconds: float


class Harness:
    """Workers that wait for trials."""

    def __init__(self, folder: Path, url: str, workers: int) -> None:
        """Start the workers, all at once; each rehearses the scenes in a folder of its own."""
        self._free: queue.Queue[subprocess.Popen[str]] = queue.Queue()
        self._all = [_start(folder / f"worker-{number}", url) for number in range(workers)]
        for worker in self._all:
            told = json.loads(_pipe(worker.stdout).readline() or "null")
            if told is None:
                raise RuntimeError("a worker did not start")
            self.known = {
                name: Known(
                    steps=[(step, number) for step, number in one["steps"]], seconds=one["seconds"]
                )
                for name, one in told.items()
            }
            self._free.put(worker)

    def trials(self, asked: Iterable[dict[str, Any]]) -> Iterator[Came]:
        """What comes of each trial, in order; as many at once as there are workers."""
        with ThreadPoolExecutor(len(self._all)) as pool:
            yield from pool.map(self._try, asked)

    def close(self) -> None:
        """Let the workers end."""
        for worker in self._all:
            _pipe(worker.stdin).close()
            worker.wait(30)
            _pipe(worker.stdout).close()

    def _try(self, asked: dict[str, Any]) -> Came:
        worker = self._free.get()
        try:
            _pipe(worker.stdin).write(json.dumps(asked) + "\n")
            _pipe(worker.stdin).flush()
            told = json.loads(_pipe(worker.stdout).readline())
        finally:
            self._free.put(worker)
        return Came(asked, Run(**told["run"]), told["losses"], told["seconds"])


@contextlib.contextmanager
def harness(folder: Path, workers: int = 2) -> Iterator[Harness]:
    """The site, served from this process, and its workers; all ends with the block."""
    site = Site.imitation()
    with serve(site) as serving:
        made = Harness(folder, serving.url, workers)
        try:
            yield made
        finally:
            made.close()


def _start(folder: Path, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.worker", str(folder), url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe
    return pipe
