"""What processes do in the tests of the crew: they import it by name."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Deed = tuple[str, int]


@dataclass(frozen=True)
class Doer:
    """Does what a word says; a file in `folder` tells the second try from the first."""

    folder: str
    start: str = ""

    @contextmanager
    def __call__(self) -> Iterator[Callable[[Deed], int]]:
        if self.start:
            self._do((self.start, 0))
        yield self._do

    def _do(self, deed: Deed) -> int:
        word, number = deed
        match word:
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "die once":
                self._once(number)
            case "crash":
                os.abort()
            case "sleep":
                time.sleep(60)
            case "spin":  # in C, where no exception of Python ever comes
                re.match(r"(a+)+$", "a" * 60 + "b")
            case "refuse":
                raise ArchiveError("not today; try tomorrow")
            case "large":
                return len("x" * number)
        return os.getpid() if word == "pid" else number * number

    def _once(self, number: int) -> None:
        mark = Path(self.folder, str(number))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
