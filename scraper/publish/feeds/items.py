"""Entry + whom it names + its images → an item of a feed, with the whole text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape

from scraper.archive.values import Entry
from scraper.models import Mention
from scraper.publish import html
from scraper.publish.feeds import clean
from scraper.publish.feeds.values import Item
from scraper.publish.feeds.words import Words
from scraper.publish.pictures import Shown

TITLE, NAME, SUMMARY = 300, 100, 1000
"""Characters of a title, of a name, of a summary."""
TAGS = 20

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def of(
    entry: Entry,
    named: Iterable[Mention],
    images: Mapping[str, Shown],
    touched: datetime | None,
    words: Words,
) -> Item:
    """The item of an entry; `touched` is when the site changed it, None where it never did."""
    article = entry.article
    url = clean.address(article.url)
    published = clean.time(article.published or entry.first_seen)
    return Item(
        id=url,
        url=url,
        title=clean.line(article.title, TITLE) or article.id,
        html=clean.html(html.fragment(article.body, images), article.url) + _end(entry, words),
        published=published,
        updated=clean.time(touched) if touched else published,
        author=clean.line(article.author or "", NAME),
        summary=clean.line(article.abstract or article.summary, SUMMARY),
        image=_image(entry, images),
        lang=language(article.lang),
        tags=tags(one.entity for one in named),
    )


def tags(names: Iterable[str]) -> tuple[str, ...]:
    """Names as tags, each once."""
    clean_ones = (clean.line(name, NAME) for name in names)
    return tuple(dict.fromkeys(filter(None, clean_ones)))[:TAGS]


def language(tag: str) -> str:
    """A language tag; "" for what is none."""
    return tag if _LANGUAGE.fullmatch(tag) else ""


def link(url: str, words: Words, note: str = "") -> str:
    """A paragraph that leads to the original."""
    href = escape(clean.address(url))
    return f'<p><a href="{href}">{escape(words.original)}</a>{escape(note)}</p>\n'


def _end(entry: Entry, words: Words) -> str:
    gone = entry.gone_at and words.gone.format(f"{clean.time(entry.gone_at):%Y-%m-%d}")
    return link(entry.article.url, words, f" ({gone})" if gone else "")


def _image(entry: Entry, images: Mapping[str, Shown]) -> str:
    address = entry.article.thumbnail or ""
    known = images.get(address)
    return clean.address(known.src if known else address, entry.article.url)
