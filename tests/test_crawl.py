"""The hall: what is discovered, visited, kept, stored and written, on the imitation of the site.

The web is an app in this process, the archive a real file, time an argument. Everything else is
the house as it stands.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scraper import crawl, urls
from scraper.archive import store
from scraper.config import Documents, Fetch, Settings, Source, Topics
from scraper.dates import BEIJING
from scraper.demo import answers
from scraper.demo.answers import Answer, Ask
from scraper.demo.content import ENTRIES, Entry
from scraper.demo.lists import channel, turn
from scraper.demo.site import EXPECTED, MOODS, app
from scraper.discover import sources
from scraper.errors import ArchiveError, DocumentError, ExtractError
from scraper.extract import article as articles
from scraper.extract import document
from scraper.extract.article import EXTRACTORS
from scraper.fetch.client import Client
from scraper.hall import Hall, Plan, Survey
from scraper.models import STORED, Kind, Link, Outcome
from scraper.urls import canonical

from .cli.trial import Site
from .demo.transport import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "20261122A01KX700"
URL = f"https://new.qq.com/rain/a/{KEY}"
FEED = "/web_feed/getPCList"
AI = Source(name="ai", kind="channel", channel="news_news_fx", filter=False)
TECH = Source(name="tech", kind="channel", channel="news_news_tech")
HOT = Source(name="hot", kind="hot")
WALL = answers.page("<html><body>waf.tencent.com</body></html>", status=501)
FETCH = Fetch(
    interval=0.0,
    jitter=0.0,
    read_timeout=0.1,
    total_timeout=0.25,
    attempts=3,
    max_bytes=2_000_000,
)


@dataclass
class House:
    """The rooms around the hall: an archive and documents in `folder`, the site, a clock."""

    folder: Path
    site: Site
    settings: Settings
    now: datetime = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)
    slept: list[float] = field(default_factory=list)

    @contextmanager
    def open(self, *, write: bool = True) -> Iterator[Hall]:
        """A run of its own, as the door opens it."""
        with (
            store.open(self.folder / "archive.db") as opened,
            Client(
                self.settings.fetch,
                transport=InProcess(self.site),
                now=lambda: self.now,
                monotonic=time.monotonic,
                sleep=self.slept.append,
                chance=lambda: 0.0,
            ) as client,
        ):
            client.learn(opened.watch.hosts())
            run = opened.start("test", self.now) if write else None
            yield Hall(
                settings=self.settings,
                store=opened,
                client=client,
                now=lambda: self.now,
                run=run,
            )

    def crawl(self, *asked: Source, limit: int | None = None) -> Seen:
        with self.open() as hall:
            return Seen(crawl.crawl(hall, asked or self.settings.source, limit=limit))

    def look(self, *asked: Source, limit: int | None = None) -> Seen:
        with self.open(write=False) as hall:
            return Seen(crawl.look(hall, asked or self.settings.source, limit=limit))

    def bring(self, *lines: str, refetch: bool = False) -> Seen:
        self.site.seen.clear()
        with self.open() as hall:
            return Seen(crawl.bring(hall, lines, refetch=refetch))

    def having(self, *asked: Source, **fetch: Any) -> House:
        """The same house with other sources, or other settings of fetch."""
        settings = replace(
            self.settings,
            source=asked or self.settings.source,
            fetch=replace(self.settings.fetch, **fetch),
        )
        return replace(self, settings=settings)

    @contextmanager
    def archive(self) -> Iterator[store.Store]:
        with store.open(self.folder / "archive.db") as opened:
            yield opened

    def stored(self) -> dict[str, store.Entry]:
        with self.archive() as opened:
            return {entry.article.id: entry for entry in opened.entries()}

    def counts(self) -> dict[str, int]:
        with self.archive() as opened:
            return opened.counts()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self.archive() as opened:
            return opened._db.rows(sql)

    def documents(self) -> dict[str, tuple[int, bytes]]:
        folder = self.folder / "documents"
        return {one.name: (one.stat().st_mtime_ns, one.read_bytes()) for one in folder.glob("*")}


class Seen(list[Any]):
    """The events of a run."""

    @property
    def outcomes(self) -> list[Outcome]:
        return [one for one in self if isinstance(one, Outcome)]

    @property
    def kinds(self) -> Counter[Kind]:
        return Counter(one.kind for one in self.outcomes)

    @property
    def surveys(self) -> dict[str, Survey]:
        return {one.source: one for one in self if isinstance(one, Survey)}

    @property
    def total(self) -> int:
        (plan,) = (one for one in self if isinstance(one, Plan))
        return plan.total


@pytest.fixture
def house(tmp_path: Path) -> House:
    settings = Settings(
        fetch=FETCH,
        documents=Documents(dir=str(tmp_path / "documents")),
        source=(AI, TECH, HOT),
    )
    (tmp_path / "documents").mkdir()
    return House(folder=tmp_path, site=Site(app(delay=0.3)), settings=settings)


class TestCrawl:
    def test_what_is_new_is_stored_and_written(self, house: House) -> None:
        seen = house.crawl()
        assert seen.kinds == Counter(
            {Kind.NEW: 22, Kind.GONE: 1, Kind.PAID: 1, Kind.VIDEO: 1, Kind.HOLLOW: 1}
        )
        assert seen.total == len(seen.outcomes) == 26
        assert seen.surveys["ai"] == Survey(source="ai", new=22, known=1)
        assert seen.surveys["tech"].off_topic == 2
        assert dict(seen.surveys["hot"].skipped) == {"empty card": 1, "tip": 1}
        stored = house.stored()
        assert set(stored) == {one.id for one in seen.outcomes if one.kind is Kind.NEW}
        assert set(house.documents()) == {f"{key}.zh-cn.md" for key in stored}
        for key, entry in stored.items():
            said = document.read(house.documents()[f"{key}.zh-cn.md"][1].decode())
            assert (said.title, said.url) == (ENTRIES[key].title, canonical(key))
            assert entry.article.published == ENTRIES[key].published
            assert entry.article.author == ENTRIES[key].author.name

    def test_what_is_off_topic_is_not_visited(self, house: House) -> None:
        seen = house.crawl()
        off = {key for key, entry in ENTRIES.items() if not entry.topic}
        assert off
        assert not off & {one.id for one in seen.outcomes}
        assert not off & {path[-16:] for path in house.site.pages()}

    def test_a_second_run_visits_nothing_and_writes_nothing(self, house: House) -> None:
        house.crawl()
        rows, documents = house.counts(), house.documents()
        house.site.seen.clear()
        house.now += timedelta(minutes=5)
        seen = house.crawl()
        assert (seen.outcomes, seen.total) == ([], 0)
        assert house.site.pages() == []
        assert Counter(house.site.seen) == Counter(
            {
                "i.news.qq.com/robots.txt": 1,
                f"i.news.qq.com{FEED}": 2,
                "i.news.qq.com/gw/event/pc_hot_ranking_list": 1,
            }
        )  # a page of known articles ends a channel
        more = {"runs": 2, "surveys": rows["surveys"] * 2, "verdicts": 2}
        assert house.counts() == {**rows, **more}
        assert house.documents() == documents

    def test_the_hollow_one_is_visited_again_in_time(self, house: House) -> None:
        house.crawl()
        house.now += timedelta(hours=1)
        assert house.crawl().kinds == Counter({Kind.HOLLOW: 1, Kind.SAME: 22})
        house.now += timedelta(hours=1)
        assert house.crawl().outcomes == []
        house.now += timedelta(days=1)
        kinds = house.crawl().kinds
        assert kinds == Counter({Kind.HOLLOW: 1, Kind.GONE: 1, Kind.SAME: 22})

    def test_what_a_limit_leaves_the_next_run_visits(self, house: House) -> None:
        first = house.crawl(limit=10)
        assert first.total == len(first.outcomes) == 10
        second = house.crawl(limit=10)
        third = house.crawl()
        visited = [one.url for seen in (first, second, third) for one in seen.outcomes]
        assert len(visited) == len(set(visited)) == 26
        assert second.surveys["ai"] == Survey(source="ai", new=0, known=23)

    def test_of_one_source_only(self, house: House) -> None:
        seen = house.crawl(HOT)
        assert set(seen.surveys) == {"hot"}
        assert len(seen.outcomes) == 3
        assert {entry.source for entry in house.stored().values()} == {"hot"}
        with house.archive() as opened:
            assert opened.counts()["sources"] == 1

    def test_the_sources_asked_are_noted(self, house: House) -> None:
        house.crawl()
        with house.archive() as opened:
            rows = opened._db.rows("SELECT name, kind, first_run, last_run FROM sources")
        assert {row["name"]: row["kind"] for row in rows} == {
            "ai": "channel",
            "tech": "channel",
            "hot": "hot",
        }

    def test_why_it_counts_is_kept(self, house: House) -> None:
        house.crawl()
        reasons = {entry.source: set[str]() for entry in house.stored().values()}
        for entry in house.stored().values():
            reasons[entry.source].add(entry.reason)
        assert reasons["ai"] == {"whole source"}
        assert any("strong" in reason for reason in reasons["tech"])

    def test_paging_ends_at_what_is_known(self, house: House) -> None:
        house.crawl(AI)
        house.site.seen.clear()
        house.crawl(AI)
        assert house.site.seen.count(f"i.news.qq.com{FEED}") == 1
        again = House(house.folder / "other", house.site, house.settings)
        again.folder.mkdir()
        again.crawl(replace(AI, pages=1))
        assert len(again.stored()) < len(house.stored())

    def test_an_author_is_followed_page_by_page(self, house: House) -> None:
        author = ENTRIES[KEY].author
        for name in (author.suid, author.number):
            source = Source(name=name, kind="author", author=name, filter=False, pages=9)
            seen = house.having(source).look(source)
            expected = {one.id for one in ENTRIES.values() if one.author == author}
            assert expected <= {one.id for one in seen.outcomes}

    def test_a_search(self, house: House) -> None:
        source = Source(name="s", kind="search", query="DeepSeek")
        seen = house.having(source).crawl(source)
        assert KEY in {one.id for one in seen.outcomes}
        assert seen.kinds[Kind.NEW] >= 3


class TestLooking:
    def test_nothing_is_visited_or_written(self, house: House) -> None:
        house.crawl(HOT)
        before = (house.counts(), house.documents())
        data = (house.folder / "archive.db").read_bytes()
        house.site.seen.clear()
        seen = house.look()
        assert seen.kinds == Counter({Kind.DUE: 23})
        assert house.site.pages() == []
        assert (house.counts(), house.documents()) == before
        assert (house.folder / "archive.db").read_bytes() == data

    def test_it_names_what_a_crawl_visits(self, house: House) -> None:
        house.crawl(limit=5)
        looked = {one.url for one in house.look().outcomes}
        assert looked == {one.url for one in house.crawl().outcomes}
        assert len(looked) == 21

    def test_it_names_imports_that_failed(self, house: House) -> None:
        house.site.on(f"/rain/a/{KEY}", "", 500)
        assert house.bring(URL).kinds == Counter({Kind.BUSY: 1})
        house.now += timedelta(days=1)
        disabled = Source(name="x", kind="hot", enabled=False)
        other = house.having(HOT, disabled)
        assert URL in {one.url for one in other.look(HOT).outcomes}
        assert URL in {one.url for one in other.crawl(HOT).outcomes}

    def test_no_more_than_the_limit(self, house: House) -> None:
        assert len(house.look(limit=4).outcomes) == 4


class TestFaultsOfSources:
    @pytest.mark.parametrize(
        ("reply", "kind"),
        [
            (lambda _: answers.page("nothing"), Kind.WRONG_TYPE),
            (lambda _: answers.listing({"code": 0, "rows": []}), Kind.UNREADABLE),
            (lambda _: answers.page("[]", type="application/json"), Kind.UNREADABLE),
            (lambda _: answers.page("{}", status=500), Kind.BUSY),
            (lambda _: Answer(wait=9.0), Kind.TIMEOUT),
            (lambda _: answers.deleted(), Kind.FAILED),
            (lambda _: answers.missing(), Kind.FAILED),
        ],
    )
    def test_one_never_stops_the_others(self, reply: Any, kind: Kind, house: House) -> None:
        house.site.replies[FEED] = reply
        seen = house.crawl()
        faults = [one for one in seen.outcomes if one.source == "ai"]
        assert [one.kind for one in faults] == [kind]
        assert faults[0].reason
        assert faults[0].url.endswith(FEED)
        assert list(seen.surveys) == ["ai", "tech", "hot"]
        assert seen.kinds[Kind.NEW] == 3  # those of the hot list

    def test_what_could_not_be_read_is_kept(self, house: House) -> None:
        house.site.on(FEED, '{"code": 0, "rows": []}', sort="application/json")
        house.crawl(AI)
        with house.archive() as opened:
            kept = opened.snapshot(1)
        assert kept is not None
        assert kept.body == b'{"code": 0, "rows": []}'

    def test_a_fault_on_the_second_page_keeps_the_first(self, house: House) -> None:
        asked: list[bytes] = []

        def reply(ask: Ask) -> Answer:
            asked.append(ask.body)
            row = {"id": KEY, "articletype": "0", "title": "大模型"}
            said = {"code": 0, "data": [row]} if len(asked) == 1 else {"code": 7}
            return answers.listing(said)

        house.site.replies[FEED] = reply
        seen = house.crawl(AI)
        assert seen.kinds == Counter({Kind.UNREADABLE: 1, Kind.NEW: 1})
        assert seen.surveys["ai"].new == 1

    def test_rows_of_every_wrong_shape(self, house: House) -> None:
        """They are counted by what is wrong with them; the one good row is visited."""
        rows: list[Any] = [None, 7, "x", [], {}, {"id": 5}, {"id": "no"}, {"id": KEY, "title": []}]
        rows += [{"id": KEY}, {"sub_item": [{"id": "TIP1"}, None]}, {"url": "javascript:"}]
        house.site.on(FEED, json.dumps({"code": 0, "data": rows}), sort="application/json")
        seen = house.crawl(replace(AI, pages=1))
        assert seen.kinds == Counter({Kind.NEW: 1})
        assert sum(dict(seen.surveys["ai"].skipped).values()) == len(rows)

    def test_a_fault_of_our_own_is_an_outcome(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The reader of one list breaks: its answer is evidence, and the other sources go on."""
        read = sources.read

        def broken(source: Source, *given: Any) -> Any:
            return {}["unforeseen"] if source == AI else read(source, *given)

        monkeypatch.setattr(sources, "read", broken)
        seen = house.crawl(AI, HOT)
        assert seen.kinds == Counter({Kind.FAILED: 1, Kind.NEW: 3})
        assert seen.outcomes[0].source == "ai"
        assert seen.outcomes[0].url.endswith(FEED)
        assert seen.outcomes[0].reason == "KeyError: 'unforeseen'; please report it"
        with house.archive() as opened:
            assert opened.snapshot(1).asked.endswith(FEED)  # type: ignore[union-attr]
            assert not opened.watch.surveyed("ai")


