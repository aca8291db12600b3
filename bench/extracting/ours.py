"""Pages → what this program makes of them, and what is the least that anyone has to do."""

from __future__ import annotations

import json
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extracting.judge import Found
from extracting.pages import Made
from scraper import reading
from scraper.extract import data, document, page
from scraper.extract.view import View
from scraper.models import Page

KEYS = ("title", "pubtime", "media", "catalog1", "tags", "desc", "cms_id")


def whole(made: Made) -> str:
    """The document of a page, from its bytes."""
    return document.write(document.of(reading.read(made.link, made.fetched)))


def found(made: Made) -> Found:
    """The title and the text of a page."""
    article = reading.read(made.link, made.fetched)
    return article.title, article.body


def era(made: Made) -> str:
    """The name of the extractor that a page is read by."""
    return reading.read(made.link, made.fetched).extractor


def bare(text: str) -> LexborHTMLParser:
    """The tree of a page, with which nothing is done."""
    return LexborHTMLParser(text)


def fields(read: Page) -> dict[str, Any]:
    """What window.DATA says of an article, its body aside."""
    return data.facts(View(read).data or {})


def decoded(made: Made) -> dict[str, Any]:
    """The same from the bytes of a page."""
    return fields(page.decode(made.fetched))


def plainly(body: bytes) -> dict[str, Any]:
    """The same by five lines that anyone would write, which trust the page."""
    start = body.find(b"window.DATA = ") + len(b"window.DATA = ")
    text = body[start : body.find(b"</script", start)].decode()
    values, _ = json.JSONDecoder().raw_decode(text)
    return {key: values.get(key) for key in KEYS}


def held(body: bytes) -> int:
    """The bytes of window.DATA."""
    start = body.find(b"window.DATA = ")
    return body.find(b"</script", start) - start
