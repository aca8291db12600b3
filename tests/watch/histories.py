"""Histories that never were: days of a crawler in any volume, noise and shape, whole or broken."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from scraper.models import Level
from scraper.watch.replay import Day, replay

FIRST = date(2031, 3, 5)
NEWS = (1.15, 1.1, 1.1, 1.1, 1.1, 0.75, 0.7)
OFFICE = (1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0)
LONG = math.log(900)
SIGMA = 0.8
"""Lengths of articles: log-normal, 900 in the middle, as in the real history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How a site and its crawler are while all is well."""

    volume: float = 80.0
    cv: float = 0.2
    """The relative spread of days beyond chance; 0 is Poisson."""
    week: tuple[float, ...] = NEWS
    hollow: float = 0.015
    wobble: float = 0.0
    """The standard deviation of the hollow share from day to day."""
    days: int = 240
    holidays: tuple[int, ...] = ()
    """The first days of weeks with half of the news."""
    growth: float = 1.0
    """The volume after 365 days, of the volume on the first."""
    steps: tuple[tuple[int, float], ...] = ()
    """From this day on, so many times as much."""
    stretches: tuple[tuple[int, int, float], ...] = ()
    """From this day to that, this hollow share."""

    def mean(self, i: int) -> float:
        """The articles to expect on day `i`."""
        mean = self.volume * self.growth ** (i / 365) * self.week[(FIRST + timedelta(i)).weekday()]
        for start, factor in self.steps:
            mean *= factor if i >= start else 1.0
        return mean * (0.5 if any(start <= i < start + 7 for start in self.holidays) else 1.0)

    def share(self, rng: Random, i: int) -> float:
        """The hollow share to expect on day `i`."""
        for start, end, share in self.stretches:
            if start <= i < end:
                return share
        if not self.wobble:
            return self.hollow
        size = self.hollow * (1 - self.hollow) / self.wobble**2 - 1
        return rng.betavariate(self.hollow * size, (1 - self.hollow) * size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """What breaks: yield, hollow share, lengths; it takes `slow` days until it is full."""

    yields: float = 1.0
    hollow: float | None = None
    chars: float = 1.0
    missing: bool = False
    """Days without an article have no row."""
    slow: int = 1

    def part(self, days: int) -> float:
        """How much of it is there, so many days after its first."""
        return min(1.0, (days + 1) / self.slow)


NOTHING = Break(yields=0.0)


def history(world: World, seed: int, broken: Break | None = None, at: int = 0) -> Iterator[Day]:
    """The days of a world; from day `at` on something is broken."""
    rng = Random(f"{world}{seed}")
    for i in range(world.days):
        mean, share, chars = world.mean(i), world.share(rng, i), 1.0
        if broken and i >= at:
            part = broken.part(i - at)
            mean *= broken.yields**part
            share += 0.0 if broken.hollow is None else (broken.hollow - share) * part
            chars = broken.chars**part
        n = drawn(rng, mean, world.cv)
        if not n and broken and broken.missing and i >= at:
            continue
        bad = among(rng, n, share)
        middle = round(chars * median(rng, n, bad))
        yield Day(day=FIRST + timedelta(i), articles=n, hollow=bad, median_chars=middle)


def drawn(rng: Random, mean: float, cv: float) -> int:
    """A count: Poisson, its mean gamma with the relative spread `cv` (negative binomial)."""
    if mean <= 0:
        return 0
    if cv:
        mean *= rng.gammavariate(1 / cv**2, cv**2)
    if mean > 50:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    count, left = -1, 1.0
    while left > math.exp(-mean):
        count, left = count + 1, left * rng.random()
    return count


def among(rng: Random, n: int, share: float) -> int:
    """How many of `n`, each with probability `share`."""
    if n > 400 and n * share > 20:
        return min(n, max(0, round(rng.gauss(n * share, math.sqrt(n * share * (1 - share))))))
    return sum(rng.random() < share for _ in range(n))


def median(rng: Random, n: int, bad: int) -> float:
    """The median of the characters of `n` files, `bad` of them 0."""
    whole = n - bad
    if bad >= whole:
        return 0.0
    if n > 60:  # near enough, and quicker
        rank = (n / 2 - bad) / whole
        shift = math.log(rank / (1 - rank)) / 1.702
        return math.exp(LONG + SIGMA * (shift + rng.gauss(0, 1.25 / math.sqrt(n))))
    chars = sorted([0.0] * bad + [math.exp(rng.gauss(LONG, SIGMA)) for _ in range(whole)])
    return (chars[(n - 1) // 2] + chars[n // 2]) / 2


VOLUMES = (2, 5, 20, 80, 300, 2000)
WEEKS = (60, 150, 210)

HEALTHY: dict[str, tuple[World, ...]] = {
    "Poisson": tuple(World(volume=v, cv=0.0) for v in VOLUMES),
    "days differ by 30 %": tuple(World(volume=v, cv=0.3) for v in VOLUMES),
    "days differ by 50 %": tuple(World(volume=v, cv=0.5) for v in VOLUMES),
    "no weekends": tuple(World(volume=v, week=OFFICE) for v in VOLUMES[1:]),
    "holidays at 50 %": tuple(World(volume=v, holidays=WEEKS) for v in VOLUMES[1:]),
    "grows to 5 times": tuple(World(volume=v, growth=5.0, days=365) for v in VOLUMES[1:5]),
    "shrinks to a fifth": tuple(World(volume=v, growth=0.2, days=365) for v in VOLUMES[1:5]),
    "a step to half": tuple(World(volume=v, steps=((100, 0.5),)) for v in VOLUMES[1:]),
    "a step to double": tuple(World(volume=v, steps=((100, 2.0),)) for v in VOLUMES[1:]),
    "10 % hollow": tuple(World(volume=v, hollow=0.1) for v in VOLUMES),
    "20 % hollow": tuple(World(volume=v, hollow=0.2) for v in VOLUMES),
    "40 % hollow": tuple(World(volume=v, hollow=0.4) for v in VOLUMES),
    "20 % hollow, give or take 5": tuple(
        World(volume=v, hollow=0.2, wobble=0.05) for v in VOLUMES[2:]
    ),
    "a month of 12 % hollow": tuple(
        World(volume=v, stretches=((100, 130, 0.12),)) for v in VOLUMES
    ),
    "a month of 15 % hollow": tuple(
        World(volume=v, stretches=((100, 130, 0.15),)) for v in VOLUMES
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A break, the worlds it happens in, and how soon what is to be said by which reason."""

    broken: Break
    worlds: tuple[World, ...]
    within: int
    """The days until at least `most` of the histories are at the level."""
    reasons: tuple[str, ...]
    most: float = 1.0
    level: Level = Level.ALARM


