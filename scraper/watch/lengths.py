"""Median lengths, day after day → are the texts shorter than usual.

A day that is an alarm is not learnt from.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import exp, log, sqrt

from scraper.models import Level
from scraper.watch import chance
from scraper.watch.levels import worst

DAYS = 28
"""Four whole weeks of healthy days."""
YOUNG = 7
"""With fewer nobody knows what is usual."""
WINDOWS = (1, 3, 7)
"""Days together: the middle of two texts says little."""
ALARM, WATCH = log(0.33), log(0.6)
"""Parts of the usual length: the middles of healthy days went down to half of it."""
SIGMAS = 4.5
"""It must also be beyond what days differ anyway, which is much with two articles a day."""
LEAST = 0.15
"""Days differ at least by so much, in natural logarithms."""
LONGEST = 10**9
"""Beyond any text."""
MEDIAN = 1.25
"""The middle of several days is known so much worse than their mean would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrink:
    """So many characters in the middle of so many days, where so many are usual."""

    level: Level = Level.OK
    days: int = 1
    seen: float = 0.0
    usual: float = 0.0


class Lengths:
    """Median lengths of one thing, taken in a day after the other."""

    def __init__(self) -> None:
        self.shrink = Shrink()
        self.since = 0
        self._days = 0
        self._recent: deque[float] = deque(maxlen=max(WINDOWS))
        self._learnt: deque[float] = deque(maxlen=DAYS)

    def add(self, chars: float | None) -> None:
        """Take in the next day and judge it; None where nothing is known of it."""
        before, self.shrink = self.shrink.level, Shrink()
        if chars is not None:
            self._recent.append(log(min(max(chars, 1.0), LONGEST)))
            self.shrink = self._worst()
            if self.shrink.level is not Level.ALARM:
                self._learnt.append(self._recent[-1])
        self.since = self._days if before is Level.OK else self.since
        self._days += 1

    def _worst(self) -> Shrink:
        if len(self._learnt) < YOUNG:
            return Shrink(seen=exp(self._recent[-1]))
        usual = chance.midmean(self._learnt)
        spread = max(chance.spread([one - usual for one in self._learnt]), LEAST)
        return worst([self._weighed(usual, spread, days) for days in WINDOWS], Shrink())

    def _weighed(self, usual: float, spread: float, days: int) -> Shrink:
        span = list(self._recent)[-days:]
        low = chance.midmean(span) - usual
        sigma = spread * (MEDIAN / sqrt(days) if days > 1 else 1.0)
        level = Level.OK
        if len(span) == days and max(low, span[-1] - usual) <= WATCH and -low > SIGMAS * sigma:
            level = Level.ALARM if low <= ALARM else Level.WATCH
        return Shrink(level=level, days=days, seen=exp(low + usual), usual=exp(usual))
