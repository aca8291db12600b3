"""``stories``: what was told more than once, by whom, and when."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import door
from scraper.cli.read import SINCE, day
from scraper.cli.report import dumps
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.archive.values import Story, Telling


@click.command(short_help="Stories told more than once, and by whom.")
@SINCE
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per story (JSON Lines).")
@door.configured
def stories(
    *, since: datetime | None, limit: int | None, as_json: bool, config: Path | None
) -> None:
    """A line for each story that others told too: its head, the first seen, then the copies.

    The one with the latest copy comes first; --since leaves out those without a copy since.
    """
    with door.archive(door.settings(config)) as store:
        for story in store.shelf.stories(since, limit):
            click.echo(dumps(_plain(story)) if as_json else _row(story))


def _plain(story: Story) -> dict[str, Any]:
    """The story under the public keys of articles."""
    head, *copies = ({**asdict(one), "source_url": one.url} for one in (story.head, *story.copies))
    for one in (head, *copies):
        del one["url"]
    return {**head, "copies": copies}


def _row(story: Story) -> str:
    head, title = story.head, clean.line(story.head.title)
    copies = "; ".join(_copy(one, title) for one in story.copies)
    return f"{day(head.published)}  {head.id:<19}  {title}  ({_author(head)})  + {copies}"


def _copy(one: Telling, known: str) -> str:
    """Who told it again, and when; under which title, where that is another one."""
    title = clean.line(one.title)
    return f"{_author(one)} {day(one.published)}{f'《{title}》' if title != known else ''}"


def _author(one: Telling) -> str:
    return clean.line(one.author or "?")
