"""Source → the request its list is asked with; answer → the request for the next page.

The endpoints are those the site's own pages called between 2021 and 2026.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, assert_never
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from scraper.config import Source
from scraper.discover.sources import answer
from scraper.errors import DiscoverError
from scraper.models import Kind, Request

API = "https://i.news.qq.com"
FEED = f"{API}/web_feed/getPCList"
SHELF = f"{API}/trpc.qqnews_web.kv_srv.kv_srv_http_proxy/list"
HOT = f"{API}/gw/event/pc_hot_ranking_list"
ACCOUNT = f"{API}/i/getUserHomepageInfo"
ARTICLES = f"{API}/getSubNewsMixedList"
SEARCH = f"{API}/gw/pc_search/result"
SITEMAP = "https://news.qq.com/sitemap/index.xml"

SHELF_PREFIX = "kv:"
"""A channel that begins so names a kv_srv list: ``kv:tech``."""
SHELF_ROWS = 199  # the most that endpoint gives in one answer

_FORM = (
    ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"),
    ("Origin", "https://news.qq.com"),
    ("Referer", "https://news.qq.com/"),
)


def first(source: Source, *, device: str = "") -> Request:
    """The first request of a source; `device` is a device id of 36 characters, where one is known.

    Raises DiscoverError for kind "urls": its file is read with `lines`, not asked for.
    """
    match source.kind:
        case "channel":
            return _channel(source.channel, device)
        case "hot":
            asking = {"ids_hash": "", "offset": 0, "page_size": 51, "appver": "15.5_qqnews_7.1.60"}
            return Request(url=_url(HOT, asking))
        case "author":
            return _author(unquote(source.author).strip())
        case "search":
            return search(source.query, 0)
        case "sitemap":
            return Request(url=SITEMAP)
        case "urls":
            reason = "a file of addresses is not asked for over the web; read it with lines"
            raise DiscoverError(source.file, Kind.NOT_ARTICLE, reason)
        case _:
            assert_never(source.kind)


def turn(source: Source, asked: Request) -> Request:
    """The next page of a channel: the same question, turned forward by one."""
    said = _said(asked.body)
    flushed = said.get("flush_num")
    number = flushed if type(flushed) is int and 0 < flushed < 1_000_000 else 1
    turned = {**_feed(source.channel, ""), **said, "forward": "1", "flush_num": number + 1}
    return replace(asked, body=_json(turned))


def shelf(name: str, offset: int) -> Request:
    """The rows of a kv_srv list from number `offset` on."""
    asking = {
        "sub_srv_id": name,
        "srv_id": "pc",
        "offset": offset,
        "limit": SHELF_ROWS,
        "strategy": 1,
        "ext": _json({"pool": ["high", "top"], "is_filter": 10, "check_type": True}),
    }
    return Request(url=_url(SHELF, asking))


def articles(suid: str, offset: str = "") -> Request:
    """The articles of the account `suid` from the place on that an earlier answer named."""
    asking = {"offset_info": offset, "guestSuid": suid, "tabId": "om_article"}
    return Request(url=_url(ARTICLES, {**asking, "caller": 1, "from_scene": 103}))


def search(query: str, page: int) -> Request:
    """A page of what the site finds for `query`; the first is 0."""
    form = {"page": page, "query": query, "is_pc": 1, "hippy_custom_version": 25}
    form |= {"search_type": "all", "search_count_limit": 20, "appver": "15.5_qqnews_7.1.80"}
    return Request(url=SEARCH, method="POST", headers=_FORM, body=_query(form).encode("ascii"))


def put(asked: Request, key: str) -> str:
    """What `asked` says for `key`, in its address or its form; "" where it says nothing."""
    form = asked.body.decode("utf-8", "replace") if asked.method == "POST" else ""
    return parse_qs(form or urlsplit(asked.url).query).get(key, [""])[-1]


def number(asked: Request, key: str) -> int:
    """A count that `asked` says for `key`; 0 where it says none."""
    said = put(asked, key)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _channel(channel: str, device: str) -> Request:
    if channel.startswith(SHELF_PREFIX):
        return shelf(channel.removeprefix(SHELF_PREFIX), 0)
    headers = (("Content-Type", "application/json"),)
    body = _json(_feed(channel, device))
    return Request(url=FEED, method="POST", headers=headers, body=body)


def _feed(channel: str, device: str) -> dict[str, object]:
    body: dict[str, object] = {"base_req": {"from": "pc"}, "forward": "2", "channel_id": channel}
    if device:
        body |= {"qimei36": device, "device_id": device, "flush_num": 1, "item_count": 12}
    return body


def _author(author: str) -> Request:
    """An account is asked for its articles by its suid; a number must first be looked up."""
    if author.isascii() and author.isdigit():
        return Request(url=_url(ACCOUNT, {"chlid": author}))
    return articles(author)


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = answer.loads(body.decode("utf-8", "replace"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _url(address: str, asking: dict[str, Any]) -> str:
    return f"{address}?{_query(asking)}"


def _query(asking: dict[str, Any]) -> str:
    return urlencode(asking, quote_via=quote, safe="", errors="replace")