class TestHowFarASourceIsRead:
    """As far as what is new; to its end where something may stand behind what is known."""

    def asked(self, house: House) -> int:
        return house.site.seen.count(f"i.news.qq.com{FEED}")

    def test_what_stood_on_a_page_that_failed_is_named_by_the_next_run(self, house: House) -> None:
        busy = answers.page("{}", status=503)

        def reply(ask: Ask) -> Answer:
            return busy if turn(ask) == (AI.channel, 2) else answers.listing(channel(ask))

        house.site.replies[FEED] = reply
        first = house.crawl(AI)
        assert first.outcomes[0].kind is Kind.BUSY
        house.site.replies.clear()
        house.now += timedelta(days=1)
        second = house.crawl(AI)
        named = [first.surveys["ai"].new, second.surveys["ai"].new]
        assert sum(named) == 22
        assert min(named) > 0
        house.site.seen.clear()
        house.now += timedelta(days=1)
        assert house.crawl(AI).surveys["ai"].new == 0
        assert self.asked(house) == 1

    def test_one_whose_first_page_another_source_named_already(self, house: House) -> None:
        named = house.crawl(replace(AI, name="other", pages=1)).surveys["other"].new
        house.now += timedelta(minutes=5)
        assert house.crawl(AI).surveys["ai"].new == 22 - named > 0
        house.site.seen.clear()
        house.crawl(AI)
        assert self.asked(house) == 1

    def test_a_line_at_the_end_of_a_long_typed_list(self, house: House) -> None:
        path = house.folder / "links.txt"
        keys = [f"20261101A{number:05}00" for number in range(500)]
        path.write_text("\n".join(keys), encoding="utf-8")
        mine = house.having(Source(name="mine", kind="urls", file=str(path)))
        with mine.open() as hall, hall.store.together():
            for key in keys:
                hall.store.visited(urls.canonical(key), Kind.VIDEO, at=mine.now, due_at=None)
        assert mine.crawl().outcomes == []
        path.write_text("\n".join([*keys, KEY]), encoding="utf-8")
        seen = mine.crawl()
        assert seen.surveys["mine"] == Survey(source="mine", new=1, known=500)
        assert [one.id for one in seen.outcomes if one.kind is Kind.NEW] == [KEY]


