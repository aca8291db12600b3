"""A warm process that gives birth to runs of the command, and lets each live or die.

A run is a fork with everything imported: some milliseconds, where a fresh interpreter takes most of
a second. Nothing of the project is replaced in it.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.cli import main

from . import steps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .steps import Step

BROKEN = 99
"""The exit code of a run that ended by a fault that nobody translated."""


@dataclass(frozen=True)
class Run:
    """A run that has ended; `code` is negative where a signal ended it."""

    code: int
    out: str
    err: str
    seconds: float

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """What it reported line by line, as far as the last whole line."""
        whole = self.out[: self.out.rfind("\n") + 1]
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]


def warm(folder: Path, *commands: Sequence[str]) -> None:
    """Run commands in this process itself, so that all it may import is there before a birth."""
    with (
        contextlib.chdir(folder),
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        for words in commands:
            with contextlib.suppress(SystemExit):
                main(list(words), prog_name="scraper")


def live(folder: Path, words: Sequence[str], prepare: Callable[[], None] | None = None) -> Run:
    """Let a run live as long as it wants; `prepare` is called in it first."""
    return _end(_born(folder, words, prepare), folder)


def count(folder: Path, words: Sequence[str]) -> tuple[Run, list[Step]]:
    """Let a run live, and note each of its steps."""
    met: list[Step] = []

    def prepare() -> None:
        file = (folder / "steps.txt").open("w")

        def note(step: Step) -> None:
            sys.setprofile(None)
            file.write(f"{step[0]}\t{step[1]}\n")
            file.flush()
            sys.setprofile(hook)

        steps.watch(note)
        hook = sys.getprofile()

    run = live(folder, words, prepare)
    for line in (folder / "steps.txt").read_text().splitlines():
        name, _, number = line.partition("\t")
        met.append((name, int(number)))
    (folder / "steps.txt").unlink()
    return run, met


def interrupt(folder: Path, words: Sequence[str], step: Step, number: signal.Signals) -> Run:
    """Send a run a signal at one of its steps; it ends by itself where it does not come there."""
    return live(folder, words, lambda: steps.at(step, number))


def confine(folder: Path, words: Sequence[str], size: int) -> Run:
    """Let a run live where no file can grow beyond `size` bytes, as on a full disk."""
    return live(folder, words, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))


def kill_after(folder: Path, words: Sequence[str], seconds: float, *, fresh: bool = False) -> Run:
    """Kill a run after some time, be it a fork or, `fresh`, an interpreter of its own.

    The time of an interpreter begins once it works: how long one takes to start, nobody knows.
    """
    process = _born(folder, words, _become(words) if fresh else None)
    if fresh:
        _await_lock(process, folder / "archive.db.lock")
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)  # it may have ended, but was not waited for: it has its number
    return _end(process, folder)


def _born(folder: Path, words: Sequence[str], prepare: Callable[[], None] | None) -> int:
    for name in ("out", "err"):
        _file(folder, name).write_bytes(b"")
    process = os.fork()
    if not process:
        _run(folder, words, prepare)
    return process


def _run(folder: Path, words: Sequence[str], prepare: Callable[[], None] | None) -> None:
    """Be the command, in `folder`, and end."""
    code = BROKEN
    try:
        os.chdir(folder)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(_file(folder, name), os.O_WRONLY), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if prepare:
            prepare()
        main(list(words), prog_name="scraper")
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(bool(error.code))
    except BaseException:
        sys.setprofile(None)
        traceback.print_exc()
    finally:
        sys.setprofile(None)
        sys.stdout.flush()
        os._exit(code)


def _become(words: Sequence[str]) -> Callable[[], None]:
    """What makes of a fork a fresh interpreter."""
    command = [sys.executable, "-m", "scraper", *words]
    return lambda: os.execv(sys.executable, command)


def _await_lock(process: int, lock: Path) -> None:
    """Wait until a run has signed its lock, or has ended; it is not waited for."""
    while not (lock.exists() and lock.stat().st_size):
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return
        time.sleep(0.001)


def _end(process: int, folder: Path) -> Run:
    start = time.monotonic()
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    out, err = (_file(folder, name).read_text(errors="replace") for name in ("out", "err"))
    return Run(code=code, out=out, err=err, seconds=time.monotonic() - start)


def _file(folder: Path, name: str) -> Path:
    """Beside the folder, so that nothing of ours is in it."""
    return folder.with_name(f"{folder.name}.{name}")
