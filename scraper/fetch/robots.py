"""Address → whether its host's robots.txt lets us visit it, and how slowly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from protego import Protego

from scraper.errors import FetchError
from scraper.fetch import guard
from scraper.models import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.models import Fetched

LARGEST = 500_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for at least 500 KiB); the rest is ignored."""

_WORK = 200_000  # agents × lines (70 MB); the largest seen in the wild are half of it
_REMEDY = "set fetch.robots = false, or robots = false of the source, to visit regardless"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closed:
    """A robots.txt that could not be read: its host is not visited in this run."""

    kind: Kind
    reason: str
    retry_after: float | None = None


class Robots:
    """The rules of each host, read once. `read` fetches a robots.txt or raises FetchError."""

    def __init__(self, agent: str, read: Callable[[str], Fetched]) -> None:
        self._agent = agent
        self._read = read
        self._known: dict[str, Protego | _Closed] = {}

    def check(self, url: str) -> float:
        """Seconds that robots.txt asks to keep between two requests, 0 where it asks for none.

        Raises FetchError: REFUSED where it forbids `url`, the kind of the failure where it could
        not be read. A robots.txt that is not there forbids nothing.
        """
        origin = guard.origin(url)
        if origin not in self._known:
            self._known[origin] = self._load(f"{origin}/robots.txt")
        rules = self._known[origin]
        if isinstance(rules, _Closed):
            raise FetchError(url, rules.kind, rules.reason, retry_after=rules.retry_after)
        if not rules.can_fetch(url, self._agent):
            raise FetchError(url, Kind.REFUSED, f"robots.txt forbids it; {_REMEDY}")
        return rules.crawl_delay(self._agent) or 0.0

    def _load(self, url: str) -> Protego | _Closed:
        try:
            return parse(self._read(url).body)
        except FetchError as error:
            if _absent(error):
                return Protego()
            if error.kind is Kind.BLOCKED and error.answer is None:  # left alone: never asked
                return _Closed(kind=error.kind, reason=error.reason, retry_after=error.retry_after)
            reason = f"robots.txt could not be read: {error.reason}; {_REMEDY}"
            return _Closed(kind=error.kind, reason=reason, retry_after=error.retry_after)


def parse(body: bytes) -> Protego:
    """The rules in a robots.txt; FetchError of kind UNREADABLE where reading it would take ages."""
    text = body[:LARGEST].decode("utf-8-sig", errors="replace")
    lines = text.splitlines()
    agents = sum(line.lstrip().lower().startswith("user") for line in lines)
    if agents * len(lines) > _WORK:
        reason = f"{agents} groups in {len(lines)} lines are too many"
        raise FetchError("robots.txt", Kind.UNREADABLE, reason)
    return Protego.parse(text)


def _absent(error: FetchError) -> bool:
    """Whether there is none: any 4xx but a refused rate (RFC 9309, 2.3.1.3), or gone otherwise."""
    if error.kind is Kind.GONE:
        return True
    status = error.answer.status if error.answer else 0
    return 400 <= status <= 499 and status != 429