class TestHints:
    def reply(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": entry.id,
            "title": "列表的标题",
            "publish_time": "2026-11-20 01:02:03",
            "media_info": {"chl_name": "列表的作者"},
            "desc": "列表的摘要",
            "pic_info": {"big_img": ["https://inews.gtimg.com/om_ls/OhInt_870492/0"]},
            "category": {"cate1_name": "科技"},
        }

    def test_they_fill_what_the_page_does_not_say(self, house: House) -> None:
        entry = ENTRIES[KEY]
        listing = {"code": 0, "data": [self.reply(entry)]}
        house.site.on(FEED, json.dumps(listing), sort="application/json")
        inner = "".join(f"<p>{piece}</p>" for piece in entry.pieces if piece)
        page = (
            '<html><head><title>x</title></head><body><div id="article-content">'
            f'<div class="rich_media_content">{inner}</div></div></body></html>'
        )
        house.site.on(f"/rain/a/{KEY}", page)
        assert house.crawl(replace(AI, pages=1)).kinds == Counter({Kind.NEW: 1})
        found = house.stored()[KEY].article
        assert found.published == datetime(2026, 11, 20, 1, 2, 3, tzinfo=BEIJING)
        assert found.author == "列表的作者"
        assert found.thumbnail == "https://inews.gtimg.com/om_ls/OhInt_870492/0"
        assert found.category == "科技"
        assert found.summary.startswith(entry.pieces[0].strip()[:10])

    def test_the_page_knows_better(self, house: House) -> None:
        listing = {"code": 0, "data": [self.reply(ENTRIES[KEY])]}
        house.site.on(FEED, json.dumps(listing), sort="application/json")
        house.crawl(replace(AI, pages=1))
        found = house.stored()[KEY].article
        assert found.title == ENTRIES[KEY].title
        assert found.author == ENTRIES[KEY].author.name
        assert found.published == ENTRIES[KEY].published


