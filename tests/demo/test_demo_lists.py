"""The list endpoints answer in the shapes of the real ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.robotparser import RobotFileParser

import httpx
import pytest

from scraper.demo.content import ENTRIES
from scraper.demo.site import EXPECTED, MOODS, app

from .transport import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

API = "https://i.news.qq.com"
FEED = f"{API}/web_feed/getPCList"
HOT = f"{API}/gw/event/pc_hot_ranking_list?ids_hash=&offset=0&page_size=51"
APP_HOT = "https://r.inews.qq.com/gw/event/hot_ranking_list?page_size=50"
MIXED = f"{API}/getSubNewsMixedList"
SEARCH = f"{API}/gw/pc_search/result"
DESK = f"{API}/trpc.qqnews_web.kv_srv.kv_srv_http_proxy/list"


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    with httpx.Client(transport=InProcess(app())) as client:
        yield client


def feed(web: httpx.Client, channel: str, number: int) -> list[dict[str, Any]]:
    asking: dict[str, Any] = {"base_req": {"from": "pc"}, "channel_id": channel}
    asking |= {"forward": "2" if number == 1 else "1", "flush_num": number, "item_count": 12}
    answer = web.post(FEED, json=asking).json()
    assert answer["code"] == 0
    return answer["data"]


def unfolded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for row in rows for one in row.get("sub_item", [row])]


def real(shared: Path, name: str) -> Any:
    return json.loads((shared / "api" / name).read_text(encoding="utf-8"))


def shape(value: Any) -> Any:
    """The keys of a value, however deep; of a list, the keys of its first row."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else type(value).__name__


def lacks(real_value: Any, ours: Any, path: str = "") -> list[str]:
    """The keys of a real value that ours has not."""
    if isinstance(real_value, dict) and isinstance(ours, dict):
        found = [f"{path}.{key}" for key in real_value if key not in ours]
        both = real_value.keys() & ours.keys()
        return found + [
            x for key in both for x in lacks(real_value[key], ours[key], f"{path}.{key}")
        ]
    if isinstance(real_value, list) and isinstance(ours, list) and real_value and ours:
        return lacks(real_value[0], ours[0], f"{path}[]")
    same = type(real_value) is type(ours) or real_value is None or ours is None
    return [] if same else [f"{path}: {type(real_value).__name__}, not {type(ours).__name__}"]


def test_a_channel_has_a_fresh_page_an_older_one_and_an_end(web: httpx.Client) -> None:
    for channel in ("news_news_fx", "news_news_tech"):
        first, second, third = (feed(web, channel, number) for number in (1, 2, 3))
        assert first
        assert second
        assert third == []
        ids = [row["id"] for row in unfolded(first) + unfolded(second)]
        assert set(ids) - ENTRIES.keys()  # also what is no article here


def test_the_smallest_question_gets_the_first_page(web: httpx.Client) -> None:
    asking = {"base_req": {"from": "pc"}, "forward": "2", "channel_id": "news_news_fx"}
    assert web.post(FEED, json=asking).json()["data"] == feed(web, "news_news_fx", 1)


def test_lists_hold_cards_repeats_and_other_news(web: httpx.Client) -> None:
    first = feed(web, "news_news_fx", 1)
    assert [row["articletype"] for row in first].count("525") == 1
    every = first + feed(web, "news_news_fx", 2)
    ids = [row["id"] for row in unfolded(every)]
    assert len(ids) > len(set(ids))
    tech = unfolded(feed(web, "news_news_tech", 1))
    assert set(ids) & {row["id"] for row in tech}
    assert any(not ENTRIES[row["id"]].topic for row in tech if row["id"] in ENTRIES)
    assert {row["articletype"] for row in tech} >= {"0", "4", "102"}


def test_the_lists_show_one_of_each_of_four_moods(web: httpx.Client) -> None:
    rows = [
        row["id"]
        for channel in ("news_news_fx", "news_news_tech")
        for number in (1, 2)
        for row in unfolded(feed(web, channel, number))
    ]
    assert sorted(MOODS[one].kind for one in set(rows) & MOODS.keys()) == [
        "gone",
        "hollow",
        "paid",
        "video",
    ]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"channel_id":"news_news_fx"}', b"[" * 9999])
def test_a_wrong_question_gets_an_error(web: httpx.Client, body: bytes) -> None:
    assert web.post(FEED, content=body).json()["code"] == 10003
    assert web.get(FEED).json()["code"] == 10003


def test_a_channel_answer_has_the_real_shape(web: httpx.Client, shared: Path) -> None:
    answer = {"code": 0, "data": feed(web, "news_news_fx", 1)}
    assert lacks(real(shared, "getPCList-fx-20260810.excerpt.json"), answer) == []


def test_the_hot_list_begins_with_a_notice(web: httpx.Client) -> None:
    rows = web.get(HOT).json()["idlist"][0]["newslist"]
    assert rows[0]["articletype"] == "560"
    assert len(rows) > 5
    assert [row["id"] for row in rows] == [
        row["id"] for row in web.get(APP_HOT).json()["idlist"][0]["newslist"]
    ]


def test_hot_answers_have_the_real_shape(web: httpx.Client, shared: Path) -> None:
    ours = web.get(HOT).json()
    theirs = real(shared, "pc_hot_ranking_list-ent-202609.trimmed.json")
    assert lacks(theirs, ours) == []
    rows = (theirs["idlist"][0]["newslist"], ours["idlist"][0]["newslist"])
    assert lacks(rows[0][1], rows[1][1]) == []
    item = web.get(APP_HOT).json()["idlist"][0]["newslist"][1]
    assert lacks(real(shared, "hot_ranking_list-item-20221228.json"), item) == []


