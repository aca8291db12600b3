"""``changes`` and ``diff``: who changed what after publication; none of them uses the network."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import door, read
from scraper.cli.report import dumps
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.archive.values import Alteration
    from scraper.publish.marked import Pen

KINDS = (
    "headline",
    "number",
    "correction",
    "appended",
    "inserted",
    "removed",
    "moved",
    "rewording",
    "another",
    "layout",
)
"""Those of `archive.changes`, which is slow to load."""


@click.command(short_help="What was changed after publication, newest first.")
@click.option("--since", type=read.Since(), help="Changed since: 2026-11-01, 30d, 12h.")
@click.option(
    "--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only these; give it again."
)
@click.option("--about", metavar="WORDS", default="", help="Words of a title, or who is mentioned.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--extractor", is_flag=True, help="Also what a better extractor reads otherwise.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per change (JSON Lines).")
@door.configured
def changes(
    *,
    since: datetime | None,
    kinds: tuple[str, ...],
    about: str,
    limit: int | None,
    extractor: bool,
    as_json: bool,
    config: Path | None,
) -> None:
    """What was changed after publication, newest first; `scraper diff` shows one of them."""
    with door.archive(door.settings(config)) as store:
        found = store.history.changes(
            since=since, kinds=kinds, about=about, limit=limit, extractor=extractor
        )
        for one in found:
            click.echo(dumps(asdict(one)) if as_json else row(one))


def row(one: Alteration) -> str:
    """When, which article, what was done to it, and its title, the old one too where it changed."""
    old, new = clean.line(one.old_title), clean.line(one.new_title)
    title = new if one.old_title == one.new_title else f"{old} → {new}"
    by = "" if one.cause == "site" else f" ({one.cause})"
    what = f"{', '.join(one.kinds or one.fields)}{by}"
    return f"{read.day(one.changed_at)}  {one.id:<19}  {what:<20}  {title}"


@click.command(short_help="What was changed between two texts of an article.")
@click.argument("key")
@click.argument("revisions", metavar="[REV [REV]]", type=int, nargs=-1)
@click.option("--color/--no-color", "colour", default=None, help="Without it: in a terminal.")
@door.configured
def diff(key: str, revisions: tuple[int, ...], colour: bool | None, config: Path | None) -> None:
    """What was changed between two texts of an article, character by character.

    Without numbers: between the last earlier text and today's; with one: between that and today's.
    """
    from scraper.publish import marked, texts

    if len(revisions) > 2:
        raise click.UsageError("at most two revisions are compared; name two")
    with door.archive(door.settings(config)) as store:
        entry = read.found(store, key)
        if entry is None:
            raise read.missing(key)
        found = texts.of(store, entry)
    if len(found) == 1 and not revisions:
        click.echo(f"{entry.article.id}: one text only, first seen {read.day(entry.first_seen)}")
        return
    asked = revisions or (found[-2].number,)
    chosen = [texts.pick(found, key, number) for number in (*asked, found[-1].number)[:2]]
    shown = coloured() if colour is None else colour
    for line in marked.lines(chosen[0], chosen[1], pen(colour=shown)):
        click.echo(line, color=shown)


def pen(*, colour: bool) -> Pen:
    """How alterations are written: in colour, or between signs."""
    from scraper.publish.marked import Pen

    if not colour:
        return Pen()
    return Pen(
        went=partial(click.style, fg="red", strikethrough=True),
        came=partial(click.style, fg="green", bold=True),
        dim=partial(click.style, dim=True),
    )


def coloured() -> bool:
    """Whether standard output shows colours: https://no-color.org."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and sys.stdout is not None and sys.stdout.isatty()
