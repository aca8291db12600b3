"""Visited pages → what broke: hollow ones by era and in all, and those that never came."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.models import Level, Reason
from scraper.watch import tell
from scraper.watch.memory import Event, Memory
from scraper.watch.shares import PAGES
from scraper.watch.tell import Case, Risen

QUARANTINE = "scraper quarantine"
FAILED = "scraper list --failed"


def hollow(memory: Memory, seen: list[Event]) -> Iterator[Reason]:
    """Hollow and unreadable pages by era; in all only where no era says as much already."""
    eras = sorted({of(event) for event in seen if event.bad})
    found = [*tell.risen(memory, *(_case(era, seen) for era in eras))]
    for one in found:
        era = tell.most(sight.era for sight in one.worse)
        what = f"{f'era {era}' if era else 'no era known'}: {_missing(one)}"
        yield one.reason(what, tell.raw(one.url) or QUARANTINE)
    said = {one.rise.level for one in found}
    for one in tell.risen(memory, Case(name="hollow", events=seen, rule=PAGES)):
        if not said & {one.rise.level, Level.ALARM}:
            yield one.reason(_missing(one), tell.raw(one.url) or QUARANTINE)


def of(event: Event) -> str:
    """The era without its version: a mended extractor is no other era."""
    return event.sight.era.partition("/")[0]


def _case(era: str, seen: list[Event]) -> Case:
    """An era's pages; beside no era stand all, for a page that no era knew is never a good one."""
    events = [event for event in seen if not era or of(event) == era]
    return Case(
        name=f"hollow:{era or 'none'}",
        events=events,
        rule=PAGES,
        bad=lambda event: event.bad and of(event) == era,
    )


def _missing(one: Risen) -> str:
    missing = tell.most(sight.missing for sight in one.worse)
    return f"`{missing}` missing on" if missing else "hollow or unreadable:"


def failed(memory: Memory, visits: list[Event]) -> Iterator[Reason]:
    """Visits to which no page came."""
    for one in tell.risen(memory, Case(name="failed", events=visits, rule=PAGES)):
        kind = tell.most(str(sight.kind) for sight in one.worse)
        why = tell.most(sight.reason for sight in one.worse)
        yield one.reason(f"no page came, mostly {kind}{why and f' ({why})'}:", FAILED)
