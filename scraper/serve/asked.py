"""The values of an address → what a reader asks for, checked; and the refusal where it is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from scraper.dates import BEIJING
from scraper.errors import ScraperError

Lang = Literal["zh", "en"]

LONGEST = 1000
"""Characters of one value."""
YEARS = range(2, 9999)
"""Those of which each day has one before it and one after it."""
MOST = 20
"""Values of one name."""


class RefusalError(ScraperError):
    """What was asked for is not there, or no question; `status` is of HTTP."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asks for: the parts of the `path`, the values after ``?``, in which language.

    `now` is when; `form` is html, json, csv or feed; `base` is where this archive is served,
    ``http://localhost:8765``, and said to feeds alone.
    """

    now: datetime
    lang: Lang = "zh"
    form: str = "html"
    base: str = ""
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, name: str, longest: int = LONGEST) -> str:
        """The last value of a name, without blanks around it; "" where there is none."""
        return next(reversed(self.many(name, longest)), "")

    def many(self, name: str, longest: int = LONGEST) -> tuple[str, ...]:
        """All values of a name that say something; RefusalError for too long or too many ones."""
        found = tuple(filter(None, (value.strip() for value in self.query.get(name, ()))))
        if len(found) > MOST or any(len(value) > longest for value in found):
            raise RefusalError(400, f"{name}: too long; {longest} characters, {MOST} values")
        return found

    def day(self, name: str) -> date | None:
        """The day of a name, ``2026-11-24``; RefusalError where it is none."""
        text = self.one(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise RefusalError(400, f"{name}: {text!r} is no day; write 2026-11-24") from error
        if day.year not in YEARS:
            raise RefusalError(400, f"{name}: {text!r} is too far away")
        return day

    def number(self, name: str, default: int, most: int) -> int:
        """The number of a name, from 1 to `most`; RefusalError where it is none of these."""
        text = self.one(name)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
            raise RefusalError(400, f"{name}: {text!r} is no number from 1 to {most}")
        return int(text[:9])


def midnight(day: date) -> datetime:
    """When a day begins in Beijing."""
    return datetime.combine(day, time(), BEIJING)


def language(accepted: str) -> Lang:
    """The language of an Accept-Language header; Chinese, unless another is liked better."""
    liked = {"zh": 0.0, "en": 0.0}
    for wish in accepted[:LONGEST].split(","):
        tag, _, weight = wish.partition(";")
        name = "zh" if tag.strip().lower().startswith("zh") else "en" if tag.strip() else ""
        if name:
            liked[name] = max(liked[name], _weight(weight))
    return "en" if liked["en"] > liked["zh"] else "zh"


def _weight(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text.partition("=")[2] or 1)))
    except ValueError:
        return 0.0
