"""Markdown → the text in it → the form in which texts are searched and compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from operator import add

_SIGNS = re.compile(
    r"""
    (?=[`!\[<\\*~=>+#|\ -])(?:                               # what none of these begins is text
      ^(?P<fence>`{3,})[^\n`]*\n(?P<block>.*?)\n[ ]*(?P=fence)$  # a block of code
    | (?P<ticks>`+)(?P<span>.+?)(?<!`)(?P=ticks)(?!`)        # code in a line
    | !\[(?P<words>(?:\\.|[^\]\\])*)\]\([^)\n]*\)            # an image
    | \[(?P<label>(?:\\.|[^\]\\])*)\]\([^)\n]*\)             # a link
    | <(?P<link>https?://[^>\s]*)>
    | \\(?P<sign>[!-/:-@\[-`{-~])                            # what would else be markup
    | \*+ | ~~
    | ^[ ]*(?:[=-]{2,}|=|\|(?:[ ]---[ ]\|)+)[ ]*$            # the line below a heading, a rule
    | ^[ ]*(?:>[ ]?|[*+-][ ]|\#{1,6}[ ])+                    # a quotation, a list, a heading
    )""",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
_PICTURE = "图片"
"""What stands for an image without a caption: no word of the article's."""

HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U0001b000-\U0001b2ff"
    "\U00020000-\U0003ffff"
)
"""Characters of scripts that are written without blanks between words, for a class of `re`."""

WORD = f"[^\\W_{HAN}]"
"""A character of a word of a script that has such blanks; a digit is one too."""

LONGEST = 64
"""Characters of a word that are told from another's."""

_OTHERS = re.compile(r"[\W_]+")
"""What `str.isalnum` does not count, in half the time of asking it."""
_BLANKS = re.compile(r"[^\S\n]+")

_SIGNLESS = (
    "\xa0\xb7\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u3002\u3008-\u3011！％（），：；？～"
)
"""Punctuation of Chinese, which no letter joins."""

_HIDDEN = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_HYPHENS = (0x2010, 0x2011, 0x2012, 0x2013, 0x2212)
_VARIANTS = range(0xFE00, 0xFE10)
_WIDE = (*range(0xFF01, 0xFF5F), 0x2026)
"""What half of all Chinese punctuation is: read here, it spares most texts a normalization."""


@lru_cache(maxsize=8)  # who stores a text asks thrice: for whom it names, its words, its letters
def plain(markdown: str) -> str:
    """The text of Markdown as this program writes it: a line for each paragraph, no addresses."""
    text = _SIGNS.sub(_meant, markdown)
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


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


def images(markdown: str) -> Iterator[str]:
    """The addresses of the images in Markdown as this program writes it, those of links too."""
    for found in _SIGNS.finditer(markdown):
        name = found.lastgroup  # a label ends at the first bracket: that of the image in it
        if name == "words" or (name == "label" and "![" in found["label"]):
            written = markdown[found.end(name) + 2 : found.end() - 1].split(maxsplit=1)
            yield from (one.strip("<>") for one in written[:1])


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """The form in which texts are compared: one width, one case, simplified, nothing invisible.

    Each run of blanks is one; a line stays a line. Twice is as good as once.
    """
    folded = text.lower() if text.isascii() else _composed(_composed(_read(text)).casefold())
    return _BLANKS.sub(" ", folded)


def _composed(text: str) -> str:
    """A text without compatible letters; what they were made of is read once more."""
    composed = unicodedata.normalize("NFKC", text)
    return text if composed == text else _read(composed)


def _read(text: str) -> str:
    """A text with each character as the table has it."""
    signs, table = _table()
    return signs.sub(lambda found: table.get(found[0], found[0]), text)


def letters(text: str) -> str:
    """Only the letters and digits of a text, folded: the same for copies in another layout.

    Parts of a letter that a sign kept apart become one, as they would in a copy without it.
    """
    signs, easy = _easy()
    if easy.fullmatch(text):
        return signs.sub("", text).lower()
    return unicodedata.normalize("NFKC", _OTHERS.sub("", fold(text)))


def terms(folded: str) -> list[str]:
    """What a folded text is found by: its words, and of Chinese each two characters in a row.

    A character that none follows stands alone, so that each one begins a term. Where a word and
    Chinese meet (AI大模型), the character stands with the letter beside it, and comes first.
    """
    word, run, joint = _patterns()
    words = [found[:LONGEST] for found in word.findall(folded)]
    joints = [han + letter for letter, han in joint.findall(folded)]
    pairs = (map(add, han, [*han[1:], letter]) for han, letter in run.findall(folded))
    return [*words, *chain.from_iterable(pairs), *joints]


@cache
def _easy() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Signs without letters, and a text of nothing but these, ASCII and Chinese that is read as is.

    None of it changes what stands beside it. Most texts are such, and take a tenth of the time.
    """
    _, table = _table()
    han = "".join(sign for sign in map(chr, range(0x4E00, 0xA000)) if sign not in table)
    signs = re.compile(rf"[\x00-/:-@\[-`{{-\x7f{_SIGNLESS}]+")
    return signs, re.compile(rf"[\x00-\x7f{_SIGNLESS}{han}]*+")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A word, Chinese with the letter after it, and where they meet; made when first asked for:
    what only lists articles would wait 8 ms for them.
    """
    forms = (f"{WORD}+", f"([{HAN}]+)({WORD}?)", f"({WORD})(?=([{HAN}]))")
    word, run, joint = map(re.compile, forms)
    return word, run, joint


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """What each character is read as, and a pattern that finds all of them, and few others."""
    written = files(__package__).joinpath("simplified.txt").read_text(encoding="utf-8")
    pairs = "".join(line for line in written.splitlines() if not line.startswith("#"))
    table = dict(zip(pairs[::2], pairs[1::2], strict=True))
    table |= {chr(sign): "" for sign in (*_HIDDEN, *_VARIANTS)}
    table |= {chr(sign): "-" for sign in _HYPHENS}
    table |= {chr(sign): unicodedata.normalize("NFKC", chr(sign)) for sign in _WIDE}
    near = "".join(sign for sign in table if sign <= "\uffff")  # a set of these alone is quick
    return re.compile(f"[{re.escape(near)}]|[\U00010000-\U0010ffff]"), table
