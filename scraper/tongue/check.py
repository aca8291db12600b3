"""A line and its translation → what is wrong with it, in words that a model understands (pure)."""

from __future__ import annotations

import re

from scraper.text import HAN
from scraper.tongue import figures, segments
from scraper.tongue.segments import Segment

_SHARED = frozenset({"zh", "ja", "yue", "wuu", "hak", "nan", "lzh"})
"""Languages that are written with Chinese characters."""
_HAN = re.compile(f"[{HAN}]")
_LEFT = 0.3
"""More than this share of Chinese among the letters is no translation out of it."""
_NAME, _WHOLE = 8, 0.8
"""Fewer Chinese characters may be a name; half as many, and hardly another letter, are none."""
_HTML = re.compile(r"<\s*/?\s*[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|<!--|javascript:", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|\]\(|www\.", re.IGNORECASE)
_REFUSAL = re.compile(
    r"^\W*(?:(?:I['’]?m |I am )?(?:so |very )?sorry\b.{0,40}\b(?:can(?:['’]t|not)|unable|won['’]t)"
    r"|I (?:can(?:['’]t|not)|am unable to|won['’]t) (?:help|assist|translate|comply|provide|do)"
    r"|As an AI\b|作为(?:一个|一名)?(?:AI|人工智能)|(?:很)?抱歉，?我(?:无法|不能))",
    re.IGNORECASE,
)
_LONGER, _ROOM = 8, 200
"""A translation has at most so many times the characters, and so many more."""


def line(source: Segment, text: str, to: str) -> str:
    """What is wrong with `text` in the place of a line, "" where nothing is.

    `to` is the language it should be in.
    """
    words = segments.MARK.sub(" ", text)
    if not words.strip():
        return "it is empty"
    if len(text) > _LONGER * len(source.text) + _ROOM:
        return "it is much longer than the text"
    return (
        segments.fault(source, text)
        or _added(source.words, words)
        or _figures(source.words, words)
        or _untranslated(words, to)
    )


def refused(text: str) -> bool:
    """Whether it begins like a model that does not want to."""
    return _REFUSAL.search(text[:300]) is not None


def foreign(words: str) -> float:
    """The share of Chinese characters among the letters of a text."""
    letters = [sign for sign in words if sign.isalpha()]
    return len(_HAN.findall("".join(letters))) / len(letters) if letters else 0.0


def _added(source: str, words: str) -> str:
    """What is in it that was not in the text."""
    if refused(words) and not refused(source):
        return "it is a refusal, not a translation"
    return marked(words, source)


def marked(words: str, source: str) -> str:
    """Whether it holds HTML or an address that the text has not."""
    if _HTML.search(words) and not _HTML.search(source):
        return "it holds HTML that the text has not"
    if _ADDRESS.search(words) and not _ADDRESS.search(source):
        return "it holds an address that the text has not"
    return ""


def _figures(source: str, words: str) -> str:
    gone = figures.lost(source, words)
    return f"these figures are missing or wrong: {', '.join(gone[:8])}" if gone else ""


def _untranslated(words: str, to: str) -> str:
    """Whether it is still Chinese; a name or two in it are fine."""
    if to.partition("-")[0] in _SHARED:
        return ""
    count = len(_HAN.findall(words))
    most = _LEFT if count >= _NAME else _WHOLE
    return "it is still Chinese" if count >= _NAME // 2 and foreign(words) > most else ""
