"""What a list endpoint is asked → its answer, in the site's own shapes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs, quote

from scraper.demo import keys
from scraper.demo.answers import Ask
from scraper.demo.content import (
    ARTICLES,
    AUTHORS,
    LISTS,
    STRAYS,
    Author,
    Card,
    Entry,
    Row,
    brief,
    stamp,
    thumbnail,
)
from scraper.demo.rows import feed, hot, hot_item, shelf

Now = Callable[[Row], Row]
"""A row → the row as it stands now, where it was altered after publication."""
_SHARE = "https://view.inews.qq.com/a/"
_PAGE = 4  # rows of an account's list
_FOUND = 20  # rows of a search
WRONG = {"code": 10003, "msg": "参数错误", "data": None}
"""What getPCList answers to a question it does not understand."""


def same(row: Row) -> Row:
    """A row that nobody altered."""
    return row


def channel(ask: Ask, now: Now = same) -> dict[str, Any]:
    """getPCList: page 1 first, then older ones, then an empty one."""
    found = turn(ask)
    if found is None:
        return WRONG
    name, number = found
    pages = LISTS.channel.get(name, ())
    rows = pages[number - 1] if number <= len(pages) else ()
    listed = [card(row, now) if isinstance(row, Card) else feed(now(row)) for row in rows]
    return {"code": 0, "data": listed}


def turn(ask: Ask) -> tuple[str, int] | None:
    """Which channel getPCList is asked for, and which page of it; None where it is not asked so."""
    said = _json(ask.body)
    name = said.get("channel_id")
    if ask.method != "POST" or not isinstance(name, str) or "base_req" not in said:
        return None
    flush = said.get("flush_num", 1 if said.get("forward") == "2" else 2)
    return name, flush if type(flush) is int and flush > 0 else 1


def hot_list(_: Ask, now: Now = same) -> dict[str, Any]:
    """pc_hot_ranking_list: a notice first, then the rows."""
    rows = [hot(now(row), place) for place, row in enumerate(LISTS.hot)]
    return {"ret": 0, "idlist": [{"newslist": rows}]}


def app_hot_list(ask: Ask, now: Now = same) -> dict[str, Any]:
    """hot_ranking_list: the same rows as the app is told them."""
    size = ask.query.get("page_size", "20")
    rows = LISTS.hot[: int(size) + 1] if size.isdecimal() else LISTS.hot
    items = [hot_item(now(row), place) for place, row in enumerate(rows)]
    return {"ret": 0, "idlist": [{"newslist": items}]}


def account(ask: Ask, extra: Sequence[Author]) -> dict[str, Any]:
    """getUserHomepageInfo: an account by its number or its suid."""
    number, suid = ask.query.get("chlid"), ask.query.get("guestSuid")
    for author in (*AUTHORS.values(), *extra):
        if author.number == number or author.suid == suid:
            return {"ret": 0, "userinfo": user(author)}
    return {"ret": -1, "msg": "user not found", "userinfo": None}


def articles(ask: Ask, extra: Sequence[Row]) -> dict[str, Any]:
    """getSubNewsMixedList: an account's rows, newest first, a page at a time."""
    suid, offset = ask.query.get("guestSuid", ""), ask.query.get("offset_info", "")
    if not suid:
        return {"ret": -1, "msg": "param error", "newslist": []}
    own = [row for row in _all(extra) if row.author.suid == suid]
    own.sort(key=lambda row: row.published, reverse=True)
    start = int(offset) if offset.isdecimal() else 0
    end = start + _PAGE
    return {
        "ret": 0,
        "newslist": [mixed(row) for row in own[start:end]],
        "hasNext": end < len(own),
        "offsetInfo": str(end) if end < len(own) else "",
        "total": len(own),
        "totalDesc": f"{len(own)}篇内容",
    }


def search(ask: Ask, extra: Sequence[Row]) -> dict[str, Any]:
    """pc_search/result: what holds the words; the words ``moods`` find what is odd."""
    form = {key: words[-1] for key, words in parse_qs(ask.body.decode("utf-8", "replace")).items()}
    said = form if ask.method == "POST" else ask.query
    query, page = said.get("query", "").strip(), said.get("page", "0")
    if not query or not page.isdecimal():
        return {"ret": -1, "msg": "query is empty", "total_num": 0, "hasMore": 0, "secList": []}
    found = list(extra) if query == "moods" else [row for row in ARTICLES if _holds(row, query)]
    start = int(page) * _FOUND
    return {
        "ret": 0,
        "query": query,
        "total_num": len(found),
        "hasMore": int(start + _FOUND < len(found)),
        "secList": [section(row, place) for place, row in enumerate(found[start : start + _FOUND])],
    }