class TestOtherSources:
    def test_a_sitemap_is_judged_by_its_pages(self, house: House) -> None:
        source = Source(name="map", kind="sitemap")
        seen = house.having(source).crawl(source)
        off = [one.id for one in seen.outcomes if one.kind is Kind.OFF_TOPIC]
        assert set(off) == {key for key, entry in ENTRIES.items() if not entry.topic}
        assert not set(off) & set(house.stored())
        assert not {f"{key}.zh-cn.md" for key in off} & set(house.documents())
        assert seen.kinds[Kind.NEW] > 20
        house.now += timedelta(days=40)
        assert not house.having(source).crawl(source).kinds[Kind.OFF_TOPIC]

    def test_a_sitemap_taken_whole(self, house: House) -> None:
        source = Source(name="map", kind="sitemap", filter=False)
        assert not house.having(source).crawl(source).kinds[Kind.OFF_TOPIC]

    def test_excluded_words(self, house: House) -> None:
        words = replace(house.settings, topics=Topics(exclude=("DeepSeek",)))
        house.settings = words
        seen = house.crawl()
        assert KEY not in {one.id for one in seen.outcomes}

    def test_a_file_of_addresses_is_taken_whole(self, house: House) -> None:
        path = house.folder / "links.txt"
        off = next(key for key, entry in ENTRIES.items() if not entry.topic)
        path.write_text(f"{URL} 题目\n\n# 注\nnonsense\n{off}\n{KEY[:14]}\n", encoding="utf-8")
        source = Source(name="mine", kind="urls", file=str(path))
        seen = house.having(source).crawl(source)
        assert seen.kinds == Counter({Kind.NEW: 2, Kind.NOT_ARTICLE: 1})
        assert set(house.stored()) == {KEY, off}
        assert seen.surveys["mine"].new == 2

    @pytest.mark.parametrize("name", ["nowhere.txt", "."])
    def test_a_file_that_cannot_be_read(self, name: str, house: House) -> None:
        source = Source(name="mine", kind="urls", file=str(house.folder / name))
        seen = house.having(source, HOT).crawl(source, HOT)
        assert seen.outcomes[0].kind is Kind.FAILED
        assert "check the file of source.file" in seen.outcomes[0].reason
        assert seen.kinds[Kind.NEW] == 3


class TestMoods:
    @pytest.mark.parametrize(("url", "kind"), EXPECTED.items(), ids=[k[10:14] for k in MOODS])
    def test_each_comes_to_what_it_is(self, url: str, kind: Kind, house: House) -> None:
        (found,) = house.bring(url).outcomes
        assert found.kind is kind, found.reason
        stored = house.stored()
        assert bool(stored) is (kind in STORED)
        assert bool(house.documents()) is (kind in STORED)
        (visit,) = house.rows("SELECT * FROM visits")
        assert (visit["kind"], visit["reason"]) == (kind, found.reason)
        assert bool(found.reason) is (kind not in STORED)
        assert "\n" not in found.reason
        assert len(found.reason) < 500
        answered = any(url.endswith(path.partition("/")[2]) for path in house.site.pages())
        silent = {Kind.TIMEOUT} if "SLOW" in url else set()
        assert bool(visit["snapshot_id"]) is (answered and kind not in silent)

    @pytest.mark.parametrize("name", ["HOLL", "CUTS", "WALL", "BINA"])
    def test_the_bytes_are_kept(self, name: str, house: House) -> None:
        (url,) = (one for one in EXPECTED if name in one)
        house.bring(url)
        (visit,) = house.rows("SELECT snapshot_id FROM visits")
        with house.archive() as opened:
            kept = opened.snapshot(visit["snapshot_id"])
        assert kept is not None
        assert kept.body
        assert kept.asked == url

    def test_they_never_stop_a_run(self, house: House) -> None:
        """All of them by one search, as the only source."""
        source = Source(name="moods", kind="search", query="moods", filter=False, pages=9)
        seen = house.having(source).crawl(source)
        assert len(seen.outcomes) == len(EXPECTED)
        assert not {one.url for one in seen.outcomes} - set(EXPECTED)

    def test_a_host_that_blocks_us_is_left_alone(self, house: House) -> None:
        """Pages that were not asked for are not taken for blocked: the next run visits them."""
        ai = replace(AI, pages=1)
        blocked = answers.page("<html><body>567</body></html>", status=567)
        usual = house.site
        house.site = Site(app(delay=0.3))
        for key in MOODS | ENTRIES:
            house.site.replies[f"/rain/a/{key}"] = lambda _: blocked
        seen = house.crawl(ai)
        assert seen.kinds == Counter({Kind.BLOCKED: 12})
        assert len(set(house.site.pages())) == 1
        assert house.counts()["visits"] == 1
        asked = house.site.pages()[0][-16:]
        house.site = usual
        seen = house.crawl(ai)
        assert (seen.kinds, house.site.pages()) == (Counter({Kind.BLOCKED: 11}), [])
        house.now += timedelta(hours=1)
        seen = house.crawl(ai)
        assert len(seen.outcomes) == 11
        assert Kind.BLOCKED not in seen.kinds
        assert asked not in {one.id for one in seen.outcomes}
        house.now += timedelta(hours=6)
        assert asked in {one.id for one in house.crawl(ai).outcomes}

    def test_an_import_of_what_was_not_asked_for(self, house: House) -> None:
        """It waits for the next crawl."""
        rate = next(url for url in EXPECTED if "RATE" in url)
        assert [one.kind for one in house.bring(rate, URL).outcomes] == [Kind.BLOCKED] * 2
        house.now += timedelta(hours=1)
        assert KEY in {one.id for one in house.crawl().outcomes if one.kind is Kind.NEW}


