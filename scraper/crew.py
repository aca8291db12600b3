"""Work → the same work done by processes, in order; none of its pieces can stop the others.

A process that dies over a piece (its memory was short, a parser in C failed, its time ran out) is
replaced, and the piece is tried once more. Its rivals go on meanwhile.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from scraper.errors import ScraperError

Item = TypeVar("Item")
Done = TypeVar("Done")

DEPTH = 16
"""Short items a process has before it: so it need not wait for who gives and takes them."""
TRIES = 2
_GRACE = 5.0  # seconds that a process is given to end, once it has closed its pipe
_LOOK = 0.2  # seconds between two looks at whether the work is to end

_spawn = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What is left of an item whose process died over it each time, and why."""

    reason: str


@dataclass(eq=False, slots=True)
class _Task(Generic[Item]):
    """An item on its way: `done` holds its result once there is one."""

    item: Item
    tries: int = 0
    done: list[Any] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class _Worker(Generic[Item]):
    """A process, and what it was given and has not answered yet, in that order."""

    process: BaseProcess
    pipe: Connection
    given: deque[_Task[Item]] = field(default_factory=deque)
    ready: bool = False


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Crew(Generic[Item, Done]):
    """So many processes at most, `jobs`, started when there is work for them; a context manager.

    In each process `opened` is entered once, and gives the function that makes of an item what is
    done. Both travel to it by name. An item may take so many `seconds`; a process has `depth` of
    them before it. `breathe` is called again and again while the work goes on: what it raises ends
    the work, and all processes at once.
    """

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[Callable[[Item], Done]]],
        *,
        jobs: int,
        seconds: float,
        depth: int = DEPTH,
        breathe: Callable[[], None] = lambda: None,
    ) -> None:
        self._opened = opened
        self._jobs = jobs
        self._seconds = seconds
        self._depth = depth
        self._breathe = breathe
        self._workers: list[_Worker[Item]] = []

    def __enter__(self) -> Crew[Item, Done]:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._bury(worker)
        self._workers.clear()

    def map(self, items: Iterable[Item]) -> Iterator[tuple[Item, Done | Lost]]:
        """Each item with what is done of it, in order; few of them are on their way at once."""
        source = iter(items)
        window: deque[_Task[Item]] = deque()
        waiting: deque[_Task[Item]] = deque()
        widest = 2 * self._depth * self._jobs
        while True:
            while len(window) < widest and (task := _next(source)):
                window.append(task)
                waiting.append(task)
            self._give(waiting)
            if not window:
                return
            self._take(waiting)
            while window and window[0].done:
                task = window.popleft()
                yield task.item, task.done[0]

    def _give(self, waiting: deque[_Task[Item]]) -> None:
        """Share out what waits, to the least busy first; start a process where all are busy."""
        while waiting:
            least = min(self._workers, key=lambda one: len(one.given), default=None)
            if least is None or len(least.given) >= self._depth:
                if len(self._workers) >= self._jobs:
                    return
                least = self._start()
            task = waiting.popleft()
            least.given.append(task)
            with suppress(OSError):  # it died just now: `_take` will find it so
                least.pipe.send(task.item)

    def _take(self, waiting: deque[_Task[Item]]) -> None:
        """Take in what is done by now; who died over an item is buried, and the rest waits."""
        ready = wait([one.pipe for one in self._workers], timeout=_LOOK)
        self._breathe()
        for worker in [one for one in self._workers if one.pipe in ready]:
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                self._workers.remove(worker)
                self._lose(worker, self._bury(worker), waiting)
                continue
            if isinstance(answer, ScraperError):
                raise answer
            if worker.ready:
                worker.given.popleft().done.append(answer)
            worker.ready = True

    def _lose(self, worker: _Worker[Item], reason: str, waiting: deque[_Task[Item]]) -> None:
        """Give back what a dead process had before it; the item at hand is to blame."""
        if not worker.ready:
            raise ScraperError(f"a process for the work did not start: it {reason}; try --jobs 1")
        waiting.extendleft(reversed(worker.given))
        if worker.given:
            task = worker.given[0]
            task.tries += 1
            if task.tries == TRIES:
                waiting.popleft()
                task.done.append(Lost(reason=f"its reader {reason}, twice"))

    def _start(self) -> _Worker[Item]:
        """A new process; Ctrl-C in a terminal is for who gives the work, never for it."""
        ours, theirs = _spawn.Pipe()
        process = _spawn.Process(
            target=_work, args=(theirs, self._opened, self._seconds), daemon=True
        )
        resource_tracker.ensure_running()  # which would else lift the block for the process
        former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, former)
        theirs.close()
        worker: _Worker[Item] = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _bury(self, worker: _Worker[Item]) -> str:
        """Wait for the end of a process; how it ended."""
        worker.pipe.close()
        worker.process.join(_GRACE)
        worker.process.kill()  # one that is still there is not at work any more
        worker.process.join()
        code = worker.process.exitcode or 0
        worker.process.close()
        if code == -signal.SIGALRM:
            return f"took longer than {self._seconds:g} s"
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"died ({name})"


def _next(source: Iterator[Item]) -> _Task[Item] | None:
    return next((_Task(item) for item in source), None)


def _work(
    pipe: Connection,
    opened: Callable[[], AbstractContextManager[Callable[[Any], Any]]],
    seconds: float,
) -> None:
    """What a process does: an answer to each item, until nobody asks any more."""
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            with opened() as function:
                pipe.send(None)  # it is ready
                while True:
                    item = pipe.recv()
                    with _alarm(seconds):
                        done = function(item)
                    pipe.send(done)
        except ScraperError as error:
            pipe.send(error)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """The kernel ends the process after so many seconds, be it in Python or in C."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
