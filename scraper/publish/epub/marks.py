"""Text and addresses → what may stand in an XHTML page of a book."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote, urlsplit

from scraper.extract import clean

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?::[0-9]{1,5})?", re.IGNORECASE)
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/%:;=,+!~$&-._@'"
_LONGEST = 2000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def line(text: str, longest: int = 300) -> str:
    """`text` on one line of at most so many characters, written for XML."""
    shown = clean.line(text[: 20 * longest])
    return escape(shown if len(shown) <= longest else f"{shown[: longest - 1].rstrip()}…")


def sound(page: str) -> str:
    """A page without what XML has no place for, wherever it came from."""
    return clean.NOTHING.sub("", page)


def web(address: str) -> str:
    """The address of a page of the web, as every reader takes it; "" where it is none."""
    try:
        parts = urlsplit(address[: _LONGEST + 1])
    except ValueError:
        return ""
    wrong = parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.netloc)
    if wrong or len(address) > _LONGEST:
        return ""
    query = f"?{_quoted(parts.query, '?')}" if parts.query else ""
    fragment = f"#{_quoted(parts.fragment, '?')}" if parts.fragment else ""
    return f"{parts.scheme}://{parts.netloc}{_quoted(parts.path)}{query}{fragment}"


def _quoted(part: str, more: str = "") -> str:
    return quote(_STRAY.sub("%25", part), safe=_SAFE + more, errors="replace")


def language(lang: str) -> str:
    """The code of a language; Chinese where it is none."""
    return lang if _LANGUAGE.fullmatch(lang) else "zh-CN"
