"""Histories that never were: days of a crawler in any volume, noise and shape, whole or broken."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from scraper.watch.replay import Day

FIRST = date(2031, 3, 5)
NEWS = (1.15, 1.1, 1.1, 1.1, 1.1, 0.75, 0.7)
OFFICE = (1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0)
EVEN = (1.0,) * 7
LONG = math.log(900)
SIGMA = 0.8
"""Lengths of articles: log-normal, 900 in the middle, as in the real history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """How a site and its crawler are while all is well."""

    volume: float = 80.0
    cv: float = 0.0
    week: tuple[float, ...] = NEWS
    hollow: float = 0.015
    days: int = 240
    holidays: tuple[int, ...] = ()
    growth: float = 1.0
    """The volume after 365 days, of the volume on the first."""
    steps: tuple[tuple[int, float], ...] = ()
    stretches: tuple[tuple[int, int, float], ...] = ()
    """From day, to day, hollow share."""

    def mean(self, i: int) -> float:
        """The articles to expect on day `i`."""
        mean = self.volume * self.growth ** (i / 365) * self.week[(FIRST + timedelta(i)).weekday()]
        for start, factor in self.steps:
            mean *= factor if i >= start else 1.0
        return mean * (0.5 if any(start <= i < start + 7 for start in self.holidays) else 1.0)

    def bad(self, i: int) -> float:
        """The hollow share to expect on day `i`."""
        for start, end, share in self.stretches:
            if start <= i < end:
                return share
        return self.hollow


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """What breaks: yield, share of hollow files, lengths; `slow` days until it is full."""

    yields: float = 1.0
    hollow: float = 0.0
    chars: float = 1.0
    missing: bool = False
    """Days without an article have no row."""
    slow: int = 0

    def part(self, i: int) -> float:
        """How much of the break is there, `i` days after its first."""
        return 1.0 if not self.slow else min(1.0, (i + 1) / self.slow)


def history(world: World, seed: int, broken: Break | None = None, at: int = 0) -> Iterator[Day]:
    """The days of a world; from day `at` something is broken."""
    rng = Random(f"{world}{seed}")
    for i in range(world.days):
        day, mean, share = FIRST + timedelta(i), world.mean(i), world.bad(i)
        chars = 1.0
        if broken and i >= at:
            part = broken.part(i - at)
            mean *= broken.yields**part
            share += (broken.hollow - share) * part if broken.hollow else 0.0
            chars = broken.chars**part
        n = drawn(rng, mean, world.cv)
        if not n and broken and broken.missing and i >= at:
            continue
        bad = among(rng, n, share)
        yield Day(day=day, articles=n, hollow=bad, median_chars=chars * middle(rng, n, bad))


def drawn(rng: Random, mean: float, cv: float) -> int:
    """A count: Poisson, its mean gamma with the relative spread `cv`."""
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


def middle(rng: Random, n: int, bad: int) -> float:
    """The median of the characters of `n` files, `bad` of them 0."""
    whole = n - bad
    if bad >= whole:
        return 0.0
    if n > 60:
        rank = (n / 2 - bad) / whole
        shift = math.log(rank / (1 - rank)) / 1.702
        return round(math.exp(LONG + SIGMA * (shift + rng.gauss(0, 1.25 / math.sqrt(n)))))
    chars = sorted([0.0] * bad + [math.exp(rng.gauss(LONG, SIGMA)) for _ in range(whole)])
    return round((chars[(n - 1) // 2] + chars[n // 2]) / 2)


def seen(days: Iterator[Day], judge: Callable) -> dict[date, object]:
    return dict(judge(days))
