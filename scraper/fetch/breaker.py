"""Failures so far → which hosts are left alone, and until when, over many runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scraper.models import Host, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from scraper.fetch.moods import Mood

STRIKES = 8
"""So many pages in a row that fail, each after all its attempts: the host is down, not the page."""
ILL = frozenset({Kind.BUSY, Kind.TIMEOUT, Kind.TRUNCATED, Kind.UNREACHABLE, Kind.BLOCKED})
"""Failures that tell of the host; any other answer, be it a refusal of one page, shows it well."""

PAUSES = {
    "down": (timedelta(minutes=10), timedelta(hours=3)),
    "rate": (timedelta(hours=1), timedelta(days=1)),
    "wall": (timedelta(hours=6), timedelta(days=1)),
}
"""The first and the longest pause of a host that is down (or we are), that refuses our rate, or
whose firewall refuses our address; each further failure in a row doubles the pause.
"""
_ABSURD = timedelta(days=31)  # no server's wish is longer: a pause beyond it is a clock's mistake


class Breaker:
    """One breaker a host; `now` tells the time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._hosts: dict[str, Host] = {}
        self._news: dict[str, Host] = {}

    def learn(self, hosts: Iterable[Host]) -> None:
        """Take over what earlier runs remember."""
        self._hosts |= {one.host: one for one in hosts}

    def left(self, host: str) -> tuple[float, str]:
        """Seconds until `host` may be asked, and why; 0 where it may be asked now.

        A pause counts from the failure. One that is still to come was written by a clock that ran
        ahead: then it counts from now, and that is remembered.
        """
        found, now = self._hosts.get(host), self._now()
        if found is None or found.left_until is None:
            return 0.0, ""
        pause = found.left_until - found.failed_at
        if found.failed_at > now:
            found = replace(found, failed_at=now, left_until=now + pause)
            self._hosts[host] = self._news[host] = found
        rest = found.failed_at + pause - now
        if rest <= timedelta() or pause > _ABSURD:
            return 0.0, ""
        return rest.total_seconds(), f"until {now + rest:%Y-%m-%d %H:%M}: {found.reason}"

    def failed(self, host: str, mood: Mood, wish: float | None) -> Host | None:
        """Note a page that failed after all its attempts; what is now known of its host.

        `wish` is the seconds that the server asked to wait. None where the host itself is well.
        """
        if mood.kind not in ILL:
            self.answered(host)
            return None
        before = self._hosts.get(host)
        failures = (before.failures if before else 0) + 1
        pause = max(_pause(mood, failures), timedelta(seconds=wish or 0.0))
        at = self._now()
        self._hosts[host] = self._news[host] = Host(
            host=host,
            kind=mood.kind,
            reason=mood.reason,
            failures=failures,
            failed_at=at,
            left_until=at + pause if pause else None,
        )
        return self._hosts[host]

    def answered(self, host: str) -> None:
        """Note that a host answers: what was held against it is forgotten."""
        if before := self._hosts.pop(host, None):
            self._news[host] = replace(before, failures=0, left_until=None)

    def news(self) -> list[Host]:
        """The hosts of which something else is known since this was last asked."""
        found, self._news = list(self._news.values()), {}
        return found


def _pause(mood: Mood, failures: int) -> timedelta:
    """How long a host is left alone after so many failures in a row; nothing before it is down."""
    sort = "down" if not mood.leave else "rate" if mood.again else "wall"
    doubled = failures - (1 if mood.leave else STRIKES)
    first, longest = PAUSES[sort]
    return min(first * 2 ** min(doubled, 20), longest) if doubled >= 0 else timedelta()
