"""A rise among events → a reason: since when, how many of how many, the first bad page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from scraper.dates import BEIJING
from scraper.models import Reason
from scraper.watch import words
from scraper.watch.memory import Event, Memory
from scraper.watch.shares import Rise, Rule, Shares


def weighed(memory: Memory, events: list[Event], rule: Rule) -> Rise:
    """The share of bad events of the last day, beside those of the days before."""
    days = memory.days
    tally = [[0, 0] for _ in range(days)]
    short = [0, 0]
    for event in events:
        if event.day < days:
            tally[event.day][event.bad] += 1
            if event.day == 0 and event.short:
                short[event.bad] += 1
    shares = Shares(rule)
    for good, bad in reversed(tally[1:]):
        shares.add(bad, good + bad)
    good, bad = tally[0]
    shares.add(bad, good + bad, short=(short[1], sum(short)))
    return shares.rise


def rise(name: str, found: Rise, what: str, events: list[Event], look: str = "") -> Reason:
    """The reason that a rise is; `what` goes before "56 of 68 pages since …"."""
    late = since(events, found)
    bad = sum(event.bad for event in late)
    text = (
        f"{what} {bad} of {words.pages(len(late))} since {moment(late[0].sight.at)}"
        f" ({bad / len(late):.0%}, {words.usually(found)})"
    )
    return Reason(level=found.level, name=name, text=text, url=first(late), look=look)


def since(events: list[Event], found: Rise) -> list[Event]:
    """The events from the first bad one of the time in which the share is high.

    Half of the way between the usual share and this one counts as even: the time begins where the
    sum above it last began to rise.
    """
    even = (found.usual + found.bad / max(found.n, 1)) / 2
    level, start = 0.0, 0
    for i, event in enumerate(events):
        if level <= 0.0 and event.bad:
            start = i
        level = max(level + event.bad - even, 0.0)
    return events[start:]


def first(events: Iterable[Event]) -> str:
    """The address of the first bad page."""
    return next((event.sight.url for event in events if event.bad and event.sight.url), "")


def most(texts: Iterable[str]) -> str:
    """What is said most often, where anything is."""
    said = Counter(filter(None, texts)).most_common(1)
    return words.plain(said[0][0]) if said else ""


def moment(at: datetime) -> str:
    """A time as people in Beijing read it."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