def test_an_account_is_followed_to_its_end(web: httpx.Client) -> None:
    user = web.get(f"{API}/i/getUserHomepageInfo", params={"chlid": "24810031"}).json()["userinfo"]
    offset, ids, more = "", [], True  # two pages
    while more:
        asking = {"offset_info": offset, "guestSuid": user["suid"], "tabId": "om_article"}
        answer = web.get(MIXED, params=asking).json()
        assert answer["ret"] == 0
        assert {row["source"] for row in answer["newslist"]} == {user["nick"]}
        ids += [row["id"] for row in answer["newslist"]]
        offset, more = answer["offsetInfo"], answer["hasNext"]
    own = [one.id for one in ENTRIES.values() if one.author.suid == user["suid"]]
    assert sorted(ids) == sorted(own)
    assert len(ids) == 5


def test_an_account_answer_has_the_real_shape(web: httpx.Client, shared: Path) -> None:
    answer = web.get(MIXED, params={"guestSuid": "8QIf3n5c7IYdvTfa5A0="}).json()
    assert lacks(real(shared, "getSubNewsMixedList-guyu-202609.trimmed.json"), answer) == []


def test_an_unknown_account_is_an_error(web: httpx.Client) -> None:
    assert web.get(f"{API}/i/getUserHomepageInfo", params={"chlid": "1"}).json()["ret"] == -1
    assert web.get(MIXED).json()["ret"] == -1
    assert web.get(MIXED, params={"guestSuid": "nobody"}).json()["newslist"] == []


def find(web: httpx.Client, query: str, page: int = 0) -> dict[str, Any]:
    form = {"page": str(page), "query": query, "is_pc": "1", "search_type": "all"}
    return web.post(SEARCH, data=form).json()


def test_a_search_finds_what_holds_the_words(web: httpx.Client) -> None:
    answer = find(web, "DeepSeek")
    rows = [row for part in answer["secList"] for row in part["newsList"]]
    assert answer["total_num"] == len(rows) >= 3
    assert not answer["hasMore"]
    assert {"title", "url", "surl", "time", "source", "abstract"} <= rows[0].keys()
    assert [row["time"] for row in rows][:2] == ["3小时前", "昨天 08:30"]
    assert find(web, "") | {"secList": []} == find(web, "")


def test_the_moods_are_found_by_name_page_by_page(web: httpx.Client) -> None:
    pages = [find(web, "moods", number) for number in (0, 1)]
    assert [bool(one["hasMore"]) for one in pages] == [True, False]
    ids = [row["id"] for one in pages for part in one["secList"] for row in part["newsList"]]
    assert set(ids) == MOODS.keys()
    assert len(EXPECTED) == len(MOODS)


def test_without_moods_only_the_listed_are_found() -> None:
    with httpx.Client(transport=InProcess(app(moods=False))) as web:
        ids = [row["id"] for part in find(web, "moods")["secList"] for row in part["newsList"]]
        assert sorted(one[10:14] for one in ids) == ["CLIP", "GONE", "HOLL", "PAID"]
        assert web.get("https://new.qq.com/rain/a/20261121A0SLOW00").status_code == 302


def test_a_desk_has_the_real_shape(web: httpx.Client, shared: Path) -> None:
    answer = web.get(DESK, params={"sub_srv_id": "tech", "srv_id": "pc", "offset": "0"}).json()
    item = answer["data"]["list"][0]
    assert lacks(real(shared, "kv_srv-list-item-20210106.json"), item) == []
    assert web.get(DESK, params={"sub_srv_id": "none"}).json()["ret"] == -1


def test_window_data_has_the_real_keys_in_order(web: httpx.Client, shared: Path) -> None:
    theirs = real(shared, "windowDATA-20260810A0BO7100.excerpt.json")
    text = web.get("https://new.qq.com/rain/a/20261120A0E4JT00").text
    ours = json.JSONDecoder().raw_decode(text, text.index("{", text.index("window.DATA =")))[0]
    assert list(ours) == list(theirs)
    for name in ("selfDeclare", "card", "interationCount", "payment_column_info_v1"):
        assert lacks(theirs[name], ours[name]) == []
    still, moving = ours["originAttribute"]["IMG_1"], ours["originAttribute"]["IMG_0"]
    assert lacks(theirs["originAttribute"]["IMG_3"], still) == []
    assert lacks(theirs["originAttribute"]["IMG_5"], moving) == []


def test_robots_txt_allows_articles_and_forbids_the_private(web: httpx.Client) -> None:
    for host in ("new.qq.com", "news.qq.com", "i.news.qq.com", "view.inews.qq.com"):
        rules = RobotFileParser()
        rules.parse(web.get(f"https://{host}/robots.txt").text.splitlines())
        assert rules.can_fetch("scraper", f"https://{host}/rain/a/20261122A01KX700")
        assert not rules.can_fetch("scraper", f"https://{host}/private/x")
    assert "Disallow: /rain/a/20261121A0PRIV" in web.get("https://new.qq.com/robots.txt").text


def test_the_sitemap_leads_to_maps_and_maps_to_articles(web: httpx.Client) -> None:
    index = web.get("https://news.qq.com/sitemap/index.xml")
    assert index.headers["content-type"] == "application/xml"
    maps = [part.partition("<")[0] for part in index.text.split("<loc>")[1:]]
    assert len(maps) == 2
    for one in maps:
        found = [part.partition("<")[0] for part in web.get(one).text.split("<loc>")[1:]]
        assert found
        assert all(web.get(url, follow_redirects=True).status_code == 200 for url in found)
