"""HTML text → parsed tree, safe to walk."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.errors import ExtractError
from scraper.models import Kind

DEPTH = 5_000
"""The deepest nesting that is parsed: the parser's time grows with its square (25 ms here)."""
TAGS = 300_000
"""So many tags are read at most (about 5 s); the largest real page seen has 12,000."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FLAT = frozenset(
    "p li td th tr dt dd option br img hr input meta link source wbr area base col embed param "
    "track html head body script style path rect circle polygon line use".split()
)


def depth(html: str) -> int:
    """About how deep the elements of `html` are nested; void and implied tags aside."""
    deepest = level = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _FLAT:
            level = max(level - 1, 0) if closing else level + 1
            deepest = max(deepest, level)
    return deepest


def parse(html: str, url: str = "") -> LexborHTMLParser:
    """The parsed document; ExtractError where it is too deep, or too much, to be a news page."""
    if (many := html.count("<")) > TAGS:
        raise ExtractError(url, Kind.UNREADABLE, f"{many} tags; not a news page")
    if many > DEPTH and (found := depth(html)) > DEPTH:
        raise ExtractError(url, Kind.UNREADABLE, f"elements nested {found} deep; not a news page")
    return LexborHTMLParser(html)


def fragment(html: str, url: str = "") -> LexborNode:
    """A piece of HTML as the ``body`` element that holds it."""
    body = parse(html, url).body
    assert body is not None  # the HTML5 algorithm always makes one
    return body
