"""HTML text → parsed tree, safe to walk."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.errors import ExtractError
from scraper.extract import bounds
from scraper.models import Kind


def parse(html: str, url: str = "") -> LexborHTMLParser:
    """The parsed document; ExtractError where it is too deep, or too much, to be a news page."""
    if fault := bounds.fault(html):
        raise ExtractError(url, Kind.UNREADABLE, f"{fault}; not a news page")
    return LexborHTMLParser(html)


def fragment(html: str, url: str = "") -> LexborNode:
    """A piece of HTML as the ``body`` element that holds it; ExtractError where it has frames."""
    body = parse(html, url).body
    if body is None:  # only a frameset stands in its place
        raise ExtractError(url, Kind.UNREADABLE, "frames instead of a body; not a news page")
    return body
