"""What is counted in one pass, against the same counted one by one."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scraper import urls
from scraper.archive.series import Series
from scraper.archive.store import Cause
from scraper.archive.tallies import ANY, Seen
from scraper.dates import BEIJING
from scraper.errors import ArchiveError
from scraper.models import Asked, Kind, Level, Link, Mention, Reason, Sight, Verdict

AT = datetime(2025, 2, 12, 20, 0, tzinfo=BEIJING)
NUMBERS = some.lists(some.tuples(some.integers(1, 60), some.integers(0, 9)), max_size=40)


@given(NUMBERS, some.integers(-5, 70), some.integers(-5, 70))
def test_a_series_knows_what_there_was_between_two_days(numbers, one, other):
    since, until = sorted((one, other))
    series = Series.of(numbers)
    assert series.between(since, until) == sum(n for day, n in numbers if since <= day < until)


@given(NUMBERS, some.lists(some.integers(-5, 70), min_size=1, max_size=9).map(sorted))
def test_a_series_knows_what_there_was_in_each_period(numbers, bounds):
    found = Series.of(numbers).by(bounds)
    periods = pairwise(bounds)
    assert found == [sum(n for day, n in numbers if a <= day < b) for a, b in periods]


class Truth:
    """The same numbers, counted as they are written."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[tuple[object, date]]] = {}

    def add(self, what: str, name: object, day: date, number: int = 1) -> None:
        self.counts.setdefault(what, Counter())[name, day] += number

    def of(self, what: str, since: date, until: date) -> dict[object, int]:
        found: Counter[object] = Counter()
        for (name, day), number in self.counts.get(what, {}).items():
            if since <= day <= until:
                found[name] += number
        return {name: number for name, number in found.items() if number}


def _filled(archive, make, seed: int) -> Truth:
    """A small archive by chance, and what is true of it."""
    chance, truth = random.Random(seed), Truth()
    run = archive.start("crawl", AT)
    rows = [
        {"name": name, "kind": "company", "company": None, "aliases": []}
        for name in ("甲", "乙", "丙")
    ]
    archive.topics.learn(rows, "digest")
    for number in range(chance.randrange(1, 30)):
        _article(archive, make, chance, truth, number)
    for number in range(chance.randrange(12)):
        at = AT + timedelta(days=chance.randrange(9), minutes=number)
        source, fault = chance.choice("ab"), chance.choice(("", "no answer"))
        asked = Asked(at=at, source=source, new=2, fault=fault)
        archive.watch.survey(asked, "timeout" if fault else "", run)
        truth.add("surveys", (source, bool(fault)), at.date())
    for number in range(chance.randrange(9)):
        _verdict(archive, chance, truth, AT + timedelta(days=chance.randrange(9), minutes=number))
    return truth


def _article(archive, make, chance, truth: Truth, number: int) -> None:
    at = AT + timedelta(days=chance.randrange(12), hours=chance.randrange(24))
    published = chance.choice((at, None))
    seen = AT + timedelta(days=chance.randrange(9))
    listed = (published or seen).date()
    author, source = chance.choice(("晚报", "早报", None)), chance.choice("abc")
    article = make(number, published=published, author=author)
    named = chance.sample(("甲", "乙", "丙"), chance.randrange(3))
    mentions = [Mention(entity=one, kind="company", count=1) for one in named]
    archive.put(article, snapshot=None, at=seen, source=source, mentions=mentions)
    truth.add("sources", source, listed)
    truth.add("media", author or "", listed)
    for one in named:
        truth.add("entities", one, listed)
    changed = chance.randrange(3)
    for turn in range(changed):
        cause = chance.choice([*Cause])
        later = make(number, published=published, author=author, title=f"另一个标题{'甲' * turn}")
        later_at = seen + timedelta(hours=turn + 1)
        archive.put(
            later, snapshot=None, at=later_at, source=source, cause=cause, mentions=mentions
        )
    site = [one for one in archive.revisions(article.id) if one.cause is Cause.SITE]
    for kind in {kind for one in site for kind in one.kinds} | ({ANY} if site else set()):
        truth.add("changes", kind, listed)
    for _ in range(chance.randrange(4)):
        _visit(archive, chance, truth, article.id, source)