RECENT = (
    "20261122A01KX700",
    "20261122a01kx7",
    "https://new.qq.com/rain/a/20261122A01KX700",
    "https://news.qq.com/rain/a/20261122A01KX7",
    "http://NEWS.QQ.com/rain/a/20261122A01KX700?suid=8QIf&media_id=1#comments",
    "new.qq.com/rain/a/20261122A01KX700?#",
    "//new.qq.com/rain/a/20261122A01KX700/",
    "https://new.qq.com/omn/20261122/20261122A01KX7.html",
    "https://new.qq.com/omn/20261122/20261122A01KX700.html",
    "https://new.qq.com/omn/20261122/20261122A01KX700",
    "https://new.qq.com/omn/20261122A01KX700?pgv_ref=aio2015",
    "https://view.inews.qq.com/a/20261122A01KX700?openid=x&key=&version=1",
    "https://view.inews.qq.com/k/20261122A01KX700?no-redirect=1&web_channel=wap&openApp=false",
    "https://view.inews.qq.com/w/20261122A01KX700",
    "https://view.inews.qq.com/wxn/20261122A01KX700?refer=wx_hot",
    "https://xw.qq.com/cmsid/20261122A01KX700?f=newdc",
    "https://xw.qq.com/cmsid/20261122A01KX7/20261122A01KX700",
    "http://kuaibao.qq.com/s/20261122A01KX700?refer=kb_news",
)
EDITOR = (
    "TEC2019021300930100",
    "https://new.qq.com/omn/TEC20190/TEC2019021300930100.html",
    "https://new.qq.com/omn/TEC20190/TEC2019021300930100",
    "https://new.qq.com/rain/a/TEC2019021300930100",
    "https://xw.qq.com/cmsid/TEC2019021300930100",
    "https://xw.qq.com/c/tech/20190213009301",
    "https://view.inews.qq.com/a/TEC2019021300930100",
)
CLASSIC = (
    "http://finance.qq.com/a/20190923/001843.htm",
    "https://finance.qq.com/a/20190923/001843.htm?pgv_ref=1#p=2",
    "http://FINANCE.qq.com/a/20190923/001843_all.htm",
    "https://new.qq.com/rain/a/FIN2019092300184300",
    "https://xw.qq.com/c/finance/20190923001843",
)
DESKS = ("http://tech.qq.com/a/20161014/008123.htm", "http://tech.qq.com/a/20080609/004120.htm")
FOUND = tuple(form for form in CLASSIC if "_all" not in form)
"""The imitation knows classic articles by their first page only."""
OPAQUE = {
    "https://page.om.qq.com/page/OdKx7mQpV3w8sYb2Lt0": RECENT,
    "https://new.qq.com/cmsn/20190213/20190213009301.html": EDITOR,
    "https://new.qq.com/cmsn/20190213/20190213009301": EDITOR,
}


