"""The counts of an archive, days, names → charts of them, as numbers and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from scraper.archive.store import Store
from scraper.archive.tallies import Tally
from scraper.config import Settings
from scraper.dates import BEIJING
from scraper.serve import charts, span
from scraper.serve.asked import Asked, RefusalError
from scraper.serve.charts import Chart
from scraper.serve.frame import address
from scraper.serve.span import Span
from scraper.serve.trendwords import WORDS
from scraper.serve.view import Table, View

FEW = 5
"""So many entities are compared where none is named."""
MANY = 8
"""So many at most: more lines than that nobody can tell apart."""
OFFERED = 200
"""Names that a reader may choose from, the most named; others can be typed."""
STILL = 20.0
"""Seconds for which a page is shown again while the archive is written to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be told: from one day to another, by "day", "week" or "month", of these names.

    What is not said is chosen: the last days of the archive, and whom they name most.
    """

    since: date | None = None
    until: date | None = None
    by: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The charts of a span, and of which entities; `offered` are those one might ask for."""

    tally: Tally
    span: Span
    topics: tuple[str, ...]
    offered: Sequence[str]
    charts: Sequence[Chart]

    def facts(self) -> dict[str, Any]:
        """The same as plain values; the name of a line is null for all that have none."""
        return {
            "as_of": self.tally.at,
            "since": self.span.since,
            "until": self.span.until,
            "by": self.span.by,
            "topics": self.topics,
            "periods": self.span.names,
            "charts": {one.name: _plain(one) for one in self.charts},
        }


def facts(store: Store, wish: Wish, now: datetime) -> dict[str, Any]:
    """What an archive tells, counted for this; RefusalError where it is no wish."""
    chosen = _span(store, wish, now)
    tally = store.tallies.count(now, since=chosen.since, until=chosen.until)
    return _told(store, tally, chosen, wish.topics).facts()


def page(store: Store, asked: Asked, _: Settings, tally: Tally, late: bool) -> View:
    """The charts of the days and names that are asked for, of a tally that is there already."""
    wish = Wish(
        since=asked.day("since"),
        until=asked.day("until"),
        by=asked.one("by"),
        topics=asked.many("topic"),
    )
    chosen = _span(store, wish, asked.now)
    told = _told(store, tally, chosen, wish.topics)
    tables = {one.name: _table(one, told.span) for one in told.charts}
    return View(
        template="trends.html",
        facts=told.facts(),
        more={
            "late": late,
            "drawn": [(one, tables[one.name].rows) for one in told.charts],
            "offered": told.offered,
            "chips": _chips(told, wish),
            "asked": [*_kept(wish)],
            "asked_topics": wish.topics,
            **_links(told, wish),
        },
        words=WORDS,
        tables=tables,
        still=STILL,
        late=late,
    )


def _span(store: Store, wish: Wish, now: datetime) -> Span:
    today = now.astimezone(BEIJING).date()
    return span.of(wish.since, wish.until, wish.by, extent=store.tallies.extent, now=today)


def _told(store: Store, tally: Tally, chosen: Span, topics: Iterable[str]) -> Told:
    named = charts.ranked(tally.entities, chosen)
    wanted = tuple(dict.fromkeys(_entity(store, one) for one in topics)) or tuple(named[:FEW])
    if len(wanted) > MANY:
        raise RefusalError(400, f"topic: no more than {MANY} can be told apart")
    return Told(
        tally=tally,
        span=chosen,
        topics=wanted,
        offered=named[:OFFERED],
        charts=charts.of(tally, chosen, wanted),
    )


def _entity(store: Store, topic: str) -> str:
    found = store.topics.resolve(topic)
    if found is None:
        raise RefusalError(404, f"topic: {topic!r} is no company, model, person, chip known here")
    return found


def _plain(chart: Chart) -> dict[str, Any]:
    return {
        "unit": chart.unit,
        "series": [{"name": line.name, "values": line.values} for line in chart.lines],
    }


def _table(chart: Chart, chosen: Span) -> Table:
    """A row for each period, a column for each line; in no language, for machines."""
    heads = ["rest" if line.name is None else line.name for line in chart.lines]
    rows = zip(chosen.names, *(line.values for line in chart.lines), strict=True)
    return Table(names=[chosen.by, *heads], rows=[*rows])


def _chips(told: Told, wish: Wish) -> list[tuple[str, str]]:
    """Each entity with the address of the page without it."""
    chips = []
    for name in told.topics:
        others = [one for one in told.topics if one != name]
        chips.append((name, _address(wish, topic=others)))
    return chips


def _kept(wish: Wish) -> Iterator[tuple[str, str]]:
    """What a form of this page asks for again, beside the entities."""
    if wish.since:
        yield "since", f"{wish.since}"
    if wish.until:
        yield "until", f"{wish.until}"
    if wish.by:
        yield "by", wish.by


def _links(told: Told, wish: Wish) -> dict[str, Any]:
    """Where the same is told of other days, or by other steps; None for what is shown."""
    since, by = told.span.since, told.span.by
    return {
        "ranges": {
            name: None if begin == since else _address(wish, since=begin, by="")
            for name, begin in span.begins(told.span).items()
        },
        "steps": {
            step: None if step == by else _address(wish, by=step) for step in span.steps(told.span)
        },
    }


def _address(wish: Wish, **others: Any) -> str:
    asked = {"since": wish.since, "until": wish.until, "by": wish.by, "topic": wish.topics}
    return address("/trends", **{**asked, **others})
