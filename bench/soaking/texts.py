"""The text of an article as the site's generator says ↔ as the archive has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from scraper import urls
from scraper.dates import BEIJING
from scraper.demo import pages
from scraper.demo.content import Entry
from scraper.extract import article as articles
from scraper.extract import page
from scraper.models import Article, Fetched

_SIGNS = re.compile(r"[\W_]+")


def differ(stored: Article, entry: Entry) -> Iterator[str]:
    """Where a stored article is not what its page, served whole, says."""
    wanted = extracted(_page(entry), entry.url)
    for key in ("title", "author", "published", "body"):
        one, other = getattr(stored, key), getattr(wanted, key)
        if one != other:
            yield f"{entry.id}: {key} is {str(one)[:60]!r}, not {str(other)[:60]!r}"
    if stored.title != entry.title:
        yield f"{entry.id}: the headline is {stored.title!r}, not {entry.title!r}"
    if lost := _lost(stored.body, entry):
        yield f"{entry.id}: of the text is missing or out of order: {lost[:60]!r}"


def is_it(stored: tuple[str, str], entry: Entry) -> bool:
    """Whether title and body are those of this text."""
    wanted = extracted(_page(entry), entry.url)
    return stored == (wanted.title, wanted.body)


def extracted(fetched: Fetched, url: str) -> Article:
    """The article of an answer, without what lists said of it."""
    return articles.read(page.decode(fetched), urls.read(url))


@cache
def _page(entry: Entry) -> Fetched:
    answer = pages.whole(entry)
    return Fetched(
        asked=entry.url,
        url=entry.url,
        status=200,
        headers=answer.headers,
        body=b"".join(answer.parts),
        at=datetime(2026, 1, 1, tzinfo=BEIJING),
    )


def _lost(body: str, entry: Entry) -> str:
    """The first piece of the text that is not there, in its place; "" where all are."""
    captions = {image.caption for image in entry.images} if entry.origin == "plain" else set()
    text, place = _SIGNS.sub("", body), 0
    for piece in entry.pieces:
        words = _SIGNS.sub("", piece)
        if piece in captions or not words:
            continue
        found = text.find(words, place)
        if found < 0:
            return piece
        place = found
    return ""
