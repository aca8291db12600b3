"""Fetched → Page: bytes to text, never wrong in silence."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from scraper.errors import ExtractError
from scraper.models import Fetched, Kind, Page

LARGEST = 20_000_000
"""So many bytes are read at most; `fetch.max_bytes` is half of it, and the largest page seen 1 MB.
"""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHINESE = frozenset({"gb2312", "gbk", "gb-2312", "gb_2312-80", "x-gbk", "cp936"})
_BELIEVED = frozenset({"utf-8", "gb18030", "big5", "big5hkscs", "hz"})
"""Chinese text on the web. A declared Latin-1 is a server's default; UTF-16 has a byte order mark;
and Python knows codecs that are no charset at all (``hex``, ``idna``, ``unicode_escape``).
"""
_WRONG = 0.01  # more than this share of replaced characters is no text


def decode(fetched: Fetched) -> Page:
    """The page as text; ExtractError where it is empty, binary, or in no charset that fits.

    In this order: byte order mark, strict UTF-8 (a character cut off at the end is forgiven), the
    declared charset (header, then meta in the first 4 KB; gb2312 and gbk mean gb18030), GB18030,
    and then whichever of these replaces least. Saved pages often declare what they no longer are.
    """
    body = fetched.body
    if len(body) > LARGEST:
        reason = f"more than {LARGEST} bytes; not a news page"
        raise ExtractError(fetched.url, Kind.TOO_LARGE, reason)
    if not body.strip():
        raise ExtractError(fetched.url, Kind.UNREADABLE, "the page is empty; try again later")
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _page(fetched, body[len(mark) :].decode(charset, "replace"), charset)
    if b"\x00" in body[:4096] or body[:2] == b"\x1f\x8b":
        raise ExtractError(fetched.url, Kind.UNREADABLE, "the page is binary, not HTML")
    if (text := _strict(body, "utf-8")) is not None:
        return _page(fetched, text, "utf-8")
    return _other(fetched)


def _other(fetched: Fetched) -> Page:
    """The page that is not in UTF-8."""
    body = fetched.body
    charsets = dict.fromkeys(("utf-8", *_declared(fetched), "gb18030"))
    for charset in islice(charsets, 1, None):
        if (text := _strict(body, charset)) is not None:
            return _page(fetched, text, charset)
    texts = [(body.decode(charset, "replace"), charset) for charset in charsets]
    text, charset = min(texts, key=lambda pair: pair[0].count("\ufffd"))
    return _page(fetched, text, charset)


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(charset)().decode(body)
    except UnicodeError:
        return None


def _declared(fetched: Fetched) -> list[str]:
    headers = (value for name, value in fetched.headers if name.lower() == "content-type")
    found = [match[1] for value in headers if (match := _HEADER.search(value))]
    found += [match[1].decode("ascii") for match in _DECLARED.finditer(fetched.body[:4096])]
    return [name for one in found if (name := _known(one.lower()))]


def _known(charset: str) -> str:
    """The codec's name; empty for one that does not exist, or that no Chinese page is in."""
    try:
        name = "gb18030" if charset in _CHINESE else codecs.lookup(charset).name
    except LookupError:
        return ""
    return name if name in _BELIEVED else ""


def _page(fetched: Fetched, text: str, charset: str) -> Page:
    wrong = text.count("\ufffd") if "\ufffd" in text else 0  # to look takes a sixth of a count
    if wrong > 3 and wrong > _WRONG * len(text):
        reason = f"in no known charset: {wrong} of {len(text)} characters are unreadable"
        raise ExtractError(fetched.url, Kind.UNREADABLE, reason)
    return Page(url=fetched.url, text=text, charset=charset)
