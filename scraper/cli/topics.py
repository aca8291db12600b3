"""``topics``: whom the articles of a time name, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import door
from scraper.cli.keep import Bar
from scraper.cli.read import Since, Until
from scraper.cli.report import dumps
from scraper.extract import clean
from scraper.models import SORTS

if TYPE_CHECKING:
    from scraper.archive.store import Store
    from scraper.archive.values import Topic
    from scraper.config import Settings
    from scraper.discover.entities import Dictionary

_BARS = "▁▂▃▄▅▆▇█"
_LATEST = 30
"""So many periods are drawn, the latest; JSON has all."""


@click.command(short_help="Who is in the news: companies, models, people … over time.")
@click.option("--since", type=Since(), help="Published since: 2026-11-01, 7d, 12h.")
@click.option("--until", type=Until(), help="Published until; a day is meant to its end.")
@click.option("--by", type=click.Choice(["day", "week", "month"]), default="week")
@click.option("--kind", type=click.Choice(SORTS), help="Only these.")
@click.option("--limit", type=click.IntRange(min=1), default=30, help="At most so many.")
@click.option("--update", is_flag=True, help="First count anew what another dictionary counted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per entity (JSON Lines).")
@door.configured
def topics(
    *,
    since: datetime | None,
    until: datetime | None,
    by: str,
    kind: str | None,
    limit: int,
    update: bool,
    as_json: bool,
    config: Path | None,
) -> None:
    """Whom the articles of a time name: how many articles, of them in titles, and when."""
    from scraper.hall import dictionary

    setting = door.settings(config)
    known = dictionary(setting)
    if update:
        _update(setting, known)
    with door.archive(setting) as store:
        warn(store, known)
        found = store.topics.counts(by, since=since, until=until, kind=kind)
    if as_json:
        for one in found[:limit]:
            click.echo(dumps(_object(one, by)))
    elif found:
        click.echo("\n".join(lines(found, limit, by)))


def _update(setting: Settings, known: Dictionary) -> None:
    """Match the archive by the dictionary, where it was matched by another."""
    from scraper import match
    from scraper.archive import lock, store

    path = setting.archive.path
    with (
        lock.hold(path, "topics", door.now()),
        store.open(path, create=False) as opened,
        Bar() as bar,
    ):
        for done, total in match.anew(opened, known):
            bar.tell("articles", done, total)


def warn(store: Store, known: Dictionary) -> None:
    """Say it where the archive was matched by another dictionary, or in part."""
    if not store.topics.matched(known.digest):
        said = "the figures are of an older dictionary, or of a part of the archive"
        click.echo(f"scraper: {said}; `scraper topics --update` counts anew", err=True)


def _object(one: Topic, by: str) -> dict[str, object]:
    return {
        "entity": one.entity,
        "kind": one.kind,
        "articles": one.articles,
        "titles": one.titles,
        "by": by,
        "periods": dict(one.periods),
    }


def lines(found: Sequence[Topic], limit: int, by: str) -> list[str]:
    """The table of topics: widths are those of a terminal, where a Chinese character has two."""
    from rich.cells import cell_len, set_cell_size

    shown = found[:limit]
    periods = _periods(found, by)[-_LATEST:]
    names = [clean.line(one.entity) for one in shown]
    width = max(map(cell_len, (*names, "entity")))
    span = f"{periods[0]} – {periods[-1]} by {by}"
    heads = [f"{'entity':<{width}}  {'kind':<11}  {'articles':>8}  {'titles':>6}  {span}"]
    return heads + [
        f"{set_cell_size(name, width)}  {one.kind:<11}  {one.articles:>8}  {one.titles:>6}  "
        f"{_series([one.periods.get(period, 0) for period in periods])}"
        for name, one in zip(names, shown, strict=True)
    ]


def _series(counts: Sequence[int]) -> str:
    """Numbers as bars, the highest full; nothing is a dot."""
    most = max(counts, default=0)
    return "".join(
        _BARS[(count * (len(_BARS) - 1) + most // 2) // most] if count else "·" for count in counts
    )


def _periods(found: Sequence[Topic], by: str) -> list[str]:
    """Every period from the first to the last with an article, also those without one."""
    named = sorted({period for one in found for period in one.periods})
    try:
        first, last = (date.fromisoformat(f"{one}-01"[:10]) for one in (named[0], named[-1]))
    except ValueError:  # a time nobody can read stands in the archive
        return named
    return list(_between(first, last, by))


def _between(first: date, last: date, by: str) -> Sequence[str]:
    if by == "month":
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    step = 7 if by == "week" else 1
    days = range(first.toordinal(), last.toordinal() + 1, step)
    return [date.fromordinal(day).isoformat() for day in days]
