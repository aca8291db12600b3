"""List answers beside visits → a source that died, sources that disagree, a web that is shut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise, takewhile
from math import ceil, log

from scraper.models import Asked, Kind, Level, Reason
from scraper.watch import chance, tell, words
from scraper.watch.counts import CHANCE
from scraper.watch.memory import DAY, LOST, UNSEEN, Memory

DOCTOR = "scraper doctor"
STREAK, LONGEST_STREAK = 3, 12
"""So many failures one after the other are no accident, at the least and at the most: a list that
fails now and then needs as many as are rarer than `CHANCE`."""
DAYLONG = timedelta(hours=20)
"""Where a list is asked once a day, two failures are a day lost."""
ENDED = 1.5
"""A list that was empty by night may be so again, and half as long."""
WEEKEND = 3 * DAY
"""No list is empty for longer and well."""
NAMED, FEW_NAMED = 20, 10
"""So many items tell what part of them is usually stored; so few, none stored, are worth a look."""
SHUT, MANY, HOUR = 5, 20, timedelta(hours=1)
"""Nothing came from the web: five failures over an hour, or twenty at once."""
RUNS = 5
"""So many pauses between runs tell how long they usually are."""
LATE, LOST_RUNS = 3.0, 6.0
"""A run that is missing for so many usual pauses is worth a look, and an alarm."""
PAUSE = timedelta(minutes=10)
"""What is asked nearer together is one run."""


def sources(memory: Memory) -> tuple[str, ...]:
    """The sources in use: asked in the last two days of asking; all seen where none was asked."""
    if not memory.asked:
        return tuple(sorted({sight.source for sight in memory.sights} - {""}))
    last = memory.asked[-1].at
    return tuple(sorted({asked.source for asked in memory.asked if last - asked.at < 2 * DAY}))


def dead(memory: Memory, names: tuple[str, ...]) -> Iterator[Reason]:
    """The lists that fail or name nothing any more."""
    for name in names:
        asks = [asked for asked in memory.asked if asked.source == name]
        streak = _streak(asks)
        level = _dead(asks, streak)
        if level is not Level.OK:
            yield Reason(
                level=level, name=f"list:{name}", text=_died(name, asks, streak), look=DOCTOR
            )


def _fails(asked: Asked) -> bool:
    return bool(asked.fault) or not asked.rows


def _streak(asks: list[Asked]) -> list[Asked]:
    """The failures that end now, in order of time."""
    return list(takewhile(_fails, reversed(asks)))[::-1]


def _dead(asks: list[Asked], streak: list[Asked]) -> Level:
    if not streak:
        return Level.OK
    lasts = streak[-1].at - streak[0].at
    before = asks[: len(asks) - len(streak)]
    faulty = any(asked.fault for asked in streak)
    if not before:
        old = faulty and (lasts >= DAYLONG or (len(streak) >= STREAK and lasts >= HOUR))
        return Level.ALARM if old else Level.WATCH
    enough = len(streak) >= _needed(before) or (len(streak) > 1 and lasts >= DAYLONG)
    if enough and (faulty or lasts > min(_emptied(before) * ENDED, WEEKEND)):
        return Level.ALARM
    return Level.WATCH if faulty and len(streak) > 1 else Level.OK


def _needed(before: list[Asked]) -> int:
    """How many failures in a row are no accident, by how often one followed a good answer."""
    after = [_fails(later) for earlier, later in pairwise(before) if not _fails(earlier)]
    part = sum(after) / len(after) if after else 0.0
    if part <= 0.0:
        return STREAK
    if part >= 1.0:
        return LONGEST_STREAK
    return min(max(ceil(log(CHANCE) / log(part)), STREAK), LONGEST_STREAK)


def _emptied(before: list[Asked]) -> timedelta:
    """For how long the list was empty at most and came back by itself."""
    longest, start = timedelta(0), None
    for asked in before:
        if asked.fault or asked.rows:
            start = None
        else:
            start = start or asked.at
            longest = max(longest, asked.at - start)
    return longest


def _died(name: str, asks: list[Asked], streak: list[Asked]) -> str:
    good = asks[: len(asks) - len(streak)]
    fault = tell.most(asked.fault for asked in streak)
    what = f"fails ({fault})" if fault else "names nothing"
    times = "once" if len(streak) == 1 else f"{len(streak)} times in a row"
    since = f"good until {tell.moment(good[-1].at)}" if good else "never seen good"
    return (
        f"source {words.plain(name)}: its list {what}, {times}"
        f" since {tell.moment(streak[0].at)}; {since}"
    )


def disagree(memory: Memory, names: tuple[str, ...]) -> Iterator[Reason]:
    """The sources that name new items of which nothing is stored."""
    named: Counter[tuple[str, bool]] = Counter()
    stored: Counter[tuple[str, bool]] = Counter()
    for asked in memory.asked:
        named[asked.source, memory.day(asked.at) == 0] += max(asked.new, 0)
    for sight in memory.sights:
        stored[sight.source, memory.day(sight.at) == 0] += sight.kind is Kind.NEW
    for name in names:
        level = Level.OK
        if named[name, True] and not stored[name, True]:
            level = _disagree(named[name, True], stored[name, False], named[name, False])
        if level is not Level.OK:
            yield _unstored(memory, name, level, named[name, True])


def _disagree(named: int, stored: int, before: int) -> Level:
    if before < NAMED:
        return Level.WATCH if named >= FEW_NAMED else Level.OK
    luck = (1 - min(stored / before, 0.95)) ** named
    return Level.ALARM if luck <= CHANCE else Level.OK


def _unstored(memory: Memory, name: str, level: Level, named: int) -> Reason:
    sights = [s for s in memory.sights if s.source == name and memory.day(s.at) == 0]
    kinds = Counter(sight.kind for sight in sights).most_common(3)
    came = ", ".join(f"{n} {kind}" for kind, n in kinds) or "no visit at all"
    text = (
        f"source {words.plain(name)}: its list named {named} new items in 24 hours,"
        f" and none is stored: {came}"
    )
    url = next((sight.url for sight in sights if sight.url), "")
    return Reason(level=level, name=f"disagree:{name}", text=text, url=url, look=DOCTOR)


def shut(memory: Memory) -> Iterator[Reason]:
    """Nothing comes from the web any more, neither list nor page."""
    tries = [(asked.at, bool(asked.fault), asked.fault, "") for asked in memory.asked]
    tries += [
        (sight.at, sight.kind in LOST, f"{sight.kind}: {sight.reason}", sight.url)
        for sight in memory.sights
        if sight.kind not in UNSEEN
    ]
    tries.sort()
    lost = list(takewhile(lambda one: one[1], reversed(tries)))[::-1]
    if len(lost) < STREAK:
        return
    long = len(lost) >= SHUT and lost[-1][0] - lost[0][0] >= HOUR
    level = Level.ALARM if long or len(lost) >= MANY else Level.WATCH
    why = tell.most(reason for _, _, reason, _ in lost)
    text = (
        f"nothing came from the web since {tell.moment(lost[0][0])}:"
        f" {len(lost)} lists and pages failed, mostly {why}"
    )
    url = next((url for *_, url in lost if url), "")
    yield Reason(level=level, name="web", text=text, url=url, look=DOCTOR)


def late(memory: Memory) -> Iterator[Reason]:
    """No run for longer than is usual."""
    times = sorted({one.at for told in (memory.asked, memory.sights) for one in told})
    if not times:
        yield Reason(level=Level.WATCH, name="runs", text="no run yet: nothing to judge")
        return
    pauses = [b - a for a, b in pairwise(times) if b - a >= PAUSE]
    if len(pauses) < RUNS:
        return
    usual = chance.quantile([pause / DAY for pause in pauses], 0.9)
    waited = (memory.now - times[-1]) / DAY
    if waited <= max(LATE * usual, usual + 0.25):
        return
    level = Level.ALARM if waited > max(LOST_RUNS * usual, 1.0) else Level.WATCH
    yield Reason(
        level=level,
        name="runs",
        text=f"no run since {tell.moment(times[-1])}; the pause is usually {_hours(usual)}",
        look="scraper status",
    )


def _hours(days: float) -> str:
    return f"{days * 24:.1f} hours" if days < 2 else f"{days:.0f} days"
