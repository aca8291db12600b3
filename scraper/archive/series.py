"""Days with numbers → their sum between any two days, at once; compact enough to be held."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """`days` are ordinals of the calendar, ascending; `sums` what there was up to each of them."""

    days: array[int]
    sums: array[int]

    @classmethod
    def of(cls, numbers: Iterable[tuple[int, int]]) -> Series:
        """The series of days with their numbers, in whatever order; a day may come twice."""
        known = sorted(numbers)
        return cls(
            days=array("i", [day for day, _ in known]),
            sums=array("q", accumulate(number for _, number in known)),
        )

    def before(self, day: int) -> int:
        """What there was before a day."""
        place = bisect_left(self.days, day)
        return self.sums[place - 1] if place else 0

    def between(self, since: int, until: int) -> int:
        """What there was from one day on, before another."""
        return self.before(until) - self.before(since)

    def by(self, bounds: Sequence[int]) -> list[int]:
        """What there was from each of these days on, before the next one."""
        days, sums = self.days, self.sums
        places = [bisect_left(days, day) for day in bounds]
        reached = [sums[place - 1] if place else 0 for place in places]
        return [*map(sub, reached[1:], reached)]