LARGE = tuple(World(volume=v, cv=0.2) for v in VOLUMES[2:])
LARGER = LARGE[1:]
LARGEST = LARGE[2:]
ROUGH = tuple(World(volume=v, cv=0.5) for v in VOLUMES[2:])
FIVE, TWO = World(volume=5, cv=0.0), World(volume=2, cv=0.0)
THIRD = tuple(replace(world, hollow=0.33) for world in LARGE)
YIELD, HOLLOW, LENGTH, ANY = ("yield",), ("hollow",), ("length",), ("yield", "silence")

BROKEN: dict[str, Case] = {
    "hollow 100 %": Case(broken=Break(hollow=1.0), worlds=LARGE, within=0, reasons=HOLLOW),
    "hollow 82 %": Case(broken=Break(hollow=0.82), worlds=LARGE, within=0, reasons=HOLLOW),
    "hollow 82 % of a third": Case(
        broken=Break(hollow=0.82), worlds=THIRD, within=2, reasons=HOLLOW
    ),
    "hollow 50 %": Case(broken=Break(hollow=0.5), worlds=LARGER, within=0, reasons=HOLLOW),
    "hollow 50 %, 20 a day": Case(
        broken=Break(hollow=0.5), worlds=LARGE[:1], within=2, reasons=HOLLOW
    ),
    "hollow 30 %": Case(broken=Break(hollow=0.3), worlds=LARGER, within=2, reasons=HOLLOW),
    "hollow 30 %, 20 a day": Case(
        broken=Break(hollow=0.3), worlds=LARGE[:1], within=7, reasons=HOLLOW, most=0.9
    ),
    "hollow 100 %, 5 a day": Case(
        broken=Break(hollow=1.0), worlds=(FIVE,), within=2, reasons=HOLLOW
    ),
    "hollow 100 %, 2 a day": Case(
        broken=Break(hollow=1.0), worlds=(TWO,), within=5, reasons=HOLLOW
    ),
    "nothing": Case(broken=NOTHING, worlds=LARGE, within=0, reasons=ANY),
    "nothing, no row": Case(
        broken=replace(NOTHING, missing=True), worlds=LARGE, within=0, reasons=ANY
    ),
    "nothing, rough": Case(broken=NOTHING, worlds=ROUGH, within=1, reasons=ANY),
    "nothing, 5 a day": Case(broken=NOTHING, worlds=(FIVE,), within=3, reasons=ANY),
    "nothing, 2 a day": Case(broken=NOTHING, worlds=(TWO,), within=7, reasons=ANY),
    "yield 10 %": Case(broken=Break(yields=0.1), worlds=LARGER, within=0, reasons=YIELD),
    "yield 10 %, 20 a day": Case(
        broken=Break(yields=0.1), worlds=LARGE[:1], within=1, reasons=YIELD, most=0.9
    ),
    "yield 10 %, rough": Case(
        broken=Break(yields=0.1), worlds=ROUGH, within=4, reasons=YIELD, most=0.9
    ),
    "yield 25 %": Case(broken=Break(yields=0.25), worlds=LARGER, within=2, reasons=YIELD, most=0.9),
    "yield 25 %, 20 a day": Case(
        broken=Break(yields=0.25), worlds=LARGE[:1], within=4, reasons=YIELD, most=0.9
    ),
    "yield 50 %": Case(
        broken=Break(yields=0.5),
        worlds=LARGE,
        within=7,
        reasons=YIELD,
        most=0.9,
        level=Level.WATCH,
    ),
    "lengths 5 %": Case(broken=Break(chars=0.05), worlds=LARGE, within=0, reasons=LENGTH),
    "lengths 20 %": Case(broken=Break(chars=0.2), worlds=LARGER, within=0, reasons=LENGTH),
    "lengths 20 %, 20 a day": Case(
        broken=Break(chars=0.2), worlds=LARGE[:1], within=2, reasons=LENGTH, most=0.9
    ),
    "decay in 30 days": Case(
        broken=Break(yields=0.1, slow=30), worlds=LARGE, within=22, reasons=YIELD, most=0.9
    ),
    "decay in 60 days": Case(
        broken=Break(yields=0.1, slow=60), worlds=LARGE, within=45, reasons=YIELD, most=0.9
    ),
    "decay in 60 days, watch": Case(
        broken=Break(yields=0.1, slow=60),
        worlds=LARGE,
        within=25,
        reasons=YIELD,
        most=0.9,
        level=Level.WATCH,
    ),
}
BEGINS = 120
"""The break begins on this day or one of the six after it, by the seed: on any day of the week."""


def false_alarms(world: World, seeds: int) -> tuple[int, int]:
    """Alarms on healthy days, and healthy days; the day after the last is none."""
    alarms = days = 0
    for seed in range(seeds):
        verdicts = [verdict for _, verdict in replay(history(world, seed))][:-1]
        alarms += sum(verdict.level is Level.ALARM for verdict in verdicts)
        days += len(verdicts)
    return alarms, days


NEVER = 999


def delay(case: Case, world: World, seed: int, level: Level | None = None) -> int:
    """The days from the break to the first day of the level, by a reason of the case."""
    at = BEGINS + seed % 7
    whole = replace(world, days=at + (case.within + 1 if not case.broken.missing else 30))
    enough = {Level.ALARM, level or case.level}
    for day, verdict in replay(history(whole, seed, case.broken, at)):
        days = (day - FIRST).days - at
        named = {one.level for one in verdict.reasons if one.name in case.reasons}
        if days >= 0 and named & enough:
            return days
    return NEVER
