"""Visits and list answers up to now → the days that the judge compares, and what happened in them.

A day here is a span of 24 hours that ends at the clock time of now: day 0 is the last one. So a
night or a weekend is compared with nights and weekends, whenever the judge is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from scraper.dates import BEIJING
from scraper.models import DOUBTED, Asked, Kind, Sight

DAY = timedelta(days=1)
SHORT = timedelta(hours=6)
"""The last part of a day, compared with the same hours of other days: a break is told the same day.
Shorter, and a slow morning is one; longer, and the day is over."""
MOST_DAYS = 500
"""Older visits are not looked at: an alarm stands as long as days before it are remembered."""
LOST = frozenset(
    {
        Kind.BLOCKED,
        Kind.BUSY,
        Kind.TIMEOUT,
        Kind.TRUNCATED,
        Kind.TOO_LARGE,
        Kind.WRONG_TYPE,
        Kind.REDIRECTS,
        Kind.UNREACHABLE,
        Kind.FAILED,
    }
)
"""No page came. Paid, gone, a video, off the topic or refused by us: nothing is wrong."""
UNSEEN = frozenset({Kind.KNOWN, Kind.DUE, Kind.REFUSED})
"""Not visited at all."""

Timed = TypeVar("Timed", Sight, Asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A visit that told something new: on which day before now, in its last hours, was it bad."""

    sight: Sight
    day: int
    short: bool
    bad: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that is remembered, in order of time; nothing after `now`."""

    now: datetime
    sights: tuple[Sight, ...]
    asked: tuple[Asked, ...]
    ahead: int
    """So many visits and answers are later than now."""

    def day(self, at: datetime) -> int:
        """How many whole days before now that was; 0 is the last 24 hours."""
        return int((self.now - at) / DAY)

    def event(self, sight: Sight, bad: bool) -> Event:
        """A visit, placed in its day."""
        ago = self.now - sight.at
        return Event(sight=sight, day=int(ago / DAY), short=ago % DAY < SHORT, bad=bad)

    @property
    def days(self) -> int:
        """How many days can be compared: the first is left out, for it is not whole."""
        first = min((one[0].at for one in (self.sights, self.asked) if one), default=self.now)
        return max(self.day(first), 1)

    def weekday(self, day: int) -> int:
        """The day of the week on which a day ended, in Beijing."""
        return (self.now - day * DAY).astimezone(BEIJING).weekday()


def remembered(sights: Iterable[Sight], asked: Iterable[Asked], now: datetime) -> Memory:
    """What happened up to now, each thing once, whatever order it is told in."""
    now = aware(now)
    seen, later = _past(sights, now, _sight)
    answers, ahead = _past(asked, now, _asked)
    return Memory(now=now, sights=seen, asked=answers, ahead=later + ahead)


def _past(
    told: Iterable[Timed], now: datetime, order: Callable[[Timed], object]
) -> tuple[tuple[Timed, ...], int]:
    """In order of time, without what was long ago; and how many are yet to come."""
    once = {(aware(one.at), one) for one in told}
    past = [(at, one) for at, one in once if timedelta(0) <= now - at < MOST_DAYS * DAY]
    past.sort(key=lambda pair: (pair[0], order(pair[1])))
    return tuple(one for _, one in past), sum(at > now for at, _ in once)


def _sight(one: Sight) -> tuple[object, ...]:
    said = (one.url, one.kind, one.source, one.era, one.missing, one.reason)
    return (*said, one.chars, sorted(one.fields))


def _asked(one: Asked) -> tuple[object, ...]:
    return (one.source, one.new, one.known, one.off_topic, one.fault)


def aware(at: datetime) -> datetime:
    """Times without a zone are Beijing's, as everywhere in the house."""
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)


def begun(memory: Memory) -> dict[str, int]:
    """For how many days each source is known, the first left out where there are more."""
    first: dict[str, datetime] = {}
    told = [(one.at, one.source) for one in memory.sights]
    told += [(one.at, one.source) for one in memory.asked]
    for at, source in told:
        first[source] = min(first.get(source, at), at)
    return {source: max(memory.day(at), 1) for source, at in first.items()}


def first_told(memory: Memory) -> list[Event]:
    """The pages seen for the first time, and those whose state turned: good or bad.

    A page that is looked at again and found as it was tells nothing: old pages may go on in their
    old form while every new one is hollow, and a hollow one is tried again and again.
    """
    state: dict[str, bool] = {}
    events = []
    for sight in memory.sights:
        bad = sight.kind in DOUBTED
        if not bad and sight.kind not in {Kind.NEW, Kind.CHANGED, Kind.SAME}:
            continue
        before = state.get(sight.url) if sight.url else None
        state[sight.url] = bad
        if (bad or sight.kind is Kind.NEW) and before is not bad:
            events.append(memory.event(sight, bad))
    return events


def first_seen(events: list[Event]) -> list[Event]:
    """The pages that came to something for the first time, in whatever state."""
    urls: set[str] = set()
    first = []
    for event in events:
        url = event.sight.url
        if not url or url not in urls:
            first.append(event)
        urls.add(url)
    return first


def visits(memory: Memory) -> list[Event]:
    """Every visit to the web; bad where no page came."""
    return [
        memory.event(sight, sight.kind in LOST)
        for sight in memory.sights
        if sight.kind not in UNSEEN
    ]
