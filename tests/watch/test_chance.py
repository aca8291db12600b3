"""The chances against sums that leave nothing out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.watch import chance


@given(st.integers(1, 200), st.floats(0.001, 0.999), st.data())
def test_at_least_is_the_tail_of_the_binomial(n: int, share: float, data: st.DataObject) -> None:
    bad = data.draw(st.integers(0, n))
    exact = sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(bad, n + 1))
    found = chance.at_least(bad, n, share)
    assert found == pytest.approx(exact if bad > n * share else 1.0, rel=1e-6, abs=1e-12)


@given(st.integers(0, 100), st.floats(0.1, 200))
def test_at_most_is_the_tail_of_poisson_where_nothing_is_spread(count: int, mean: float) -> None:
    exact = sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))
    found = chance.at_most(count, mean, 0.0)
    assert found == pytest.approx(exact if count < mean else 1.0, rel=0.1, abs=1e-3)


@given(st.integers(0, 100), st.floats(0.1, 200), st.sampled_from([0.25, 0.5, 1.0]))
def test_at_most_is_the_tail_of_the_negative_binomial(
    count: int, mean: float, spread: float
) -> None:
    size = round(1 / spread)
    part = size / (size + mean)
    exact = sum(math.comb(k + size - 1, k) * part**size * (1 - part) ** k for k in range(count + 1))
    found = chance.at_most(count, mean, spread)
    assert found == pytest.approx(exact if count < mean else 1.0, rel=1e-6, abs=1e-12)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0, 1), st.floats(0, 1e12))
def test_a_chance_is_a_chance(a: int, b: int, share: float, mean: float) -> None:
    bad, n = sorted((a % 10**5, b % 10**5))
    assert 0.0 <= chance.at_least(bad, n, min(share, 0.95)) <= 1.0 + 1e-6
    assert 0.0 <= chance.at_most(a % 10**5, mean, share) <= 1.0 + 1e-6


def test_a_quarter_of_odd_days_does_not_move_the_midmean() -> None:
    assert chance.midmean([80.0] * 6 + [0.0, 5000.0]) == 80.0
    assert chance.midmean([]) == 0.0


def test_a_few_odd_days_do_not_widen_the_spread() -> None:
    days = [math.sin(i * 1.7) for i in range(40)]
    assert chance.spread([*days, 500.0]) < 1.2 * chance.spread(days) < 1.2
    assert chance.spread([]) == 0.0


def test_the_quantile_of_none_is_none() -> None:
    assert chance.quantile([], 0.9) == 0.0
    assert chance.quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert chance.quantile([3.0, 1.0, 2.0], 1.0) == 3.0
