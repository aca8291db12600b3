"""Text, time and address of an archive → the same, fit for every feed."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape, unescape
from urllib.parse import quote, urljoin, urlsplit

from scraper.dates import BEIJING
from scraper.extract import clean

_ADDRESS = re.compile(r' (href|src)="([^"]*)"')
_SCHEMES = ("http", "https")
_SAFE = "/#%[]=:;$&()+,!?*@'~"


def line(text: str, longest: int) -> str:
    """`text` on one line of so many characters at most, without what XML cannot hold."""
    words = clean.line(text)
    return words if len(words) <= longest else f"{words[: longest - 1].rstrip()}…"


def time(at: datetime) -> datetime:
    """The same time in Beijing, in whole seconds."""
    try:
        return at.astimezone(BEIJING).replace(microsecond=0)
    except OverflowError:  # the first or last hours of the calendar
        return at.replace(microsecond=0)


def address(text: str, base: str = "") -> str:
    """The whole address that `text` is on a page at `base`; "" for what is none of the web."""
    try:
        whole = urljoin(base, clean.line(text))
        parts = urlsplit(whole)
    except ValueError:
        return ""
    return quote(whole, safe=_SAFE) if parts.scheme in _SCHEMES and parts.hostname else ""


def html(fragment: str, base: str) -> str:
    """The XHTML of a page at `base`, addresses whole, without those that are none of the web."""

    def one(found: re.Match[str]) -> str:
        whole = address(unescape(found[2]), base)
        return f' {found[1]}="{escape(whole)}"' if whole else ""

    return clean.characters(_ADDRESS.sub(one, fragment))
