"""A number → made-up articles, each with a page as large as a real one: new, the same, changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from typing import NamedTuple

import corpus

from scraper import text
from scraper.dates import BEIJING
from scraper.discover.dictionary import builtin
from scraper.hall import mentions
from scraper.models import Article, Fetched, Image, Mention

SIZE = 60_000
"""Bytes of a page; real ones that were seen have 9 to 320 KB."""
_NOTE = "更正：此前的数据有误，现已改正。"
AT = datetime(2026, 11, 27, 8, 0, tzinfo=BEIJING)
LATER = AT.replace(hour=20)


class Came(NamedTuple):
    """An article, the answer it was read from, and whom it names."""

    article: Article
    fetched: Fetched
    mentions: tuple[Mention, ...]


def first(size: int, seed: int = 1) -> list[Came]:
    """So many articles, as they came first."""
    return [came(_pictured(one), AT) for one in corpus.articles(size, seed)]


def again(known: list[Came]) -> list[Came]:
    """The same articles from pages that were served anew: what is around the text is otherwise."""
    return [came(one.article, LATER) for one in known]


def changed(known: list[Came]) -> list[Came]:
    """The same articles with a word altered and a paragraph more."""
    return [came(_edited(one.article), LATER) for one in known]


def came(article: Article, at: datetime) -> Came:
    """An article in a page of its own."""
    kind = (("content-type", "text/html; charset=utf-8"),)
    body = page(article, at)
    said = Fetched(asked=article.url, url=article.url, status=200, headers=kind, body=body, at=at)
    return Came(article, said, mentions(builtin(), article.title, article.body))


def _pictured(article: Article) -> Article:
    """With the images that its text shows, and a few of its own."""
    own = [f"https://inews.gtimg.com/om_bt/{article.id}{number}/641" for number in range(2)]
    images = tuple(
        Image(url=url, width=641, height=360) for url in [*text.images(article.body), *own]
    )
    return replace(article, images=images, thumbnail=own[0])


def _edited(article: Article) -> Article:
    parts = article.body.split("\n\n")
    parts[0] = parts[0].replace("的", "之", 1)
    return replace(article, body="\n\n".join([*parts, _NOTE]))


def before(article: Article) -> Article:
    """A changed article without what was added, which is as good as it was before."""
    return replace(article, body=article.body.removesuffix(f"\n\n{_NOTE}"))


def page(article: Article, at: datetime) -> bytes:
    """A page: head, paragraphs, and scripts that are most of it, as on the site."""
    words = "".join(f"<p>{part}</p>\n" for part in article.body.split("\n\n"))
    head = f"<!DOCTYPE html><html><head><title>{article.title}</title></head>\n<body>\n"
    made = f"{head}<!-- {at.isoformat()} -->\n<h1>{article.title}</h1>\n{words}".encode()
    missing = SIZE - len(made)
    lines = "".join(islice(_lines(article.id), missing // 60 + 1))[:missing]
    return made + f"<script>{lines}</script></body></html>".encode()


def _lines(key: str) -> Iterator[str]:
    for number in count(int(key[-7:-2])):
        mixed = number * 2654435761 % 2**32
        yield f'window.list.push({{"id": "{mixed:08x}", "from": "media", "n": {number % 97}}});\n'
