"""Counts day after day → is today's out of the ordinary, and has it been silent for too long.

What is usual is learnt from the days before: a level, the shape of the week, and how far days
differ anyway. A lower yield that goes on becomes usual: the level is the mean of the middle half
of 28 days, half of the way after two weeks. Silence never does: its days are not learnt from.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import prod

from scraper.models import Level
from scraper.watch import chance
from scraper.watch.levels import worst

LEVEL_DAYS = 28
"""Four whole weeks: long enough for a steady mean, short enough to follow a site that grows."""
SHAPE_DAYS = 56
"""Eight of each weekday: a single odd Sunday is an eighth of what Sundays are."""
YOUNG = 7
"""With fewer days that brought something nobody knows what is usual: a weekend would be a break."""
STEADY = 14
"""When each weekday was seen twice enough is known, also of an archive where most days are empty;
before, days are not believed to differ little."""
CHANCE = 0.001
"""Rarer than one day in three years, for each of the windows. Holidays and slow news are no chance:
an alarm must be a large drop as well, see `WINDOWS`."""
DOUBT = 5
"""Something so much likelier than an alarm is worth a look."""
PRIOR = 2.0
"""So many articles of a flat week are added to a weekday's: with two a day the shape of the week is
noise, with eighty a fact."""
EMPTY_DAY = 0.15
"""A weekday with less than this part of a usual day (an office's Sunday) tells no level."""
NOT_SMALL = 8.0
"""Where so many a day are usual, an empty day is no chance (1 in 3,000)."""
LEAST, EARLY, MOST = 0.02, 0.1, 1.0
"""The squared relative spread of days beyond chance: at least 14 % squared, for news never comes by
pure chance; 32 % while little is known; with more than 100 % days tell nothing."""
BURST = 3.0
"""A day counts at most as three: an import or a launch is no new usual."""
SURE = 0.001
"""So much rarer must a silence be that is no longer than an earlier one that ended by itself:
some sources publish in bursts."""
FEW_DAYS = 3
"""Of a young archive: so many days without anything are worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """So many days together, and below which part of the usual they are an alarm or a watch."""

    days: int
    alarm: float
    watch: float


WINDOWS = (
    Window(days=1, alarm=0.33, watch=0.5),
    Window(days=3, alarm=0.31, watch=0.6),
    Window(days=7, alarm=0.3, watch=0.65),
    Window(days=14, alarm=0.0, watch=0.65),
)
"""National holidays halve the news for a week, and that is no alarm; a third is below any holiday
seen. Longer windows see what the noise of a day hides, in small archives above all; a whole
week at a third is rather a new level of the site (as in February 2023) than a break."""
SINKING_DAYS = 28
"""A slow death is measured by what was usual four weeks ago …"""
SINKING = 0.8
"""… as long as a week brings less than this part of the week before: what has found its new
level is not sinking."""
WELL = 0.65
"""A day with this part of the usual is well, whatever the days before were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """What is usual on a day: its `level` times the shape of the week, give or take."""

    level: float
    """The mean of the middle half of the days."""
    rate: float
    """The mean, of the weeks that brought less: where most days bring nothing, their middle half
    does not either."""
    shape: tuple[float, ...]
    spread: float

    def of(self, weekday: int) -> float:
        """How many are usual on this day of the week."""
        return self.level * self.shape[weekday]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """So many came in so many days, where so many are usual; low since so many days ago."""

    level: Level = Level.OK
    days: float = 1
    seen: int = 0
    usual: float = 0.0
    since: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Nothing came for so many days, in which so many were to be expected."""

    level: Level = Level.OK
    days: int = 0
    missed: float = 0.0


class Counts:
    """Counts of one thing, taken in a day after the other."""

    def __init__(self, rare: float = CHANCE, windows: tuple[Window, ...] = WINDOWS) -> None:
        """`rare` is the chance below which a day is no accident."""
        self._rare = rare
        self._windows = windows
        self._days: list[tuple[int, int]] = []
        self._learnt: list[int] = []
        self._norms: dict[int, Norm | None] = {}
        self._empty = 0
        self._longest = 0

    def add(self, weekday: int, n: int) -> None:
        """Take in the next day."""
        self._days.append((weekday, n))
        self._empty = 0 if n else self._empty + 1
        if self.gap().level is not Level.ALARM:
            self._learnt.append(len(self._days) - 1)
            if len(self._learnt) > YOUNG:
                self._longest = max(self._longest, self._empty)

    def gap(self) -> Gap:
        """For how long nothing came until today."""
        start = len(self._days) - self._empty
        if not self._empty:
            return Gap()
        if (norm := self._norm(start)) is None:
            return Gap(level=self._early(start), days=self._empty)
        means = [norm.rate * norm.shape[weekday] for weekday, _ in self._days[start:]]
        luck = prod(chance.at_most(0, mean, norm.spread) for mean in means)
        rare = self._rare * (1 if self._empty > self._longest else SURE)
        level = Level.OK
        if luck <= self._rare * DOUBT:
            level = Level.ALARM if luck <= rare else Level.WATCH
        return Gap(level=level, days=self._empty, missed=sum(means))

    def _early(self, start: int) -> Level:
        """Of a silence before anybody knows what is usual."""
        if self._empty >= YOUNG:
            return Level.ALARM
        return Level.WATCH if start == 0 or self._empty >= FEW_DAYS else Level.OK

    def drop(self) -> Drop:
        """The worst of the windows that end today; of equals the shortest."""
        days = len(self._days)
        found = [
            self._weighed(window, self._norm(days - window.days))
            for window in self._windows
            if window.days <= days
        ]
        if self._sinking():
            found.append(self._weighed(WINDOWS[2], self._norm(days - SINKING_DAYS)))
        return worst(found, Drop())

    def _sinking(self) -> bool:
        if len(self._days) < SINKING_DAYS or self._windows is not WINDOWS:
            return False
        return self._sum(7) <= SINKING * (self._sum(14) - self._sum(7))

    def _sum(self, days: int) -> int:
        return sum(n for _, n in self._days[-days:])

    def _weighed(self, window: Window, norm: Norm | None) -> Drop:
        seen = self._sum(window.days)
        if norm is None:
            return Drop(days=window.days, seen=seen)
        means = [norm.of(weekday) for weekday, _ in self._days[-window.days :]]
        drop = Drop(days=window.days, seen=seen, usual=sum(means))
        if seen > drop.usual * window.watch or self._days[-1][1] > means[-1] * WELL:
            return drop
        level = self._level(window, drop, _together(means, norm.spread))
        return replace(drop, level=level, since=self._since(norm) if level is not Level.OK else 0)

    def _level(self, window: Window, drop: Drop, spread: float) -> Level:
        luck = chance.at_most(drop.seen, drop.usual, spread)
        if drop.seen <= drop.usual * window.alarm and luck <= self._rare:
            return Level.ALARM
        return Level.WATCH if luck <= self._rare * DOUBT else Level.OK

    def _since(self, norm: Norm) -> int:
        """How many days ago the days began that are all below what is well."""
        low = 0
        for weekday, n in reversed(self._days):
            if n > norm.of(weekday) * WELL:
                break
            low += 1
        return max(low - 1, 0)

    def _norm(self, before: int) -> Norm | None:
        """What was usual before this day; None where nobody can know."""
        if before not in self._norms:
            end = bisect_left(self._learnt, before)
            days = [self._days[i] for i in self._learnt[max(0, end - SHAPE_DAYS) : end]]
            self._norms[before] = None if _young(days) else _normal(_whole(days))
        return self._norms[before]


def _together(means: list[float], spread: float) -> float:
    """The spread of the sum of days: chance evens out, up to what a run of news does to all."""
    total = sum(means)
    return max(spread * sum(mean * mean for mean in means) / (total * total or 1.0), LEAST)


def _young(days: list[tuple[int, int]]) -> bool:
    return len(days) < STEADY and sum(n > 0 for _, n in days) < YOUNG


def _normal(days: list[tuple[int, int]]) -> Norm:
    cap = BURST * (chance.midmean([n for _, n in days]) + 1)
    capped = [(weekday, min(float(n), cap)) for weekday, n in days]
    shape = _shape(capped)
    even = [n / shape[weekday] for weekday, n in capped if shape[weekday] >= EMPTY_DAY]
    recent = even[-LEVEL_DAYS:]
    level = chance.midmean(recent)
    rate = min(sum(days) / max(len(days), 1) for days in (recent, even))
    return Norm(level=level, rate=rate, shape=shape, spread=_spread(even))


def _whole(days: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without the outages: empty days of an archive that is not small, on a weekday mostly full."""
    if chance.midmean([n for _, n in days]) < NOT_SMALL:
        return days
    full = [0] * 7
    for weekday, n in days:
        full[weekday] += 1 if n else -1
    return [(weekday, n) for weekday, n in days if n or full[weekday] < 0]


def _shape(days: list[tuple[int, float]]) -> tuple[float, ...]:
    """Each weekday beside the week around it, so that a step or growth is no shape of the week."""
    counts = [n for _, n in days]
    beside: list[list[float]] = [[] for _ in range(7)]
    for (weekday, n), around in zip(days, _around(counts), strict=True):
        beside[weekday].append(n / around if around else 1.0)
    mean = sum(counts) / len(counts)
    return tuple(_drawn(chance.midmean(ratios), len(ratios) * mean) for ratios in beside)


def _around(counts: list[float]) -> list[float]:
    """The mean of the seven days around each; at the ends, of the nearest seven."""
    sums = [0.0, *accumulate(counts)]
    width = min(7, len(counts))
    starts = (min(max(i - 3, 0), len(counts) - width) for i in range(len(counts)))
    return [(sums[start + width] - sums[start]) / width for start in starts]


def _drawn(ratio: float, weight: float) -> float:
    """The ratio, drawn towards 1 where few articles stand behind it."""
    return (ratio * weight + PRIOR) / (weight + PRIOR)


def _spread(even: list[float]) -> float:
    """How far days differ beyond chance; from one to the next, so that growth or a step is none."""
    steps = [
        ((b - a) / around, 1 / around)
        for (a, b), around in zip(pairwise(even), _around(even), strict=False)
        if around > 0
    ]
    if not steps:
        return MOST
    relative = chance.spread([step for step, _ in steps])
    beyond = relative * relative / 2 - sum(pure for _, pure in steps) / len(steps)
    return min(max(beyond, LEAST if len(even) >= STEADY else EARLY), MOST)
