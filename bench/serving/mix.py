"""An archive, dice → what readers ask for: addresses of every page, each with its name."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

NOWHERE = "no such article"
"""The one page that is not there."""
WORDS = {
    "common": "模型 芯片 算力 融资 发布".split(),
    "rare": "昇腾 寒武纪 具身智能 月之暗面 多模态".split(),
    "long": ["大模型 训练 推理", "人工智能 企业 投资 -融资", '"自动驾驶" OR 机器人 title:模型'],
    "Latin": "DeepSeek GPT-4o Qwen3 H100 MoE".split(),
}
SHOWN = ("id", "title", "author", "summary", "thumbnail", "listed_at", "changed_at", "gone_at")
"""What of an article our lists show; Datasette's would show the whole text."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is in an archive: ids, the newest first, those of `changed` and `popular` articles."""

    ids: list[str]
    changed: list[str]
    days: list[str]
    months: list[str]
    authors: list[str]
    topics: list[str]
    pictures: list[str]


def known(archive: Path) -> Known:
    """What may be asked for."""
    with closing(sqlite3.connect(f"{archive.as_uri()}?mode=ro", uri=True)) as db:

        def column(sql: str) -> list[str]:
            return [one for (one,) in db.execute(sql)]

        days = column("SELECT DISTINCT substr(listed_at, 1, 10) FROM articles ORDER BY 1 DESC")
        return Known(
            ids=column("SELECT id FROM articles ORDER BY listed_at DESC"),
            changed=column("SELECT article_id FROM revisions ORDER BY replaced_at DESC LIMIT 5000"),
            days=days,
            months=sorted({day[:7] for day in days}, reverse=True),
            authors=column("SELECT DISTINCT author FROM articles"),
            topics=column(
                "SELECT entity FROM mentions GROUP BY entity ORDER BY count(*) DESC LIMIT 40"
            ),
            pictures=column("SELECT sha256 || '.' || type FROM pictures"),
        )


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page as readers ask for it: so often, of a hundred; by which address."""

    weight: float
    path: Callable[[random.Random], str]


def ours(there: Known, statics: list[str]) -> Mapping[str, Page]:
    """What readers ask of `scraper serve`."""
    unseen = iter(_shuffled(there.ids))
    article = f"/a/{there.ids[0]}"
    pages: dict[str, tuple[float, Callable[[random.Random], str]]] = {
        "today": (14, lambda _: "/"),
        "further page": (6, lambda dice: _further(there, dice)),
        "random day": (6, lambda dice: _asked("/", day=dice.choice(there.days))),
        "medium": (4, lambda dice: _asked("/", media=dice.choice(there.authors))),
        "topic": (5, lambda dice: _asked("/", topic=dice.choice(there.topics))),
        "article, popular": (10, lambda dice: f"/a/{dice.choice(there.ids[:50])}"),
        "article, unseen": (16, lambda _: f"/a/{next(unseen)}"),
        "search, common": (4, lambda dice: _search(dice, "common")),
        "search, rare": (3, lambda dice: _search(dice, "rare")),
        "search, long": (2, lambda dice: _search(dice, "long")),
        "search, Latin": (3, lambda dice: _search(dice, "Latin")),
        "search, filtered": (2, lambda dice: _filtered(there, dice)),
        "changes": (3, lambda _: "/changes"),
        "diff": (4, lambda dice: f"/a/{dice.choice(there.changed)}/diff"),
        "trends": (2, lambda _: "/trends"),
        "trends, compared": (1, lambda dice: _compared(there, dice)),
        "health": (2, lambda _: "/health"),
        "feed": (2, lambda _: "/feed.atom"),
        "feed of changes": (1, lambda _: "/changes.atom"),
        "today, JSON": (2, lambda _: "/index.json"),
        "article, JSON": (2, lambda dice: f"/a/{dice.choice(there.ids)}.json"),
        "search, JSON": (1, lambda dice: _search(dice, "rare", "/search.json")),
        "style, script": (4, lambda dice: dice.choice(statics)),
        "kept image": (6, lambda dice: f"/image/{dice.choice(there.pictures)}"),
        NOWHERE: (1, lambda dice: f"{article}{dice.randrange(1000)}"),
    }
    lacking = {
        "kept image": there.pictures,
        "diff": there.changed,
        "topic": there.topics,
        "trends, compared": len(there.topics) > 1,
    }
    return {
        name: Page(weight=weight, path=path)
        for name, (weight, path) in pages.items()
        if lacking.get(name, True)
    }


def datasette(there: Known, name: str) -> Mapping[str, Page]:
    """What readers ask of Datasette that is as near to ours as its own pages come."""
    table, newest = f"/{name}/articles", {"_sort_desc": "listed_at", "_size": "40"}
    newest |= {"_nosuggest": "1"}  # of facets, which cost it most of its time

    def row(dice: random.Random) -> str:
        return f"{table}/{1 + dice.randrange(len(there.ids))}"

    def listed(path: str = table, **more: str) -> str:
        shown = "&".join(f"_col={one}" for one in SHOWN)
        return f"{_asked(path, **newest, **more)}&{shown}"

    return {
        "today": Page(weight=20, path=lambda _: listed()),
        "random day": Page(
            weight=10, path=lambda dice: listed(listed_at__startswith=dice.choice(there.days))
        ),
        "medium": Page(weight=10, path=lambda dice: listed(author=dice.choice(there.authors))),
        "facets": Page(weight=5, path=lambda _: listed(_facet="author")),
        "article, unseen": Page(weight=30, path=row),
        "today, JSON": Page(weight=5, path=lambda _: listed(f"{table}.json")),
        "article, JSON": Page(weight=5, path=lambda dice: f"{row(dice)}.json"),
    }


def first(pages: Mapping[str, Page], seed: int) -> Iterator[tuple[str, str]]:
    """An address of each page, with its name."""
    dice = random.Random(seed)
    for name, page in pages.items():
        yield name, page.path(dice)


def drawn(pages: Mapping[str, Page], count: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many addresses as readers ask for them, each with the name of its page."""
    dice = random.Random(seed)
    names = [*pages]
    weights = [page.weight for page in pages.values()]
    for name in dice.choices(names, weights, k=count):
        yield name, pages[name].path(dice)


