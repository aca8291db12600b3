"""What a step is given: its place in the work, by which it finds what it reads and writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from scraper.scale import shuffle, tables
from scraper.scale.tables import Schema, arrow

_WIDTH = 32
"""Bits of a hash, and of a place in a range."""
_MASK = (1 << _WIDTH) - 1
_STIR = 0x85EBCA6B
"""The hashes of a sketch are the small ones; multiplied by this they are evenly spread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A step for one part, or for one bucket: which of them, of how many buckets.

    `work` is the folder of all that is passed on; `path` the part, `round` counts steps that are
    done again and again.
    """

    work: Path
    number: int
    buckets: int
    path: Path = Path()
    round: int = 0

    def gather(self, what: str, columns: Schema) -> Any:
        """All rows that earlier steps left for this bucket."""
        return shuffle.gather(self.work / what, self.number, columns)

    def rows(self, what: str, columns: Schema) -> Iterable[tuple[Any, ...]]:
        """The same, row by row."""
        return tables.rows(self.gather(what, columns), *columns)

    def spill(self, what: str, found: Any, buckets: Any, piece: int = 0) -> None:
        """Leave a table for later steps, each row for its bucket; perhaps in pieces."""
        shuffle.spill(self.work / what, f"{self.number:08}-{piece:06}", found, buckets)


def share(hashed: int, buckets: int) -> int:
    """The bucket of a hash."""
    return (hashed * _STIR & _MASK) * buckets >> _WIDTH


def shares(hashes: Any, buckets: int) -> Any:
    """The same of a column of hashes."""
    compute = arrow().compute
    wide = hashes.cast("uint64")
    stirred = compute.bit_wise_and(compute.multiply(wide, _STIR), _MASK)
    return compute.shift_right(compute.multiply(stirred, buckets), _WIDTH).cast("int64")


def bucket(key: str, buckets: int) -> int:
    """The bucket of a text."""
    return share(crc32(key.encode()), buckets)


def number(range_: int, place: int) -> int:
    """The number of an article: in the order of first sight, though not without gaps."""
    return range_ << _WIDTH | place


def home(number: int) -> int:
    """The bucket of an article: the range in which it was first seen."""
    return number >> _WIDTH


def homes(numbers: Any) -> Any:
    """The same of a column of numbers."""
    return arrow().compute.shift_right(numbers, _WIDTH)
