"""Ranges of emphasis in a line of text → delimiters that CommonMark reads as emphasis.

A ``**`` opens only if it is left-flanking and closes only if it is right-flanking (CommonMark 0.31
§6.2), and Chinese text has no spaces beside its punctuation: ``助手**「研究」**。`` does not open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

SOLID, PICTURE, BREAK = "\x00", "\x01", "\x02"
"""Each stands for one atom of a line: a link or code, an image, a line break."""
SIGNS = {"strong": "**", "em": "*", "del": "~~"}
BLANK = " \n\t\u3000"

_LEAD = "\x03"  # what stands before a line of the paragraph: its indentation, quotes and bullets
_START = "\x04"  # where a line begins with emphasis: what is moved out of it must begin no block
_MARKS = re.compile(f"[{SOLID}{PICTURE}{BREAK}{_LEAD}{_START}]")  # none stands in clean text
_TRIMMED = BLANK + PICTURE + BREAK + _LEAD + _START
_PAIRS = dict(zip("（「『“‘《〈【〔［([{", "）」』”’》〉】〕］)]}", strict=True))
_ATOM = re.compile(f"[{SOLID}{PICTURE}{BREAK}{_LEAD}]")
_GAP = re.compile(f"{BREAK}[{BLANK}{_LEAD}]*{BREAK}[{BLANK}{BREAK}{_LEAD}]*")
_STARTS = re.compile(f"{_START}([-+>#=|:])?")
_FENCED = re.compile(r"(?ms)^[> *+0-9.-]*(`{3,})[^`\n]*\n.*?^[> ]*\1 *$")
_INLINE = re.compile(
    r"""
    (?P<lead>(?m:^)[>\ ]*(?:(?:[*+-]|[0-9]{1,9}\.)\ +)*)
    | (?P<solid>
        \\[!-/:-@\[-`{-~]                             # an escape
      | (?P<tick>`+)(?!`).*?(?<!`)(?P=tick)(?!`)      # code
      | !\[[^\]\n]*\]\([^)\n]*\) | \]\([^)\n]*\)      # an image; the address of a link
      | <[a-z]+:[^>\n]*>
    )
    | (?P<break>\ {2}\n)
    | (?P<sign>\*{1,3}|~~)
    """,
    re.VERBOSE,
)


@dataclass(slots=True)
class Range:
    """Emphasis from `start` to before `end` of a line's text."""

    kind: str
    start: int
    end: int


@dataclass(slots=True)
class Line:
    """The text of a paragraph, its atoms in order, and the ranges of its emphasis."""

    text: str = ""
    atoms: list[str] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)


def settle(line: Line, *, closing: bool = False) -> None:
    """Draw each range in to where its delimiters open, and with `closing` also close."""
    if not line.ranges:
        return
    if BREAK in line.text:
        line.ranges = [part for one in line.ranges for part in _parts(line.text, one)]
    for one in line.ranges:
        _trim(line.text, one)
        while one.start < one.end and _stuck(
            line.text[one.start], line.text[max(one.start - 1, 0) : one.start]
        ):
            _shrink(line.text, one, at_start=True)
        while (
            closing
            and one.start < one.end
            and _stuck(line.text[one.end - 1], line.text[one.end : one.end + 1])
        ):
            _shrink(line.text, one, at_start=False)
    line.ranges = _clear([one for one in line.ranges if one.start < one.end])


def _clear(ranges: list[Range]) -> list[Range]:
    """The ranges without those whose signs would run into others so that neither is read.

    Beside a letter ``**~~`` is none, and where other emphasis stands at two of its edges, as in
    ``***a**b**c***``, the stars do not tell whose they are.
    """
    if len(ranges) < 2:
        return ranges
    starts: dict[int, list[Range]] = {}
    ends: dict[int, list[Range]] = {}
    for one in ranges:
        starts.setdefault(one.start, []).append(one)
        ends.setdefault(one.end, []).append(one)

    def unclear(one: Range) -> bool:
        here, there = starts[one.start], ends[one.end]
        struck = any(other.kind == "del" for other in (*here, *there))
        edges = (
            any(other.end < one.end for other in here),
            any(other.start > one.start for other in there),
            one.start in ends or one.end in starts,
        )
        return struck or sum(edges) > 1

    return [one for one in ranges if one.kind == "del" or not unclear(one)]


def delimiters(line: Line) -> dict[int, str]:
    """Which signs stand before which place of the text; crossing ranges are cut short."""
    signs: dict[int, str] = {}
    stack: list[Range] = []

    def close(until: int | None) -> None:
        while stack and (until is None or stack[-1].end <= until):
            one = stack.pop()
            signs[one.end] = signs.get(one.end, "") + SIGNS[one.kind]

    for one in sorted(line.ranges, key=lambda one: (one.start, -one.end, one.kind != "strong")):
        close(one.start)
        end = min(one.end, stack[-1].end) if stack else one.end
        if one.start < end:
            signs[one.start] = signs.get(one.start, "") + SIGNS[one.kind]
            stack.append(Range(one.kind, one.start, end))
    close(None)
    return signs


def mend(markdown: str) -> str:
    """A body of ours with all its emphasis such that CommonMark opens and closes it.

    The seed documents leave emphasis that ends in punctuation before a letter, as in
    ``过渡。**这方面``, which shows its asterisks; here the punctuation is moved out of it.
    """
    markdown = _MARKS.sub("", markdown)
    out: list[str] = []
    here = 0
    for found in _FENCED.finditer(markdown):
        out += _mended(markdown[here : found.start()]), found[0]
        here = found.end()
    return "".join([*out, _mended(markdown[here:])])


def _mended(markdown: str) -> str:
    return "".join(
        part if place % 2 else _paragraph(part)
        for place, part in enumerate(re.split(r"(\n[> ]*\n)", markdown))
    )


def _paragraph(markdown: str) -> str:
    if "*" not in markdown and "~~" not in markdown:
        return markdown
    line, here = Line(), 0
    opened: dict[str, int] = {}
    for found in _INLINE.finditer(markdown):
        line.text += markdown[here : found.start()]
        here = found.end()
        if sign := found["sign"]:
            line.text += _START if line.text[-1:] == _LEAD else ""
            _toggle(line, opened, sign)
        elif found["break"]:
            line.text += BREAK
        else:
            line.atoms.append(found[0])
            line.text += SOLID if found["solid"] else _LEAD
    line.text += markdown[here:]
    if opened:
        return markdown  # not of our writing
    settle(line, closing=True)
    written = write(line, "  \n", lambda piece, _fresh: piece)
    return _STARTS.sub(lambda it: f"\\{it[1]}" if it[1] else "", written)


def _toggle(line: Line, opened: dict[str, int], sign: str) -> None:
    kinds = {"*": ("em",), "**": ("strong",), "***": ("strong", "em"), "~~": ("del",)}[sign]
    for kind in kinds:
        if kind in opened:
            line.ranges.append(Range(kind, opened.pop(kind), len(line.text)))
        else:
            opened[kind] = len(line.text)


def write(line: Line, breaks: str, escape: Callable[[str, bool], str]) -> str:
    """The line with its delimiters and atoms in their places.

    `escape` is given each piece of text and whether it begins a line.
    """
    signs = delimiters(line)
    out = [signs.get(0, "")]
    for here, there in pairwise(sorted({0, len(line.text), *signs})):
        fresh = here not in signs and (here == 0 or line.text[here - 1] in "\n" + BREAK)
        out += escape(line.text[here:there], fresh), signs.get(there, "")
    if not line.atoms and BREAK not in line.text:
        return "".join(out)
    atoms = iter(line.atoms)
    return _ATOM.sub(lambda it: breaks if it[0] == BREAK else next(atoms), "".join(out))


def _parts(text: str, one: Range) -> Iterator[Range]:
    """The range, divided where two line breaks make a new paragraph."""
    start = one.start
    for gap in _GAP.finditer(text, one.start, one.end):
        yield Range(one.kind, start, gap.start())
        start = gap.end()
    yield Range(one.kind, start, one.end)


def _trim(text: str, one: Range) -> None:
    while one.start < one.end and text[one.start] in _TRIMMED:
        one.start += 1
    while one.start < one.end and text[one.end - 1] in _TRIMMED:
        one.end -= 1


def _stuck(inner: str, outer: str) -> bool:
    """Whether a delimiter between `outer` and `inner` would not be read as one.

    Versions of CommonMark differ on symbols: inside they count as punctuation, outside as letters.
    """
    return _punctuation(inner, "PS") and not (
        not outer or outer in _TRIMMED or _punctuation(outer, "P")
    )


def _punctuation(sign: str, classes: str) -> bool:
    return sign in (SOLID, PICTURE) or unicodedata.category(sign)[0] in classes


def _shrink(text: str, one: Range, *, at_start: bool) -> None:
    """Leave the outermost sign outside: both of a pair that encloses all, else the one."""
    if text[one.start if at_start else one.end - 1] == SOLID:
        one.end = one.start  # emphasis around a link or code in the middle of a word: plain
        return
    paired = _enclosed(text, one)
    one.start += at_start or paired
    one.end -= (not at_start) or paired
    _trim(text, one)


def _enclosed(text: str, one: Range) -> bool:
    opener, closer = text[one.start], _PAIRS.get(text[one.start], "")
    if not closer or one.end - one.start < 3 or text[one.end - 1] != closer:
        return False
    level = 0
    for place in range(one.start, one.end):
        level += (text[place] == opener) - (text[place] == closer)
        if level == 0:
            return place == one.end - 1
    return False
