"""Answers so far → how long to wait before a host is asked again, and when to leave it alone."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

LONGEST_DELAY = 60.0
"""Seconds: a Crawl-delay of robots.txt beyond this is taken as this."""

_FIRST = 2.0  # seconds before the second attempt; the site's rate block asks for 2, 4, ...
_SPREAD = 0.25  # up to so much of a pause is added at random
_ABSURD = 31 * 86400.0  # seconds; a Retry-After beyond a month is a mistake


class Pace:
    """When each host may be asked next. Times in seconds, of a clock that never goes back."""

    def __init__(
        self,
        interval: float,
        jitter: float,
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        chance: Callable[[], float],
    ) -> None:
        self._interval = interval
        self._jitter = jitter
        self._monotonic = monotonic
        self._sleep = sleep
        self._chance = chance
        self._due: dict[str, float] = {}
        self._delay: dict[str, float] = {}
        self._left: dict[str, str] = {}

    def wait(self, host: str) -> None:
        """Sleep until `host` may be asked, and book the interval after this request."""
        start = self._monotonic()
        pause = self._due.get(host, start) - start
        if pause > 0:
            self._sleep(pause)
            start = max(start + pause, self._monotonic())
        gap = max(self._interval, self._delay.get(host, 0.0)) + self._jitter * self._chance()
        self._due[host] = start + gap

    def later(self, host: str, pause: float) -> None:
        """Do not ask `host` again before `pause` seconds from now have passed."""
        due = self._monotonic() + pause
        self._due[host] = max(self._due.get(host, due), due)

    def slow(self, host: str, delay: float) -> None:
        """Keep `delay` seconds (at most a minute) between two requests to `host`."""
        self._delay[host] = min(delay, LONGEST_DELAY)

    def leave(self, host: str, reason: str) -> None:
        """Do not ask `host` again in this run."""
        self._left.setdefault(host, reason)

    def left(self, host: str) -> str:
        """Why `host` is left alone, or "" where it may be asked."""
        return self._left.get(host, "")


def backoff(attempt: int, wish: float | None, ceiling: float, chance: float) -> float | None:
    """Seconds to wait after the failed `attempt` (1, 2, ...): 2, 4, 8, ... up to `ceiling`.

    Never less than the server's `wish`; None where that is beyond `ceiling`: do not wait for it.
    `chance` (0 to 1) spreads the pause, so that many crawlers do not come back together.
    """
    if wish is not None and wish > ceiling:
        return None
    pause = _FIRST * 2.0 ** min(attempt - 1, 30) * (1 + _SPREAD * chance)
    return max(min(pause, ceiling), wish or 0.0)


def wished(value: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, given as seconds or as an HTTP date.

    None for what is neither, lies in the past or is beyond a month.
    """
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,12}", value):
        seconds = float(value)
    else:
        try:
            then = parsedate_to_datetime(value)
            seconds = ((then if then.tzinfo else then.replace(tzinfo=UTC)) - now).total_seconds()
        except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
            return None
    return seconds if 0 <= seconds <= _ABSURD else None
