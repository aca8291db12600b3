"""The rooms of one run, and what it tells as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scraper.archive.store import Store
from scraper.config import Settings
from scraper.fetch.client import Client
from scraper.models import Delivery, Outcome, Verdict
from scraper.watch.notify import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one source named: its rows are the new, the known, the off-topic and the skipped."""

    source: str
    new: int = 0
    known: int = 0
    off_topic: int = 0
    skipped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a path given to be imported held, by sort, and what of it was passed over, by reason."""

    path: str
    found: tuple[tuple[str, int], ...] = ()
    passed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many pages are to be visited."""

    total: int


Event = Survey | Intake | Plan | Outcome | Verdict | Delivery

UNJUDGED = "no title yet"
"""Why a link is visited whose list says nothing of it: its page is asked about its topic.

It is stored without a reason, so that a list which has one can still give it. Archives of version 1
stored these words.
"""


def _on() -> None:
    """Nobody asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """The rooms of one run, opened by the door."""

    settings: Settings
    store: Store
    client: Client
    now: Callable[[], datetime]
    run: int | None = None
    """The number of the run; None where it only looks, and writes nothing."""
    channels: tuple[Channel, ...] = ()
    """Where people are told; none where nobody is to be."""
    breathe: Callable[[], None] = _on
    """Called between two pages: raises KeyboardInterrupt where the run was asked to stop."""
