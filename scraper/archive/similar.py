"""Text → a sketch that copies of it have much in common with; two texts → how alike they are.

Both look at the pieces of a text: each five letters in a row. Titles, layout, blanks and signs do
not count, so a copy under another headline is the same, and a word replaced spoils only what
touches it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache, reduce
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

_FIGURE = re.compile(r"\d{2,}")
_WIDTH = 4
"""Bytes of a character in UTF-32, of a hash, and how many of a piece a hash is of."""
_MASK = 0xFFFFFFFF
_STIR = 0x9E3779B1
"""CRC-32 is linear: its small values come in families, until they are multiplied by this."""


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
    hashes = _hashes(said)
    limit = 2 * DEPTH * _MASK // len(hashes)
    few = {one for one in hashes if one <= limit}  # so that only these have to be sorted
    return sorted(few if len(few) >= DEPTH else set(hashes))[:DEPTH]


def _hashes(said: str) -> list[int]:
    """The hash of each piece: the CRC-32 of its letters in UTF-32, stirred.

    What each byte of a piece adds to the CRC-32 hangs only on its place and on itself. So that of
    all pieces is found at once, in a number of so many bytes: 130 µs for 1,000 letters, where a
    call of `crc32` for each piece takes 340.
    """
    count = len(said) - SIZE + 1
    data = said.encode("utf-32-le", "surrogatepass")
    summed = 0
    for byte in range(_WIDTH):
        plane = data[byte::_WIDTH]
        if byte == 0 or plane.count(0) < len(said):  # most often the upper two bytes are 0
            for letter, table in enumerate(_tables(byte)):
                spoken = plane[letter : letter + count]
                added = b"".join([spoken.translate(part) for part in table])
                summed ^= int.from_bytes(added, "little")
    return _stirred(summed.to_bytes(_WIDTH * count, "little"), count).tolist()


def _stirred(planes: bytes, count: int) -> memoryview:
    """All lowest bytes of some numbers, then all second ones … → the numbers, stirred.

    Each is put into eight bytes, which its product does not leave.
    """
    lanes = bytearray(2 * _WIDTH * count)
    for at in range(_WIDTH):
        lanes[at :: 2 * _WIDTH] = planes[at * count :][:count]
    product = int.from_bytes(lanes, "little") * _STIR
    halves = memoryview(product.to_bytes(len(lanes), sys.byteorder)).cast("I")
    return halves[::2] if sys.byteorder == "little" else halves[::-2]


@cache
def _tables(byte: int) -> tuple[tuple[bytes, ...], ...]:
    """What a byte of each letter of a piece adds to each byte of the CRC-32, by its value."""
    return tuple(tuple(_table(letter * _WIDTH + byte)) for letter in range(SIZE))


def _table(at: int) -> Iterator[bytes]:
    none = bytes(SIZE * _WIDTH)
    pieces = (none[:at] + bytes([byte]) + none[at + 1 :] for byte in range(256))
    known = crc32(none) if at else 0  # what is in it always is counted once, by the first byte
    values = [crc32(piece) ^ known for piece in pieces]
    for byte in range(_WIDTH):
        yield bytes(one >> 8 * byte & 0xFF for one in values)


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
