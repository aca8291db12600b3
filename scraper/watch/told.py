"""What was told + the verdicts since → what of it is news; pure, and told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.watch.values import Level, Verdict

CALM = 2
"""So many verdicts in a row must be without a thing before it is over: a run that went well by
chance is no recovery, and what comes back before that was never gone.
"""


class Sort(StrEnum):
    """Why a notice is sent."""

    TROUBLE = "trouble"  # something broke, or one thing more
    REMINDER = "reminder"  # it still stands
    WELL = "well"  # it is over
    DIGEST = "digest"  # new articles
    TRIAL = "trial"  # somebody wants to know whether notices arrive


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What people were last told to be the case: the names of its reasons, by their level."""

    at: datetime
    alarms: frozenset[str] = frozenset()
    watches: frozenset[str] = frozenset()

    @property
    def level(self) -> Level:
        """What people take things to be."""
        return Level.ALARM if self.alarms else Level.WATCH if self.watches else Level.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be told: why, the names that are new, and what people know afterwards."""

    sort: Sort
    told: Told
    names: frozenset[str] = frozenset()


def news(
    told: Told | None, verdicts: Sequence[Verdict], at: datetime, *, floor: Level, remind: int
) -> News | None:
    """What the last of `verdicts`, made `at`, has of news for people who were `told`, or None.

    Only reasons from the level `floor` on count; what stands is told again after `remind` days,
    never for 0.
    """
    *past, verdict = verdicts
    known = told or Told(at=at)
    now = _standing([verdict], floor, at)
    recent = _standing(past[-CALM:], floor, at) if len(past) >= CALM else known
    if names := _fresh(known, recent, now):
        after = Told(
            at=at,
            alarms=now.alarms | (known.alarms & recent.alarms),
            watches=now.watches | (known.watches & recent.watches),
        )
        return News(sort=Sort.TROUBLE, told=after, names=names)
    if known.level is Level.OK:
        return None
    last = verdicts[-CALM:]
    if len(last) == CALM and _standing(last, floor, at).level is Level.OK:
        return News(sort=Sort.WELL, told=Told(at=at), names=known.alarms | known.watches)
    if now.level is not Level.OK and _old(known, at, remind):
        return News(sort=Sort.REMINDER, told=now)
    return None


def _standing(verdicts: Sequence[Verdict], floor: Level, at: datetime) -> Told:
    """The names that stand in any of `verdicts`, from the level `floor` on."""
    reasons = [reason for verdict in verdicts for reason in verdict.reasons]
    alarms = frozenset(one.name for one in reasons if one.level is Level.ALARM)
    if floor is Level.ALARM:
        return Told(at=at, alarms=alarms)
    watches = frozenset(one.name for one in reasons if one.level is Level.WATCH)
    return Told(at=at, alarms=alarms, watches=watches)


def _fresh(known: Told, recent: Told, now: Told) -> frozenset[str]:
    """The names that people do not know of, or take to be over, or take to be less bad."""
    alarms = now.alarms - (known.alarms & recent.alarms)
    lately = (known.alarms | known.watches) & (recent.alarms | recent.watches)
    return alarms | (now.watches - lately)


def _old(known: Told, at: datetime, days: int) -> bool:
    """Whether the last notice is long ago; also where the clock was wrong, and it lies ahead."""
    return days > 0 and abs(at - known.at) >= timedelta(days=days)
