"""The archive as it was at a moment: what comes later changes nothing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.archive.values import Cause
from scraper.models import Kind, Mention, Sight

HOUR = timedelta(hours=1)
LONG = "".join(f"第{number}句说的是另一件事，与前后都不相同。" for number in range(12))
OTHER = "".join(f"全新的第{number}段，讲的是别处的消息与人物。" for number in range(12, 24))


def visit(archive, article, at, kind=Kind.NEW, snapshot=None):
    sight = Sight(at=at, source="ai", kind=kind, era=article.extractor)
    given = {"snapshot": snapshot, "due_at": None, "sight": sight}
    archive.visited(article.url, kind, at=at, **given)


def bring(archive, answer, article, at, **named):
    """A visit that stores what it finds."""
    number = archive.keep(answer(f"{article.title}{at}".encode(), asked=article.url, at=at))
    kind = archive.put(article, snapshot=number, at=at, source="ai", reason="AI", **named)
    visit(archive, article, at, kind, number)
    return kind


@pytest.fixture
def texts(make):
    """An article, two copies of it, one that tells nothing of theirs."""
    return [
        make(1, body=LONG),
        make(2, body=LONG),
        make(3, body=f"（转载）{LONG}"),
        make(4, body=OTHER[:100]),
    ]


@pytest.fixture
def filled(archive, answer, texts, now):
    for place, one in enumerate(texts):
        bring(archive, answer, one, now + place * HOUR)
    archive.gone(texts[3].url, now + 4 * HOUR)
    visit(archive, texts[3], now + 4 * HOUR, Kind.GONE)
    return archive


def known(archive, at):
    with archive.corpus.still():
        held = list(archive.corpus.walk(at))
        return held, archive.corpus.count(at), archive.corpus.visits(at), archive.corpus.doubted(at)


def test_in_the_order_of_first_sight_with_all_that_is_known(filled, texts, now):
    held, count, visits, _ = known(filled, now + 9 * HOUR)
    assert [one.article for one in held] == texts
    assert count == 4
    assert visits == {"gone": 1, "new": 4}
    first, second, third, last = held
    assert [one.story for one in held[:3]] == [first.article.id] * 3
    assert last.story == last.article.id
    assert last.gone_at == now + 4 * HOUR
    assert (second.first_seen, second.revision, second.changed_at) == (now + HOUR, 1, None)
    assert second.served.fetched_at == now + HOUR
    assert third.mentions == ()


def test_what_came_later_is_not_there(filled, now):
    held, count, visits, _ = known(filled, now + HOUR)
    assert [one.article.id for one in held] == ["20250212A0000100", "20250212A0000200"]
    assert count == 2
    assert visits == {"new": 2}


def test_nothing_is_known_of_an_empty_archive(archive, now):
    assert archive.corpus.newest() is None
    assert known(archive, now) == ([], 0, {}, {})


def test_the_newest_thing_is_a_visit_too(filled, texts, now):
    assert filled.corpus.newest() == now + 4 * HOUR
    visit(filled, texts[0], now + 6 * HOUR, Kind.TIMEOUT)
    assert filled.corpus.newest() == now + 6 * HOUR


LATER = {
    "a new article": lambda put, texts: put(replace(texts[0], id="X1", url="https://x.qq.com/1")),
    "another title": lambda put, texts: put(replace(texts[0], title="改了的题目")),
    "a copy says something else": lambda put, texts: put(replace(texts[1], body=OTHER)),
    "the first says something else": lambda put, texts: put(replace(texts[0], body=OTHER)),
    "another time and author": lambda put, texts: put(
        replace(texts[1], published=None, author="他号", images=())
    ),
    "the same, read by another": lambda put, texts: put(replace(texts[2], extractor="2027/1")),
    "twice": lambda put, texts: (
        put(replace(texts[0], body=OTHER)),
        put(replace(texts[0], body=LONG, title="二")),
    ),
    "a removed one is back": lambda put, texts: put(texts[3]),
}


@pytest.mark.parametrize("what", LATER)
def test_what_comes_later_changes_nothing(what, filled, texts, answer, now):
    moment = now + 5 * HOUR
    before = known(filled, moment)
    times = iter(range(10, 99))

    def put(article):
        at = now + next(times) * HOUR
        filled.gone(article.url, None)
        bring(filled, answer, article, at, mentions=[Mention(entity="智", kind="model", count=1)])

    LATER[what](put, texts)
    after = known(filled, moment)
    changed = [one for one in after[0] if one.mentions is None]
    assert len(changed) <= 1
    forgotten = [replace(one, mentions=()) for one in after[0]]
    assert (forgotten, *after[1:]) == before
    assert known(filled, filled.corpus.newest()) != before


def test_another_reading_is_not_the_site_s_change(filled, texts, now):
    better = replace(texts[0], body=f"{LONG}末段。", extractor="2027/1")
    filled.put(better, snapshot=1, at=now + 10 * HOUR, cause=Cause.EXTRACTOR)
    (then, *_), *_ = known(filled, now + 9 * HOUR)
    (today, *_), *_ = known(filled, now + 11 * HOUR)
    assert (then.article, then.revision) == (texts[0], 1)
    assert (today.article, today.revision, today.changed_at) == (better, 2, None)
    assert then.served == today.served


def test_gone_since_it_was_first_found_so_and_again_after_it_was_back(filled, texts, answer, now):
    article = texts[3]
    visit(filled, article, now + 6 * HOUR, Kind.GONE)
    bring(filled, answer, article, now + 7 * HOUR)
    visit(filled, article, now + 8 * HOUR, Kind.GONE)
    gone = {hour: known(filled, now + hour * HOUR)[0][-1].gone_at for hour in (4, 6, 7, 8, 9)}
    first, again = now + 4 * HOUR, now + 8 * HOUR
    assert gone == {4: first, 6: first, 7: None, 8: again, 9: again}


def test_a_page_kept_later_is_not_the_one_it_was_made_from(archive, answer, make, now):
    article = make(1)
    archive.put(article, snapshot=None, at=now)
    bring(archive, answer, article, now + HOUR)
    assert known(archive, now)[0][0].served is None
    assert known(archive, now + HOUR)[0][0].served.fetched_at == now + HOUR


def test_what_was_in_quarantine(archive, answer, link, make, now):
    one, other = link(1).address.url, link(2).address.url
    for hour, (url, kind) in enumerate(
        [(one, Kind.HOLLOW), (other, Kind.SUSPECT), (other, Kind.OFF_TOPIC)]
    ):
        at = now + hour * HOUR
        number = archive.keep(answer(at=at))
        archive.visited(url, kind, at=at, snapshot=number, due_at=None)
    bring(archive, answer, make(1), now + 5 * HOUR)
    found = [archive.corpus.doubted(now + hour * HOUR) for hour in (0, 1, 2, 5)]
    assert found == [{"hollow": 1}, {"hollow": 1, "suspect": 1}, {"hollow": 1}, {}]
