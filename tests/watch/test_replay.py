"""Proof by history: the real one that died three times, and many that never were."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.models import Level, Verdict
from scraper.watch import history
from scraper.watch.replay import Day, replay

from . import histories
from .histories import BEGINS, FIRST, NOTHING, Break, World

HOLLOW, YIELD, SILENT = date(2024, 4, 24), date(2024, 11, 22), date(2024, 12, 18)
MOST_FALSE = 0.01
"""Of the healthy days of the real history."""
CLASS_FALSE, WORLD_FALSE = 0.008, 0.02
"""Of the healthy days of a class of histories, and of any single world in it."""
SEEDS, TRIES = 3, 8

Told = dict[date, Verdict]


@pytest.fixture(scope="module")
def real(shared: Path) -> Told:
    path = shared / "qqnews-days.tsv"
    return dict(replay(history.read(path.read_bytes(), str(path))))


def alarms(verdict: Verdict) -> set[str]:
    return {one.name for one in verdict.reasons if one.level is Level.ALARM}


def told(world: World, seed: int = 1, broken: Break | None = None, at: int = BEGINS) -> Told:
    return dict(replay(histories.history(world, seed, broken, at)))


def after(verdicts: Told, first: int, last: int) -> list[Verdict]:
    return [verdicts[FIRST + timedelta(day)] for day in range(first, last)]


class TestTheRealHistory:
    def test_the_hollow_break_is_an_alarm_on_its_day(self, real: Told) -> None:
        assert alarms(real[HOLLOW]) == {"hollow"}
        (reason,) = real[HOLLOW].reasons
        assert "56 of 68 articles" in reason.text
        assert "since 2024-04-24" in reason.text

    def test_the_fall_of_the_yield_is_an_alarm_of_its_own(self, real: Told) -> None:
        """Beside the hollow pages, that were an alarm for seven months."""
        assert "yield" not in alarms(real[YIELD - timedelta(1)])
        assert "yield" in alarms(real[YIELD])
        assert "yield" in alarms(real[YIELD + timedelta(1)])

    def test_the_silence_after_the_last_day_is_an_alarm(self, real: Told) -> None:
        assert max(real) == SILENT
        assert {"yield", "silence"} <= alarms(real[SILENT])

    def test_eight_hollow_months_never_become_usual(self, real: Told) -> None:
        days = [verdict for day, verdict in real.items() if HOLLOW <= day <= SILENT]
        assert all("hollow" in alarms(verdict) for verdict in days)

    def test_hardly_a_healthy_day_is_an_alarm(self, real: Told) -> None:
        healthy = [verdict for day, verdict in real.items() if day < HOLLOW]
        false = sum(verdict.level is Level.ALARM for verdict in healthy)
        assert len(healthy) == 484
        assert false <= MOST_FALSE * len(healthy)

    def test_a_month_of_an_eighth_hollow_is_no_alarm(self, real: Told) -> None:
        june = [real[date(2023, 5, 31) + timedelta(days)] for days in range(40)]
        assert all("hollow" not in alarms(verdict) for verdict in june)


@pytest.mark.parametrize("name", histories.HEALTHY)
def test_healthy_days_are_hardly_ever_an_alarm(name: str) -> None:
    counts = [histories.false_alarms(world, SEEDS) for world in histories.HEALTHY[name]]
    assert [false for false, days in counts if false > WORLD_FALSE * days] == []
    assert sum(false for false, _ in counts) <= CLASS_FALSE * sum(days for _, days in counts)


@pytest.mark.parametrize("name", histories.BROKEN)
def test_a_break_is_named_within_its_days(name: str) -> None:
    case = histories.BROKEN[name]
    for world in case.worlds:
        delays = [histories.delay(case, world, seed) for seed in range(TRIES)]
        soon = sum(delay <= case.within for delay in delays)
        assert soon >= int(case.most * TRIES), (world.volume, delays)


class TestTheUsual:
    @pytest.mark.parametrize("share", [0.3, 0.5, 0.82, 1.0])
    def test_never_learns_a_hollow_month(self, share: float) -> None:
        verdicts = told(World(volume=80, days=210), 1, Break(hollow=share))
        later = after(verdicts, BEGINS + 60, BEGINS + 88)
        assert sum("hollow" in alarms(verdict) for verdict in later) >= 25

    def test_never_learns_silence(self) -> None:
        verdicts = told(World(volume=5, days=300), 1, NOTHING)
        assert all("silence" in alarms(verdict) for verdict in after(verdicts, BEGINS + 7, 300))

    def test_never_learns_short_texts(self) -> None:
        verdicts = told(World(volume=80), 1, Break(chars=0.1))
        assert all("length" in alarms(verdict) for verdict in after(verdicts, BEGINS, 240))

    def test_learns_a_lower_yield_in_about_three_weeks(self) -> None:
        verdicts = told(World(volume=80), 1, Break(yields=0.25))
        first, second, later = (
            sum("yield" in alarms(verdict) for verdict in after(verdicts, start, end))
            for start, end in (
                (BEGINS, BEGINS + 7),
                (BEGINS + 7, BEGINS + 21),
                (BEGINS + 35, 240),
            )
        )
        assert first >= 5
        assert second >= 7
        assert later == 0

    def test_of_a_third_hollow_is_no_alarm_and_a_rise_beyond_it_is(self) -> None:
        verdicts = told(World(volume=80, hollow=0.33), 1, Break(hollow=0.7))
        false = sum(bool(alarms(verdict)) for verdict in after(verdicts, 0, BEGINS))
        assert false <= WORLD_FALSE * BEGINS
        assert "hollow" in alarms(verdicts[FIRST + timedelta(BEGINS)])

    def test_survives_a_break_that_is_mended(self) -> None:
        """The day after it nothing is an alarm any more."""
        world = World(volume=80, stretches=((120, 150, 1.0),))
        verdicts = told(world)
        assert all("hollow" in alarms(verdict) for verdict in after(verdicts, 120, 150))
        assert not any(alarms(verdict) for verdict in after(verdicts, 150, 240))

    def test_survives_a_silence_that_ends(self) -> None:
        days = [*histories.history(World(volume=80), 1)]
        gap = [day for day in days if not 120 <= (day.day - FIRST).days < 141]
        verdicts = dict(replay(gap))
        assert all("silence" in alarms(verdict) for verdict in after(verdicts, 120, 141))
        assert not any(alarms(verdict) for verdict in after(verdicts, 141, 240))


class TestAYoungArchive:
    def test_is_not_judged_by_statistics(self) -> None:
        days = [Day(day=FIRST + timedelta(i), articles=n, median_chars=900) for i, n in NEW]
        assert all(verdict.level is Level.OK for _, verdict in [*replay(days)][:-1])

    def test_that_is_all_hollow_is_an_alarm(self) -> None:
        (_, verdict), _ = replay([Day(day=FIRST, articles=30, hollow=30)])
        assert alarms(verdict) == {"hollow"}

    def test_of_one_hollow_page_is_worth_a_look(self) -> None:
        (_, verdict), _ = replay([Day(day=FIRST, articles=1, hollow=1)])
        assert verdict.level is Level.WATCH

    def test_that_gets_nothing_is_worth_a_look_and_after_a_week_an_alarm(self) -> None:
        verdicts = [verdict for _, verdict in replay([Day(day=FIRST + timedelta(i)) for i in DAYS])]
        assert [verdict.level for verdict in verdicts[:6]] == [Level.WATCH] * 6
        assert [verdict.level for verdict in verdicts[6:]] == [Level.ALARM] * 5


NEW = tuple(enumerate((80, 300, 20, 60, 0, 0)))
"""The first days: a backlog, and a weekend."""
DAYS = range(10)


def test_days_without_a_row_are_judged_as_days_without_an_article() -> None:
    days = [*histories.history(World(volume=80, week=histories.OFFICE, days=60), 1)]
    rows = [day for day in days if day.articles]
    assert len(rows) < len(days)
    assert list(replay(rows)) == list(replay(days))[: len(list(replay(rows)))]


def test_the_day_after_the_last_is_judged_too() -> None:
    assert [day for day, _ in replay([Day(day=FIRST, articles=3, median_chars=9)])] == [
        FIRST,
        FIRST + timedelta(1),
    ]
    assert list(replay([])) == []


def test_each_day_is_judged_only_by_what_came_before_it() -> None:
    days = [*histories.history(World(volume=20), 1, Break(hollow=0.6), 90)]
    whole = list(replay(days))
    for end in (1, 10, 50, 91, 95, 200):
        assert list(replay(days[:end]))[:end] == whole[:end]


def rows(most: int) -> st.SearchStrategy[list[Day]]:
    """Days in order, some of them left out."""
    day = st.tuples(st.integers(1, 9), st.integers(0, most), st.floats(0, 1), st.floats(0, 1e9))
    return st.lists(day, max_size=60).map(_days)


def _days(given: list[tuple[int, int, float, float]]) -> list[Day]:
    at, days = FIRST, []
    for step, articles, share, chars in given:
        at += timedelta(step if step > 6 else 1)
        hollow = round(articles * share)
        days.append(Day(day=at, articles=articles, hollow=hollow, median_chars=chars))
    return days


@given(rows(10**9))
def test_any_history_is_judged(days: list[Day]) -> None:
    for _, verdict in replay(days):
        assert all(one.text.isprintable() for one in verdict.reasons)


LEVELS = list(Level)


@given(st.integers(0, 80), st.integers(0, 80), st.sampled_from([2, 20, 80]), st.integers(0, 6))
def test_more_hollow_is_never_judged_milder(few: int, many: int, volume: int, seed: int) -> None:
    """Of the same number of files."""
    days = [*histories.history(World(volume=volume, days=50), seed)]
    n = days[-1].articles
    few, many = sorted((few % (n + 1), many % (n + 1)))
    assert _level(days, few) <= _level(days, many)


def _level(days: list[Day], hollow: int) -> int:
    n = days[-1].articles
    chars = days[-1].median_chars if hollow * 2 < n else 0
    last = Day(day=days[-1].day, articles=n, hollow=hollow, median_chars=chars)
    *_, (_, verdict), _ = replay([*days[:-1], last])
    return LEVELS.index(verdict.level)
