"""The living archive judged: each sort of break by its name, and nothing where all is as usual."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import BEIJING
from scraper.models import Asked, Kind, Level, Sight, Verdict
from scraper.watch import health

from . import living
from .living import BODY, NOW, ORIGIN, RENDERED, hours


def judged(now: datetime = NOW, **world: object) -> Verdict:
    sights, asked = living.lived(now=now, **world)  # type: ignore[arg-type]
    return health.judge(sights, asked, now)


def alarms(verdict: Verdict) -> set[str]:
    return {one.name for one in verdict.reasons if one.level is Level.ALARM}


def named(verdict: Verdict, name: str) -> str:
    (text,) = [one.text for one in verdict.reasons if one.name == name]
    return text


class TestAllIsWell:
    @pytest.mark.parametrize("hour", [2, 5, 8, 14, 23])
    def test_at_any_hour_a_night_is_no_alarm(self, hour: int) -> None:
        now = NOW.replace(hour=hour)
        assert alarms(judged(now)) == set()

    @pytest.mark.parametrize("day", range(7))
    def test_on_any_day_a_weekend_is_no_alarm(self, day: int) -> None:
        assert alarms(judged(NOW + timedelta(days=day), seed=day)) == set()

    def test_of_very_many_moments_hardly_any_is_an_alarm(self) -> None:
        sights, asked = living.lived(60)
        false = 0
        moments = [NOW - 7 * timedelta(hours=step) for step in range(90)]
        for now in moments:
            seen = [one for one in sights if one.at <= now]
            false += bool(alarms(health.judge(seen, [one for one in asked if one.at <= now], now)))
        assert false <= 2

    def test_a_source_that_is_quiet_as_ever(self) -> None:
        assert alarms(judged(means={"ai": 60.0, "rare": 0.5})) == set()

    def test_what_is_hollow_for_a_third_as_ever(self) -> None:
        def site(visit: living.Visit) -> Sight:
            return living.hollow(visit) if visit.rng.random() < 0.33 else living.article(visit)

        assert alarms(judged(site=site)) == set()


class TestPages:
    def test_an_era_that_breaks_is_named_with_what_is_missing_and_a_page_to_look_at(self) -> None:
        verdict = judged(site=living.since(hours(6), living.hollow))
        (name,) = {one for one in alarms(verdict) if one.startswith("hollow")}
        assert name == "hollow:qq-origin"
        (reason,) = [one for one in verdict.reasons if one.name == name]
        assert BODY in reason.text
        assert "since 2031-06-18" in reason.text
        assert reason.url.startswith("https://new.qq.com/rain/a/20310618A")
        assert reason.look.startswith("scraper ")
        assert reason.url[-16:] in reason.look

    def test_one_of_two_eras(self) -> None:
        def site(visit: living.Visit) -> Sight:
            sight = living.article(visit)
            return (
                living.hollow(visit, RENDERED, "#article-content")
                if (sight.era == RENDERED)
                else sight
            )

        verdict = judged(site=living.since(hours(40), site))
        assert "hollow:qq-rendered" in alarms(verdict)
        assert "#article-content" in named(verdict, "hollow:qq-rendered")

    def test_a_redesign_that_no_era_knows(self) -> None:
        def site(visit: living.Visit) -> Sight:
            return replace(living.hollow(visit, "", "window.DATA"), kind=Kind.UNREADABLE)

        assert any(
            one.startswith("hollow") for one in alarms(judged(site=living.since(hours(6), site)))
        )

    def test_texts_that_are_hardly_the_articles(self) -> None:
        def site(visit: living.Visit) -> Sight:
            return replace(living.hollow(visit), kind=Kind.SUSPECT)

        assert any(
            one.startswith("hollow") for one in alarms(judged(site=living.since(hours(8), site)))
        )

    def test_a_host_that_blocks_us(self) -> None:
        assert alarms(judged(site=living.since(hours(9), living.lost)))

    def test_pages_that_move_to_another_era(self) -> None:
        def site(visit: living.Visit) -> Sight:
            return replace(living.article(visit), era="qq-next/1")

        verdict = judged(site=living.since(hours(20), site))
        assert any("qq-next" in one.text or "qq-origin" in one.text for one in verdict.reasons)

    @pytest.mark.parametrize("field", ["author", "published", "thumbnail", "summary"])
    def test_a_field_that_is_gone(self, field: str) -> None:
        verdict = judged(site=living.since(hours(20), living.without(field)))
        assert f"field:{field}" in {one.name for one in verdict.reasons}
        assert verdict.level is not Level.OK

    def test_texts_that_shrink(self) -> None:
        def site(visit: living.Visit) -> Sight:
            sight = living.article(visit)
            return replace(sight, chars=sight.chars // 12)

        assert "length" in alarms(judged(site=living.since(hours(24), site)))


class TestSources:
    def test_one_that_dies_is_named_while_others_go_on(self) -> None:
        verdict = judged(lists=living.answers(hours(26), living.fails, "tech"))
        assert "list:tech" in {one.name for one in verdict.reasons}
        assert "status 404" in named(verdict, "list:tech")
        assert not {one.name for one in verdict.reasons} & {"list:ai", "yield:ai", "silence"}

    def test_one_that_names_nothing_any_more(self) -> None:
        verdict = judged(lists=living.answers(hours(26), living.empty, "ai"))
        assert {"list:ai", "yield:ai"} & {one.name for one in verdict.reasons}
        assert verdict.level is Level.ALARM

    def test_lists_that_name_what_never_arrives(self) -> None:
        def site(visit: living.Visit) -> Sight:
            kind = Kind.TIMEOUT if visit.source == "ai" else Kind.NEW
            return replace(living.article(visit), kind=kind, era="", chars=0)

        verdict = judged(site=living.since(hours(24), site))
        assert {"disagree:ai", "failed"} & {one.name for one in verdict.reasons}

    def test_the_web_that_is_gone(self) -> None:
        verdict = judged(lists=living.answers(hours(30), living.fails))
        assert verdict.level is Level.ALARM
        assert not any(one.name.startswith("list:") for one in verdict.reasons)  # said once

    def test_pages_that_never_come_are_one_alarm(self) -> None:
        for ago in range(1, 60, 5):
            verdict = judged(site=living.since(hours(ago), living.lost))
            assert alarms(verdict) <= {"failed", "web"}, ago


class TestASmallSource:
    def test_that_dies_is_named_within_days(self) -> None:
        lists = living.answers(hours(24 * 20), living.stale, "rare")
        verdict = judged(days=80.0, means={"ai": 30.0, "rare": 1.5}, lists=lists)
        assert "yield:rare" in alarms(verdict)
        assert "2031-05-2" in named(verdict, "yield:rare")  # when the last came

    @pytest.mark.parametrize("mean", [0.3, 1.0, 3.0])
    def test_that_goes_on_is_not(self, mean: float) -> None:
        for seed in range(8):
            verdict = judged(days=70.0, means={"ai": 30.0, "rare": mean}, seed=seed)
            assert "yield:rare" not in alarms(verdict)


class TestSilence:
    def test_a_crawler_that_did_not_run_for_days_says_so(self) -> None:
        sights, asked = living.lived(now=NOW - timedelta(days=4))
        assert health.judge(sights, asked, NOW).level is Level.ALARM

    def test_months_of_it_never_become_usual(self) -> None:
        lists = living.answers(hours(24 * 50), living.empty)
        verdict = judged(days=59.0, lists=lists)
        assert verdict.level is Level.ALARM

    def test_the_newest_article_may_be_older_than_all_that_is_remembered(self) -> None:
        asked = [Asked(at=at, source="ai") for at in living.every_hour(hours(24 * 50), NOW)]
        verdict = health.judge([], asked, NOW, newest=NOW - timedelta(days=200))
        assert verdict.level is Level.ALARM


def looked_again(sights: list[Sight], now: datetime) -> list[Sight]:
    """What a visit to each article comes to, an hour and up to thirty days after the first."""
    chance = Random(3)
    kinds = (Kind.SAME,) * 18 + (Kind.CHANGED, Kind.GONE)
    return [
        replace(one, at=one.at + timedelta(hours=age), kind=chance.choice(kinds))
        for one in sights
        if one.kind is Kind.NEW
        for age in (1, 6, 24, 24 * 7, 24 * 30)
        if one.at + timedelta(hours=age) <= now
    ]


class TestLooksAgain:
    @pytest.mark.parametrize("hour", [1, 9, 17])
    def test_they_are_no_trouble(self, hour: int) -> None:
        now = NOW.replace(hour=hour)
        sights, asked = living.lived(now=now)
        both = [*sights, *looked_again(list(sights), now)]
        assert alarms(health.judge(both, asked, now)) == set()

    def test_they_are_no_yield(self) -> None:
        """What was changed after publication goes on where every list is dead."""
        end = NOW - timedelta(days=5)
        sights, asked = living.lived(now=end)
        later = [Asked(at=at, source="ai", known=10) for at in living.every_hour(hours(120), NOW)]
        both = [*sights, *looked_again(list(sights), NOW)]
        assert any(one.kind is Kind.CHANGED for one in both if one.at > end)
        found = health.judge(both, [*asked, *later], NOW)
        assert {"silence", "yield"} & alarms(found)
        alone = health.judge(sights, [*asked, *later], NOW)
        assert alarms(alone) <= alarms(found)


class TestAYoungArchive:
    def test_that_was_never_used(self) -> None:
        assert health.judge([], [], NOW).level is not Level.ALARM

    def test_with_a_single_good_run(self) -> None:
        sights, asked = living.lived(0.1, now=NOW)
        assert alarms(health.judge(sights, asked, NOW)) == set()

    def test_with_a_single_day(self) -> None:
        assert alarms(judged(days=1.0)) == set()

    def test_whose_pages_are_all_hollow(self) -> None:
        assert any(one.startswith("hollow") for one in alarms(judged(days=0.5, site=living.hollow)))

    def test_whose_pages_are_refused_from_the_first_run_on(self) -> None:
        asked = [Asked(at=at, source="ai", new=12) for at in living.every_hour(hours(7), NOW)]
        sights = [living.lost(living.Visit(at=hours(7), source="ai", number=1, rng=Random(1)))]
        assert "silence" in alarms(health.judge(sights, asked, NOW))
        named_at_once = health.judge(sights, asked[:3], NOW - timedelta(hours=5))
        assert "silence" not in alarms(named_at_once)

    def test_that_found_nothing_on_its_topic(self) -> None:
        asked = [Asked(at=at, source="ai", new=1) for at in living.every_hour(hours(20), NOW)]
        sights = [Sight(at=one.at, source="ai", kind=Kind.OFF_TOPIC) for one in asked]
        assert "silence" not in alarms(health.judge(sights, asked, NOW))

    def test_whose_first_run_finds_no_network(self) -> None:
        asked = [Asked(at=NOW, source=name, fault="no connection") for name in living.MEANS]
        verdict = health.judge([], asked, NOW)
        assert verdict.level is Level.WATCH


class TestOddMemories:
    def test_what_is_later_than_now_is_not_looked_at_and_said(self) -> None:
        sights, asked = living.lived()
        ahead = [replace(one, at=one.at + timedelta(days=900)) for one in sights[:50]]
        verdict = health.judge([*sights, *ahead], asked, NOW)
        assert alarms(verdict) == set()
        assert "clock" in {one.name for one in verdict.reasons}

    def test_visits_that_stand_there_twice(self) -> None:
        sights, asked = living.lived()
        assert alarms(health.judge([*sights, *sights], asked, NOW)) == set()

    def test_their_order_does_not_matter(self) -> None:
        sights, asked = living.lived(20, site=living.since(hours(9), living.hollow))
        assert health.judge(sights[::-1], asked[::-1], NOW) == health.judge(sights, asked, NOW)

    def test_sixty_busy_days_take_little_time(self) -> None:
        means = {name: mean * 2 for name, mean in living.MEANS.items()}
        sights, asked = living.lived(60, means=means)
        assert len(sights) > 9000
        start = time.process_time()
        health.judge(sights, asked, NOW)
        assert time.process_time() - start < 2


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(
    lambda at: at.replace(tzinfo=BEIJING)
)
NEAR = st.integers(-100, 90 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
SIGHTS = st.builds(
    Sight,
    at=NEAR | MOMENTS,
    source=st.sampled_from(["", "ai", "tech"]) | st.text(max_size=5),
    kind=st.sampled_from(Kind),
    url=st.text(max_size=9),
    era=st.sampled_from(["", ORIGIN, RENDERED]) | st.text(max_size=5),
    missing=st.text(max_size=9),
    reason=st.text(max_size=9),
    chars=st.integers(0, 10**12),
    fields=st.frozensets(st.sampled_from(["author", "images", "published", "odd"])),
)
ASKED = st.builds(
    Asked,
    at=NEAR | MOMENTS,
    source=st.sampled_from(["", "ai", "tech"]) | st.text(max_size=5),
    new=st.integers(0, 10**9),
    known=st.integers(0, 10**9),
    off_topic=st.integers(0, 10**9),
    fault=st.just("") | st.text(max_size=9),
)


@given(st.lists(SIGHTS, max_size=40), st.lists(ASKED, max_size=20), st.none() | MOMENTS)
def test_any_memory_has_a_verdict(
    sights: list[Sight], asked: list[Asked], newest: datetime | None
) -> None:
    verdict = health.judge(sights, asked, NOW, newest=newest)
    assert all(one.text and one.name for one in verdict.reasons)


@pytest.mark.parametrize("seed", range(3))
def test_more_hollow_pages_are_never_judged_milder(seed: int) -> None:
    sights, asked = living.lived(30, seed=seed)
    last = [one for one in sights if one.at > NOW - timedelta(hours=24) and one.chars]
    levels = []
    for count in range(0, len(last), 6):
        bad = {one.url for one in last[:count]}
        seen = [
            replace(one, kind=Kind.HOLLOW, missing=BODY, chars=0, fields=frozenset())
            if one.url in bad
            else one
            for one in sights
        ]
        levels.append(list(Level).index(health.judge(seen, asked, NOW).level))
    assert levels == sorted(levels)
    assert levels[-1] == 2
