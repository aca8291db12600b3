"""Text → the same text without what is not text: zero-width, control and layout characters."""

from __future__ import annotations

import html
import re

# Zero-width and bidirectional controls, soft hyphens, control characters, lone surrogates, the
# marks of object replacement and what Unicode says is no character, which no YAML may hold. The
# zero-width joiner is left to _JOINER: it also builds emoji.
_NONE = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_SHAPELESS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f"
    f"\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ud800-\udfff{_NONE}"
)
NOTHING = re.compile(f"[{_SHAPELESS}]")
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")
_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0001-\U000e007f]+")
"""Letters without a shape; after a black flag they say whose it is."""
_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f"
_SPACE = re.compile(f"[{_SPACES}]")
LINES = re.compile("[\x85\u2028\u2029]")
_ENDS = re.compile(f"\r\n?|{LINES.pattern}")
_ODD = re.compile(f"[{_SHAPELESS}{_SPACES}\r\x85\u2028\u2029\u200d\U000e0001-\U000e007f]")
"""What any of these takes out or changes."""
_BLANK = re.compile(r"[\s\u3000]+")
_ENDLESS = re.compile(r"(?<=&#)[0-9]{100,}")


def references(text: str) -> str:
    """`text` with its character references read; Python alone fails on one of 4,300 digits."""
    if "&" not in text:
        return text
    return html.unescape(_ENDLESS.sub("x110000", text))  # beyond Unicode: U+FFFD


def characters(text: str) -> str:
    """`text` with every space of layout an ordinary space, and no character without a shape.

    Whatever ends a line in Markdown or on a terminal is a line feed, or gone.
    """
    if text.isprintable() and "\ufffc" not in text:  # of all below, that alone is printable
        return text
    if not _ODD.search(text):
        return text
    text = _ENDS.sub("\n", _TAGS.sub("", NOTHING.sub("", text)))
    return _SPACE.sub(" ", _JOINER.sub("", text))


def code(text: str) -> str:
    """Lines of code: cleaned, without blank lines around them or blanks at the ends."""
    lines = [one.rstrip() for one in characters(text).split("\n")]
    return "\n".join(lines).strip("\n")


def line(text: str) -> str:
    """`text` on one line: cleaned, each run of white space one space, none at the ends."""
    if text.isprintable() and "  " not in text:  # as most are: nothing of that is printable
        return text.strip()
    return _BLANK.sub(" ", characters(text)).strip()
