"""How many of how many, day after day → is today's share out of the ordinary.

A day whose share is an alarm is not learnt from, however long it lasts: a hollow month never
becomes usual. What stays below an alarm is learnt, so a share that was always high is none.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import sqrt

from scraper.models import Level
from scraper.watch import chance
from scraper.watch.counts import CHANCE, DOUBT
from scraper.watch.levels import worst

DAYS = 28
"""Four whole weeks of healthy days."""
YOUNG = 7
"""With fewer healthy days only what needs no comparison is seen."""
ORDINARY = 0.12
"""So many bad pages come without a break: in June 2023 an eighth was hollow for a month, and
nothing had broken."""
NOTHING = 0.03
"""So many are not worth a look: 1.5 % were hollow in the years before the break."""
SPREADS = 1.5
"""What is beyond the usual by so much of the spread of days is still usual."""
FAR = 3.0
"""So many of its own spreads are no alarm: shares of some sources swing from day to day."""
FEW = 5
"""A day with fewer pages tells nothing of the spread of days."""
WINDOWS = (1, 3, 7)
"""Days together: a small archive has too few pages a day to judge by."""
SHORT = 0.25
"""The last hours of a day, in days: a break is seen the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Which part of what was good until now must be bad to be an alarm, and to be a watch.

    A usual share above `most` is not believed. With `early` that counts for a young archive too.
    """

    alarm: float
    watch: float
    most: float = 1.0
    early: bool = False


PAGES = Rule(alarm=0.22, watch=0.08, most=0.45, early=True)
"""Of pages: the worst days without a break had 20 % (by then 9 % were usual); a break may be as
mild as 30 %. Where nearly half of the pages are bad, that is no site to get used to."""
FIELDS = Rule(alarm=0.5, watch=0.25)
"""Of a field: half of the articles that had one have none. Images and authors come and go with the
day's mix of articles; a field that broke is gone altogether."""
ERAS = Rule(alarm=2.0, watch=0.4)
"""Of an era: no alarm at all, for pages that can be read are no harm; but a site that moves to
other pages will break what has not moved yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """The usual share, and the days that it was learnt from."""

    share: float
    days: tuple[tuple[int, int], ...]
    young: bool

    def spread(self) -> float:
        """How far the shares of days differ beyond chance."""
        many = [(bad / n, n) for bad, n in self.days if n >= FEW]
        if len(many) < YOUNG:
            return 0.0
        far = chance.spread([one - self.share for one, _ in many])
        pure = self.share * (1 - self.share) * sum(1 / n for _, n in many) / len(many)
        return sqrt(max(far * far - pure, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """So many of so many were bad in so many days, where such a share is usual.

    `young` where the usual is not known yet; it has stood so since the day `since`, counted from 0.
    """

    level: Level = Level.OK
    days: float = 1
    bad: int = 0
    n: int = 0
    usual: float = 0.0
    young: bool = False


class Shares:
    """Shares of one thing, taken in a day after the other."""

    def __init__(self, rule: Rule, rare: float = CHANCE) -> None:
        """`rare` is the chance below which a share is no accident."""
        self.rise = Rise()
        self.since = 0
        self._rule = rule
        self._rare = rare
        self._days = 0
        self._recent: deque[tuple[int, int]] = deque(maxlen=max(WINDOWS))
        self._learnt: deque[tuple[int, int, int]] = deque(maxlen=DAYS + max(WINDOWS))

    def add(self, bad: int, n: int, *, short: tuple[int, int] = (0, 0)) -> None:
        """Take in the next day and judge it; `short` is what its last hours came to."""
        self._recent.append((bad, n))
        before, self.rise = self.rise.level, self._worst(short)
        self.since = self._days if before is Level.OK else self.since
        self._days += 1
        if n and self.rise.level is not Level.ALARM:
            self._learnt.append((self._days, bad, n))

    def _worst(self, short: tuple[int, int]) -> Rise:
        found = [self._weighed(SHORT, *short)] if short[1] else []
        for days in WINDOWS:
            span = list(self._recent)[-days:]
            bad, n = sum(bad for bad, _ in span), sum(n for _, n in span)
            found.append(self._weighed(days, bad, n))
        return worst(found, Rise())

    def _weighed(self, days: float, bad: int, n: int) -> Rise:
        if not bad:
            return Rise(days=days, n=n)
        norm = self._norm(max(int(days), 1))
        level = Level.OK
        if not (norm.young and not self._rule.early) and self._high(norm, bad, n):
            level = self._level(norm, bad, n)
        return Rise(level=level, days=days, bad=bad, n=n, usual=norm.share, young=norm.young)

    def _high(self, norm: Norm, bad: int, n: int) -> bool:
        """Whether it is worth a thought, and today is not well again."""
        enough = norm.share + self._rule.watch * (1 - norm.share)
        today, pages = self._recent[-1]
        return bad > enough * n and today >= enough * pages

    def _level(self, norm: Norm, bad: int, n: int) -> Level:
        spread = norm.spread()
        beyond = min(norm.share + SPREADS * spread, 0.95)
        enough = norm.share + max(self._rule.alarm * (1 - norm.share), FAR * spread)
        luck = chance.at_least(bad, n, max(beyond, NOTHING))
        ordinary = chance.at_least(bad, n, ORDINARY) > self._rare * DOUBT
        if bad >= enough * n and luck <= self._rare and not ordinary:
            return Level.ALARM
        return Level.WATCH if luck <= self._rare * DOUBT or (norm.young and bad == n) else Level.OK

    def _norm(self, window: int) -> Norm:
        """What was usual until the days of the window began."""
        last = self._days - window
        learnt = tuple((bad, n) for day, bad, n in self._learnt if day <= last)[-DAYS:]
        if len(learnt) < YOUNG:
            return Norm(share=self._rule.most, days=(), young=True)
        share = sum(bad for bad, _ in learnt) / sum(n for _, n in learnt)
        return Norm(share=min(share, self._rule.most), days=learnt, young=False)
