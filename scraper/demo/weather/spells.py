"""A place and a moment → what lies over it for hours: a block, an outage, a dead list.

A place is a host, a host's robots.txt or the path of a list. Each three hours a spell may begin.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from scraper.dates import BEIJING
from scraper.demo import answers
from scraper.demo.answers import Answer
from scraper.demo.moods import said
from scraper.demo.weather.dice import thrown

_SLOT = timedelta(hours=3)
_EPOCH = datetime(2026, 1, 1, tzinfo=BEIJING)
_LONGEST = 5
"""Slots that one spell lasts at most: fifteen hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Its name, how likely it is among its kind, and what is answered until it ends."""

    name: str
    weight: int
    answer: Callable[[datetime, float], Answer]


def over(
    seed: int, place: str, moment: datetime, odds: float, kinds: tuple[Spell, ...]
) -> tuple[Spell, datetime] | None:
    """The spell that lies over a place, and when it ends; None in fair weather."""
    slot = (moment - _EPOCH) // _SLOT
    for begin in range(slot, slot - _LONGEST, -1):
        dice = thrown(seed, "spell", place, begin)
        if dice.random() < odds and begin + (length := dice.randint(1, _LONGEST)) > slot:
            spell = dice.choices(kinds, [one.weight for one in kinds])[0]
            return spell, _EPOCH + _SLOT * (begin + length)
    return None


def _rate(_: datetime, __: float) -> Answer:
    return said.rate(None)


def _firewall(_: datetime, __: float) -> Answer:
    return said.firewall(None)


def _closed(_: datetime, __: float) -> Answer:
    return Answer(silent=True)


def _down(_: datetime, seconds: float) -> Answer:
    """Busy, and it says for how long."""
    return said.later(503, str(int(seconds)))


def _limited(until: datetime, _: float) -> Answer:
    """Too many requests, until a date."""
    return said.later(429, format_datetime(until))


def _broken(_: datetime, __: float) -> Answer:
    return said.broken(None)


def _refused(_: datetime, __: float) -> Answer:
    return answers.page("<html><body>403 Forbidden</body></html>", status=403)


def _page(_: datetime, __: float) -> Answer:
    """The home page in the place of what was asked for."""
    return answers.page(said.home_page())


def _offline(_: datetime, __: float) -> Answer:
    return answers.listing({"ret": -1, "code": 50001, "msg": "service offline"})


def _bare(_: datetime, __: float) -> Answer:
    """A list of the right form that names nothing, for hours."""
    return answers.listing({"code": 0, "ret": 0, "data": [], "idlist": [], "newslist": []})


HOSTS = (
    Spell(name="rate block", weight=4, answer=_rate),
    Spell(name="firewall", weight=4, answer=_firewall),
    Spell(name="connections closed", weight=3, answer=_closed),
    Spell(name="out of service", weight=3, answer=_down),
    Spell(name="rate limit", weight=2, answer=_limited),
    Spell(name="errors", weight=2, answer=_broken),
    Spell(name="forbidden", weight=1, answer=_refused),
)
ROBOTS = (
    Spell(name="robots.txt out of service", weight=3, answer=_down),
    Spell(name="robots.txt broken", weight=3, answer=_broken),
    Spell(name="robots.txt closed", weight=2, answer=_closed),
    Spell(name="robots.txt a page", weight=2, answer=_page),
)
LISTS = (
    Spell(name="list offline", weight=3, answer=_offline),
    Spell(name="list bare", weight=3, answer=_bare),
    Spell(name="list a page", weight=2, answer=_page),
    Spell(name="list broken", weight=2, answer=_broken),
    Spell(name="list closed", weight=1, answer=_closed),
)
