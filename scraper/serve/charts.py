"""A tally, a span → what is drawn: numbers of each period, or parts of them in per cent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from scraper.archive.changes import Change
from scraper.archive.series import Series
from scraper.archive.tallies import ANY, Seen, Tally
from scraper.models import DOUBTED, Kind, Level
from scraper.serve.span import Span
from scraper.watch.memory import LOST, UNSEEN

LINES = 7
"""Lines of one chart at most; what is left is one more, where it can be told together."""
READ = frozenset({Kind.NEW, Kind.CHANGED, Kind.SAME})
"""What a page comes to that could be read."""
VISITED = frozenset(Kind) - UNSEEN
NOTHING = Series.of(())

Number = int | float | None
Numbers = Sequence[int]
"""One for each period."""
Rows = Mapping[str, Numbers]
"""By name, what counts most first; nothing that does not count."""
Row = tuple[str | None, Numbers]


Name = TypeVar("Name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is told of one name: "" is unknown, None are all that have no line of their own.

    A value is None where there was nothing to tell of.
    """

    name: str | None
    values: Sequence[Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Lines that are drawn together, as "stack" where they add up to something."""

    name: str
    lines: Sequence[Line]
    shape: Literal["lines", "stack"] = "lines"
    unit: Literal["", "%"] = ""


def of(tally: Tally, span: Span, topics: Iterable[str]) -> list[Chart]:
    """Every chart: first of the news, then of how they were got."""
    total = _sum(_numbers(tally.sources, span).values()) or [0] * len(span.names)
    topical = {name: tally.entities.get(name, NOTHING) for name in topics}
    verdicts = _numbers(tally.verdicts, span)
    return [
        Chart(name="articles", lines=_plain(_most(tally.sources, span, total)), shape="stack"),
        Chart(name="entities", lines=_plain(_numbers(topical, span).items())),
        Chart(name="media", lines=_media(tally, span, total), shape="stack", unit="%"),
        Chart(name="changes", lines=_changes(tally, span, total), unit="%"),
        *_visits(tally, span),
        Chart(name="lists", lines=_lists(tally, span), unit="%"),
        Chart(
            name="verdicts",
            lines=_plain((one.value, verdicts[one]) for one in Level if any(verdicts.get(one, ()))),
            shape="stack",
        ),
        Chart(name="reasons", lines=_some(_added(_numbers(tally.reasons, span).items()))),
    ]


def ranked(counted: Mapping[str, Series], span: Span) -> list[str]:
    """The names that count in these days, those that count most first."""
    found = {name: one.between(span.bounds[0], span.bounds[-1]) for name, one in counted.items()}
    return sorted(filter(found.__getitem__, found), key=lambda name: (-found[name], name))


def _media(tally: Tally, span: Span, total: Numbers) -> list[Line]:
    """What part of the articles each account published."""
    most = _most(tally.media, span, total)
    return [Line(name=name, values=_parts(values, total)) for name, values in most]


def _changes(tally: Tally, span: Span, total: Numbers) -> list[Line]:
    """What part of a period's articles the site has changed since; of these, by what it changed.

    The headline stands first, the others as they are met most.
    """
    rows = _numbers(tally.changes, span)
    first = (ANY, Change.HEADLINE.value)
    names = sorted(ranked(tally.changes, span), key=lambda name: (name not in first, name != ANY))
    return [Line(name=name, values=_parts(rows[name], total)) for name in names[:LINES]]


def _visits(tally: Tally, span: Span) -> list[Chart]:
    """What was stored, what could not be believed, what never came, how long the texts were."""
    visits = _numbers(tally.visits, span).items()

    def rows(name: Callable[[Seen], str], kinds: Collection[str]) -> Rows:
        return _added((name(seen), values) for seen, values in visits if seen.kind in kinds)

    new = {Kind.NEW}
    hollow, read = rows(_era, DOUBTED), rows(_era, READ)
    letters = _numbers(tally.letters, span)
    return [
        Chart(name="stored", lines=_some(rows(_source, new))),
        Chart(name="eras", lines=_some(rows(_era, new))),
        Chart(name="hollow", lines=_shares(hollow, _came(hollow, read)), unit="%"),
        Chart(name="failed", lines=_shares(rows(_source, LOST), rows(_source, VISITED)), unit="%"),
        Chart(name="letters", lines=[_mean(era, letters, read[era]) for era in [*read][:LINES]]),
    ]


def _source(seen: Seen) -> str:
    return seen.source


def _era(seen: Seen) -> str:
    return seen.era


def _came(hollow: Rows, read: Rows) -> Rows:
    """The pages of each era; those that no era knew are a part of all, for none is a good one."""
    came = _added([*hollow.items(), *read.items()])
    if "" not in came:
        return came
    return {**came, "": _sum(came.values())}


def _mean(era: str, letters: Mapping[str, Numbers], read: Numbers) -> Line:
    """How long the texts are that an era read."""
    pairs = zip(letters[era], read, strict=True)
    return Line(name=era, values=[round(sum_ / count) if count else None for sum_, count in pairs])


def _lists(tally: Tally, span: Span) -> list[Line]:
    """What part of the times that a source was asked its list could not be read."""
    asked = _numbers(tally.surveys, span).items()
    vain = _added((source, values) for (source, failed), values in asked if failed)
    return _shares(vain, _added((source, values) for (source, _), values in asked))


def _most(counted: Mapping[str, Series], span: Span, total: Numbers) -> list[Row]:
    """Those that count most, and the rest of the total where something is left."""
    names = ranked(counted, span)
    rows: list[Row] = [(name, counted[name].by(span.bounds)) for name in names[:LINES]]
    if len(names) > LINES:
        some = _sum(values for _, values in rows)
        rows.append((None, [all_ - one for all_, one in zip(total, some, strict=True)]))
    return rows


def _plain(rows: Iterable[Row]) -> list[Line]:
    return [Line(name=name, values=values) for name, values in rows]


def _some(rows: Rows) -> list[Line]:
    return _plain([*rows.items()][:LINES])


def _shares(some: Rows, whole: Rows) -> list[Line]:
    """What part some are of the whole that has their name."""
    none = [0] * len(next(iter(whole.values()), ()))
    names = [*whole][:LINES]
    return [Line(name=name, values=_parts(some.get(name, none), whole[name])) for name in names]


def _parts(some: Numbers, whole: Numbers) -> list[float | None]:
    """Each in per cent of the whole; None where there is none."""
    pairs = zip(some, whole, strict=True)
    return [round(100 * one / all_, 1) if all_ else None for one, all_ in pairs]


def _numbers(counted: Mapping[Name, Series], span: Span) -> dict[Name, Numbers]:
    return {name: one.by(span.bounds) for name, one in counted.items()}


def _added(counted: Iterable[tuple[str, Numbers]]) -> Rows:
    """What is counted under the same name together; what counts most comes first."""
    found: dict[str, Numbers] = {}
    for name, values in counted:
        found[name] = _sum((found[name], values)) if name in found else values
    some = {name: values for name, values in found.items() if any(values)}
    return dict(sorted(some.items(), key=lambda one: (-sum(one[1]), one[0])))


def _sum(rows: Iterable[Numbers]) -> list[int]:
    return [*map(sum, zip(*rows, strict=True))]
