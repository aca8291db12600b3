"""Counts → how likely they are by chance alone; and the means that a few odd days cannot move."""

from __future__ import annotations

import math
from math import ceil, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENOUGH = 1e-9
"""A term this much smaller than the sum changes no verdict."""
_MANY = 5000
"""More are judged as so many of the same proportion: no verdict needs to be surer, and a sum of a
billion terms takes an hour."""
_LEAST_SPREAD = 1e-4
"""Less is Poisson, as far as anybody can tell; far smaller values lose their digits in `lgamma`."""


def at_least(bad: int, n: int, share: float) -> float:
    """The chance of `bad` or more among `n`, each bad with chance `share`; 1 below the mean."""
    if n > _MANY:
        bad, n = bad * _MANY // n, _MANY
    if bad <= n * share:
        return 1.0
    if share <= 0.0:
        return 0.0
    odds = share / (1.0 - share)
    ways = math.lgamma(n + 1) - math.lgamma(bad + 1) - math.lgamma(n - bad + 1)
    term = math.exp(ways + bad * math.log(share) + (n - bad) * math.log1p(-share))
    total = 0.0
    for k in range(bad, n + 1):
        total += term
        term *= (n - k) / (k + 1) * odds
        if term < total * _ENOUGH:
            break
    return total


def at_most(count: int, mean: float, spread: float) -> float:
    """The chance of `count` or fewer where `mean` are usual; 1 above the mean.

    `spread` is the squared relative spread beyond that of pure chance: the variance is
    mean + spread · mean² (negative binomial; 0 is Poisson).
    """
    if mean > _MANY:
        count, mean = int(count * _MANY / mean), _MANY
    if count >= mean:
        return 1.0
    size = 1.0 / max(spread, _LEAST_SPREAD)
    ways = math.lgamma(count + size) - math.lgamma(count + 1) - math.lgamma(size)
    every, none = math.log(mean / (size + mean)), math.log(size / (size + mean))
    term = math.exp(ways + size * none + count * every)
    total = 0.0
    for k in range(count, 0, -1):
        total += term
        term *= k / (k - 1 + size) * (size + mean) / mean
        if term < total * _ENOUGH:
            break
    return total + term


def midmean(values: Sequence[float]) -> float:
    """The mean of the middle half: a quarter of odd values on either side does not move it."""
    rest = sorted(values)
    cut = len(rest) // 4
    middle = rest[cut : len(rest) - cut]
    return sum(middle) / len(middle) if middle else 0.0


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; of none 0."""
    rest = sorted(values)
    return rest[min(len(rest) - 1, int(share * len(rest)))] if rest else 0.0


def spread(values: Sequence[float]) -> float:
    """The standard deviation of differences from the middle, were they normal.

    By the 95 % that are nearest, which hold 0.759 of a normal variance: a few odd ones count not.
    """
    squares = sorted(value * value for value in values)
    near = squares[: ceil(0.95 * len(squares))]
    return sqrt(sum(near) / len(near) / 0.759) if near else 0.0
