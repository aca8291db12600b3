"""One visit to an address whose article has a mood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scraper.dates import BEIJING
from scraper.demo.content import Entry

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)
"""The demo's own time, where it is told no other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What an answer may depend on: the article, the time, a wait in seconds, earlier visits."""

    entry: Entry
    today: datetime = NOW
    delay: float = 3.0
    count: int = 0
