"""Visits and list answers of a crawler that runs every hour, as the archive remembers them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from scraper.dates import BEIJING
from scraper.models import Asked, Kind, Sight

NOW = datetime(2031, 6, 18, 14, 5, tzinfo=BEIJING)
"""A Wednesday afternoon."""
HOUR = timedelta(hours=1)
FIELDS = {"author": 0.99, "published": 1.0, "images": 0.55, "thumbnail": 0.8, "summary": 1.0}
BODY = "window.DATA.originContent.text"
ORIGIN, RENDERED = "qq-origin/1", "qq-rendered/1"
NIGHT = range(7)
WEEKEND = (5, 6)
MEANS = {"ai": 60.0, "tech": 40.0, "hot": 12.0}
"""Articles that each source names on a working day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is known of a visit before it is made."""

    at: datetime
    source: str
    number: int
    rng: Random

    @property
    def url(self) -> str:
        """One address for each page."""
        return f"https://new.qq.com/rain/a/{self.at:%Y%m%d}A{self.number:05X}00"


Site = Callable[[Visit], Sight]
Lists = Callable[[datetime, str, int], Asked]


def article(visit: Visit) -> Sight:
    """A stored article of the usual kind; 1.5 % are hollow, 5 % are videos."""
    luck = visit.rng.random()
    if luck < 0.015:
        return hollow(visit)
    if luck < 0.065:
        return Sight(at=visit.at, source=visit.source, kind=Kind.VIDEO, url=visit.url, era=ORIGIN)
    return Sight(
        at=visit.at,
        source=visit.source,
        kind=Kind.NEW,
        url=visit.url,
        era=ORIGIN if visit.rng.random() < 0.9 else RENDERED,
        chars=round(math.exp(visit.rng.gauss(math.log(900), 0.8))),
        fields=frozenset(name for name, part in FIELDS.items() if visit.rng.random() < part),
    )


def hollow(visit: Visit, era: str = ORIGIN, missing: str = BODY) -> Sight:
    """A page without a body."""
    return Sight(
        at=visit.at,
        source=visit.source,
        kind=Kind.HOLLOW,
        url=visit.url,
        era=era,
        missing=missing,
        reason=f"no body: {missing} empty or missing",
    )


def lost(visit: Visit, kind: Kind = Kind.BLOCKED) -> Sight:
    """A visit to which no page came."""
    return Sight(
        at=visit.at, source=visit.source, kind=kind, url=visit.url, reason="status 567: too fast"
    )


def listed(at: datetime, source: str, new: int) -> Asked:
    """A list that names what is new among what is known."""
    return Asked(at=at, source=source, new=new, known=40 - min(new, 40), off_topic=5)


def lived(
    days: float = 42,
    *,
    now: datetime = NOW,
    means: dict[str, float] | None = None,
    site: Site = article,
    lists: Lists = listed,
    seed: int = 1,
) -> tuple[list[Sight], list[Asked]]:
    """All visits and answers of so many days of hourly runs; by night nothing is published."""
    rng = Random(seed)
    sights, asked, number = [], [], 0
    for hours in range(round(days * 24), -1, -1):
        at = now - hours * HOUR - timedelta(minutes=4)
        for source, mean in (means or MEANS).items():
            new = _published(rng, mean, at)
            answer = lists(at, source, new)
            asked.append(answer)
            for _ in range(answer.new):
                number += 1
                late = at + timedelta(seconds=rng.randrange(1, 180))
                sights.append(site(Visit(at=late, source=source, number=number, rng=rng)))
    return sights, asked


def _published(rng: Random, mean: float, at: datetime) -> int:
    """Poisson, in the 17 hours of the day; less at the weekend."""
    local = at.astimezone(BEIJING)
    if local.hour in NIGHT:
        return 0
    mean *= (0.55 if local.weekday() in WEEKEND else 1.0) / 17
    count, left = -1, 1.0
    while left > math.exp(-mean):
        count, left = count + 1, left * rng.random()
    return count


def since(start: datetime, then: Site, before: Site = article) -> Site:
    """A site that changes at a moment."""
    return lambda visit: (then if visit.at >= start else before)(visit)


def answers(start: datetime, then: Lists, *sources: str) -> Lists:
    """Lists that change at a moment, for some of the sources."""

    def answer(at: datetime, source: str, new: int) -> Asked:
        changed = at >= start and (not sources or source in sources)
        return (then if changed else listed)(at, source, new)

    return answer


def fails(at: datetime, source: str, new: int) -> Asked:
    """A list that does not answer."""
    return Asked(at=at, source=source, fault="status 404: no such list")


def empty(at: datetime, source: str, new: int) -> Asked:
    """A list that names nothing."""
    return Asked(at=at, source=source)


def stale(at: datetime, source: str, new: int) -> Asked:
    """A list that names only what it named before."""
    return Asked(at=at, source=source, known=40, off_topic=5)


def without(name: str) -> Site:
    """Articles that lack a field."""

    def site(visit: Visit) -> Sight:
        sight = article(visit)
        return replace(sight, fields=sight.fields - {name})

    return site


def hours(count: float, now: datetime = NOW) -> datetime:
    """So many hours ago."""
    return now - count * HOUR


def every_hour(first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments between, an hour apart."""
    while first <= last:
        yield first
        first += HOUR