class TestIdentity:
    @pytest.mark.parametrize("forms", [RECENT, EDITOR, CLASSIC], ids=["now", "editor", "classic"])
    def test_every_form_is_one_article(self, forms: tuple[str, ...], house: House) -> None:
        """The first is visited, and no other asks the site for anything."""
        seen = house.bring(*forms)
        assert [one.kind for one in seen.outcomes] == [Kind.NEW] + [Kind.KNOWN] * (len(forms) - 1)
        assert len({one.url for one in seen.outcomes}) == len(house.stored()) == 1
        asked = list(house.site.seen)
        again = house.bring(*forms)
        assert again.kinds == Counter({Kind.KNOWN: len(forms)})
        assert house.site.seen == []
        assert asked
        with house.archive() as opened:
            for form in forms:
                assert opened.entry(canonical(form)) is not None

    @pytest.mark.parametrize("form", RECENT + EDITOR[1:] + FOUND)
    def test_each_form_can_come_first(self, form: str, house: House) -> None:
        forms = next(group for group in (RECENT, EDITOR, CLASSIC) if form in group)
        (found,) = house.bring(form).outcomes
        assert (found.kind, found.url) == (Kind.NEW, canonical(forms[0])), found.reason
        assert house.bring(*forms).kinds == Counter({Kind.KNOWN: len(forms)})
        assert house.site.seen == []

    @pytest.mark.parametrize("form", OPAQUE)
    def test_a_form_that_only_the_page_explains(self, form: str, house: House) -> None:
        """It is visited once; from then on it is as good as any other."""
        forms = OPAQUE[form]
        (found,) = house.bring(form).outcomes
        assert (found.kind, found.id) == (Kind.NEW, canonical(forms[0])[-len(found.id) :])
        assert house.bring(form, f"{form}?from=x", *forms).kinds == Counter(
            {Kind.KNOWN: len(forms) + 2}
        )
        assert house.site.seen == []
        assert len(house.stored()) == 1

    @pytest.mark.parametrize("form", OPAQUE)
    def test_such_a_form_of_a_stored_article(self, form: str, house: House) -> None:
        house.bring(OPAQUE[form][0])
        assert [one.kind for one in house.bring(form, form).outcomes] == [Kind.SAME, Kind.KNOWN]
        assert len(house.site.pages()) == 1
        assert len(house.stored()) == 1

    def test_the_forms_are_remembered(self, house: House) -> None:
        house.bring(*RECENT)
        with house.archive() as opened:
            forms = {row["form"] for row in opened._db.rows("SELECT form FROM aliases")}
            assert "https://xw.qq.com/cmsid/20261122A01KX7/20261122A01KX700" in forms
            assert "https://new.qq.com/omn/20261122/20261122A01KX7.html" in forms
            assert not any("?" in form or "#" in form for form in forms)
            assert {opened.article(form).id for form in forms} == {KEY}  # type: ignore[union-attr]

    def test_refetch_visits_again(self, house: House) -> None:
        house.bring(URL)
        documents = house.documents()
        seen = house.bring(RECENT[7], refetch=True)
        assert seen.kinds == Counter({Kind.SAME: 1})
        assert len(house.site.pages()) == 1
        assert house.documents() == documents
        assert house.counts()["revisions"] == 0

    def test_a_changed_text_is_a_revision(self, house: House) -> None:
        house.bring(URL)
        entry = ENTRIES[KEY]
        said = '{"title": "改过的标题", "article_id": "' + KEY + '"}'
        body = '<div class="rich_media_content"><p>新的正文。</p></div>'
        page = f'<script>window.DATA = {said};</script><div id="article-content">{body}</div>'
        house.site.on(f"/rain/a/{KEY}", page)
        assert house.bring(URL, refetch=True).kinds == Counter({Kind.CHANGED: 1})
        with house.archive() as opened:
            (former,) = opened.revisions(KEY)
        assert former.article.title == entry.title
        assert document.read(house.documents()[f"{KEY}.zh-cn.md"][1].decode()).title == "改过的标题"

    def test_a_crawl_knows_what_was_imported(self, house: House) -> None:
        house.bring("https://page.om.qq.com/page/OdKx7mQpV3w8sYb2Lt0")
        assert KEY not in {one.id for one in house.crawl().outcomes}

    def test_an_address_that_leads_to_another_article(self, house: House) -> None:
        other = "https://news.qq.com/rain/a/20261122A02M4P00"
        house.site.replies[f"/rain/a/{KEY}"] = lambda _: answers.redirect(other)
        (found,) = house.bring(URL).outcomes
        assert found.kind is Kind.NOT_ARTICLE
        assert "another article" in found.reason
        assert not house.stored()

    def test_a_page_of_another_article(self, house: House) -> None:
        """A page that names another id than its address is not stored under either."""
        house.bring("20261122A02M4P00")
        with house.archive() as opened:
            raw = opened.raw("20261122A02M4P00")
        assert raw is not None
        house.site.on(f"/rain/a/{KEY}", raw.body)
        (found,) = house.bring(URL).outcomes
        assert found.kind is Kind.UNREADABLE
        assert list(house.stored()) == ["20261122A02M4P00"]


class TestFatal:
    def test_a_document_that_cannot_be_written(self, house: House) -> None:
        """The run stops, and its article is brought by the next one."""
        blocked = house.folder / "documents" / f"{KEY}.zh-cn.md"
        blocked.mkdir()
        with pytest.raises(DocumentError, match="cannot be written"):
            house.bring(URL)
        blocked.rmdir()
        assert house.bring(URL).kinds == Counter({Kind.NEW: 1})
        assert blocked.is_file()

    def test_an_archive_that_fails(self, house: House) -> None:
        with house.open() as hall:
            walk = crawl.crawl(hall, [HOT])
            next(walk)
            hall.store.close()
            with pytest.raises(ArchiveError):
                list(walk)
        house.crawl(HOT)
        assert len(house.stored()) == len(house.documents()) == 3

    def test_a_fault_of_our_own_is_an_outcome(self, house: House) -> None:
        """One page with a fault nobody foresaw never stops the others."""

        class Broken(Client):
            def page(self, url: str) -> Any:
                raise KeyError("unforeseen")

        with house.open() as hall:
            broken = replace(
                hall,
                client=Broken(
                    FETCH,
                    transport=InProcess(house.site),
                    now=hall.now,
                    monotonic=time.monotonic,
                    sleep=lambda _: None,
                    chance=lambda: 0.0,
                ),
            )
            (found,) = crawl.bring(broken, [URL])
        assert found.kind is Kind.FAILED
        assert found.reason == "KeyError: 'unforeseen'; please report it"
        assert house.bring(URL).kinds == Counter({Kind.NEW: 1})


