"""``publish hugo``: the archive as the articles of a site."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import door, images, topics
from scraper.cli.read import SINCE
from scraper.errors import line

if TYPE_CHECKING:
    from scraper.config import Settings
    from scraper.publish.folder import Tally

_SHOWN = 20
"""Edited files that are named one by one."""


@click.command(short_help="Articles for a site of Hugo's, with their images.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@SINCE
@click.option("--heads", is_flag=True, help="Without copies; each says who else told its story.")
@click.option("--profile", type=click.Choice(["hugo", "seed"]), help="Instead of hugo.profile.")
@click.option(
    "--layout",
    type=click.Choice(["flat", "monthly", "bundles", "adapter"]),
    help="Instead of hugo.layout.",
)
@click.option("--force", is_flag=True, help="Overwrite also what was edited since.")
@door.configured
def hugo(
    *,
    folder: Path,
    since: datetime | None,
    heads: bool,
    profile: str | None,
    layout: str | None,
    force: bool,
    config: Path | None,
) -> None:
    """The articles, as documents and images, into DIR, the folder of a site of Hugo's.

    What you edited there stays; what is no longer chosen is removed where nobody edited it.
    """
    from scraper.hall import dictionary
    from scraper.publish import folder as folders
    from scraper.publish.hugo import site

    setting = _wished(door.settings(config), profile, layout)
    known = dictionary(setting)
    images.first(setting, since)
    with door.archive(setting) as store, folders.opened(folder, force=force) as opened:
        topics.warn(store, known)
        chosen = partial(store.entries, since=since, heads=heads)
        count = site.write(opened, store, chosen, setting, heads=heads)
    _told(folder, count, opened.tally)


def _wished(setting: Settings, profile: str | None, layout: str | None) -> Settings:
    """The settings, with what the command line says otherwise."""
    wish = {name: one for name, one in (("profile", profile), ("layout", layout)) if one}
    return replace(setting, hugo=replace(setting.hugo, **wish))  # type: ignore[arg-type]


def _told(folder: Path, count: int, tally: Tally) -> None:
    """A line for each edited file, and one for all."""
    for name in tally.kept[:_SHOWN]:
        click.echo(line(f"{folder / name}: edited, so left as it is; --force overwrites it"))
    if more := tally.kept[_SHOWN:]:
        click.echo(f"and {len(more)} more edited files, left as they are")
    parts = f"{tally.written} written, {tally.same} unchanged, {tally.removed} removed"
    edited = f", {len(tally.kept)} edited" if tally.kept else ""
    click.echo(line(f"{folder}: {count} articles; files: {parts}{edited}"))
