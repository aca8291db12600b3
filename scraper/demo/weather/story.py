"""How the site is, and an article with what becomes of it, as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scraper.dates import BEIJING
from scraper.demo.answers import Answer
from scraper.demo.content import Entry
from scraper.demo.moods import Visit
from scraper.models import Kind

START = datetime(2026, 11, 23, 8, 0, tzinfo=BEIJING)
"""When the clock of a climate begins, where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climate:
    """How the site is: `rate` articles an hour from `start` on, beside a `stock` of older ones.

    `odds` is the chance that an article's next answer begins a run of unhappy ones, `lists` the
    same of a list, `sky` that a place begins a bad spell in any three hours. `delay` is how long a
    slow answer waits, in seconds of the real clock. `quiet` is the share of articles that only the
    AI channel takes for AI-industry news.
    """

    seed: int = 1
    start: datetime = START
    rate: float = 4.0
    stock: int = 100
    odds: float = 0.22
    lists: float = 0.15
    sky: float = 0.03
    delay: float = 1.0
    quiet: float = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article and what becomes of it: `fate` is what a visit in fair weather comes to.

    `end` answers in the place of a text, `second` is the text from `turns` on.
    """

    number: int
    entry: Entry
    fate: Kind
    end: Callable[[Visit], Answer] | None = None
    second: Entry | None = None
    turns: datetime | None = None
    quiet: bool = False
    """The AI channel names it, though nothing in it sounds like AI."""

    def at(self, moment: datetime) -> Entry:
        """The text of a moment."""
        if self.second and self.turns and moment >= self.turns:
            return self.second
        return self.entry
