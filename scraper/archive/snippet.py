"""A text and a query → a piece of the text around what was found, and what of it was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise

from scraper import text
from scraper.archive.query import Query, Span

Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it was found."""

LENGTH = 80
"""Characters of a snippet, as a reader counts them."""
LEAD = 20
"""Of these, before what was found."""
CUT = "…"
LINE = 5_000
"""Characters of a line that is marked."""
_MOST = 50
"""Places of each word that are looked at for the best one."""

_EVEN = re.compile(
    r"[\n -~\u2018-\u201d\u2014\u3001\u3002\u300a-\u3011\u4e00-\u9fff\uff01-\uff5e]*"
)
"""A text of which each character is folded to one: nearly all are such."""

_JOINER = "\u200d"
_FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_LATER = frozenset(
    map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3), *range(0x1F3FB, 0x1F400)))
) | frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Vowels and finals of Hangul, tones of skin, tags of flags: no marks, but never alone."""


class Folded:
    """A folded text that knows which characters of the first text each of its own came from.

    Characters that a reader sees as one (a letter and its accents, an emoji of several) are one.
    """

    def __init__(self, first: str) -> None:
        """`places` are where each character begins, and where the last ends."""
        self._first = first
        self.places: Sequence[int] = range(len(first) + 1)
        self._of: Sequence[int] = self.places
        self.text = text.fold(first)
        if not _EVEN.fullmatch(first) or "  " in first:
            self.places = [*_starts(first), len(first)]
            self._of = self._origins()

    def _origins(self) -> list[int]:
        """Which character each of the folded text came from."""
        origins: list[int] = []
        before = ""
        for number, (start, end) in enumerate(pairwise(self.places)):
            for sign in _folded(self._first[start:end]):
                if sign != " " or before != " ":  # a run of blanks is one
                    origins.append(number)
                before = sign
        return origins

    def first(self, span: Span) -> Span:
        """The characters that a span of the folded text came from, by number."""
        start, end = span
        return self._of[start], self._of[end - 1] + 1

    def cut(self, start: int, end: int) -> str:
        """The first text from one character to another, by number."""
        return self._first[self.places[start] : self.places[end]].replace("\n", " ")

    def __len__(self) -> int:
        return len(self.places) - 1


def mark(line: str, query: Query) -> Marked:
    """A line in pieces; whole, unless it is too long for one that anybody reads."""
    folded = Folded(line[:LINE])
    after = [(CUT, False)] if len(line) > LINE else []
    return (*_pieces(folded, _found(folded, query), 0, len(folded)), *after)


def cut(plain: str, query: Query) -> Marked:
    """The piece of a text of many lines where most of the query's words stand together.

    It is in the first line that has most of them; the beginning of the text where none has any.
    """
    lines = plain.split("\n")
    folded = Folded(_around(lines, _line(lines, query)))
    found = _found(folded, query)
    best = folded.first((at, at + 1))[0] if (at := _best(folded.text, query)) else 0
    start = max(0, min(best - LEAD, len(folded) - LENGTH))
    end = min(len(folded), start + LENGTH)
    before = [(CUT, False)] if start else []
    after = [(CUT, False)] if end < len(folded) else []
    return (*before, *_pieces(folded, found, start, end), *after)


def _best(folded: str, query: Query) -> int:
    """Where the piece with most of the words begins; 0 where there is none."""
    spans = sorted(
        (start, number)
        for number, word in enumerate(query.words)
        for start, _ in islice(word.spans(folded), _MOST)
    )
    best, most = 0, 0
    for at, (start, _) in enumerate(spans):
        near = {number for place, number in spans[at : at + _MOST] if place < start + LENGTH - LEAD}
        if len(near) > most:
            best, most = start, len(near)
    return best


def _line(lines: list[str], query: Query) -> int:
    """Which line is the first with most of the words."""
    best, most = 0, 0
    for number, folded in enumerate(map(text.fold, lines)):
        count = sum(word.found(folded) for word in query.words)
        if count > most:
            best, most = number, count
        if most == len(query.words):
            break
    return best


def _around(lines: list[str], number: int) -> str:
    """A line, with others beside it until there is enough to show."""
    first, last = number, number + 1
    size = len(lines[number])
    while size < LENGTH and (last < len(lines) or first):
        if last < len(lines):
            size += len(lines[last])
            last += 1
        else:
            first -= 1
            size += len(lines[first])
    return "\n".join(lines[first:last])


def _found(folded: Folded, query: Query) -> list[Span]:
    """What was found of the first text, by number of its characters, apart and in order."""
    spans = sorted(folded.first(span) for word in query.words for span in word.spans(folded.text))
    apart: list[Span] = []
    for start, end in spans:
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _pieces(
    folded: Folded, found: Iterable[Span], start: int, end: int
) -> Iterator[tuple[str, bool]]:
    """The first text between two of its characters, in pieces."""
    within = [(max(low, start), min(high, end)) for low, high in found]
    at = start
    for low, high in [*((low, high) for low, high in within if low < high), (end, end)]:
        if at < low:
            yield folded.cut(at, low), False
        if low < high:
            yield folded.cut(low, high), True
        at = high


def _starts(first: str) -> Iterator[int]:
    """Where each of the characters that a reader sees begins."""
    before = ""
    for at, sign in enumerate(first):
        joined = at > 0 and sign > "~" and _joins(before, sign)
        if not joined:
            yield at
        before = "" if joined and before in _FLAGS else sign  # flags are letters, two by two


@lru_cache(maxsize=1 << 16)
def _joins(before: str, sign: str) -> bool:
    """Whether a sign is one character with what stands before it."""
    if sign in _FLAGS:
        return before in _FLAGS
    if before == _JOINER and unicodedata.category(sign) == "So":
        return True
    base = unicodedata.normalize("NFKD", sign)[0]
    return unicodedata.category(base)[0] == "M" or base in _LATER or not text.fold(sign)


@lru_cache(maxsize=1 << 16)
def _folded(sign: str) -> str:
    return text.fold(sign)
