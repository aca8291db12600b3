"""``publish dataset``: a release of the archive as data that can be cited."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import door
from scraper.cli.keep import Bar
from scraper.cli.read import SINCE, Since
from scraper.dates import BEIJING
from scraper.errors import line

if TYPE_CHECKING:
    from scraper.config import Settings
    from scraper.publish.dataset.release import Order
    from scraper.publish.dataset.sheet import Manners


class Moment(Since):
    """A time that is over: 2026-11-01 to its end, "2026-11-01 08:00", or to the microsecond."""

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time that `value` names."""
        found = _exact(value) or super().convert(value, param, ctx)
        if ":" not in value and found.timetz() == time(tzinfo=BEIJING):
            found += timedelta(days=1, microseconds=-1)
        if found > door.now():
            self.fail(f"{value!r} is not over, and would be another tomorrow", param, ctx)
        return found


def _exact(value: str) -> datetime | None:
    """A time with its zone, as a data sheet writes it; None where it is none."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(BEIJING) if found.tzinfo else None


@click.command(short_help="The archive as a data set: Parquet, JSON Lines or CSV.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", type=click.Choice(["parquet", "jsonl", "csv"]), default="parquet")
@click.option("--as-of", type=Moment(), help="As it was known then; without it, as of by now.")
@SINCE
@click.option("--heads", is_flag=True, help="Without copies of what others told first.")
@door.configured
def dataset(
    folder: Path,
    *,
    form: str,
    as_of: datetime | None,
    since: datetime | None,
    heads: bool,
    config: Path | None,
) -> None:
    """A release in DIR: the articles, a data sheet (README.md) and SHA256SUMS.

    The same archive and time give the same bytes, whatever was crawled since.
    """
    from scraper.publish.dataset import release

    setting = door.settings(config)
    order = _order(setting, form, as_of, since, heads=heads)
    with door.archive(setting) as store, Bar() as bar:
        made = release.write(store, folder, order, bar.tell)
    told = f"{made.rows} articles as of {made.as_of.isoformat()}"
    same = made.files - made.written
    click.echo(f"{line(str(folder))}: {told}; {made.written} files written, {same} unchanged")


def _order(
    setting: Settings, form: str, as_of: datetime | None, since: datetime | None, *, heads: bool
) -> Order:
    from scraper.hall import dictionary, mentions
    from scraper.publish.dataset.release import Order

    known = dictionary(setting)
    return Order(
        form=form,
        as_of=as_of,
        since=since and since.replace(microsecond=0),  # as the data sheet will say it
        heads=heads,
        named=partial(mentions, known),
        digest=known.digest,
        manners=_manners(setting),
    )


def _manners(setting: Settings) -> Manners:
    from scraper.publish.dataset.sheet import Manners

    but = tuple(one.name for one in setting.source if not one.robots)
    return Manners(robots=setting.fetch.robots, but=but, interval=setting.fetch.interval)
