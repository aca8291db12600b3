"""Stored articles → what is out of the ordinary about them: a field gone, shorter texts, eras."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from scraper.models import Level, Reason
from scraper.watch import sight, tell, words
from scraper.watch.lengths import LONGEST, Lengths
from scraper.watch.memory import Event, Memory
from scraper.watch.pages import QUARANTINE, of
from scraper.watch.shares import ERAS, FIELDS
from scraper.watch.tell import Case

HALF = 0.5
"""An era of more than half of the pages can only become more usual; and the first article of less
than half of the usual length is an example of what is short."""
FEW = 10
"""Fewer pages are no move."""


def gone(memory: Memory, stored: list[Event]) -> Iterator[Reason]:
    """The fields that articles used to have and have no more."""
    for name in sight.FIELDS:
        case = Case(name=f"field:{name}", events=stored, rule=FIELDS, bad=partial(_lacks, name))
        for one in tell.risen(memory, case):
            yield one.reason(f"no {name} on", tell.raw(one.url))


def _lacks(name: str, event: Event) -> bool:
    return name not in event.sight.fields


def moved(memory: Memory, seen: list[Event]) -> Iterator[Reason]:
    """An era that suddenly makes up more of the pages than it used to."""
    for era in sorted({of(event) for event in seen if event.day == 0}):
        name = f"era:{era or 'none'}"
        case = Case(name=name, events=seen, rule=ERAS, bad=partial(_is, era))
        for one in tell.risen(memory, case):
            if one.rise.usual <= HALF and one.rise.n >= FEW:
                what = f"pages moved to era {words.plain(era)}:" if era else "no era known:"
                yield one.reason(what, tell.raw(one.url) if era else QUARANTINE)


def _is(era: str, event: Event) -> bool:
    return of(event) == era


def shorter(memory: Memory, stored: list[Event]) -> Iterator[Reason]:
    """Articles shorter than usual."""
    chars: dict[int, list[int]] = {}
    for event in stored:
        chars.setdefault(event.day, []).append(min(event.sight.chars, LONGEST))
    lengths = Lengths()
    for day in reversed(range(memory.days)):
        lengths.add(median(chars[day]) if day in chars else None)
    found = lengths.shrink
    if found.level is not Level.OK:
        late = [event for event in stored if event.day <= memory.days - 1 - lengths.since]
        short = [event for event in late if event.sight.chars < found.usual * HALF] or late
        url = short[0].sight.url
        text = words.shrink(found, tell.moment(short[0].sight.at))
        yield Reason(level=found.level, name="length", text=text, url=url, look=tell.raw(url))
