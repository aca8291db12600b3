"""Text → a sketch that copies of it have much in common with; two texts → how alike they are.

Both look at the pieces of a text: each five letters in a row. Titles, layout, blanks and signs do
not count, so a copy under another headline is the same, and a word replaced spoils only what
touches it.
"""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from heapq import nsmallest
from operator import or_
from zlib import crc32

from scraper import text

SIZE = 5
"""Letters of a piece: fewer are in any text of the trade, more are lost with each word changed."""

DEPTH = 32
"""Hashes of a sketch. Of two texts that share a quarter of their pieces it shares about eight."""

LEAST = 50
"""Letters of a text that can be told from another's; a shorter one says the same by chance."""

ALIKE = 2 / 3
"""How alike copies are: an article that is as long again as the copy in it just is one."""

FIGURES = 0.5
"""How much copies have in common of the figures of that one which has fewer."""

FEW = 4
"""Different figures that can be compared; fewer say nothing."""

_STIR = 0x9E3779B1
"""CRC-32 is linear: its small values come in families, until they are multiplied by this."""

_FIGURE = re.compile(r"\d{2,}")
_WIDTH = 4
"""Bytes of a character in UTF-32."""


@lru_cache(maxsize=8)  # an article that is stored is asked for them three times
def letters(body: str) -> str:
    """What is compared of the body of an article."""
    return text.letters(text.plain(body))


def sketch(said: str) -> list[int]:
    """The smallest hashes of the pieces of some letters, in order; none of too few letters.

    They are the same on every machine, and of 32 bits: 0 to 4,294,967,295.
    """
    if len(said) < LEAST:
        return []
    data = said.encode("utf-32-le", "surrogatepass")
    wide = SIZE * _WIDTH
    ends = range(wide, len(data) + 1, _WIDTH)
    return nsmallest(DEPTH, {crc32(data[end - wide : end]) * _STIR & 0xFFFFFFFF for end in ends})


def alike(one: str, other: str) -> float:
    """How alike some letters are: the share of both that stands in pieces which both have.

    From 0 to 1; 0 where one is too short to be told from others, or where what is alike can be no
    copy: one is much longer, or they tell other figures, as a report of the next day does.
    """
    few, many = sorted((len(one), len(other)))
    if few < LEAST or 2 * few < ALIKE * (few + many) or not _agree(one, other):
        return 0.0
    first, second = _pieces(one), _pieces(other)
    covered = _covered(first, frozenset(second)) + _covered(second, frozenset(first))
    return covered / (few + many)


def _agree(one: str, other: str) -> bool:
    """Whether texts tell the same figures, as far as they tell any."""
    fewer, more = sorted((set(_FIGURE.findall(one)), set(_FIGURE.findall(other))), key=len)
    return len(fewer) < FEW or len(fewer & more) >= FIGURES * len(fewer)


def _pieces(said: str) -> list[str]:
    return [said[at : at + SIZE] for at in range(len(said) - SIZE + 1)]


def _covered(pieces: list[str], others: frozenset[str]) -> int:
    """How many letters of a text, given in its pieces, stand in one of the others."""
    starts = int("".join(["01"[piece in others] for piece in pieces]), 2)
    return reduce(or_, (starts << at for at in range(SIZE))).bit_count()
