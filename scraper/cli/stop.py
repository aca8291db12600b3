"""Signals → an end between two pages, not in the middle of one."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

GRACE = 5.0
"""Seconds that the page under way is given to end by itself."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Ctrl-C or SIGTERM asks a run to end: it finishes the page under way, unless that takes longer
    than GRACE, or it is asked twice. A run that only waits ends at once.
    """

    def __init__(self) -> None:
        self._asked = False
        self._waiting = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals, and give them back to whom they belonged."""
        former = {one: signal.signal(one, self._ask) for one in _SIGNALS}
        try:
            yield
        finally:
            if self._asked:
                signal.setitimer(signal.ITIMER_REAL, 0)
            for one, former_one in former.items():
                signal.signal(one, former_one)

    def breathe(self) -> None:
        """Between two pages: KeyboardInterrupt where the run was asked to end."""
        if self._asked:
            raise KeyboardInterrupt

    def sleep(self, seconds: float) -> None:
        """Wait, unless the run is asked to end: then KeyboardInterrupt."""
        self._waiting = True
        try:
            self.breathe()
            time.sleep(seconds)
        finally:
            self._waiting = False

    def _ask(self, *_: object) -> None:
        if self._asked or self._waiting:
            self._asked = True
            raise KeyboardInterrupt
        self._asked = True
        signal.signal(signal.SIGALRM, self._ask)
        signal.setitimer(signal.ITIMER_REAL, GRACE)
