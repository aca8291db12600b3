"""Two texts → paragraph by paragraph, what stands in both and what does not (pure).

Bounded: 400 KB on both sides take a fraction of a second, whatever stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from types import ModuleType

from scraper import text

ROOM = 100_000_000
"""Of two sequences the product of lengths up to which they are compared item by item: 12 MB."""
PAIRS = 2_500
"""So many pairs of paragraphs, at one place, are weighed against one another."""
ALIKE = 0.4
"""The share of two paragraphs from which on one is the other, altered."""
SHORT = 4
"""Characters that, between two alterations no shorter, are read as altered with them."""

_TOKEN = re.compile(rf"\d+(?:[.,:]\d+)*|(?:(?!\d){text.WORD})+|.", re.DOTALL)
"""A figure, a word, or any one character."""
_SENTENCE = re.compile(r"[^。！？；.!?;\n]+.?|.", re.DOTALL)

Span = tuple[str, int, int, int, int]
Gap = tuple[list[str], list[str]]
"""The paragraphs that stand only in the old text, and those only in the new, at one place."""


class Turn(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    ALTERED = "altered"
    REMOVED = "removed"
    ADDED = "added"
    MOVED = "moved"  # the same words at another place


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Words of a paragraph: the same `old` and `new`, or what took the place of what."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether nothing was altered here."""
        return self.old == self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A paragraph, old and new; "" where it was not or is no more."""

    turn: Turn
    old: str
    new: str

    @property
    def places(self) -> list[Place]:
        """The words of both, in order."""
        return list(places(self.old, self.new))


def parts(old: str, new: str) -> list[Part]:
    """What became of each paragraph (a line that is not blank), in an order to read them in."""
    before, after = _lines(old), _lines(new)
    spans = list(_spans(before, after))
    gaps = [(before[a:b], after[c:d]) for name, a, b, c, d in spans if name != "equal"]
    moved = _moved(gaps)
    found: list[Part] = []
    for name, a, b, c, d in spans:
        if name == "equal":
            found += [Part(turn=Turn.SAME, old=one, new=one) for one in before[a:b]]
        else:
            found += _gap(before[a:b], after[c:d], moved)
    return found


def places(old: str, new: str) -> Iterator[Place]:
    """The words of two texts in order; alterations a few characters apart are one.

    Very long texts are compared sentence by sentence first, and what is left letter by letter.
    """
    yield from _tidy(list(_raw(old, new)))


def _raw(old: str, new: str) -> Iterator[Place]:
    grain = _TOKEN if len(old) * len(new) <= ROOM else _SENTENCE
    before, after = grain.findall(old), grain.findall(new)
    for name, a, b, c, d in _spans(before, after):
        place = Place(old="".join(before[a:b]), new="".join(after[c:d]))
        if name == "equal" or grain is _TOKEN or len(place.old) * len(place.new) > ROOM:
            yield place
        else:
            yield from _raw(place.old, place.new)


def _lines(words: str) -> list[str]:
    return [line for line in words.split("\n") if line.strip()]


def _spans(old: Sequence[str], new: Sequence[str]) -> Iterator[Span]:
    """Stretches that are equal, and between them those that are not; too long ones are not."""
    head = _same(zip(old, new, strict=False))
    room = min(len(old), len(new)) - head
    tail = _same(islice(zip(reversed(old), reversed(new), strict=False), room))
    m, n = len(old) - tail, len(new) - tail
    if head:
        yield "equal", 0, head, 0, head
    if (m - head) * (n - head) <= ROOM:
        yield from _joined(old[head:m], new[head:n], head)
    else:
        yield "replace", head, m, head, n
    if tail:
        yield "equal", m, len(old), n, len(new)


def _same(pairs: Iterator[tuple[str, str]]) -> int:
    """How many pairs from the first on are of equals."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _joined(old: Sequence[str], new: Sequence[str], at: int) -> Iterator[Span]:
    """The shortest way from old to new, what goes and what comes at one place together."""
    a = c = 0
    for step in _indel().opcodes(old, new):
        if step.tag != "equal":
            continue
        if a < step.src_start or c < step.dest_start:
            yield "replace", at + a, at + step.src_start, at + c, at + step.dest_start
        a, c = step.src_end, step.dest_end
        yield "equal", at + step.src_start, at + a, at + step.dest_start, at + c
    if a < len(old) or c < len(new):
        yield "replace", at + a, at + len(old), at + c, at + len(new)


def _moved(gaps: list[Gap]) -> set[str]:
    """The paragraphs that went at one place and came at another."""
    return {line for old, _ in gaps for line in old} & {line for _, new in gaps for line in new}


def _gap(old: list[str], new: list[str], moved: set[str]) -> Iterator[Part]:
    """What became of the paragraphs of one place; those that went elsewhere are told there."""
    left = [line for line in old if line not in moved]
    came = [line for line in new if line not in moved]
    for one, other in _aligned(left, came):
        turn = Turn.ALTERED if one and other else Turn.REMOVED if one else Turn.ADDED
        yield Part(turn=turn, old=one, new=other)
    yield from (Part(turn=Turn.MOVED, old=line, new=line) for line in new if line in moved)


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """The paragraphs in order, each beside the one it became, or beside ""."""
    a = c = 0
    for i, j in _pairs(old, new):
        yield from ((one, "") for one in old[a:i])
        yield from (("", other) for other in new[c:j])
        yield old[i], new[j]
        a, c = i + 1, j + 1
    yield from ((one, "") for one in old[a:])
    yield from (("", other) for other in new[c:])


def _pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Which became which; of many the first is set beside the first, of very many none."""
    if min(len(old), len(new)) > PAIRS:
        return []
    if len(old) * len(new) > PAIRS:
        both = enumerate(zip(old, new, strict=False))
        return [(place, place) for place, (one, other) in both if _like(one, other)]
    return _best([[_like(one, other) for other in new] for one in old], len(new))


def _like(old: str, new: str) -> float:
    """The share of what stands in both; 0 where that is too little, of very long ones ALIKE."""
    if len(old) * len(new) > ROOM:
        return ALIKE
    return float(_indel().normalized_similarity(old, new, score_cutoff=ALIKE))


@cache
def _indel() -> ModuleType:
    """Loaded when something is compared: who only reads the archive would wait 10 ms for it."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    return Indel


def _best(likes: list[list[float]], width: int) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, that are most alike together."""
    best = [[0.0] * (width + 1) for _ in range(len(likes) + 1)]
    for i, row in reversed(list(enumerate(likes))):
        for j, like in reversed(list(enumerate(row))):
            pair = like + best[i + 1][j + 1] if like else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(likes) and j < width:
        like = likes[i][j]
        if like and best[i][j] == like + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _tidy(raw: list[Place]) -> list[Place]:
    """Without the short equal words between two alterations: they only make these hard to read."""
    found: list[Place] = []
    for place in raw:
        if len(found) > 1 and not place.same and _slight(found[-2], found[-1], place):
            *found, first, between = found
            place = Place(  # noqa: PLW2901 - it grows
                old=first.old + between.old + place.old, new=first.new + between.new + place.new
            )
        found.append(place)
    return found


def _slight(first: Place, between: Place, last: Place) -> bool:
    """Whether the words between two alterations are no longer than these, and few."""
    if first.same or not between.same:
        return False
    edits = (max(len(one.old), len(one.new)) for one in (first, last))
    return len(between.old) <= min(SHORT, *edits)
