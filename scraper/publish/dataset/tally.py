"""Rows → what they are, counted in little room however many there are."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import accumulate

from scraper.publish.dataset.columns import Row

_FREE = 0
_FULL = 2 / 3


class Seen:
    """A set of hashes, in 8 to 24 bytes each: a million take some 16 MB."""

    def __init__(self) -> None:
        self._slots = array("Q", [_FREE]) * 1024
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, number: int) -> bool:
        """Whether a number of 64 bits is new."""
        if self._count >= _FULL * len(self._slots):
            self._grow()
        place = self._place(number or 1)
        if self._slots[place] != _FREE:
            return False
        self._slots[place] = number or 1
        self._count += 1
        return True

    def _place(self, number: int) -> int:
        place = number % len(self._slots)
        while self._slots[place] not in (_FREE, number):
            place = (place + 1) % len(self._slots)
        return place

    def _grow(self) -> None:
        old, self._slots = self._slots, array("Q", [_FREE]) * (2 * len(self._slots))
        for number in filter(None, old):
            self._slots[self._place(number)] = number


class Tally:
    """What the rows that walk by are; `of` counts values by column."""

    def __init__(self) -> None:
        self.rows = 0
        self.of: dict[str, Counter[str]] = {
            name: Counter() for name in ("year", "month", "author", "source", "extractor", "lang")
        }
        self.lengths: Counter[int] = Counter()
        self.known: Counter[str] = Counter()
        self.spans: dict[str, tuple[str, str]] = {}
        self._contents = Seen()
        self._stories = Seen()

    def walk(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows, each counted as it passes."""
        for row in rows:
            self._count(row)
            yield row

    @property
    def twins(self) -> int:
        """Rows of whose letters an earlier row has all."""
        return self.rows - len(self._contents)

    @property
    def stories(self) -> int:
        """Stories that more than one article tells, a copy of which is among the rows."""
        return len(self._stories)

    def length(self, share: float) -> int:
        """The characters of the plain text that so large a share of the rows does not exceed."""
        ordered = sorted(self.lengths)
        sums = accumulate(self.lengths[one] for one in ordered)
        reached = (
            one for one, sum_ in zip(ordered, sums, strict=True) if sum_ >= share * self.rows
        )
        return next(reached, 0)

    @property
    def characters(self) -> int:
        """Of all plain texts together."""
        return sum(length * count for length, count in self.lengths.items())

    def _count(self, row: Row) -> None:
        self.rows += 1
        self.lengths[len(row["text"])] += 1
        for name, value in _values(row).items():
            self.of[name][value] += 1
        self.known.update(name for name in row if row[name] not in (None, "", [], False))
        for name in ("published", "first_seen", "fetched_at"):
            if row[name]:
                self._span(name, row[name].isoformat())
        self._contents.add(int(row["content_sha256"][:16], 16))
        if row["is_copy"]:
            self._stories.add(_number(row["story"]))

    def _span(self, name: str, at: str) -> None:
        first, last = self.spans.get(name, (at, at))
        self.spans[name] = (min(first, at), max(last, at))


def _values(row: Row) -> Mapping[str, str]:
    """What is counted by value; the year and the month are those of publication."""
    day = row["published"].isoformat() if row["published"] else ""
    return {
        "year": day[:4],
        "month": day[:7],
        "author": row["author"] or "",
        "source": row["source"] or "",
        "extractor": row["extractor"],
        "lang": row["lang"],
    }


def _number(key: str) -> int:
    """A text as a number of 64 bits, the same on every machine."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
