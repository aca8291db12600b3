from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import BEIJING
from scraper.fetch import pace
from scraper.fetch.pace import Pace

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)


def _pace(clock: Any, interval: float = 1.0, jitter: float = 0.5, chance: float = 0.0) -> Pace:
    return Pace(
        interval,
        jitter,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        chance=lambda: chance,
    )


def test_one_request_a_second_per_host(world: Any) -> None:
    one = _pace(world.clock)
    for host in ("a", "a", "b", "a"):
        one.wait(host)
    assert world.clock.slept == [1.0, 1.0]


def test_time_that_passed_by_itself_counts(world: Any) -> None:
    one = _pace(world.clock)
    one.wait("a")
    world.clock.at += 0.75
    one.wait("a")
    world.clock.at += 9
    one.wait("a")
    assert world.clock.slept == [0.25]


def test_jitter_is_added(world: Any) -> None:
    one = _pace(world.clock, chance=0.5)
    one.wait("a")
    one.wait("a")
    assert world.clock.slept == [1.25]


def test_no_interval_is_no_pause(world: Any) -> None:
    one = _pace(world.clock, interval=0.0, jitter=0.0)
    for _ in range(5):
        one.wait("a")
    assert world.clock.slept == []


def test_a_host_may_be_put_off_and_slowed(world: Any) -> None:
    one = _pace(world.clock)
    one.wait("a")
    one.later("a", 7.0)
    one.later("a", 3.0)
    one.wait("a")
    one.slow("a", 5.0)
    one.wait("a")
    one.wait("a")
    one.slow("a", 5000.0)
    one.wait("a")
    one.wait("a")
    one.slow("a", 0.1)
    one.wait("a")
    one.wait("a")
    assert world.clock.slept == [7.0, 1.0, 5.0, 5.0, 60.0, 60.0, 1.0]


def test_a_host_left_alone_says_why(world: Any) -> None:
    one = _pace(world.clock)
    assert one.left("a") == ""
    one.leave("a", "first")
    one.leave("a", "second")
    assert (one.left("a"), one.left("b")) == ("first", "")


def test_a_clock_that_stands_still_does_not_hurry(world: Any) -> None:
    slept: list[float] = []
    one = Pace(1.0, 0.0, monotonic=lambda: 5.0, sleep=slept.append, chance=lambda: 0.0)
    for _ in range(3):
        one.wait("a")
    assert slept == [1.0, 2.0]


def test_pauses_double_up_to_the_ceiling() -> None:
    assert [pace.backoff(n, None, 60.0, 0.0) for n in range(1, 8)] == [2, 4, 8, 16, 32, 60, 60]
    assert pace.backoff(1, None, 60.0, 1.0) == 2.5
    assert pace.backoff(9999, None, 60.0, 1.0) == 60.0


def test_the_wish_of_the_server_is_obeyed() -> None:
    assert pace.backoff(1, 30.0, 60.0, 0.0) == 30.0
    assert pace.backoff(3, 1.0, 60.0, 0.0) == 8.0
    assert pace.backoff(1, 60.0, 60.0, 0.0) == 60.0
    assert pace.backoff(1, 61.0, 60.0, 0.0) is None


@given(
    st.integers(1, 10),
    st.none() | st.floats(0, 1e6),
    st.floats(0, 86400),
    st.floats(0, 1),
)
def test_a_pause_lies_between_wish_and_ceiling(
    attempt: int, wish: float | None, ceiling: float, chance: float
) -> None:
    pause = pace.backoff(attempt, wish, ceiling, chance)
    if pause is None:
        assert wish is not None
        assert wish > ceiling
    else:
        assert (wish or 0.0) <= pause <= ceiling


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        ("Mon, 10 Aug 2026 20:01:00 +0800", 60.0),
        ("Mon, 10 Aug 2026 12:01:00 -0000", 60.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), None),
        ("-5", None),
        ("1.5", None),
        ("1e9", None),
        ("99999999999", None),
        ("9" * 5000, None),
        ("٣", None),
        ("soon", None),
        ("", None),
        ("Mon, 99 Aug 2026 12:01:00 GMT", None),
        ("Mon, 10 Aug 99999999999 12:01:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert pace.wished(value, NOW) == seconds
    assert pace.wished(value, NOW.astimezone(BEIJING)) == seconds


@given(st.text() | st.datetimes().map(format_datetime) | st.integers().map(str))
def test_any_retry_after_is_answered(value: str) -> None:
    seconds = pace.wished(value, NOW)
    assert seconds is None or 0 <= seconds <= 31 * 86400
