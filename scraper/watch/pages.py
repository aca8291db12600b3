"""Visited pages → what broke: hollow ones by era and in all, and those that never came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scraper.models import Level, Reason
from scraper.watch import tell
from scraper.watch.memory import Event, Memory
from scraper.watch.shares import PAGES, Rise

QUARANTINE = "scraper quarantine"
FAILED = "scraper list --failed"


def hollow(memory: Memory, seen: list[Event]) -> Iterator[Reason]:
    """Hollow and unreadable pages by era; in all only where no era says as much already."""
    said = Level.OK
    for era in sorted({of(event) for event in seen if event.bad}):
        events = [_counted(event, era) for event in seen if not era or of(event) == era]
        found = tell.weighed(memory, events, PAGES)
        if found.level is not Level.OK:
            said = found.level if said is not Level.ALARM else said
            yield _broken(f"hollow:{era or 'none'}", events, found)
    found = tell.weighed(memory, seen, PAGES)
    if found.level not in {Level.OK, said} and said is not Level.ALARM:
        yield _broken("hollow", seen, found)


def of(event: Event) -> str:
    """The era without its version: a mended extractor is no other era."""
    return event.sight.era.partition("/")[0]


def _counted(event: Event, era: str) -> Event:
    """Beside an era that is none stand all pages: those that no era knew are never good."""
    return event if era else replace(event, bad=event.bad and not of(event))


def _broken(name: str, events: list[Event], found: Rise) -> Reason:
    bad = [event for event in tell.since(events, found) if event.bad]
    era = tell.most(event.sight.era for event in bad)
    missing = tell.most(event.sight.missing for event in bad)
    where = "" if name == "hollow" else f"era {era}: " if era else "no era known: "
    what = f"`{missing}` missing on" if missing else "hollow or unreadable"
    return tell.rise(name, found, f"{where}{what}", events, look=QUARANTINE)


def failed(memory: Memory, visits: list[Event]) -> Iterator[Reason]:
    """Visits to which no page came."""
    found = tell.weighed(memory, visits, PAGES)
    if found.level is not Level.OK:
        bad = [event for event in tell.since(visits, found) if event.bad]
        kind = tell.most(str(event.sight.kind) for event in bad)
        why = tell.most(event.sight.reason for event in bad)
        what = f"no page came, mostly {kind}{f' ({why})' if why else ''}:"
        yield tell.rise("failed", found, what, visits, look=FAILED)
