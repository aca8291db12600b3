"""What comes in, by source and in all → is it less than usual, or nothing at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from scraper.models import Kind, Level, Reason
from scraper.watch import tell, words
from scraper.watch.counts import CHANCE, YOUNG, Counts, Drop, Gap, Window
from scraper.watch.memory import DAY, LOST, SHORT, Event, Memory, begun

DOCTOR = "scraper doctor"
HOURS = (Window(days=1, alarm=0.2, watch=0.0),)
"""Six hours are an alarm with a fifth of what the same hours of other days bring."""
NAMED = 5
"""So many articles that a new archive could not have are no accident."""
HOURLY = 0.1
"""A judge asked every hour sees six hours so many more times."""


def low(memory: Memory, found: list[Event], sources: tuple[str, ...]) -> Iterator[Reason]:
    """Fewer new pages than usual: in all, and from each of the sources."""
    drop = _drop(memory, found, CHANCE, memory.days)
    if drop.level is not Level.OK:
        yield _low(memory, found, "", drop)
    known = begun(memory)
    for source in sources:
        events = [event for event in found if event.sight.source == source]
        drop = _drop(memory, events, CHANCE / len(sources), known[source])
        gap = _gap(memory, events, known[source])
        if drop.level is Level.ALARM or (drop.level is Level.WATCH and gap.level is Level.OK):
            yield _low(memory, events, source, drop)
        elif gap.level is not Level.OK:
            yield _dry(memory, events, source, gap)


def _gap(memory: Memory, events: list[Event], days: int) -> Gap:
    """For how long a source brought nothing; where a day brings little, no drop tells it."""
    return _silence(memory, Counter(event.day for event in events), days) if events else Gap()


def _silence(memory: Memory, whole: Counter[int], days: int) -> Gap:
    """For how long nothing came, of what so many days brought."""
    counts = Counts()
    for day in reversed(range(days)):
        counts.add(memory.weekday(day), whole[day])
    return counts.gap()


def _dry(memory: Memory, events: list[Event], source: str, gap: Gap) -> Reason:
    last = tell.moment(max(event.sight.at for event in events))
    text = f"source {words.plain(source)}: {words.gap(gap, last)}"
    text += _instead(memory, source, memory.now - gap.days * DAY)
    return Reason(level=gap.level, name=f"yield:{source}", text=text, look=DOCTOR)


def _drop(memory: Memory, events: list[Event], rare: float, days: int) -> Drop:
    """The worst of the last days, or of the last hours where the days are no alarm."""
    whole = Counter(event.day for event in events)
    part = Counter(event.day for event in events if event.short)
    daily, hourly = Counts(rare), Counts(rare * HOURLY, HOURS)
    for day in reversed(range(days)):
        daily.add(memory.weekday(day), whole[day])
        hourly.add(memory.weekday(day), part[day])
    drop, late = daily.drop(), hourly.drop()
    if late.level is Level.ALARM and drop.level is not Level.ALARM:
        return replace(late, days=SHORT / DAY, since=0)
    return drop


def _low(memory: Memory, events: list[Event], source: str, drop: Drop) -> Reason:
    low = tell.moment(memory.now - (drop.since + 1) * DAY) if drop.since else ""
    text = words.drop(drop, low)
    last = max((event.sight.at for event in events), default=None)
    if last is not None:
        text += f", the last came {tell.moment(last)}"
    text += _instead(memory, source, memory.now - drop.days * DAY)
    name = f"source {words.plain(source)}: " if source else ""
    reason = f"yield:{source}" if source else "yield"
    return Reason(level=drop.level, name=reason, text=f"{name}{text}", look=DOCTOR)


def _instead(memory: Memory, source: str, start: datetime) -> str:
    """What the visits of that time came to, where not to new articles."""
    kinds = Counter(
        sight.kind
        for sight in memory.sights
        if sight.at > start and sight.source == (source or sight.source)
    )
    for kind in (Kind.NEW, Kind.KNOWN, Kind.SAME, Kind.CHANGED, Kind.DUE):
        kinds.pop(kind, None)
    said = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common(3))
    return f"; visits came to {said}" if said else ""


def silent(memory: Memory, newest: datetime | None) -> Iterator[Reason]:
    """Nothing new stored for longer than is usual; that never becomes usual.

    What was changed after publication is no news: it goes on where every list is dead.
    """
    stored = [sight.at for sight in memory.sights if sight.kind is Kind.NEW]
    gap = _silence(memory, Counter(memory.day(at) for at in stored), memory.days)
    last = max(stored, default=newest)
    if not stored and newest and memory.now - newest >= YOUNG * DAY:
        gap = Gap(level=Level.ALARM, days=memory.day(newest))
    if not stored and newest is None and _never(memory):
        gap = Gap(level=Level.ALARM)
    if gap.level is not Level.OK and (stored or memory.asked or memory.sights or newest):
        text = words.gap(gap, tell.moment(last)) if last else _nothing(memory)
        yield Reason(level=gap.level, name="silence", text=text, look=DOCTOR)


def _never(memory: Memory) -> bool:
    """Whether a new archive stays empty though its lists name articles, for hours."""
    tried = any(sight.kind in LOST for sight in memory.sights)
    since = min((asked.at for asked in memory.asked), default=memory.now)
    return _named(memory) >= NAMED and tried and memory.now - since >= SHORT


def _nothing(memory: Memory) -> str:
    text = f"no whole article was stored yet, of {_named(memory)} that the lists named"
    return text + _instead(memory, "", memory.now - 90 * DAY)


def _named(memory: Memory) -> int:
    return sum(asked.new for asked in memory.asked)