class TestWhatARunLeft:
    """A run that ends in the middle leaves nothing half done, and the next one goes on."""

    def test_an_answer_that_was_kept_and_not_read_is_not_asked_for_again(
        self, house: House
    ) -> None:
        with house.open() as hall:
            link = next(iter(sources.lines([KEY], "import")))
            hall.store.came(link, hall.client.page(link.address.fetch_url), hall.run)
        house.site.seen.clear()
        assert house.crawl().kinds[Kind.NEW] >= 1
        assert not [one for one in house.site.pages() if KEY in one]
        assert KEY in house.stored()
        (snapshot,) = house.rows(f"SELECT * FROM snapshots WHERE asked LIKE '%{KEY}'")
        assert house.stored()[KEY].snapshot == snapshot["id"]

    def test_an_import_anew_asks_all_the_same(self, house: House) -> None:
        with house.open() as hall:
            link = next(iter(sources.lines([KEY], "import")))
            stale = replace(hall.client.page(link.address.fetch_url), body=b"<html></html>")
            hall.store.came(link, stale, hall.run)
        assert house.bring(KEY, refetch=True).kinds == {Kind.NEW: 1}

    def test_a_document_stands_before_its_article_is_said_to(self, house: House) -> None:
        seen = []
        with house.open() as hall:
            for event in crawl.crawl(hall, [HOT]):
                if isinstance(event, Outcome) and event.kind is Kind.NEW:
                    seen.append(event.id)
                    assert hall.store.article(event.id)
                    assert f"{event.id}.zh-cn.md" in house.documents()
        assert seen

    def test_asked_to_end_it_ends_between_two_pages(self, house: House) -> None:
        visited: list[str] = []

        def breathe() -> None:
            if len(visited) == 3:
                raise KeyboardInterrupt

        def run() -> None:
            with house.open() as hall:
                events = crawl.crawl(replace(hall, breathe=breathe), [AI])
                visited.extend(one.id for one in events if isinstance(one, Outcome))

        with pytest.raises(KeyboardInterrupt):
            run()
        assert house.counts()["visits"] == 3
        assert house.crawl(AI).total == 23 - len(visited) - 1  # one of them is an alias' article


