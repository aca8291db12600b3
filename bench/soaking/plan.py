"""How a soak goes, and what it came to, as values."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import Any

from soaking.audit import Verdict
from soaking.memory import Growth, Sample

CONFIG = """
[fetch]
gateway = "{gateway}"
connect_timeout = 2.0
read_timeout = 0.5
total_timeout = 1.0
max_bytes = 2000000

[[source]]
name = "ai"
kind = "channel"
channel = "news_news_fx"
filter = false
pages = 5

[[source]]
name = "tech"
kind = "channel"
channel = "news_news_tech"
pages = 5

[[source]]
name = "hot"
kind = "hot"

[[source]]
name = "desk"
kind = "channel"
channel = "kv:tech"

[[source]]
name = "account"
kind = "author"
author = "8QIf3n5c7IYdvTfa5A0="

[[source]]
name = "words"
kind = "search"
query = "大模型"

[[source]]
name = "map"
kind = "sitemap"
pages = 12

[[source]]
name = "typed"
kind = "urls"
file = "typed.txt"
"""
"""Only the limits of one answer are short: the site is near, and nobody waits for its silences."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a soak goes, each in parts of a hundred.

    `modes` are the rounds: in the long-lived process, fresh, shot, asked to stop, two at once.
    `steps` are the pauses between rounds, each from so many minutes to so many. `readers` and
    `imports` are the rounds with one beside. `fair` are the hours between the runs of the fair
    days at the end: beyond every pause of the rule.
    """

    modes: dict[str, int] = field(
        default_factory=lambda: {"long": 50, "cron": 20, "killed": 14, "stopped": 8, "twice": 8}
    )
    steps: tuple[tuple[int, int, int], ...] = ((70, 20, 80), (25, 90, 240), (5, 360, 840))
    readers: int = 35
    imports: int = 12
    fair: tuple[float, ...] = (1, 1, 6, 6, 12, 24, 24, 24, 72, 72, 168, 168, 720, 720, 1)


@dataclass
class Result:
    """What a soak came to."""

    seed: int
    seconds: float = 0.0
    rounds: int = 0
    hours: float = 0.0
    faults: list[str] = field(default_factory=list)
    growth: Growth | None = None
    samples: list[Sample] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    truth: dict[str, int] = field(default_factory=dict)
    runs: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    site: Counter[str] = field(default_factory=Counter)
    readers: Counter[str] = field(default_factory=Counter)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        for key, value in values.items():
            if isinstance(value, Counter):
                values[key] = dict(value.most_common())
            elif is_dataclass(value) and not isinstance(value, type):
                values[key] = asdict(value)
        return values | {"samples": [asdict(one) for one in self.samples]}
