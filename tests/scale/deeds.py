"""What workers do in the tests of engines: they import it by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.errors import PlaceError
from scraper.scale import work

if TYPE_CHECKING:
    from scraper.scale.work import Done, Order

Deed = tuple[str, int, str]
"""A word, a number, and a folder, where a file tells the second try from the first."""


def do(deed: Deed) -> int:
    """The number squared; what the word says comes first."""
    word, number, folder = deed
    mark = Path(folder, f"{word} {number}")
    if word == "die once" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "refuse":
        raise PlaceError("x.warc: cannot be read; check it")
    if word == "fail":
        raise ZeroDivisionError("nobody foresaw it")
    if word == "sleep":
        mark.touch()
        time.sleep(60)
    return number * number


def mortal(order: Order) -> Done:
    """The work itself, but the first who does a piece dies over it when its part is written."""
    made = work.run(order)
    mark = Path(order.folder, f"{order.task.start} done")
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return made
