"""What a search is said to find is what a plain look at all it finds would count."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scraper.archive import bounds, check, facets, functions, query, search, store
from scraper.archive.store import Scope, Store
from scraper.dates import BEIJING
from scraper.errors import QueryError
from scraper.models import Mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scraper.models import Article

MEDIA = ("晨报", "晚报", "ＡＩ报", "AI报", None)
NAMES = ("甲公司", "乙公司", "丙模型")
TYPED = (
    *("芯片", "大模型", "模", "AI", "d*", "芯片 大模型", "芯片 OR 大模型", "芯片 -大模型"),
    *("-芯片 AI", '"型和芯"', "没有的词", '"大模型和"', "芯 片"),
)
PARTS = (
    "芯片",
    "大模型",
    "大模",
    "模型",
    "芯",
    "片",
    "AI",
    "deep",
    "和",
    "，",
    "**",
    "\n\n",
    "[型](大)",
)


def filled(archive: Store, make: Callable[..., Article], seed: int, size: int = 60) -> None:
    """An archive of chance: accounts, months, names, titles and texts."""
    chance = random.Random(seed)
    with archive.together():
        for number in range(1, size + 1):
            at = datetime(2026, 9, 1, tzinfo=BEIJING) + timedelta(hours=chance.randrange(2400))
            article = make(
                number,
                title="".join(chance.choices(PARTS[:9], k=3)),
                body="正文" + "".join(chance.choices(PARTS, k=chance.randrange(1, 9))),
                author=chance.choice(MEDIA),
                published=chance.choice((at, at, None)),
            )
            archive.put(article, snapshot=None, at=at, source=chance.choice(("ai", "hot")))
    names = [{"name": name, "kind": "company", "company": None, "aliases": []} for name in NAMES]
    archive.topics.learn(names, "1")
    while texts := archive.topics.unmatched(100):
        archive.topics.match([(one, chosen(chance)) for one in texts])
    archive.topics.match([])


def chosen(chance: random.Random) -> list[Mention]:
    some = chance.sample(NAMES, chance.randrange(3))
    return [Mention(entity=one, kind="company", count=1, in_title=False) for one in some]


def scopes(chance: random.Random) -> Iterator[Scope]:
    since = datetime(2026, 10, 1, tzinfo=BEIJING)
    yield Scope()
    for media in ("晨报", "ai报", "无此报"):
        yield Scope(media=media)
        yield Scope(media=media, since=since)
    yield Scope(topic=chance.choice(NAMES))
    yield Scope(since=since, until=since + timedelta(days=31))
    yield Scope(topic=chance.choice(NAMES), media="晚报", until=since)
    yield Scope(source="hot")
    yield Scope(source="ai", topic=chance.choice(NAMES))


def truth(archive: Store, typed: str, scope: Scope) -> tuple[int, Counter, Counter, Counter]:
    """The same by hand, of every hit of the search."""
    media, months, names = Counter(), Counter(), Counter()
    hits = [hit.entry for hit in archive.shelf.search(query.read(typed), scope)]
    for entry in hits:
        at = entry.article.published or entry.first_seen
        months[f"{at.astimezone(BEIJING):%Y-%m}"] += 1
        media.update(filter(None, [entry.article.author]))
        names.update(one.entity for one in archive.topics.of(entry.article.id))
    return len(hits), media, months, names


@pytest.mark.parametrize("seed", range(4))
def test_the_counts_are_those_of_a_plain_count(archive, make, seed):
    filled(archive, make, seed)
    for typed in TYPED:
        for scope in scopes(random.Random(seed)):
            found = archive.shelf.facets(query.read(typed), scope)
            total, media, months, names = truth(archive, typed, scope)
            assert (found.total, found.known, found.exact) == (total, True, True), (typed, scope)
            assert found.looked == total
            assert (dict(found.media), dict(found.months)) == (media, months), (typed, scope)
            assert dict(found.entities) == names, (typed, scope)


def test_the_most_come_first(archive, make):
    filled(archive, make, 1)
    found = archive.shelf.facets(query.read("芯片"))
    for counts in (found.media, found.months, found.entities):
        assert [*counts] == sorted(counts, key=lambda one: (-one[1], one[0]))


@pytest.mark.parametrize("sparse", [2, 64])
@pytest.mark.parametrize("typed", ["芯片", "大模型", "d*", "芯*"])
def test_of_many_an_even_part_is_looked_at(archive, make, monkeypatch, typed, sparse):
    filled(archive, make, 5, size=300)
    monkeypatch.setattr(facets, "SPARSE", sparse)
    monkeypatch.setattr(facets, "MOST", 40)
    monkeypatch.setattr(facets, "CHECKED", 20)
    monkeypatch.setattr(facets, "SAMPLE", 15)
    total, media, *_ = truth(archive, typed, Scope())
    asked = query.read(typed)
    found = archive.shelf.facets(asked)
    assert not found.exact
    assert 0 < found.looked <= (40 if asked.exact else 20)
    assert sum(count for _, count in found.months) == found.looked
    if asked.exact:
        assert (found.total, found.known) == (total, True)
    else:
        assert not found.known
        assert found.total == pytest.approx(total, rel=0.5)
    assert set(dict(found.media)) <= set(media)


def test_of_many_in_a_wide_scope_too(archive, make, monkeypatch):
    filled(archive, make, 6, size=300)
    for name, most in (("FEW", 20), ("KNOWN", 20), ("NARROW", 10)):
        monkeypatch.setattr(bounds, name, most)
    scope = Scope(topic=NAMES[0])
    whole = archive.shelf.facets(query.read("芯片"), scope)
    assert whole.exact
    assert whole.total == truth(archive, "芯片", scope)[0]
    monkeypatch.setattr(facets, "REACH", 60)
    monkeypatch.setattr(facets, "MOST", 10)
    found = archive.shelf.facets(query.read("芯片"), scope)
    assert (found.exact, found.known) == (False, False)
    assert 0 < found.looked <= 10
    assert found.total == pytest.approx(whole.total, rel=0.6)
    assert dict(found.entities)[NAMES[0]] == found.looked


@pytest.mark.parametrize("narrow", [0, 5, 3_000])
@pytest.mark.parametrize("newest", [False, True])
def test_the_order_is_the_same_however_few_are_let_through(
    archive, make, monkeypatch, narrow, newest
):
    filled(archive, make, 7, size=120)
    for typed in TYPED:
        for scope in scopes(random.Random(7)):
            wanted = [
                one.entry.article.id for one in found(archive, typed, scope, newest, narrow=0)
            ]
            with monkeypatch.context() as patch:
                patch.setattr(bounds, "NARROW", narrow)
                ids = archive.shelf.found(query.read(typed), scope, newest=newest, limit=1000)
            assert ids == wanted, (typed, scope)


def found(archive: Store, typed: str, scope: Scope, newest: bool, *, narrow: int) -> list:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bounds, "NARROW", narrow - 1)
        return [*archive.shelf.search(query.read(typed), scope, newest=newest)]


def test_some_can_be_passed_over(archive, make):
    filled(archive, make, 8)
    asked = query.read("芯片")
    every = [hit.entry.article.id for hit in archive.shelf.search(asked)]
    some = archive.shelf.search(asked, skip=3, limit=4)
    assert [hit.entry.article.id for hit in some] == every[3:7]
    assert [*archive.shelf.search(asked, skip=len(every), limit=4)] == []


def test_nobody_is_named_so(archive):
    with pytest.raises(QueryError, match="no such company"):
        archive.shelf.facets(query.read("芯片"), Scope(topic="火星"))


def test_an_archive_without_accounts(path: Path, make):
    with store.open(path) as archive:
        archive.put(make(1, author=None), snapshot=None, at=datetime(2026, 1, 1, tzinfo=BEIJING))
        assert archive.shelf.facets(query.read("大模型"), Scope(media="x")).total == 0
        assert archive.shelf.facets(query.read("大模型")).media == ()


markdown = st.lists(
    st.sampled_from(
        [*"大模型片图x`*[]()!<>~|#=- \n\\", "图片", "大模型", "](", "```", "https://a/"]
    ),
    max_size=30,
).map("".join)


@given(
    title=markdown, body=markdown, typed=st.sampled_from(["大模型", "图片片", "模型图", '"型x大"'])
)
@example(title="", body="![图片](https://a/b)片", typed="图片片")
@example(title="", body="大[模](https://a/大模型)型", typed="大模型")
@example(title="", body="```大模型\n```", typed="大模型")
def test_what_is_seen_at_a_glance_is_seen_by_reading(title, body, typed):
    asked = query.read(typed)
    if check.admits(asked, title, body):
        assert asked.admits(functions.folded(title, body))


@given(body=markdown)
def test_nothing_is_overlooked_at_a_glance(body):
    asked = query.read("大模型 -型x")
    folded = functions.folded("", body)
    if asked.admits(folded):  # then the index names it, too
        assert check.admits(asked, "", body)


def test_a_narrow_scope_is_told_by_number(archive, make):
    filled(archive, make, 9)
    within = bounds.of(archive._db, Scope(media="ai报"))
    assert within.narrow
    assert within.whole
    authors = {
        archive._db.execute("SELECT author FROM articles WHERE number = ?", [one]).fetchone()[0]
        for one in within.numbers
    }
    assert authors == {"ＡＩ报", "AI报"}
    assert search.find(archive._db, query.read("芯片"), Scope(media="ai报"), newest=True)
