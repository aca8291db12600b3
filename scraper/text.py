"""Markdown → the text in it → the form in which texts are searched and compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

_SIGNS = re.compile(
    r"""
      ^(?P<fence>`{3,})[^\n`]*\n(?P<block>.*?)\n[ ]*(?P=fence)$  # a block of code
    | (?P<ticks>`+)(?P<span>.+?)(?<!`)(?P=ticks)(?!`)        # code in a line
    | !\[(?P<words>(?:\\.|[^\]\\])*)\]\([^)\n]*\)            # an image
    | \[(?P<label>(?:\\.|[^\]\\])*)\]\([^)\n]*\)             # a link
    | <(?P<link>https?://[^>\s]*)>
    | \\(?P<sign>[!-/:-@\[-`{-~])                            # what would else be markup
    | \*+ | ~~
    | ^[ ]*(?:[=-]{2,}|=|\|(?:[ ]---[ ]\|)+)[ ]*$            # the line below a heading, a rule
    | ^[ ]*(?:>[ ]?|[*+-][ ]|\#{1,6}[ ])+                    # a quotation, a list, a heading
    """,
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
_PICTURE = "图片"
"""What stands for an image without a caption: no word of the article's."""

_ENDS = re.compile(r"[^\S\n]*\n\s*")
_BLANKS = re.compile(r"[^\S\n]+")

HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U0001b000-\U0001b2ff"
    "\U00020000-\U0003ffff"
)
"""Characters of scripts that are written without blanks between words, for a class of `re`."""

WORD = f"[^\\W_{HAN}]"
"""A character of a word of a script that has such blanks; a digit is one too."""

_JOINED = re.compile(f"(?P<word>{WORD}+)|[{HAN}]+")
_LONGEST = 64
"""Characters of a word that are told from another's."""

_HIDDEN = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_HYPHENS = (0x2010, 0x2011, 0x2012, 0x2013, 0x2212)
_VARIANTS = range(0xFE00, 0xFE10)


def plain(markdown: str) -> str:
    """The text of Markdown as this program writes it: a line for each paragraph, no addresses."""
    text = _SIGNS.sub(_meant, markdown)
    return _ENDS.sub("\n", text).strip()


def _meant(found: re.Match[str]) -> str:
    """What a sign of Markdown stands for."""
    match found.lastgroup:
        case "block" | "span" | "link" | "sign" as name:
            return found[name]
        case "words":
            return "" if found["words"] == _PICTURE else plain(found["words"])
        case "label":
            return plain(found["label"])
        case _:
            return ""


def fold(text: str) -> str:
    """The form in which texts are compared: one width, one case, simplified, nothing invisible.

    Each run of blanks is one; a line stays a line. Twice is as good as once.
    """
    if text.isascii():
        return _BLANKS.sub(" ", text.lower())
    folded = unicodedata.normalize("NFKC", text.translate(_table())).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_table())
    return _BLANKS.sub(" ", folded)


def letters(text: str) -> str:
    """Only the letters and digits of a text, folded: the same for copies in another layout."""
    return "".join(filter(str.isalnum, fold(text)))


def terms(folded: str) -> Iterator[str]:
    """What a folded text is found by: its words, and of Chinese each two characters in a row.

    The last character of a run stands alone besides, so that each one begins a term.
    """
    for found in _JOINED.finditer(folded):
        run = found[0]
        if found["word"]:
            yield run[:_LONGEST]
        else:
            yield from map("".join, pairwise(run))
            yield run[-1]


@cache
def _table() -> dict[int, str | None]:
    """What each character is read as."""
    written = files(__package__).joinpath("simplified.txt").read_text(encoding="utf-8")
    pairs = "".join(line for line in written.splitlines() if not line.startswith("#"))
    table: dict[int, str | None] = {
        ord(old): new for old, new in zip(pairs[::2], pairs[1::2], strict=True)
    }
    table |= dict.fromkeys((*_HIDDEN, *_VARIANTS), None)
    return table | dict.fromkeys(_HYPHENS, "-")