def absent(found: Mapping[str, list[list[float]]]) -> list[str]:
    """The pages that are not there yet, by the first answers of `readers.load`."""
    missing = (name for name, ((_, _, status), *_) in found.items() if status == 404)
    return [name for name in missing if name != NOWHERE]


def _shuffled(ids: list[str]) -> Iterator[str]:
    """All ids but those of popular articles, over and over."""
    mixed = ids[50:] or ids
    random.Random(7).shuffle(mixed)
    return cycle(mixed)


def _further(there: Known, dice: random.Random) -> str:
    """A page of the list some way down."""
    day = dice.choice(there.days[1:] or there.days)
    return _asked("/", before=f"{day}T{dice.randrange(24):02}:30:00+08:00~")


def _search(dice: random.Random, kind: str, path: str = "/search") -> str:
    return _asked(path, q=dice.choice(WORDS[kind]))


def _filtered(there: Known, dice: random.Random) -> str:
    month = dice.choice(there.months)
    return _asked("/search", q=dice.choice(WORDS["common"]), month=month)


def _compared(there: Known, dice: random.Random) -> str:
    two = "&".join(f"topic={quote(one)}" for one in dice.sample(there.topics, 2))
    return f"/trends?{two}&by=week"


def _asked(path: str, **values: str) -> str:
    return f"{path}?{urlencode(values, quote_via=quote)}"


def named(page: str) -> list[str]:
    """The addresses of the files that a page names."""
    return sorted(set(re.findall(r'"(/static/[^"]+)"', page)))