def desk(ask: Ask, now: Now = same) -> dict[str, Any]:
    """The kv_srv list of a desk."""
    name, offset = ask.query.get("sub_srv_id", ""), ask.query.get("offset", "0")
    rows = LISTS.desk.get(name)
    if rows is None or not offset.isdecimal():
        return {"ret": -1, "msg": f"unknown sub_srv_id {name}", "data": {"list": []}}
    listed = [shelf(now(row)) for row in rows[int(offset) :]]
    return {"ret": 0, "msg": "", "data": {"list": listed}}


def robots(host: str) -> str:
    """robots.txt: everything but what is private."""
    lines = ["User-agent: *", "Disallow: /private/"]
    if host in ("new.qq.com", "news.qq.com"):
        lines += [
            "Disallow: /rain/a/20261121A0PRIV",
            "Allow: /",
            "Sitemap: https://news.qq.com/sitemap/index.xml",
        ]
    return "\n".join(lines) + "\n"


def sitemap(path: str) -> str | None:
    """The index of maps, or a map: news of 2026, and what is older; None for any other path."""
    if path == "/sitemap/index.xml":
        return _index()
    recent = [row for row in ARTICLES if row.published.year >= 2026]
    older = [row for row in ARTICLES if row.published.year < 2026 and row.id[0].isdigit()]
    rows = {"/sitemap/news_2.xml": recent, "/sitemap/news_1.xml": older}.get(path)
    return None if rows is None else urlset(rows)


def _all(extra: Sequence[Row]) -> list[Row]:
    strays = (row for row in STRAYS.values() if not row.id.startswith("TIP"))
    return [*ARTICLES, *strays, *extra]


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def card(card: Card, now: Now = same) -> dict[str, Any]:
    """A box, its rows inside."""
    return {
        "id": card.rows[0].id,
        "articletype": "525",
        "title": card.title,
        "pic_style": 31,
        "sub_item": [feed(now(row)) for row in card.rows],
    }


def user(author: Author) -> dict[str, Any]:
    """An account."""
    return {
        "suid": author.suid,
        "nick": author.name,
        "user_desc": author.about,
        "chlid": author.number,
        "head_url": f"https://inews.gtimg.com/news_ls/{keys.image(author.name)}_200200/0",
        "vip_type": "30011",
    }


def mixed(row: Row) -> dict[str, Any]:
    """A row of an account's list."""
    return {
        "id": row.id,
        "title": row.title,
        "articletype": row.type,
        "url": f"{_SHARE}{row.id}",
        "source": row.author.name,
        "chlname": row.author.name,
        "abstract": brief(row),
        "time": stamp(row),
        "timestamp": int(row.published.timestamp()),
        "thumbnails_qqnews": [thumbnail(row, "294195")],
    }


def section(row: Row, place: int) -> dict[str, Any]:
    """A find; the first two say how long ago, as the site does for what is fresh."""
    ago = ("3小时前", "昨天 08:30")
    found = {
        "id": row.id,
        "title": row.title,
        "url": f"{_SHARE}{row.id}",
        "surl": f"{_SHARE}{row.id}?qs=search&query={quote(row.title[:4])}",
        "time": ago[place] if place < len(ago) else stamp(row)[:10],
        "source": row.author.name,
        "abstract": brief(row),
        "articletype": row.type,
        "thumbnails_qqnews": [thumbnail(row, "294195")],
    }
    return {"secType": 0, "component": "pictext", "newsList": [found]}


def _holds(row: Entry, query: str) -> bool:
    return query.lower() in f"{row.title}\n{row.text}".lower()


def index(maps: Iterable[tuple[str, str]]) -> str:
    """The index of these maps, each with the day it was last changed."""
    rows = "".join(
        f"<sitemap><loc>https://news.qq.com/sitemap/{name}.xml</loc>"
        f"<lastmod>{day}</lastmod></sitemap>\n"
        for name, day in maps
    )
    return _xml("sitemapindex", rows)


def _index() -> str:
    return index((f"news_{place}", f"2026-11-2{place}") for place in (1, 2))


def urlset(rows: Iterable[Row]) -> str:
    """A sitemap of these rows."""
    return _xml(
        "urlset",
        "".join(
            f"<url><loc>https://news.qq.com/rain/a/{row.id}</loc>"
            f"<lastmod>{row.published.isoformat()}</lastmod></url>\n"
            for row in rows
        ),
    )


def _xml(name: str, rows: str) -> str:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{space}">\n{rows}</{name}>\n'
