"""Hosts that fail: how long they are left alone, and what a later run is told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from scraper.dates import BEIJING
from scraper.fetch.breaker import PAUSES, STRIKES, Breaker
from scraper.fetch.moods import Mood, fault
from scraper.models import Host, Kind

HOST = "new.qq.com"
RATE = Mood(kind=Kind.BLOCKED, reason="567", again=True, leave=True)
WALL = Mood(kind=Kind.BLOCKED, reason="501", leave=True)
SLOW = fault(Kind.TIMEOUT, "nothing came")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


def pauses(breaker: Breaker, clock: Clock, mood: Mood, times: int) -> list[timedelta]:
    """How long the host is left alone after each failure, each as soon as it may be asked."""
    found = []
    for _ in range(times):
        breaker.failed(HOST, mood, None)
        seconds, _ = breaker.left(HOST)
        found.append(timedelta(seconds=seconds))
        clock.now += found[-1]
    return found


@pytest.mark.parametrize(("mood", "sort"), [(RATE, "rate"), (WALL, "wall")])
def test_a_block_is_obeyed_at_once_and_its_pause_doubles(breaker, clock, mood, sort):
    first, longest = PAUSES[sort]
    found = pauses(breaker, clock, mood, 9)
    assert found[:3] == [first, min(first * 2, longest), min(first * 4, longest)]
    assert found[-1] == longest
    assert breaker.left(HOST) == (0.0, "")


def test_a_host_is_down_after_many_pages_in_a_row(breaker, clock):
    found = pauses(breaker, clock, SLOW, STRIKES + 2)
    assert found[: STRIKES - 1] == [timedelta()] * (STRIKES - 1)
    assert found[STRIKES - 1 :] == [timedelta(minutes=10 * 2**n) for n in range(3)]


def test_an_answer_forgets_what_was_held_against_a_host(breaker):
    for _ in range(STRIKES - 1):
        breaker.failed(HOST, SLOW, None)
    breaker.answered(HOST)
    assert [one.failures for one in breaker.news()] == [0]
    breaker.failed(HOST, SLOW, None)
    assert breaker.left(HOST) == (0.0, "")


def test_a_fault_of_one_page_says_that_its_host_is_well(breaker):
    breaker.failed(HOST, WALL, None)
    assert breaker.failed(HOST, Mood(kind=Kind.GONE, reason="404"), None) is None
    assert breaker.left(HOST) == (0.0, "")


def test_other_hosts_go_on(breaker):
    breaker.failed(HOST, WALL, None)
    assert breaker.left("i.news.qq.com") == (0.0, "")


def test_the_wish_of_the_server_is_obeyed_where_it_is_longer(breaker):
    breaker.failed(HOST, RATE, 7200.0)
    assert breaker.left(HOST)[0] == 7200.0
    breaker.failed("b", SLOW, 30.0)
    assert breaker.left("b")[0] == 30.0


def test_a_later_run_obeys_what_this_one_learnt(breaker, clock):
    breaker.failed(HOST, WALL, None)
    (known,) = breaker.news()
    assert breaker.news() == []
    later = Breaker(clock)
    later.learn([known])
    clock.now += timedelta(hours=5)
    seconds, reason = later.left(HOST)
    assert seconds == 3600.0
    assert reason == "until 2026-11-24 16:00: 501"
    clock.now += timedelta(hours=1)
    assert later.left(HOST) == (0.0, "")


def test_a_clock_that_was_set_back_does_not_stretch_a_pause(breaker, clock):
    breaker.failed(HOST, WALL, None)
    clock.now -= timedelta(days=400)
    assert breaker.left(HOST)[0] == 6 * 3600.0


def test_a_pause_of_a_clock_that_ran_ahead_counts_from_now_and_ends(breaker, clock):
    breaker.failed(HOST, WALL, None)
    (ahead,) = breaker.news()
    clock.now -= timedelta(days=400)
    later, start, pause = Breaker(clock), clock.now, timedelta(hours=6)
    later.learn([ahead])
    assert later.left(HOST) == (6 * 3600.0, "until 2025-10-20 16:00: 501")
    (known,) = later.news()
    assert (known.failed_at, known.left_until) == (start, start + pause)
    assert (known.failures, known.reason) == (1, "501")
    clock.now += timedelta(hours=5)
    assert later.left(HOST)[0] == 3600.0
    assert later.news() == []
    clock.now += timedelta(hours=1)
    assert later.left(HOST) == (0.0, "")


def test_a_pause_that_no_server_asks_for_is_a_mistake_of_a_clock(clock):
    found = Breaker(clock)
    absurd = clock.now + timedelta(days=400)
    host = Host(
        host=HOST, kind=Kind.BUSY, reason="x", failures=9, failed_at=clock.now, left_until=absurd
    )
    found.learn([host])
    assert found.left(HOST) == (0.0, "")
