"""What is asked of a list at a moment → its answer: a window that moves with the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from scraper.demo import lists, rows
from scraper.demo.answers import Ask
from scraper.demo.content import Card
from scraper.demo.weather.dice import thrown
from scraper.demo.weather.edition import Edition
from scraper.demo.weather.story import Story
from scraper.models import Kind

PAGE = 12  # rows of one answer of a channel
CHANNEL = 60  # the newest rows that a channel shows at all
_LATEST = 150  # articles that the other lists choose from
_HOT = 30
_FOUND = 20
_TIP = {"id": "TIP2023062717382000", "articletype": "560", "title": "热点榜说明"}

Answered = Callable[[Ask, Edition], dict[str, Any]]


def channel(ask: Ask, edition: Edition) -> dict[str, Any]:
    """getPCList: the first row of the first page is a box of two."""
    found = lists.turn(ask)
    if found is None:
        return lists.WRONG
    name, number = found
    wanted = _ai if name == "news_news_fx" else _tech
    window = [one.entry for one in edition.newest(2 * CHANNEL) if wanted(one)][:CHANNEL]
    page = window[PAGE * (number - 1) : PAGE * number]
    box = tuple(page[:2]) if number == 1 else ()
    boxed = [lists.card(Card(title="热点精选", rows=box))] if box else []
    return {"code": 0, "data": [*boxed, *map(rows.feed, page[len(box) :])]}


def hot(_: Ask, edition: Edition) -> dict[str, Any]:
    """pc_hot_ranking_list: a notice, and what is read most this hour."""
    dice = thrown("hot", f"{edition.moment:%Y%m%d%H}")
    latest = [one.entry for one in edition.newest(_LATEST) if _tech(one)]
    chosen = dice.sample(latest, min(_HOT, len(latest)))
    found = [_TIP, *(rows.hot(row, place) for place, row in enumerate(chosen, 1))]
    return {"ret": 0, "idlist": [{"newslist": found}]}


def articles(ask: Ask, edition: Edition) -> dict[str, Any]:
    """getSubNewsMixedList: an account's rows, newest first, a page at a time."""
    suid, offset = ask.query.get("guestSuid", ""), ask.query.get("offset_info", "")
    own = [one.entry for one in edition.newest(_LATEST) if one.entry.author.suid == suid]
    start = int(offset) if offset.isdecimal() else 0
    end = start + _FOUND
    return {
        "ret": 0,
        "newslist": list(map(lists.mixed, own[start:end])),
        "hasNext": end < len(own),
        "offsetInfo": str(end) if end < len(own) else "",
    }


def search(ask: Ask, edition: Edition) -> dict[str, Any]:
    """pc_search/result: what holds the words in its headline."""
    form = {key: words[-1] for key, words in parse_qs(ask.body.decode("utf-8", "replace")).items()}
    query, page = form.get("query", ""), form.get("page", "0")
    found = [one.entry for one in edition.newest(_LATEST) if query and query in one.entry.title]
    start = _FOUND * int(page) if page.isdecimal() else 0
    shown = [lists.section(row, 9) for row in found[start : start + _FOUND]]
    more = int(start + _FOUND < len(found))
    return {"ret": 0, "query": query, "total_num": len(found), "hasMore": more, "secList": shown}


def desk(ask: Ask, edition: Edition) -> dict[str, Any]:
    """The kv_srv list of a desk."""
    offset = ask.query.get("offset", "0")
    found = [one.entry for one in edition.newest(_LATEST) if _tech(one)]
    start = int(offset) if offset.isdecimal() else 0
    return {"ret": 0, "msg": "", "data": {"list": list(map(rows.shelf, found[start:]))}}


PLACES: dict[str, Answered] = {
    "/web_feed/getPCList": channel,
    "/gw/event/pc_hot_ranking_list": hot,
    "/getSubNewsMixedList": articles,
    "/gw/pc_search/result": search,
    "/trpc.qqnews_web.kv_srv.kv_srv_http_proxy/list": desk,
}
"""The endpoints by path."""


def _ai(story: Story) -> bool:
    """Whether the AI channel names it."""
    return story.fate is not Kind.OFF_TOPIC


def _tech(story: Story) -> bool:
    """Whether the other lists name it."""
    return not story.quiet
