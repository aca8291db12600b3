"""What the archive remembers, judged: how far back, of which sources, and what is still news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper import review, urls
from scraper.archive import store
from scraper.archive.store import Store
from scraper.config import Source
from scraper.models import Asked, Kind, Level, Link, Reason, Sight, Verdict

from .watch import living
from .watch.living import NOW

DAY = timedelta(days=1)
SOURCES = [Source(name=name, kind="hot") for name in ("ai", "tech")]
MEANS = {"ai": 14.0, "tech": 8.0}
START = NOW - 150 * DAY


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Store]:
    with store.open(tmp_path / "archive.db") as opened:
        yield opened


def remember(archive: Store, sights: list[Sight], asked: list[Asked]) -> None:
    with archive.together():
        for one in asked:
            archive.watch.survey(one, "failed" if one.fault else "")
        for number, one in enumerate(sights):
            address = urls.read(one.url or f"20310101A{number:05X}00")
            archive.visited(
                address.url,
                one.kind,
                at=one.at,
                due_at=None,
                link=Link(address=address, source=one.source),
                sight=one,
            )


def judged(archive: Store, now: datetime) -> Verdict:
    """The verdict, remembered as after a run."""
    verdict = review.judge(archive, now, SOURCES)
    archive.watch.judge(archive.start("crawl", now), now, verdict)
    return verdict


def nameless(visit: living.Visit) -> Sight:
    found = living.article(visit)
    fields = found.fields - {"author"}
    return Sight(
        at=found.at,
        source=found.source,
        kind=found.kind,
        url=found.url,
        era=found.era,
        missing=found.missing,
        chars=found.chars,
        fields=fields,
    )


def alarms(verdict: Verdict) -> set[str]:
    return {one.name for one in verdict.reasons if one.level is Level.ALARM}


def test_a_break_that_goes_on_for_months_never_becomes_usual(archive: Store) -> None:
    site = living.since(START, nameless)
    remember(archive, *living.lived(211, means=MEANS, site=site))
    assert alarms(judged(archive, START)) == set()
    for day in range(2, 151, 6):
        assert "field:author" in alarms(judged(archive, START + day * DAY)), day


def test_a_spell_of_alarms_bears_days_without_one(archive: Store) -> None:
    reason = Reason(level=Level.ALARM, name="yield", text="low")
    for day in (90, 40, 30, 18, 5, 4):
        at = NOW - day * DAY
        archive.watch.judge(archive.start("crawl", at), at, Verdict(reasons=(reason,)))
        archive.watch.judge(archive.start("crawl", at), at + DAY / 2, Verdict())
    assert archive.watch.spell(NOW, 14 * DAY) == NOW - 40 * DAY
    assert archive.watch.spell(NOW + 60 * DAY, 14 * DAY) == NOW + 60 * DAY


def test_a_source_that_is_asked_no_more_is_not_missed(archive: Store) -> None:
    sights, asked = living.lived(50, means={**MEANS, "hot": 60.0})
    ended = NOW - DAY
    remember(
        archive,
        [one for one in sights if one.source != "hot" or one.at < ended],
        [one for one in asked if one.source != "hot" or one.at < ended],
    )
    assert alarms(review.judge(archive, NOW, SOURCES)) == set()
    known = [*SOURCES, Source(name="hot", kind="hot")]
    assert {"yield", "yield:hot"} & alarms(review.judge(archive, NOW, known))
    known[-1] = Source(name="hot", kind="hot", enabled=False)
    assert alarms(review.judge(archive, NOW, known)) == set()
    by_name = [replace(one, enabled=False) for one in known]
    assert {"yield", "yield:hot"} & alarms(review.judge(archive, NOW, by_name))


def test_an_import_of_old_pages_is_no_break_of_the_site(archive: Store) -> None:
    sights, asked = living.lived(50, means=MEANS)
    old = [
        Sight(at=NOW - timedelta(hours=2), source="import", kind=Kind.HOLLOW, era="qq-origin/1")
        for _ in range(300)
    ]
    remember(archive, [*sights, *old], asked)
    assert alarms(review.judge(archive, NOW, SOURCES)) == set()


def test_what_is_news_looks_back_a_whole_day(archive: Store) -> None:
    assert review.recent(archive, NOW) == []
    for hour in reversed(range(60)):
        at = NOW - hour * timedelta(hours=1)
        reason = Reason(level=Level.ALARM, name=f"hour {hour}", text="low")
        archive.watch.judge(archive.start("crawl", at), at, Verdict(reasons=(reason,)))
    names = [reason.name for one in review.recent(archive, NOW) for reason in one.reasons]
    assert names == [f"hour {hour}" for hour in reversed(range(25))]


def test_runs_that_are_far_apart_are_looked_at_three_at_a_time(archive: Store) -> None:
    for day in reversed(range(9)):
        at = NOW - day * DAY
        archive.watch.judge(archive.start("crawl", at), at, Verdict())
    assert len(review.recent(archive, NOW)) == 3
