"""A history of days → the verdict of each day, judged only by the days before it.

The same statistics as of the live archive, where a day is the last 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scraper.models import Level, Reason, Verdict
from scraper.watch import words
from scraper.watch.counts import Counts
from scraper.watch.lengths import Lengths
from scraper.watch.shares import PAGES, Shares

CLEAR = 0.3
"""With a larger hollow share the middle of all files tells nothing of the length of texts."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: files written, how many of them hollow, the median of the characters of all."""

    day: date
    articles: int = 0
    hollow: int = 0
    median_chars: float = 0.0


def replay(days: Iterable[Day]) -> Iterator[tuple[date, Verdict]]:
    """Each day from the first to the one after the last, with its verdict.

    A day that is not given is one on which nothing was written; so is the one after the last.
    """
    judge = Judge()
    for day in _whole(days):
        judge.add(day)
        yield day.day, judge.verdict(day.day)


class Judge:
    """What is usual so far, learnt from day to day."""

    def __init__(self) -> None:
        self._files, self._whole = Counts(), Counts()
        self._hollow, self._lengths = Shares(PAGES), Lengths()
        self._days = 0

    def add(self, day: Day) -> None:
        """Take in the next day."""
        self._files.add(day.day.weekday(), day.articles)
        self._whole.add(day.day.weekday(), day.articles - day.hollow)
        self._hollow.add(day.hollow, day.articles)
        clear = day.articles and day.hollow <= CLEAR * day.articles
        self._lengths.add(day.median_chars if clear else None)
        self._days += 1

    def verdict(self, today: date) -> Verdict:
        """What is not as usual today; hollow files are files, so that each break has its name."""

        def told(since: int) -> str:
            return str(today - (self._days - 1 - since) * _DAY)

        drop, gap = self._files.drop(), self._whole.gap()
        rise, shrink = self._hollow.rise, self._lengths.shrink
        return _verdict(
            (drop.level, "yield", words.drop(drop, str(today - drop.since * _DAY))),
            (gap.level, "silence", words.gap(gap, str(today - (gap.days - 1) * _DAY))),
            (rise.level, "hollow", words.hollow(rise, told(self._hollow.since))),
            (shrink.level, "length", words.shrink(shrink, told(self._lengths.since))),
        )


def _verdict(*found: tuple[Level, str, str]) -> Verdict:
    reasons = [Reason(level=level, name=name, text=text) for level, name, text in found]
    told = [reason for reason in reasons if reason.level is not Level.OK]
    return Verdict(reasons=tuple(sorted(told, key=lambda one: one.level is not Level.ALARM)))


def _whole(days: Iterable[Day]) -> Iterator[Day]:
    """The days, those on which nothing was written, and the one after the last."""
    expected: date | None = None
    for day in days:
        while expected is not None and expected < day.day:
            yield Day(day=expected)
            expected += _DAY
        yield day
        expected = day.day + _DAY
    if expected is not None:
        yield Day(day=expected)
