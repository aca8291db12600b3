"""Scraped text → text that every channel shows as it is, and none takes for something to do.

A channel may read Markdown, HTML, or signs of its own (``@everyone``, ``<!channel>``). Escapes
differ from one to the next, and are shown where they mean nothing; so what could be a sign is
written in its full-width form, which Chinese readers know and no channel acts upon.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_SIGNS = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in r"*_~<>[]{}|\@#&"} | {"`": "'"})
_COLON = re.compile(r"(?<=[A-Za-z]):(?=\S)")  # of an address, which channels make a link of
_CODE = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "`<>@&"})
_LONGEST = 10_000  # characters that are looked at; a headline has a hundred
_LINK = "".join(map(chr, range(0x21, 0x7F))).translate(str.maketrans("", "", "\"'<>`\\()[]{}|^*@"))


def line(text: str, longest: int) -> str:
    """`text` on one line of at most so many characters, without any sign or control character."""
    return _cut(_COLON.sub("：", _bare(text).translate(_SIGNS)), longest)


def code(text: str, longest: int = 200) -> str:
    """A command as it is to be typed, on one line; what could end its code is altered."""
    return _cut(_bare(text).translate(_CODE), longest)


def link(url: str, longest: int = 500) -> str:
    """An address of ASCII letters without blanks or brackets; "" where it is no web address."""
    shown = quote(_bare(url).replace(" ", ""), safe=_LINK)
    return shown if shown.startswith(("https://", "http://")) and len(shown) <= longest else ""


def _bare(text: str) -> str:
    """Without what has no shape of its own: control, format and private characters, surrogates."""
    kept = (" " if char.isspace() else char for char in text[:_LONGEST])
    shaped = "".join(char for char in kept if not unicodedata.category(char).startswith("C"))
    return " ".join(shaped.split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
