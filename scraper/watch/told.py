"""What was told + the verdicts since → what of it is news; pure, and told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scraper.models import Level, Verdict

CALM = 2
"""So many verdicts in a row must be without a thing before it is over: a run that went well by
chance is no recovery, and what comes back before that was never gone.
"""
PLAIN = ("web", "list:", "run")
"""What begins and ends with an answer, or with a run."""

_WATCH = "watch "  # written before the name of what is only worth a look


class Sort(StrEnum):
    """Why a notice is sent."""

    ALARM = "alarm"  # something broke, or one thing more
    WATCH = "watch"  # something is out of the ordinary, where that is told
    REMINDER = "reminder"  # it still stands
    RECOVERY = "recovery"  # it is over
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

    @property
    def names(self) -> tuple[str, ...]:
        """The same as a list of texts, for the archive; `known` reads it."""
        return (*sorted(self.alarms), *(_WATCH + name for name in sorted(self.watches)))


def known(at: datetime, names: Iterable[str]) -> Told:
    """What was told, of the `names` that the archive kept of it."""
    given = frozenset(names)
    watches = frozenset(name for name in given if name.startswith(_WATCH))
    return Told(
        at=at,
        alarms=given - watches,
        watches=frozenset(name.removeprefix(_WATCH) for name in watches),
    )


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

    The others are those of a day before it, in order of time: a thing is over where as many
    verdicts, CALM at least, are without it; after CALM where a single answer shows it to be over.
    Only reasons from the level `floor` on count; what stands is told again after `remind` days,
    never for 0.
    """
    *past, verdict = verdicts
    before, calm = told or Told(at=at), max(len(past), CALM)
    now = _standing([verdict], floor, at)
    recent = _standing(past, floor, at) if len(past) >= CALM else before
    if names := _fresh(before, recent, now):
        after = Told(
            at=at,
            alarms=now.alarms | (before.alarms & recent.alarms),
            watches=now.watches | (before.watches & recent.watches),
        )
        sort = Sort.ALARM if names & now.alarms else Sort.WATCH
        return News(sort=sort, told=after, names=names)
    if before.level is Level.OK:
        return None
    last = verdicts[-(CALM if _plain(before) else calm) :]
    if len(last) >= CALM and _standing(last, floor, at).level is Level.OK:
        return News(sort=Sort.RECOVERY, told=Told(at=at), names=before.alarms | before.watches)
    if now.level is not Level.OK and _old(before, at, remind):
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


def _fresh(before: Told, recent: Told, now: Told) -> frozenset[str]:
    """The names that people do not know of, or take to be over, or take to be less bad."""
    alarms = now.alarms - (before.alarms & recent.alarms)
    lately = (before.alarms | before.watches) & (recent.alarms | recent.watches)
    return alarms | (now.watches - lately)


def _plain(told: Told) -> bool:
    """Whether a single answer shows that all of this is over; a share or a yield needs a day."""
    return all(name.startswith(PLAIN) for name in told.alarms | told.watches)


def _old(before: Told, at: datetime, days: int) -> bool:
    """Whether the last notice is long ago; also where the clock was wrong, and it lies ahead."""
    return days > 0 and abs(at - before.at) >= timedelta(days=days)
