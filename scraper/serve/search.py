"""What is searched for → what was found, of whom and of when; the address is all there is to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scraper.archive.facets import Facets
from scraper.archive.store import Store
from scraper.config import Settings
from scraper.errors import QueryError
from scraper.serve import hits, today, wish
from scraper.serve.asked import Asked, RefusalError
from scraper.serve.view import Table, View, Words
from scraper.serve.wish import LAST, Wish

SOME = 20
"""Hits of a page."""
SHOWN = 40
"""Values of a facet."""

WORDS: Words = {
    **today.WORDS,
    "results": ("篇", "articles"),
    "found": ("共", "Found:"),
    "roughly": ("约", "about"),
    "relevance": ("相关", "Relevance"),
    "sort": ("排序", "Order"),
    "since": ("从", "From"),
    "until": ("到", "to"),
    "chosen": ("已选条件", "Filters set"),
    "without": ("去掉", "Remove"),
    "media": ("媒体", "Media"),
    "topic": ("实体", "Entity"),
    "month": ("月份", "Month"),
    "facets": ("筛选", "Narrow down"),
    "narrow": ("筛选 ↓", "Narrow down ↓"),
    "others": ("更多", "More"),
    "sampled": ("占比按结果中均匀抽取的 {} 篇统计。", "Shares of an even sample of {} results."),
    "all_counted": ("按全部结果统计。", "Counted in all results."),
    "more_hits": ("更多结果", "More results"),
    "previous": ("上一页", "Previous page"),
    "page": ("页", "Page"),
    "end": (
        "只列出前 1000 篇；按月份或日期缩小范围即可看到其余的。",
        "Only the first 1,000 are listed; narrow down by month or day to see the others.",
    ),
    "nothing": ("没有找到。", "Nothing was found."),
    "beyond": ("这一页没有结果了。", "There is nothing on this page."),
    "loosen": ("放宽条件：", "Loosen:"),
    "any": ("有任意一个词即可", "any of the words"),
    "unasked": ("查询有误", "That is no question"),
    "csv": ("CSV", "CSV"),
    "how": ("怎样搜索", "How to ask"),
    "how_word": (
        "有这个词的文章，标题有的在前",
        "Articles with this word; those with it in the title first",
    ),
    "how_words": ("每个词都要有", "Every word must be there"),
    "how_phrase": ("引号里的原样出现", "Exactly this, in quotes"),
    "how_prefix": ("以此开头的词", "Words that begin so"),
    "how_without": ("不含减号后的词", "Without the word after the minus"),
    "how_or": ("两者有一即可，OR 大写", "Either of them; OR in capitals"),
    "how_else": (
        "大小写、全角半角不分，不用分词。媒体、实体、月份在结果旁选择。",
        "Capitals and width do not matter. Media, entities and months are beside the results.",
    ),
}

EXAMPLES = (
    ("芯片", "how_word"),
    ("大模型 芯片", "how_words"),
    ('"人工智能大会"', "how_phrase"),
    ("deep*", "how_prefix"),
    ("芯片 -英伟达", "how_without"),
    ("腾讯 OR 阿里", "how_or"),
)


def page(store: Store, asked: Asked, setting: Settings) -> View:
    """What was found, or how to ask where nothing is; what is no question stays to be mended."""
    wanted = wish.read(asked)
    number = asked.number("page", 1, LAST)
    said = _answer(store, asked, setting, wanted, number) if wanted.q else {}
    return _view(wanted, sql=setting.serve.sql, **said)


def _answer(
    store: Store, asked: Asked, setting: Settings, wanted: Wish, number: int
) -> dict[str, Any]:
    """What the archive has to say, or why it has nothing."""
    try:
        query, scope = wish.understood(wanted, store)
    except (QueryError, RefusalError) as error:
        if asked.form == "csv":
            raise
        return {"status": 400, "error": str(error).removeprefix("QUERY: ")}
    newest = wanted.sort == "newest"
    if asked.form == "csv":
        return {"tables": {"hits": hits.table(store, query, scope, newest=newest)}}
    skip = (number - 1) * SOME
    found = [*store.shelf.search(query, scope, newest=newest, skip=skip, limit=SOME + 1)]
    counted = store.shelf.facets(query, scope)
    more = len(found) > SOME
    return {
        "page": number,
        "total": {
            "count": max(counted.total, skip + len(found) if found else 0),
            "exact": counted.known,
        },
        "facets": _facets(counted),
        "hits": hits.shown(store, found[:SOME], remote=setting.serve.images),
        "next": wanted.address(page=str(number + 1)) if more and number < LAST else None,
        "previous": _before(wanted, number),
        "end": more and number == LAST,
        "any": None if found else _any(wanted),
    }


def _view(
    wanted: Wish,
    *,
    status: int = 200,
    tables: Mapping[str, Table] | None = None,
    **said: Any,
) -> View:
    nothing: dict[str, Any] = {
        "error": None,
        "page": 1,
        "total": None,
        "facets": None,
        "hits": [],
        "next": None,
        "previous": None,
    }
    known = {name: said.pop(name, default) for name, default in nothing.items()}
    more = {"end": False, "any": None, **said}
    return View(
        template="search.html",
        facts={
            "query": {name: getattr(wanted, name) for name in ("q", *wish.FILTERS, "sort")},
            **known,
        },
        more={"wish": wanted, "examples": EXAMPLES, **more},
        words=WORDS,
        tables=tables or {},
        status=status,
    )


def _facets(facets: Facets) -> dict[str, Any]:
    return {
        "counted": facets.looked,
        "exact": facets.exact,
        "media": _values(facets.media),
        "topic": _values(facets.entities),
        "month": _values(sorted(facets.months, reverse=True)),
    }


def _values(counts: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"value": value, "count": count} for value, count in [*counts][:SHOWN]]


def _before(wanted: Wish, number: int) -> str | None:
    if number == 1:
        return None
    return wanted.address(page=str(number - 1) if number > 2 else "")


def _any(wanted: Wish) -> str | None:
    """The same search for any of its words, where it has several plain ones."""
    words = wanted.q.split()
    plain = all(word[0] not in '-－"“”＂' and word != "OR" for word in words)
    return wanted.address(q=" OR ".join(words)) if len(words) > 1 and plain else None
