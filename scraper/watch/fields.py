"""Stored articles → what is out of the ordinary about them: a field gone, shorter texts, eras."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from shlex import quote
from statistics import median

from scraper.models import Level, Reason
from scraper.watch import tell, words
from scraper.watch.lengths import LONGEST, Lengths
from scraper.watch.memory import Event, Memory
from scraper.watch.pages import of
from scraper.watch.shares import ERAS, FIELDS

FIELDS_WATCHED = ("author", "published", "images", "thumbnail", "summary")


def gone(memory: Memory, stored: list[Event]) -> Iterator[Reason]:
    """The fields that articles used to have and have no more."""
    for name in FIELDS_WATCHED:
        events = [replace(event, bad=name not in event.sight.fields) for event in stored]
        found = tell.weighed(memory, events, FIELDS)
        if found.level is not Level.OK:
            look = raw(tell.first(tell.since(events, found)))
            yield tell.rise(f"field:{name}", found, f"no {name} on", events, look=look)


def moved(memory: Memory, seen: list[Event]) -> Iterator[Reason]:
    """An era that suddenly makes up more of the pages than it used to."""
    for era in sorted({of(event) for event in seen if event.day == 0}):
        events = [replace(event, bad=of(event) == era) for event in seen]
        found = tell.weighed(memory, events, ERAS)
        if found.level is not Level.OK:
            what = f"pages moved to era {words.plain(era)}:" if era else "pages of no known era:"
            yield tell.rise(f"era:{era or 'none'}", found, what, events)


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
        yield Reason(level=found.level, name="length", text=text, url=url, look=raw(url))


HALF = 0.5
"""The first article of less than this part of the usual length is shown as an example."""


def raw(url: str) -> str:
    """The command that shows the page of a stored article."""
    return f"scraper show {quote(url)} --format raw" if url else ""