def _visit(archive, chance, truth: Truth, key: str, source: str) -> None:
    at = AT + timedelta(days=chance.randrange(9), hours=chance.randrange(24))
    kind = chance.choice((Kind.NEW, Kind.SAME, Kind.TIMEOUT, Kind.HOLLOW))
    era, chars = chance.choice(("qq/1", "qq/2", "omn/1", "")), chance.randrange(999)
    link = Link(address=urls.read(key), source=source)
    sight = Sight(at=at, source=source, kind=kind, era=era, chars=chars)
    known = archive.link(link.address.url)
    archive.visited(link.address.url, kind, at=at, due_at=None, link=link, sight=sight)
    bare, source = era.partition("/")[0], known.source if known else source
    truth.add("visits", Seen(source, bare, kind), at.date())
    if kind is not Kind.TIMEOUT and kind is not Kind.HOLLOW:
        truth.add("letters", bare, at.date(), chars)


def _verdict(archive, chance, truth: Truth, at: datetime) -> None:
    run = archive.start("crawl", at)
    names = chance.sample(("yield:a", "hollow:qq", "failed"), chance.randrange(3))
    reasons = [Reason(level=chance.choice([*Level][1:]), name=one, text="") for one in names]
    verdict = Verdict(reasons=tuple(reasons))
    archive.watch.judge(run, at, verdict)
    truth.add("verdicts", verdict.level, at.date())
    for one in names:
        truth.add("reasons", one, at.date())


@pytest.mark.parametrize("seed", range(12))
def test_one_pass_counts_what_there_is(archive, make, seed):
    truth = _filled(archive, make, seed)
    chance = random.Random(seed)
    days = sorted(AT.date() + timedelta(days=chance.randrange(-2, 14)) for _ in range(2))
    spans = [(None, None), (days[0], days[1])]
    for since, until in spans:
        tally = archive.tallies.count(AT, since=since, until=until)
        assert tally.at == AT
        for what in truth.counts.keys() | {"sources", "entities", "changes", "visits"}:
            counted = {name: one.sums[-1] for name, one in getattr(tally, what).items()}
            counted = {name: number for name, number in counted.items() if number}
            assert counted == truth.of(what, since or date.min, until or date.max), what


@pytest.mark.parametrize("seed", range(6))
def test_a_span_of_the_whole_is_what_is_counted_of_the_span(archive, make, seed):
    _filled(archive, make, seed)
    whole = archive.tallies.count(AT)
    since, until = AT.date() + timedelta(days=2), AT.date() + timedelta(days=6)
    part = archive.tallies.count(AT, since=since, until=until)
    bounds = since.toordinal(), until.toordinal() + 1
    for what in ("sources", "media", "entities", "changes", "visits", "letters", "reasons"):
        there = {name: one.between(*bounds) for name, one in getattr(whole, what).items()}
        here = {name: one.between(*bounds) for name, one in getattr(part, what).items()}
        assert {k: n for k, n in there.items() if n} == {k: n for k, n in here.items() if n}


def test_nothing_is_counted_of_an_empty_archive(archive):
    tally = archive.tallies.count(AT)
    assert not tally.sources
    assert not tally.changes
    assert archive.tallies.extent(date.min, date.max) is None


def test_the_extent_is_that_of_articles_and_visits_together(archive, make):
    archive.put(make(1, published=AT), snapshot=None, at=AT)
    later = AT + timedelta(days=5)
    archive.visited(make(1).url, Kind.SAME, at=later, due_at=None)
    assert archive.tallies.extent(date.min, date.max) == (AT.date(), later.date())
    assert archive.tallies.extent(date.min, AT.date()) == (AT.date(), AT.date())
    assert archive.tallies.extent(later.date(), date.max) == (later.date(), later.date())
    assert archive.tallies.extent(date.min, date(2020, 1, 1)) is None


def test_a_day_that_is_none_is_told_as_damage(archive, path):
    run = archive.start("crawl", AT)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("INSERT INTO verdicts VALUES (?, 'some day', 'ok', '[]')", [run])
    with pytest.raises(ArchiveError, match="damaged"):
        archive.tallies.count(AT)
