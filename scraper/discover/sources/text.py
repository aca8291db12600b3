"""Any value → clean text of one line."""

from __future__ import annotations

import re

from scraper.extract import clean

_RAW = 4000  # characters looked at
_TAG = re.compile(
    r"</?(?:em|b|i|u|s|a|p|br|div|font|mark|small|span|strong|sub|sup)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def plain(value: object, limit: int) -> str | None:
    """The text of `value` without markup, at most `limit` characters; None where there is none.

    Only tags that lists are known to use are markup: a title may say "<AI>" and mean it.
    """
    if not isinstance(value, str):
        return None
    return shown(clean.references(_TAG.sub("", value[:_RAW])), limit) or None


def shown(text: str, limit: int) -> str:
    """`text` on one line that can be printed and stored, at most `limit` characters."""
    whole = _BREAK.sub(" ", _SURROGATE.sub("\ufffd", text[:_RAW]))
    return clean.line(clean.line(whole)[:limit])  # again: it may have ended inside an emoji
