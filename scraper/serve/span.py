"""Two days and a step → the periods between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scraper.serve.asked import RefusalError

STEPS = ("day", "week", "month")
MOST = 400
"""Periods at most: more are not told apart."""
ENOUGH = 120
"""Where no step is asked for, the finest is taken that comes to no more periods."""
USUAL = 90
"""Days, where it is not said since when."""
RANGES = (("days30", 30), ("days90", USUAL), ("year", 365), ("years3", 1096))
"""Names of spans with their days."""

Extent = Callable[[date, date], tuple[date, date] | None]
"""Two days → the first and the last between them of which there is something to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The periods from `since` to `until`, both with their whole day.

    They are called by their first day, or the month; each begins at its ordinal in `bounds`, which
    has one more: the day after the last. A week begins on Monday. The last may be cut short. The
    archive begins on the day that is `first`.
    """

    first: date
    since: date
    until: date
    by: str
    names: tuple[str, ...]
    bounds: tuple[int, ...]


def of(since: date | None, until: date | None, by: str, *, extent: Extent, now: date) -> Span:
    """The span that is asked for, of an archive with this `extent`.

    Where nothing is said it is the last USUAL days of it, without those before anything happened,
    by the finest step that is fine enough. RefusalError where there is no such span.
    """
    first, newest = extent(date.min, now) or (now, now)
    until = until or newest
    if since is None:
        usual = _before(until, USUAL - 1)
        since = (extent(usual, until) or (usual, until))[0]
    if since > until:
        raise RefusalError(400, f"since: {since} is after {until}")
    if by and by not in STEPS:
        raise RefusalError(400, f"by: one of {', '.join(STEPS)}")
    by = by or next((step for step in STEPS if len(_starts(step, since, until)) <= ENOUGH), "month")
    starts = _starts(by, since, until)
    if len(starts) > MOST:
        raise RefusalError(400, f"by: no more than {MOST} {by}s; ask for fewer, or a longer step")
    return Span(
        first=min(first, until),
        since=starts[0],
        until=until,
        by=by,
        names=tuple(f"{day}"[:7] if by == "month" else f"{day}" for day in starts),
        bounds=(*(day.toordinal() for day in starts), until.toordinal() + 1),
    )


def steps(span: Span) -> list[str]:
    """The steps by which the same days can be told apart."""
    return [step for step in STEPS if len(_starts(step, span.since, span.until)) <= MOST]


def begins(span: Span) -> dict[str, date]:
    """Since when other spans with the same end would be, by name; the whole archive at last."""
    found = {name: _before(span.until, days - 1) for name, days in RANGES}
    whole = max(span.first, _before(span.until, MOST * 28))
    return {name: day for name, day in found.items() if day > whole} | {"all": whole}


def _before(day: date, days: int) -> date:
    return date.fromordinal(max(day.toordinal() - days, 1))


def _starts(by: str, since: date, until: date) -> list[date]:
    """The first day of each period; of very many only so many that it is known to be too many."""
    if by == "month":
        months = range(since.year * 12 + since.month - 1, until.year * 12 + until.month)
        return [date(month // 12, month % 12 + 1, 1) for month in months[: MOST + 1]]
    step = 7 if by == "week" else 1
    begin = since.toordinal() - (since.weekday() if by == "week" else 0)
    days = range(begin, until.toordinal() + 1, step)
    return [date.fromordinal(day) for day in days[: MOST + 1]]