class TestQuarantine:
    def test_a_hollow_page_is_kept_apart_with_its_bytes(self, house: House) -> None:
        house.crawl()
        with house.archive() as opened:
            (doubt,) = opened.watch.quarantine()
            fetched = opened.snapshot(doubt.snapshot)
        assert doubt.kind is Kind.HOLLOW
        assert fetched is not None
        assert b"article-content" in fetched.body
        assert doubt.url not in {entry.article.url for entry in house.stored().values()}

    def test_a_text_that_is_hardly_the_articles_is_suspect_and_not_stored(
        self, house: House
    ) -> None:
        page = answers.page(
            '<h1>标题</h1><div id="article-content"><p>该内容暂时无法显示</p></div>'
        )
        house.site.replies[f"/rain/a/{KEY}"] = lambda _: page
        seen = house.crawl()
        assert seen.kinds[Kind.SUSPECT] == 1
        assert KEY not in house.stored()
        assert f"{KEY}.zh-cn.md" not in house.documents()
        house.site.replies.clear()
        house.now += timedelta(hours=2)
        assert [one.id for one in house.crawl().outcomes if one.kind is Kind.NEW] == [KEY]
        with house.archive() as opened:
            assert Kind.SUSPECT not in {one.kind for one in opened.watch.quarantine()}

    def test_a_later_extractor_tries_again_what_an_earlier_one_could_not_read(
        self, house: House
    ) -> None:
        with house.open() as hall:  # an extractor of before, which did not know this page
            link = next(iter(sources.lines([KEY], "import")))
            number = hall.store.came(link, hall.client.page(link.address.fetch_url), hall.run)
            hall.store.visited(
                link.address.url,
                Kind.HOLLOW,
                at=house.now,
                snapshot=number,
                due_at=None,
                link=link,
                extractors="qq-before/1",
            )
        house.site.seen.clear()
        seen = house.crawl(HOT)
        assert seen.outcomes[0].kind is Kind.NEW
        assert seen.outcomes[0].id == KEY
        assert not [one for one in house.site.pages() if KEY in one]
        assert KEY in house.stored()
        assert f"{KEY}.zh-cn.md" in house.documents()
        with house.archive() as opened:
            assert KEY not in {one.url[-16:] for one in opened.watch.quarantine()}

    def test_what_no_extractor_can_read_is_tried_once_by_each(self, house: House) -> None:
        house.crawl()
        with house.open() as hall:
            assert list(crawl.again(hall)) == []
            assert list(crawl.again(hall, every=True)) == []
            (doubt,) = hall.store.watch.quarantine()
        assert doubt.extractors == EXTRACTORS

    def test_a_page_that_an_extractor_breaks_at_waits_for_a_mended_one(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(articles, "read", lambda *_: 1 / 0)
            (found,) = house.bring(KEY).outcomes
        assert found.kind is Kind.UNREADABLE
        assert found.reason == "ZeroDivisionError: division by zero; please report it"
        with house.archive() as opened:
            (doubt,) = opened.watch.quarantine()
            kept = opened.snapshot(doubt.snapshot)
        assert kept is not None
        assert ENTRIES[KEY].title.encode() in kept.body
        monkeypatch.setattr(articles, "EXTRACTORS", "qq-mended/1")
        seen = house.crawl(HOT)
        assert (seen.outcomes[0].kind, seen.outcomes[0].id) == (Kind.NEW, KEY)
        assert house.site.pages().count(f"new.qq.com/rain/a/{KEY}") == 1
        assert KEY in house.stored()
        with house.archive() as opened:
            assert list(opened.watch.quarantine()) == []

    def test_an_extractor_that_breaks_at_it_stops_no_crawl_and_tries_it_once(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        house.crawl()
        tried = self.judged(monkeypatch, KeyError("unforeseen"))
        for _ in range(2):
            house.now += timedelta(minutes=5)
            seen = house.crawl()
            assert (seen.outcomes, list(seen.surveys)) == ([], ["ai", "tech", "hot"])
        with house.archive() as opened:
            (doubt,) = opened.watch.quarantine()
        assert (doubt.kind, doubt.extractors) == (Kind.HOLLOW, "qq-other/1")
        assert tried == [doubt.url]

    def test_what_turns_out_to_be_no_article_is_said_once(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        house.crawl()
        with house.archive() as opened:
            (doubt,) = opened.watch.quarantine()
        tried = self.judged(monkeypatch, ExtractError(doubt.url, Kind.NOT_ARTICLE, "a topic"))
        visits = house.counts()["visits"]
        kinds = Counter[Kind]()
        for _ in range(3):
            house.now += timedelta(minutes=5)
            kinds += house.crawl(HOT).kinds
        assert kinds == Counter({Kind.NOT_ARTICLE: 1})
        assert house.counts()["visits"] == visits + 1
        assert tried == [doubt.url]

    @staticmethod
    def judged(monkeypatch: pytest.MonkeyPatch, error: Exception) -> list[str]:
        """Let other extractors judge every page so; the addresses of the pages they try."""
        tried: list[str] = []

        def read(page: Any, *_: Any) -> Any:
            tried.append(page.url)
            raise error

        monkeypatch.setattr(articles, "EXTRACTORS", "qq-other/1")
        monkeypatch.setattr(articles, "read", read)
        return tried


class TestPatience:
    def test_the_next_run_begins_by_obeying_a_block(self, house: House) -> None:
        house.site.replies[f"/rain/a/{KEY}"] = lambda _: WALL
        assert house.bring(KEY).kinds == {Kind.BLOCKED: 1}
        house.site.replies.clear()
        house.now += timedelta(hours=1)
        seen = house.bring("20261122A04DUP00")
        assert (seen.kinds, house.site.pages()) == ({Kind.BLOCKED: 1}, [])
        assert "new.qq.com is left alone until 2026-11-22 18:00" in seen.outcomes[0].reason
        house.now += timedelta(hours=5)
        assert house.bring("20261122A04DUP00").kinds == {Kind.NEW: 1}
        with house.archive() as opened:
            assert opened.watch.hosts() == []

    def test_other_hosts_go_on(self, house: House) -> None:
        house.site.replies[FEED] = lambda _: WALL
        seen = house.crawl(AI, HOT)
        assert [one.kind for one in seen.outcomes] == [Kind.BLOCKED, Kind.BLOCKED]
        assert house.bring(KEY).kinds == {Kind.NEW: 1}

    def test_a_host_that_is_down_is_left_alone_after_some_pages(self, house: House) -> None:
        busy = answers.page("<html></html>", status=503)
        keys = [key for key, entry in ENTRIES.items() if entry.era == "recent"][:12]
        for key in keys:
            house.site.replies[f"/rain/a/{key}"] = lambda _: busy
        seen = house.bring(*keys)
        assert [one.kind for one in seen.outcomes] == [Kind.BUSY] * 8 + [Kind.BLOCKED] * 4
        with house.archive() as opened:
            (host,) = opened.watch.hosts()
        assert (host.host, host.failures) == ("new.qq.com", 8)

    def test_a_block_of_a_clock_that_ran_ahead_ends(self, house: House) -> None:
        house.site.replies[f"/rain/a/{KEY}"] = lambda _: WALL
        ahead = replace(house, now=house.now + timedelta(days=400))
        assert ahead.bring(KEY).kinds == {Kind.BLOCKED: 1}
        house.site.replies.clear()
        assert house.bring("20261122A04DUP00").kinds == {Kind.BLOCKED: 1}
        house.now += timedelta(hours=6)
        assert house.bring("20261122A04DUP00").kinds == {Kind.NEW: 1}

    def test_an_outage_is_not_held_against_the_pages_that_it_met(self, house: House) -> None:
        house.site.replies[f"/rain/a/{KEY}"] = lambda _: Answer(silent=True)
        for _ in range(8):
            assert house.bring(KEY).kinds == {Kind.UNREACHABLE: 1}
            house.now += timedelta(days=7)
        house.site.on(f"/rain/a/{KEY}", "", 503)
        assert house.bring(KEY).kinds == {Kind.BUSY: 1}
        with house.archive() as opened:
            (failure,) = opened.failures()
        assert (failure.tries, failure.due_at) == (1, house.now + timedelta(minutes=10))
        house.site.replies.clear()
        house.now += timedelta(days=1)
        assert KEY in {one.id for one in house.crawl().outcomes if one.kind is Kind.NEW}

    def test_pages_of_a_host_that_is_left_alone_take_no_places_of_a_limit(
        self, house: House
    ) -> None:
        house.site.replies[f"/rain/a/{KEY}"] = lambda _: WALL
        assert house.bring(KEY).kinds == {Kind.BLOCKED: 1}
        waiting = [urls.read(key) for key in ENTRIES if key.startswith("202611")][:6]
        others = [urls.read(form) for form in (CLASSIC[0], *DESKS)]
        with house.open() as hall:
            for one in waiting:
                hall.store.visited(one.url, Kind.BUSY, at=house.now, due_at=house.now)
            hall.store.discovered([Link(address=one, source="hot") for one in others], house.now)
        house.now += timedelta(hours=1)
        seen = house.having(HOT).crawl(limit=2)
        assert seen.kinds[Kind.NEW] == len(seen.outcomes) - seen.kinds[Kind.BLOCKED] == 2
        left = house.having(HOT).crawl(limit=2)
        assert left.kinds[Kind.NEW] == 1
        assert {one.url for one in others} == {one.article.url for one in house.stored().values()}
        assert not [one for one in house.site.pages() if one.startswith("new.qq.com")][1:]


class TestTopics:
    def test_a_list_that_takes_all_brings_back_what_a_sitemap_found_off_topic(
        self, house: House
    ) -> None:
        """The sitemap has no titles, so its pages are judged; a later list may know better."""
        key = next(key for key, entry in ENTRIES.items() if not entry.topic)
        with house.open() as hall:
            hall.store.source("map", "sitemap", hall.run)
            hall.store.discovered([Link(address=urls.read(key), source="map")], house.now)
        sitemap = Source(name="map", kind="sitemap")
        assert house.having(sitemap).crawl().kinds[Kind.OFF_TOPIC] >= 1
        assert key not in house.stored()
        with house.open() as hall:
            named = Link(address=urls.read(key), source="ai", reason="whole source")
            hall.store.discovered([named], house.now)
        assert key in {one.id for one in house.crawl(sitemap).outcomes if one.kind is Kind.NEW}
        assert house.stored()[key].reason == "whole source"
