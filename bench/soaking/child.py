"""A command of `scraper`, its clock shifted; or many, one after another, in one process.

    python child.py SHIFT WORDS...   one command, SHIFT seconds from now
    python child.py                  commands as JSON lines, each answered with a line

The product has no switch for this: the places where its door reads a clock, or sleeps, are
replaced from outside. A pause between two requests is not slept but added to the clock.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scraper.cli import door, main, stop
from scraper.dates import BEIJING

_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Clock:
    """The time, `shift` seconds from the real one; `slept` are those that a sleeper skipped."""

    shift: float = 0.0
    slept: float = 0.0

    def now(self) -> datetime:
        return datetime.now(BEIJING) + timedelta(seconds=self.shift + self.slept)

    def monotonic(self) -> float:
        return time.monotonic() + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += max(seconds, 0.0)

    def __getattr__(self, name: str) -> Any:
        """Everything else that the module `time` has."""
        return getattr(time, name)


def install(clock: Clock) -> None:
    """Let the door read this clock."""
    door.now = clock.now
    door.time = clock  # type: ignore[assignment]
    stop.time = clock  # type: ignore[assignment]


def run(words: list[str]) -> int:
    """The exit code of one command in this process."""
    try:
        main(words, prog_name="scraper")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 1
    return 0


def stay(clock: Clock) -> None:
    """Run what is asked for, line by line, until there is nothing more."""
    answers = sys.stdout
    for line in sys.stdin:
        asked = json.loads(line)
        clock.shift, clock.slept = asked["shift"], 0.0
        with (
            Path(asked["out"]).open("w", encoding="utf-8") as out,
            Path(asked["err"]).open("w", encoding="utf-8") as err,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = run(asked["words"])
        print(json.dumps({"code": code, "slept": clock.slept, **size()}), file=answers, flush=True)


def size() -> dict[str, int]:
    """How large this process is: bytes in memory, open files, threads."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(os.listdir("/proc/self/fd")) - 1  # the listing itself is one
    return {"rss": pages * _PAGE, "files": files, "threads": threading.active_count()}


if __name__ == "__main__":
    own = Clock()
    install(own)
    if len(sys.argv) > 1:
        own.shift = float(sys.argv[1])
        sys.exit(run(sys.argv[2:]))
    stay(own)
