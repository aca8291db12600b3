"""A rise among events → a reason: since when, how many of how many, the first bad page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from shlex import quote

from scraper.dates import BEIJING
from scraper.models import Level, Reason, Sight
from scraper.watch import words
from scraper.watch.memory import Event, Memory
from scraper.watch.shares import Rise, Rule, Shares


def _bad(event: Event) -> bool:
    return event.bad


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What may have become more: which events count as `bad`, among which ones, by which rule."""

    name: str
    events: list[Event]
    rule: Rule
    bad: Callable[[Event], bool] = _bad


@dataclass(frozen=True, slots=True, kw_only=True)
class Risen:
    """A case that is out of the ordinary, and its events since that began."""

    case: Case
    rise: Rise
    late: list[Event]

    @property
    def worse(self) -> list[Sight]:
        """The bad visits among them."""
        return [event.sight for event in self.late if self.case.bad(event)]

    @property
    def url(self) -> str:
        """The address of the first bad page."""
        return next((sight.url for sight in self.worse if sight.url), "")

    def reason(self, what: str, look: str) -> Reason:
        """The reason that this is; `what` goes before "56 of 68 pages since …"."""
        bad, n = len(self.worse), len(self.late)
        since = moment(self.late[0].sight.at)
        usual = words.usually(self.rise)
        text = f"{what} {bad} of {words.pages(n)} since {since} ({bad / n:.0%}, {usual})"
        return Reason(
            level=self.rise.level, name=self.case.name, text=text, url=self.url, look=look
        )


def risen(memory: Memory, *cases: Case) -> Iterator[Risen]:
    """The cases that are out of the ordinary."""
    for case in cases:
        found = weighed(memory, case)
        if found.level is not Level.OK:
            yield Risen(case=case, rise=found, late=_since(case, found))


def weighed(memory: Memory, case: Case) -> Rise:
    """The share of bad events of the last day, beside those of the days before."""
    days = memory.days
    tally = [[0, 0] for _ in range(days)]
    short = [0, 0]
    for event in case.events:
        if event.day < days:
            bad = case.bad(event)
            tally[event.day][bad] += 1
            if event.day == 0 and event.short:
                short[bad] += 1
    shares = Shares(case.rule)
    for day in reversed(tally[1:]):
        shares.add(day[1], sum(day))
    shares.add(tally[0][1], sum(tally[0]), short=(short[1], sum(short)))
    return shares.rise


def _since(case: Case, found: Rise) -> list[Event]:
    """The events from the first bad one of the time in which the share is high.

    Half of the way between the usual share and this one counts as even: the time begins where the
    sum above it last began to rise.
    """
    even = (found.usual + found.bad / max(found.n, 1)) / 2
    level, start = 0.0, 0
    for i, event in enumerate(case.events):
        bad = case.bad(event)
        if level <= 0.0 and bad:
            start = i
        level = max(level + bad - even, 0.0)
    return case.events[start:]


def most(texts: Iterable[str]) -> str:
    """What is said most often, where anything is."""
    said = Counter(filter(None, texts)).most_common(1)
    return words.plain(said[0][0]) if said else ""


def moment(at: datetime) -> str:
    """A time as people in Beijing read it."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def raw(url: str) -> str:
    """The command that saves the page behind an address as it was served; "" without one."""
    return f"scraper show {quote(url)} --format raw > page.html" if url else ""
