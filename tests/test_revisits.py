"""Stored articles that are looked at again, on the imitation of the site: altered, removed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import visit
from scraper.archive.values import Cause, Entry
from scraper.config import Documents, Revisit, Settings
from scraper.demo import answers
from scraper.demo.answers import Answer, Ask
from scraper.demo.content import ENTRIES
from scraper.demo.moods import said
from scraper.demo.moods.visit import NOW, Visit
from scraper.demo.pages import whole as page
from scraper.demo.site import Edits, app
from scraper.extract import document
from scraper.models import Kind
from scraper.urls import canonical

from .cli.trial import Site
from .test_crawl import AI, FETCH, HOT, House, Seen

KEY = "20261122A01KX700"
PAGE = f"/rain/a/{KEY}"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCHEDULE = (HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY)


@pytest.fixture
def edits() -> Edits:
    return {}


@pytest.fixture
def house(tmp_path: Path, edits: Edits) -> House:
    """A house that asks no lists."""
    settings = Settings(
        fetch=FETCH, documents=Documents(dir=str(tmp_path / "documents")), source=()
    )
    (tmp_path / "documents").mkdir()
    return House(folder=tmp_path, site=Site(app(delay=0.3, edits=edits)), settings=settings)


def having(house: House, **revisit: object) -> House:
    settings = replace(house.settings, revisit=replace(house.settings.revisit, **revisit))
    return replace(house, settings=settings)


def kinds(seen: Seen) -> dict[str, int]:
    return {str(kind): count for kind, count in seen.kinds.items()}


def told(house: House, key: str = KEY) -> list[tuple[str, tuple[str, ...]]]:
    with house.archive() as opened:
        return [(str(one.cause), one.kinds) for one in opened.revisions(key)]


def written(house: House, key: str = KEY) -> document.Document:
    return document.read(house.documents()[f"{key}.zh-cn.md"][1].decode())


class TestSchedule:
    def test_with_decaying_frequency_and_then_no_more(self, house: House) -> None:
        began = house.now
        assert kinds(house.bring(KEY)) == {"new": 1}
        looked = []
        while house.now < began + 60 * DAY:
            house.now += 30 * timedelta(minutes=1)
            if house.now - began > 8 * DAY:
                house.now += DAY
            if house.crawl().outcomes:
                looked.append(house.now - began)
        assert looked[:4] == [HOUR, 6 * HOUR, DAY, 7 * DAY]
        assert len(looked) == 5
        assert 30 * DAY <= looked[4] <= 32 * DAY
        assert house.rows("SELECT due_at FROM links") == [{"due_at": None}]

    def test_what_is_late_is_looked_at_once(self, house: House) -> None:
        house.bring(KEY)
        house.now += 3 * DAY
        assert kinds(house.crawl()) == {"same": 1}
        assert house.crawl().outcomes == []
        house.now += 4 * DAY
        assert kinds(house.crawl()) == {"same": 1}

    def test_none_where_it_is_off(self, house: House) -> None:
        house.bring(KEY)
        house.now += 3 * DAY
        assert having(house, after=()).crawl().outcomes == []
        assert having(house, after=()).look().outcomes == []

    def test_other_ages(self, house: House) -> None:
        house = having(house, after=("10m", "2d"))
        house.bring(KEY)
        house.now += 10 * timedelta(minutes=1)
        assert kinds(house.crawl()) == {"same": 1}
        house.now += DAY
        assert house.crawl().outcomes == []

    def test_after_all_that_was_never_visited_and_no_more_than_a_run_may(
        self, house: House
    ) -> None:
        keys = [key for key, entry in ENTRIES.items() if entry.era == "recent"][:6]
        house.bring(*keys)
        house.now += HOUR
        house = replace(house, settings=replace(house.settings, source=(HOT,)))
        house = having(house, limit=4)
        seen = house.crawl()
        order = [one.kind for one in seen.outcomes]
        assert order.count(Kind.SAME) == 4
        assert Kind.SAME not in order[:-4]
        assert seen.total == len(order)
        assert kinds(house.crawl(limit=1)) == {"same": 1}
        assert kinds(house.crawl()) == {"same": 1}
        assert house.crawl().outcomes == []

    def test_a_limit_of_the_run_is_for_what_is_new_first(self, house: House) -> None:
        house.bring(KEY)
        house.now += HOUR
        house = replace(house, settings=replace(house.settings, source=(HOT,)))
        assert Kind.SAME not in house.crawl(limit=2).kinds

    def test_looking_names_them_last(self, house: House) -> None:
        house.bring(KEY)
        house.now += HOUR
        assert [one.id for one in house.look().outcomes] == [KEY]
        assert kinds(house.crawl()) == {"same": 1}

    def test_a_failed_look_is_tried_again_as_any_other(self, house: House) -> None:
        house.bring(KEY)
        house.site.on(PAGE, "", 503)
        house.now += HOUR
        assert kinds(house.crawl()) == {"busy": 1}
        with house.archive() as opened:
            assert list(opened.failures()) == []  # its article was had
            figures = opened.watch.figures(house.now)
        assert (figures.failed, figures.given_up) == (0, 0)
        house.site.replies.clear()
        house.now += 10 * timedelta(minutes=1)
        assert kinds(house.crawl()) == {"same": 1}
        house.now += 3 * HOUR
        assert house.crawl().outcomes == []

    def test_when_a_failing_look_is_given_up_the_next_age_still_comes(self, house: House) -> None:
        house.bring(KEY)
        house.site.on(PAGE, "", 400)
        seen = Counter[Kind]()
        for _ in range(40):
            house.now += DAY
            seen += house.crawl().kinds
        assert set(seen) == {Kind.FAILED}
        assert len(told(house)) == 0
        house.site.replies.clear()

    def test_two_addresses_of_one_article_are_looked_at_once(self, house: House) -> None:
        entry = next(one for one in ENTRIES.values() if one.opaque)
        opaque = f"https://page.om.qq.com/page/{entry.opaque}"
        for forms in ((entry.id, opaque), (opaque,)):
            house.bring(*forms, refetch=True)
        house.now += HOUR
        assert len(house.crawl().outcomes) == 1

    def test_an_idle_run_writes_nothing_to_articles(self, house: House) -> None:
        house.bring(KEY)
        before = house.rows("SELECT * FROM articles, links")
        house.now += 30 * timedelta(minutes=1)
        assert house.crawl().outcomes == []
        assert house.rows("SELECT * FROM articles, links") == before

    def test_a_clock_that_ran_ahead_does_no_harm(self, house: House) -> None:
        replace(house, now=house.now + 400 * DAY).bring(KEY)
        seen = Counter[Kind]()
        for _ in range(20):
            house.now += HOUR
            seen += house.crawl().kinds
        assert seen == {Kind.SAME: 1}


class TestAltered:
    def test_each_text_is_kept_with_what_was_changed(self, house: House, edits: Edits) -> None:
        entry = ENTRIES[KEY]
        house.bring(KEY)
        texts = (
            replace(entry, title="DeepSeek开源新引擎"),
            replace(entry, title="DeepSeek开源新引擎", body=entry.body.replace("四百页", "五百页")),
            replace(entry, body=f"{entry.body}\n\n　　更正：此前的测试数据有误，已经修改。"),
        )
        for text, age in zip(texts, SCHEDULE, strict=False):
            edits[KEY] = text
            house.now += age
            assert kinds(house.crawl()) == {"changed": 1}
        assert told(house) == [
            ("site", ("headline",)),
            ("site", ("number",)),
            ("site", ("headline", "number", "correction", "appended")),
        ]
        assert written(house).title == entry.title
        assert "更正" in written(house).body

    def test_a_list_that_names_another_title_makes_it_due_at_once(
        self, house: House, edits: Edits
    ) -> None:
        house = replace(house, settings=replace(house.settings, source=(AI,)))
        house.crawl()
        house.now += timedelta(minutes=5)
        assert house.crawl().outcomes == []
        edits[KEY] = replace(ENTRIES[KEY], title="DeepSeek开源新引擎")
        house.now += timedelta(minutes=5)
        (seen,) = house.crawl().outcomes
        assert (seen.kind, seen.id, seen.title) == (Kind.CHANGED, KEY, "DeepSeek开源新引擎")
        for _ in range(3):
            house.now += timedelta(minutes=5)
            assert house.crawl().outcomes == []

    def test_two_lists_with_two_titles_of_one_article_are_no_news(
        self, house: House, edits: Edits
    ) -> None:
        """Every list may cut or dress a title in its own way, for ever."""
        house = replace(house, settings=replace(house.settings, source=(AI,)))
        house.crawl()
        seen = Counter[Kind]()
        for turn in range(6):
            title = "另一个说法的标题" if turn % 2 else ENTRIES[KEY].title
            edits[KEY] = replace(ENTRIES[KEY], title=title)
            house.site.replies[PAGE] = lambda _: page(ENTRIES[KEY])
            house.now += timedelta(minutes=5)
            seen += house.crawl().kinds
        assert seen == {Kind.SAME: 1}

    def test_a_daily_column_keeps_the_text_of_each_day(self, house: House, edits: Edits) -> None:
        house = replace(house, settings=replace(house.settings, source=(AI,)))
        house.crawl()
        bodies = {}
        for day in (1, 2, 3):
            house.now += DAY
            body = "\n\n".join(
                f"　　{day}日第{n}条：{chr(0x4E00 + 97 * day + n) * 30}。" for n in range(9)
            )
            published = ENTRIES[KEY].published + day * DAY
            edits[KEY] = replace(ENTRIES[KEY], body=body, published=published)
            assert house.crawl().kinds[Kind.CHANGED] == 1
            bodies[day + 1] = f"{day}日第3条"
        assert told(house) == [("site", ("another",))] * 3
        with house.archive() as opened:
            revisions = opened.revisions(KEY)
        for one in revisions[1:]:
            assert bodies[one.number] in one.article.body
        assert house.stored()[KEY].article.published == ENTRIES[KEY].published + 3 * DAY

    def test_one_that_leaves_the_topic_is_still_followed(self, house: House, edits: Edits) -> None:
        house = replace(house, settings=replace(house.settings, source=(HOT,)))
        house.crawl()
        key = next(key for key, one in house.stored().items() if "strong" in one.reason)
        edits[key] = replace(
            ENTRIES[key], title="今日天气晴朗", body="　　今日天气晴朗，风和日丽。", tags=()
        )
        house.now += timedelta(minutes=5)
        assert house.crawl().kinds == {Kind.CHANGED: 1}
        assert house.stored()[key].article.title == "今日天气晴朗"

    def test_what_the_extractor_changed_is_not_the_sites(self, house: House, edits: Edits) -> None:
        house.bring(KEY)
        true = house.stored()[KEY].article.body
        with house.archive() as opened, opened.together():
            opened._db.execute("UPDATE articles SET extractor = 'qq-old/1', body = '半篇'")
        edits[KEY] = replace(ENTRIES[KEY], title="新题")
        house.now += HOUR
        assert kinds(house.crawl()) == {"changed": 1}
        assert [one[0] for one in told(house)] == [Cause.EXTRACTOR, Cause.SITE]
        assert told(house)[1] == ("site", ("headline",))
        with house.archive() as opened:
            old, middle = opened.revisions(KEY)
        assert (old.article.body, middle.article.body) == ("半篇", true)
        assert old.snapshot == middle.snapshot != house.stored()[KEY].snapshot

    def test_a_better_extractor_alone_is_no_change_of_the_site(self, house: House) -> None:
        house.bring(KEY)
        with house.archive() as opened, opened.together():
            opened._db.execute("UPDATE articles SET extractor = 'qq-old/1', body = '半篇'")
        house.now += HOUR
        house.crawl()
        assert [one[0] for one in told(house)] == [Cause.EXTRACTOR]
        assert written(house).body.startswith("11月22日")

    @pytest.mark.parametrize("mood", [said.hollow, said.hollow_text, said.notice, said.paid])
    def test_what_is_no_article_never_takes_the_place_of_one(
        self, house: House, mood: object
    ) -> None:
        house.bring(KEY)
        before, documents = house.stored()[KEY], house.documents()
        told = Visit(entry=ENTRIES[KEY], today=NOW, delay=0.0, count=0)
        house.site.replies[PAGE] = lambda _: mood(told)  # type: ignore[operator]
        house.now += HOUR
        (seen,) = house.crawl().outcomes
        assert seen.kind in {Kind.HOLLOW, Kind.SUSPECT, Kind.PAID}
        assert house.stored()[KEY] == before
        assert house.documents() == documents
        house.site.replies.clear()
        house.now += 7 * DAY
        assert kinds(house.crawl()) == {"same": 1}


class TestGone:
    @pytest.fixture
    def known(self, house: House) -> Entry:
        house.bring(KEY)
        house.site.seen.clear()
        house.now += HOUR
        return house.stored()[KEY]

    def test_it_is_marked_after_a_second_look(
        self, house: House, edits: Edits, known: Entry
    ) -> None:
        edits[KEY] = None
        assert kinds(house.crawl()) == {"gone": 1}
        assert house.site.pages()[0] == f"new.qq.com{PAGE}"
        assert f"view.inews.qq.com/a/{KEY}" in house.site.pages()
        entry = house.stored()[KEY]
        assert entry == replace(known, gone_at=house.now)
        assert written(house).params == {"gone_at": house.now.isoformat()}
        assert written(house).body == document.of(known.article).body
        with house.archive() as opened:
            assert [one.article.id for one in opened.entries(gone=True)] == [KEY]

    def test_the_time_is_that_of_the_first(self, house: House, edits: Edits, known: Entry) -> None:
        edits[KEY] = None
        house.crawl()
        first = house.now
        for _ in range(3):
            house.now += DAY
            house.crawl()
        assert house.stored()[KEY].gone_at == first

    def test_it_may_come_back(self, house: House, edits: Edits, known: Entry) -> None:
        edits[KEY] = None
        house.crawl()
        edits[KEY] = replace(ENTRIES[KEY], title="改过的题目")
        house.now += DAY
        assert kinds(house.crawl()) == {"changed": 1}
        assert house.stored()[KEY].gone_at is None
        assert written(house).params == {}
        assert written(house).title == "改过的题目"

    def test_the_page_may_say_it_too(self, house: House, known: Entry) -> None:
        told = Visit(entry=ENTRIES[KEY], today=NOW, delay=0.0, count=0)
        house.site.replies[PAGE] = lambda _: said.flagged(told)
        assert kinds(house.crawl()) == {"gone": 1}
        assert house.stored()[KEY].gone_at == house.now

    def test_not_where_the_other_address_brings_it(self, house: House, known: Entry) -> None:
        house.site.replies[PAGE] = lost("new.qq.com")
        assert kinds(house.crawl()) == {"same": 1}
        assert house.stored()[KEY].gone_at is None
        assert written(house).params == {}

    def test_nor_where_the_other_address_fails(self, house: House, known: Entry) -> None:
        house.site.replies[PAGE] = lost("new.qq.com")
        house.site.on(f"/a/{KEY}", "", 503)
        (seen,) = house.crawl().outcomes
        assert seen.kind is Kind.BUSY
        assert seen.reason.startswith("gone at its own address; at https://view.inews.qq.com/a/")
        assert house.stored()[KEY].gone_at is None
        house.site.replies.clear()
        house.site.replies[PAGE] = lambda _: answers.missing()
        house.now += 10 * timedelta(minutes=1)
        assert kinds(house.crawl()) == {"gone": 1}
        assert house.stored()[KEY].gone_at == house.now

    def test_where_robots_keep_us_from_one_address_another_is_asked(
        self, house: House, known: Entry
    ) -> None:
        robots = answers.page("User-agent: *\nDisallow: /a/\n", type="text/plain")
        house.site.replies["/robots.txt"] = lambda _: robots
        house.site.replies[PAGE] = lambda _: answers.deleted()
        assert kinds(house.crawl()) == {"gone": 1}
        assert house.stored()[KEY].gone_at == house.now
        assert f"news.qq.com{PAGE}" in house.site.pages()

    def test_nor_of_what_was_never_stored(self, house: House) -> None:
        assert kinds(house.bring("20261121A0GONE00")) == {"gone": 1}
        assert house.site.pages() == ["new.qq.com/rain/a/20261121A0GONE00"]
        assert house.stored() == {}

    def test_an_older_page_does_not_bring_it_back(
        self, house: House, edits: Edits, known: Entry
    ) -> None:
        edits[KEY] = None
        house.crawl()
        with house.open() as hall:
            assert known.snapshot is not None
            fetched = hall.store.snapshot(known.snapshot)
            link = hall.store.link(canonical(KEY))
            assert fetched
            assert link
            met = visit.read(hall, link, fetched, known.snapshot)
            visit.settle(hall, met)
        assert house.stored()[KEY].gone_at == house.now
        assert written(house).params == {"gone_at": house.now.isoformat()}


def lost(host: str) -> object:
    """The article is gone at one host, and there at the others."""

    def reply(ask: Ask) -> Answer:
        return answers.deleted() if ask.host == host else page(ENTRIES[KEY])

    return reply


def test_the_defaults_are_as_documented() -> None:
    assert Revisit().ages == SCHEDULE
