"""Visits and list answers that the archive remembers → the verdict of now.

Pure: the clock is an argument. What is usual is learnt from what is given, up to 90 days of it; 60
are enough. The last 24 hours are compared with the spans of 24 hours that ended at the same clock
time on earlier days, and their last six hours with the same hours of those days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from scraper.models import Asked, Level, Reason, Sight, Verdict
from scraper.watch import fields, flow, lists, pages
from scraper.watch.memory import Memory, aware, first_seen, first_told, remembered, visits

SHUT = ("runs", "web")
ITS_EFFECTS = ("yield:", "list:", "disagree:", "failed")
"""Where nothing runs or nothing comes from the web, that the single parts fail is no news."""
BROKEN = ("hollow",)
ITS_PAGES = ("disagree:", "silence")
"""Where the pages are hollow, that they are not stored is none either."""
LOST = ("failed",)
ITS_YIELD = ("disagree:", "yield", "silence")
"""Where no page comes, that there are fewer new ones is none."""


def judge(
    sights: Iterable[Sight],
    asked: Iterable[Asked],
    now: datetime,
    *,
    newest: datetime | None = None,
) -> Verdict:
    """All that is not as usual, the worst first.

    `newest` is when the newest article was stored, where that may be longer ago than the visits.
    """
    memory = remembered(sights, asked, now)
    reasons = list(_reasons(memory, newest and aware(newest)))
    told = [one for one in reasons if not _said(one, reasons)]
    return Verdict(reasons=tuple(sorted(told, key=lambda one: one.level is not Level.ALARM)))


def _reasons(memory: Memory, newest: datetime | None) -> Iterator[Reason]:
    names = lists.sources(memory)
    told = first_told(memory)
    stored = [event for event in told if not event.bad]
    yield from clock(memory)
    yield from lists.late(memory)
    yield from lists.shut(memory)
    yield from flow.silent(memory, newest)
    yield from pages.hollow(memory, told)
    yield from pages.failed(memory, visits(memory))
    yield from flow.low(memory, first_seen(told), names)
    yield from lists.dead(memory, names)
    yield from lists.disagree(memory, names)
    yield from fields.gone(memory, stored)
    yield from fields.shorter(memory, stored)
    yield from fields.moved(memory, told)


def _said(reason: Reason, reasons: list[Reason]) -> bool:
    """Whether an alarm is the cause of this, and says it already."""
    for causes, effects in ((SHUT, ITS_EFFECTS), (BROKEN, ITS_PAGES), (LOST, ITS_YIELD)):
        alarm = any(one.name.startswith(causes) and one.level is Level.ALARM for one in reasons)
        if alarm and reason.name.startswith(effects):
            return True
    return False


def clock(memory: Memory) -> Iterator[Reason]:
    """The clock went back: what is later than now is not looked at."""
    if memory.ahead:
        text = f"{memory.ahead} visits and list answers are later than now: look at the clock"
        yield Reason(level=Level.WATCH, name="clock", text=text, look="date")
