"""Lists as the site answers them, as it answers when unhappy, and as nobody should."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.config import Source
from scraper.dates import BEIJING
from scraper.discover import sources
from scraper.errors import DiscoverError
from scraper.models import Fetched, Kind, Listing, Request

NOW = datetime(2026, 8, 11, 9, 0, tzinfo=BEIJING)

CHANNEL = Source(name="ai", kind="channel", channel="news_news_fx")
SHELF = Source(name="tech", kind="channel", channel="kv:tech")
HOT = Source(name="hot", kind="hot")
ACCOUNT = Source(name="lab", kind="author", author="8QMd3Xt+6Kz/abQ=")
SEARCH = Source(name="find", kind="search", query="大模型 & 芯片")
SITEMAP = Source(name="map", kind="sitemap", pages=3)
KINDS = (CHANNEL, SHELF, HOT, ACCOUNT, SEARCH, SITEMAP)

ONE = {
    "id": "20260810A01AAA00",
    "articletype": "0",
    "title": "星河智能发布开源模型“北斗3”，单卡即可运行",
    "publish_time": "2026-08-10 19:43:37",
    "long_summary": "星河智能今日发布北斗3。",
    "desc": "短一些的摘要",
    "pic_info": {
        "big_img": ["https://inews.gtimg.com/news_ls/Oone_870492/0"],
        "small_img": ["https://inews.gtimg.com/news_ls/Oone_294195/0"],
    },
    "link_info": {"url": "https://view.inews.qq.com/a/20260810A01AAA00"},
    "media_info": {"chl_name": "算力观察", "medal_info": {"medal_name": "初露锋芒"}},
    "category": {"cate1_name": "科技", "cate2_name": "人工智能"},
    "doc_info": {"first_cate_name": "tech", "sec_cate_name": "tech_ai"},
}
TWO = {**ONE, "id": "20260810A02BBB00", "title": "第二条"}


def answered(body: object, asked: Request) -> Fetched:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Fetched(asked=asked.url, url=asked.url, status=200, headers=(), body=raw, at=NOW)


def read(source: Source, body: object, asked: Request | None = None) -> Listing:
    asked = asked or sources.first(source)
    return sources.read(source, asked, answered(body, asked), NOW)


def feed(*rows: object) -> Listing:
    return read(CHANNEL, {"code": 0, "data": list(rows)})


def ids(listing: Listing) -> list[str]:
    return [link.address.id for link in listing.links]


def real(shared: Path, name: str) -> Any:
    path = shared / "api" / name
    if not path.exists():
        pytest.skip(f"{name} is not in {path.parent}: no real answer to read")
    return json.loads(path.read_text(encoding="utf-8"))


def query(request: Request) -> dict[str, str]:
    asked = request.body.decode() if request.method == "POST" else urlsplit(request.url).query
    return {key: one[0] for key, one in parse_qs(asked, keep_blank_values=True).items()}


class TestFirst:
    def test_a_channel_is_posted_to_with_a_minimal_body(self):
        asked = sources.first(CHANNEL)
        assert (asked.method, asked.url) == ("POST", "https://i.news.qq.com/web_feed/getPCList")
        assert asked.headers == (("Content-Type", "application/json"),)
        said = {"base_req": {"from": "pc"}, "forward": "2", "channel_id": "news_news_fx"}
        assert json.loads(asked.body) == said

    def test_a_device_fills_the_body(self):
        said = json.loads(sources.first(CHANNEL, device="d" * 36).body)
        assert (said["qimei36"], said["device_id"]) == ("d" * 36, "d" * 36)
        assert (said["flush_num"], said["item_count"]) == (1, 12)

    def test_a_shelf_is_a_plain_request(self):
        asked = sources.first(SHELF)
        assert (asked.method, asked.body) == ("GET", b"")
        assert query(asked)["sub_srv_id"] == "tech"
        ext = {"pool": ["high", "top"], "is_filter": 10, "check_type": True}
        assert json.loads(query(asked)["ext"]) == ext

    def test_an_account_is_asked_for_by_suid(self):
        asked = sources.first(ACCOUNT)
        assert query(asked)["guestSuid"] == "8QMd3Xt+6Kz/abQ="
        assert query(asked)["tabId"] == "om_article"
        quoted = replace(ACCOUNT, author="8QMd3Xt%2B6Kz%2FabQ%3D")  # as copied from a browser
        assert sources.first(quoted) == asked

    def test_a_number_is_looked_up_first(self):
        asked = sources.first(replace(ACCOUNT, author="5206106"))
        assert asked.url == "https://i.news.qq.com/i/getUserHomepageInfo?chlid=5206106"

    def test_a_search_is_a_form_with_origin(self):
        asked = sources.first(SEARCH)
        assert query(asked)["query"] == "大模型 & 芯片"
        assert query(asked)["page"] == "0"
        headers = dict(asked.headers)
        assert headers["Origin"] == "https://news.qq.com"
        assert headers["Referer"] == "https://news.qq.com/"
        assert headers["Content-Type"].startswith("application/x-www-form-urlencoded")

    def test_hot_and_sitemap(self):
        assert query(sources.first(HOT))["page_size"] == "51"
        assert sources.first(SITEMAP).url == "https://news.qq.com/sitemap/index.xml"

    def test_a_file_is_not_asked_for(self):
        typed = Source(name="mine", kind="urls", file="mine.txt")
        with pytest.raises(DiscoverError, match=r"mine\.txt: .*lines"):
            sources.first(typed)
        with pytest.raises(DiscoverError, match="lines"):
            read(typed, {}, sources.first(HOT))

    @given(st.text(), st.text())
    def test_never_fails_on_a_configured_text(self, words: str, device: str):
        for source in KINDS:
            odd = replace(source, channel=words, author=words, query=words)
            asked = sources.first(odd, device=device)
            assert asked.url.isascii()
            assert read(SITEMAP, b"<urlset>", asked) == Listing(links=())


class TestRows:
    def test_an_item_becomes_a_link_with_its_hint(self):
        (link,) = feed(ONE).links
        assert link.address.url == "https://new.qq.com/rain/a/20260810A01AAA00"
        assert link.source == "ai"
        assert link.hint.title == "星河智能发布开源模型“北斗3”，单卡即可运行"
        assert link.hint.published == datetime(2026, 8, 10, 19, 43, 37, tzinfo=BEIJING)
        assert link.hint.author == "算力观察"
        assert link.hint.summary == "星河智能今日发布北斗3。"
        assert link.hint.thumbnail == "https://inews.gtimg.com/news_ls/Oone_870492/0"
        assert link.hint.category == "科技/人工智能"

    @pytest.mark.parametrize("key", ["sub_item", "sub_items"])
    @pytest.mark.parametrize("kind", ["525", 525, "0", None])
    def test_a_card_gives_way_to_its_items(self, key: str, kind: object):
        card = {"id": ONE["id"], "articletype": kind, "title": "热点精选", key: [ONE, TWO]}
        listing = feed(card)
        assert ids(listing) == [ONE["id"], TWO["id"]]
        assert listing.links[0].hint.title == ONE["title"]
        assert listing.skipped == ()

    def test_cards_in_cards_keep_the_order(self):
        inner = {"articletype": "525", "sub_item": [TWO]}
        third = {**ONE, "id": "20260810A03CCC00"}
        outer = {"articletype": "525", "sub_item": [ONE, inner]}
        assert ids(feed(outer, third)) == [ONE["id"], TWO["id"], third["id"]]

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ({"id": "TIP2023062717382000", "title": "每10分钟更新"}, "tip"),
            ({"id": "x", "articletype": 560}, "tip"),
            ({"articletype": "525", "id": ONE["id"], "sub_item": []}, "empty card"),
            *[({**ONE, "articletype": t}, "video") for t in ("4", 56, "102", 103, "118", "123")],
            ({"id": "20260810V01AAA00", "articletype": "0"}, "video"),
            ({"cms_id": "20260810Q01AAA00"}, "question"),
            ({"id": "", "url": None, "title": "没有地址"}, "no address"),
            ({"id": 7, "url": ["x"]}, "no address"),
            ({}, "no address"),
            ({"url": "https://news.qq.com/zt2026/ai/index.htm"}, "not an article"),
            ({"id": "abc", "url": "https://example.com/rain/a/20260810A01AAA00"}, "not an article"),
            (
                {
                    "id": "TWF2026081000534800",
                    "url": "https://new.qq.com/zt/template/?id=TWF2026081000534800",
                },
                "not an article",
            ),
            ("text", "not a row"),
            (None, "not a row"),
            ([ONE], "not a row"),
        ],
    )
    def test_what_is_passed_over_says_why(self, row: object, reason: str):
        assert feed(row, TWO).skipped == ((reason, 1),)
        assert ids(feed(row, TWO)) == [TWO["id"]]

    def test_duplicates_are_counted_and_reasons_sorted(self):
        short = {"id": "20260810a01aaa"}  # the same article without its version, in lower case
        listing = feed(ONE, short, "x", {"id": "TIP1"}, {"url": "https://new.qq.com/omn/" + "x"})
        assert ids(listing) == [ONE["id"]]
        reasons = (("duplicate", 1), ("not a row", 1), ("not an article", 1), ("tip", 1))
        assert listing.skipped == reasons

    def test_an_address_stands_in_for_a_strange_id(self):
        row = {"id": "98765", "surl": "http://finance.qq.com/a/20141009/035607.htm"}
        assert ids(feed(row)) == ["FIN2014100903560700"]
        row = {"url": "https://page.om.qq.com/page/Oabc", "vurl": ONE["link_info"]["url"]}
        assert ids(feed(row)) == [ONE["id"]]

    def test_an_address_only_the_page_explains_is_a_link(self):
        (link,) = feed({"url": "https://page.om.qq.com/page/OabcDEF"}).links
        assert not link.address.certain


class TestHints:
    def hint(self, **keys: object):
        return feed({"id": ONE["id"], **keys}).links[0].hint

    @pytest.mark.parametrize(
        ("title", "clean"),
        [
            ("<em>大模型</em>降价 &amp; <b class='x'>芯片</b>", "大模型降价 & 芯片"),
            ("《<AI>时代》 a < b > c", "《<AI>时代》 a < b > c"),
            ("一\r\n二\u2028三\x00四", "一 二 三 四"),
            ("\u3000 标题\n", "标题"),
            ("半个\ud83d字", "半个\ufffd字"),
            ("好" * 600, "好" * 500),
            ("&#" + "9" * 9000 + ";", "\ufffd"),  # more digits than an integer may have
            ("<em> </em>", None),
            (12, None),
            ({"a": 1}, None),
        ],
    )
    def test_titles(self, title: object, clean: str | None):
        body = json.dumps({"code": 0, "data": [{"id": ONE["id"], "title": title}]}).encode()
        found = read(CHANNEL, body).links[0].hint.title
        assert found == clean

    def test_the_long_title_wins(self):
        assert self.hint(longtitle="长标题", title="短").title == "长标题"
        assert self.hint(longtitle="", title="短").title == "短"

    @pytest.mark.parametrize(
        ("keys", "published"),
        [
            ({"time": "3小时前"}, NOW - timedelta(hours=3)),
            ({"time": "3小时前", "timestamp": 1786334400}, datetime(2026, 8, 10, 12, 0)),
            ({"time": "", "timestamp": 1786334400}, datetime(2026, 8, 10, 12, 0)),
            ({"timestamp": "1786334400"}, datetime(2026, 8, 10, 12, 0)),
            ({"timestamp": 1786334400000}, datetime(2026, 8, 10, 12, 0)),
            ({"timestamp": 1786334400.0}, datetime(2026, 8, 10, 12, 0)),
            ({"timestamp": 0, "time": "2026-08-10 12:00:00"}, datetime(2026, 8, 10, 12, 0)),
            ({"update_time": "2026-08-10 12:00:00"}, datetime(2026, 8, 10, 12, 0)),
            ({"publish_time": "0001-01-01 00:00:00"}, None),
            ({"timestamp": True}, None),
            ({"timestamp": -5}, None),
            ({"timestamp": 10**400}, None),
            ({"time": ["2026"]}, None),
            ({"time": "1" * 9000}, None),
        ],
    )
    def test_times(self, keys: dict[str, object], published: datetime | None):
        aware = published and published.replace(tzinfo=BEIJING)
        assert self.hint(**keys).published == aware

    @pytest.mark.parametrize(
        ("keys", "author"),
        [
            ({"media_info": {"chl_name": "甲"}, "chlname": "乙"}, "甲"),
            ({"media_info": {"medal_name": "初露锋芒"}, "chlname": "", "source": "丙"}, "丙"),
            ({"source": "om", "media_name": "丁"}, "丁"),
            ({"medal_name": "初露锋芒"}, None),
            ({"media_info": [], "chlname": 5}, None),
        ],
    )
    def test_authors(self, keys: dict[str, object], author: str | None):
        assert self.hint(**keys).author == author

    @pytest.mark.parametrize(
        ("keys", "thumbnail"),
        [
            ({"img": "//inews.gtimg.com/a/0"}, "https://inews.gtimg.com/a/0"),
            ({"img": "http://inews.gtimg.com/a/0"}, "https://inews.gtimg.com/a/0"),
            ({"img": "http://img.example.com/a"}, "http://img.example.com/a"),
            ({"img": "http://gtimg.com.example/a"}, "http://gtimg.com.example/a"),
            (
                {"thumbnails": ["https://t.gtimg.com/s"], "bigImage": ["https://t.gtimg.com/b"]},
                "https://t.gtimg.com/b",
            ),
            ({"thumbnails": ["", None, "https://t.gtimg.com/s"]}, "https://t.gtimg.com/s"),
            ({"pic_info": {"big_img": "https://t.gtimg.com/one"}}, "https://t.gtimg.com/one"),
            ({"pic_info": "x", "thumbnails": {"0": "x"}}, None),
            ({"img": "javascript:alert(1)"}, None),
            ({"img": "https://t.gtimg.com/a b"}, None),
            ({"img": "https://t.gtimg.com/\x00"}, None),
            ({"img": "https://t.gtimg.com/" + "a" * 3000}, None),
        ],
    )
    def test_thumbnails(self, keys: dict[str, object], thumbnail: str | None):
        assert self.hint(**keys).thumbnail == thumbnail

    @pytest.mark.parametrize(
        ("keys", "category"),
        [
            ({"category": {"cate1_name": "科技", "cate2_name": ""}}, "科技"),
            ({"category": {"cate1_name": "科技", "cate2_name": "科技"}}, "科技"),
            ({"category_cn": "科技", "sub_category_cn": "芯片"}, "科技/芯片"),
            ({"doc_info": {"first_cate_name": "tech", "sec_cate_name": "tech_ai"}}, "tech/tech_ai"),
            ({"category": "games"}, "games"),
            ({"category": 4}, None),
        ],
    )
    def test_categories(self, keys: dict[str, object], category: str | None):
        assert self.hint(**keys).category == category


class TestPages:
    def test_a_channel_turns_forward_until_it_is_empty(self):
        asked = sources.first(CHANNEL, device="d" * 36)
        (second,) = read(CHANNEL, {"code": 0, "data": [ONE]}, asked).more
        (third,) = read(CHANNEL, {"code": "0", "data": [ONE]}, second).more
        said = json.loads(third.body)
        assert (said["forward"], said["flush_num"], said["qimei36"]) == ("1", 3, "d" * 36)
        assert (third.method, third.headers) == (asked.method, asked.headers)
        assert read(CHANNEL, {"code": 0, "data": []}, third).more == ()
        assert read(CHANNEL, {"code": 0, "data": None}, third) == Listing(links=())

    def test_a_channel_turns_a_request_it_does_not_know(self):
        (more,) = read(CHANNEL, {"data": [ONE]}, Request(url="https://i.news.qq.com/x")).more
        assert json.loads(more.body)["flush_num"] == 2
        (more,) = read(CHANNEL, {"data": [ONE]}, Request(url="https://x.qq.com", body=b"[]")).more
        assert json.loads(more.body)["channel_id"] == "news_news_fx"

    def test_a_shelf_goes_on_while_its_answers_are_full(self):
        full = [{"cms_id": f"20260810A{n:05d}00"} for n in range(199)]
        listing = read(SHELF, {"data": {"list": full}})
        assert len(listing.links) == 199
        assert query(listing.more[0])["offset"] == "199"
        assert query(listing.more[0])["sub_srv_id"] == "tech"
        again = read(SHELF, {"data": {"list": full}}, listing.more[0])
        assert query(again.more[0])["offset"] == "398"
        assert read(SHELF, {"data": {"list": full[:5]}}).more == ()

    def test_the_hot_list_is_one_page_of_several_lists(self):
        rows = [{"id": "TIP20260810", "articletype": "560"}, ONE]
        listing = read(HOT, {"ret": 0, "idlist": [{"newslist": rows}, {"newslist": [TWO]}, 5]})
        assert ids(listing) == [ONE["id"], TWO["id"]]
        assert listing.skipped == (("not a row", 1), ("tip", 1))
        assert listing.more == ()

    def test_an_account_follows_its_offset(self):
        body = {"ret": 0, "newslist": [ONE], "hasNext": 1, "offsetInfo": "p=2&t=+9"}
        (more,) = read(ACCOUNT, body).more
        assert query(more)["offset_info"] == "p=2&t=+9"
        assert query(more)["guestSuid"] == "8QMd3Xt+6Kz/abQ="
        assert read(ACCOUNT, body, more).more == ()  # the same place again: no loop
        assert read(ACCOUNT, {**body, "hasNext": False}).more == ()
        assert read(ACCOUNT, {**body, "offsetInfo": None}).more == ()

    @pytest.mark.parametrize(
        "body",
        [
            {"ret": 0, "userinfo": {"nick": "算力观察", "suid": "8QIf3n+5c7I="}},
            {"code": 0, "data": {"x": {"suid": ""}, "user": {"encoded_suid": "8QIf3n+5c7I="}}},
            {"guestSuid": "8QIf3n+5c7I=", "userinfo": {"suid": "other-account"}},
        ],
    )
    def test_a_number_leads_to_the_articles(self, body: object):
        source = replace(ACCOUNT, author="5206106")
        listing = read(source, body)
        assert listing.links == ()
        assert query(listing.more[0])["guestSuid"] == "8QIf3n+5c7I="
        assert ids(read(source, {"newslist": [ONE]}, listing.more[0])) == [ONE["id"]]

    def test_a_number_without_account_says_so(self):
        source = replace(ACCOUNT, author="5206106")
        with pytest.raises(DiscoverError, match=r"userinfo\.suid.*set the author"):
            read(source, b'{"ret":0,"userinfo":{"suid":"\\ud800!"}}')

    def test_a_search_goes_on_while_there_is_more(self):
        section = {"newsList": [{"title": "<em>大模型</em>", "url": ONE["link_info"]["url"]}]}
        body = {"total_num": 40, "hasMore": True, "secList": [section, {"videoList": []}]}
        listing = read(SEARCH, body)
        assert listing.links[0].hint.title == "大模型"
        (more,) = listing.more
        assert (query(more)["page"], query(more)["query"]) == ("1", "大模型 & 芯片")
        assert query(read(SEARCH, body, more).more[0])["page"] == "2"
        assert read(SEARCH, {**body, "hasMore": False}).more == ()
        assert read(SEARCH, {"total_num": 0, "hasMore": False}) == Listing(links=())


class TestUnhappy:
    @pytest.mark.parametrize(
        ("source", "body", "words"),
        [
            (CHANNEL, {"code": 0}, "no key data"),
            (CHANNEL, {"code": 0, "data": {"list": []}}, "data is an object, not a list"),
            (SHELF, {"code": 0, "data": []}, r"no key data\.list"),
            (HOT, {"ret": 0}, "no key idlist"),
            (HOT, {"ret": 0, "idlist": [{"news": []}]}, r"no key idlist\[\]\.newslist"),
            (HOT, {"ret": 0, "idlist": [{"newslist": "x"}]}, "newslist is"),
            (ACCOUNT, {"ret": 0}, "no key newslist"),
            (SEARCH, {"ret": 0, "total_num": 5}, "no key secList"),
            (CHANNEL, [ONE], "a list where an object"),
            (CHANNEL, b"", "not JSON"),
            (CHANNEL, b"<html>\n<script>location='x'</script>", "not JSON"),
            (CHANNEL, b'{"code":0,"data":[', "not JSON"),
            (CHANNEL, b"[" * 200_000, "not JSON .nested too deep"),
            (CHANNEL, b'{"code":0,"n":' + b"9" * 5000 + b"}", "not JSON"),
            (CHANNEL, {"code": 5, "message": "bad\nchannel"}, "code 5 bad channel"),
            (CHANNEL, {"code": {"a": 1}}, "code"),
            (SITEMAP, b"{}", "no <urlset>"),
        ],
    )
    def test_another_shape_is_named_in_one_line(self, source: Source, body: object, words: str):
        with pytest.raises(DiscoverError, match=words) as caught:
            read(source, body)
        assert caught.value.kind is Kind.UNREADABLE
        assert caught.value.url == sources.first(source).url
        assert len(str(caught.value).splitlines()) == 1

    @pytest.mark.parametrize(
        "body",
        [
            {"ret": 404},
            {"ret": "404", "idlist": []},
            {"code": 10001, "message": "系统繁忙"},
            {"code": 99998},
            {"code": -1, "msg": "系统繁忙，请稍后"},
        ],
    )
    def test_busy(self, body: object):
        for source in (CHANNEL, SHELF, HOT, ACCOUNT, SEARCH):
            with pytest.raises(DiscoverError) as caught:
                read(source, body)
            assert caught.value.kind is Kind.BUSY

    @pytest.mark.parametrize(
        "wrap",
        [
            b"\xef\xbb\xbf%s",
            b"callback(%s)",
            b"/**/jQuery1.cb_2 (%s) ;\n",
            b"  %s\r\n",
        ],
    )
    def test_wrappings_come_off(self, wrap: bytes):
        body = json.dumps({"code": 0, "data": [ONE]}).encode()
        assert ids(read(CHANNEL, wrap % body)) == [ONE["id"]]

    def test_bytes_that_are_no_text_spoil_only_their_own_value(self):
        body = b'{"code":0,"data":[{"id":"20260810A01AAA00","title":"\xff\xfe\xb0"}]}'
        assert read(CHANNEL, body).links[0].hint.title == "\ufffd\ufffd\ufffd"

    def test_numbers_that_are_none(self):
        body = b'{"code":NaN,"data":[{"id":"20260810A01AAA00","timestamp":Infinity,"ts":1e999}]}'
        assert read(CHANNEL, body).links[0].hint.published is None

    def test_a_deep_card_is_read_without_recursion(self):
        deep: object = ONE
        for _ in range(60):
            deep = {"articletype": "525", "sub_item": [deep]}
        assert ids(feed(deep)) == [ONE["id"]]


KEYS = st.sampled_from(
    "code ret msg data list idlist newslist secList newsList sub_item sub_items id url cms_id "
    "articletype title time timestamp publish_time media_info chl_name pic_info big_img category "
    "cate1_name link_info thumbnails img hasNext hasMore offsetInfo total_num userinfo suid".split()
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(["20260810A01AAA00", "0", "525", "TIP1", "2026-08-10", "//a.gtimg.com/x"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=30,
)
SHAPES = (
    lambda rows: {"data": rows},
    lambda rows: {"data": {"list": rows}},
    lambda rows: {"idlist": [{"newslist": rows}]},
    lambda rows: {"newslist": rows, "hasNext": True, "offsetInfo": "x"},
    lambda rows: {"secList": [{"newsList": rows}], "hasMore": True},
)


class TestAnything:
    @settings(max_examples=300)
    @given(JSON)
    def test_any_json_is_a_listing_or_our_error(self, value: object):
        body = json.dumps(value).encode()
        for source in KINDS:
            for asked in (sources.first(source), sources.first(replace(ACCOUNT, author="1"))):
                try:
                    found = sources.read(source, asked, answered(body, asked), NOW)
                except DiscoverError as error:
                    assert len(str(error).splitlines()) == 1  # noqa: PT017
                else:
                    assert isinstance(found, Listing)

    @settings(max_examples=300)
    @given(st.lists(JSON, max_size=6))
    def test_every_row_is_a_link_or_counted(self, values: list[object]):
        rows = [_flat(value) for value in values]
        for source, shape in zip(KINDS, SHAPES, strict=False):
            listing = read(source, json.dumps(shape(rows)).encode())
            assert len(listing.links) + sum(n for _, n in listing.skipped) == len(rows)
            assert list(listing.skipped) == sorted(listing.skipped)
            repr(listing).encode()  # no half characters anywhere

    @given(st.binary())
    def test_any_bytes(self, body: bytes):
        for source in KINDS:
            with pytest.raises(DiscoverError):
                read(source, b"\x01" + body)


def _flat(value: object) -> object:
    """A row that is not a card."""
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if not key.startswith("sub_item")}
    return value


class TestReal:
    def test_the_channel_of_2026(self, shared: Path):
        listing = read(CHANNEL, real(shared, "getPCList-fx-20260810.excerpt.json"))
        assert ids(listing) == ["20260810A0BO7100", "20260810A04WOP00"]
        assert listing.skipped == ()
        first, second = (link.hint for link in listing.links)
        assert first.author == "AGIHunt"
        assert first.published == datetime(2026, 8, 10, 19, 43, 37, tzinfo=BEIJING)
        assert str(first.title).startswith("Meta")
        assert str(first.summary).endswith("胜出。")
        assert re.fullmatch(r"https://inews\.gtimg\.com/news_ls/\S+_870492/0", str(first.thumbnail))
        assert first.category == second.category == "科技/人工智能"
        assert second.author == "硅星人Pro"
        assert str(second.summary).startswith("作者")

    def test_the_hot_list_of_2026_has_only_tips_and_videos(self, shared: Path):
        listing = read(HOT, real(shared, "pc_hot_ranking_list-ent-202609.trimmed.json"))
        assert listing.links == ()
        assert listing.skipped == (("tip", 1), ("video", 3))

    def test_the_account_of_2026_has_only_videos(self, shared: Path):
        listing = read(ACCOUNT, real(shared, "getSubNewsMixedList-guyu-202609.trimmed.json"))
        assert (listing.links, listing.skipped) == ((), (("video", 3),))

    def test_the_questions_are_no_channel(self, shared: Path):
        with pytest.raises(DiscoverError, match="data"):
            read(CHANNEL, real(shared, "getHotQuestionList-202609.trimmed.json"))

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            (
                "hot_ranking_list-item-20221228.json",
                (
                    "20221228A08SHX00",
                    "极目新闻",
                    "2022-12-28 21:43:13",
                    "https://inews.gtimg.com/newsapp_ls/0/15581535965_870492/0",
                    None,
                ),
            ),
            (
                "media-page-item-20190123.json",
                (
                    "20190123A17T7F00",
                    "央视网新闻",
                    "2019-01-23 20:14:55",
                    "https://inews.gtimg.com/newsapp_ls/0/7414735225_150120/0",
                    None,
                ),
            ),
            (
                "openapi-inews-item-20141009.json",
                (
                    "FIN2014100903560719",
                    "一财网",
                    "2014-10-09 15:02:00",
                    "https://inews.gtimg.com/newsapp_ls/0/25370765_150110/0",
                    None,
                ),
            ),
            (
                "kv_srv-list-item-20210106.json",
                (
                    "20210106A07VTW00",
                    "北京石景山",
                    "2021-01-06 15:17:33",
                    "https://inews.gtimg.com/newsapp_ls/0/13006527604_640330/0",
                    "时政/重大民生",
                ),
            ),
            (
                "pacaio-irs-rcd-item-20190331.json",
                (
                    "20190331A0E97900",
                    "悟空讲王者",
                    "2019-03-31 20:12:22",
                    "https://inews.gtimg.com/newsapp_bt/0/7047949212/641",
                    "游戏/王者荣耀",
                ),
            ),
        ],
    )
    def test_items_of_other_years(self, shared: Path, name: str, said: tuple[str | None, ...]):
        key, author, day, thumbnail, category = said
        item = real(shared, name)
        row = item["data"][0] if "data" in item else item
        (link,) = read(SHELF, {"code": 0, "data": {"list": [row]}}).links
        assert (link.address.id, link.hint.author) == (key, author)
        assert link.hint.published == datetime.fromisoformat(f"{day}+08:00")
        assert (link.hint.thumbnail, link.hint.category) == (thumbnail, category)
        assert link.hint.title
