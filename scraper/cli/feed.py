"""``publish feed``: the archive as Atom, RSS and JSON feeds; reads the archive alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import door, images, topics
from scraper.cli.read import SINCE
from scraper.errors import line
from scraper.models import SORTS

if TYPE_CHECKING:
    from scraper.archive.store import Store
    from scraper.config import Settings
    from scraper.publish.feeds.editor import Editor
    from scraper.publish.feeds.wishes import Order

FORMS = ("atom", "rss", "json")
"""Those of `publish.feeds.files`, which is slow to load."""


@click.command(short_help="Atom, RSS and JSON feeds, with the whole text of each article.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--format", "forms", type=click.Choice(FORMS), multiple=True, help="Only these; give it again."
)
@click.option("--all", "everything", is_flag=True, help="The feed of all articles.")
@click.option("--changes", is_flag=True, help="The feed of what was changed after publication.")
@click.option("--kind", "kinds", type=click.Choice(SORTS), multiple=True, help="Who names any.")
@click.option("--category", "categories", metavar="NAME", multiple=True, help="Of this category.")
@click.option("--entity", "entities", metavar="NAME", multiple=True, help="Who names this one.")
@click.option("--query", "queries", metavar="QUERY", multiple=True, help="What `search` finds.")
@SINCE
@click.option("--limit", type=click.IntRange(1, 1000), help="At most so many entries in each.")
@click.option("--heads", is_flag=True, help="Each story once, without copies.")
@door.configured
def feed(
    *,
    folder: Path,
    forms: tuple[str, ...],
    everything: bool,
    changes: bool,
    kinds: tuple[str, ...],
    categories: tuple[str, ...],
    entities: tuple[str, ...],
    queries: tuple[str, ...],
    since: datetime | None,
    limit: int | None,
    heads: bool,
    config: Path | None,
) -> None:
    """Feeds into DIR: those that are named, else all, changes and those of the configuration.

    A file that would say the same is not touched.
    """
    from scraper.publish.feeds.wishes import Order

    setting = door.settings(config)
    order = Order(
        everything=everything,
        changes=changes,
        kinds=kinds,
        categories=categories,
        entities=entities,
        queries=queries,
        since=since,
        heads=heads,
        limit=limit,
    )
    if setting.feed.url:  # without which feeds show images from the site
        images.first(setting)
    with door.archive(setting) as store:
        _write(folder, store, setting, order, forms or FORMS)


def _write(
    folder: Path, store: Store, setting: Settings, order: Order, forms: tuple[str, ...]
) -> None:
    """Write the feeds of an order, and say a line of each."""
    from scraper.publish import files as folders
    from scraper.publish.feeds import files, wishes

    whole = order if order.named else _configured(setting, order)
    editor = _editor(folder, store, setting, order.limit)
    wanted = wishes.of(whole, store, editor.words)
    if whole.kinds or whole.entities:
        _warn(store, setting)
    folders.ready(folder)
    written = 0
    for wish in wanted:
        made = editor.feed(wish)
        paths = files.write(folder, made, forms)
        written += len(paths)
        count = len(made.items)
        said = f"{count} {'entry' if count == 1 else 'entries'}, {len(paths)} written"
        click.echo(f"{line(wish.place)}: {said}")
    same = len(wanted) * len(set(forms)) - written
    click.echo(f"{line(str(folder))}: {written} written, {same} unchanged")


def _configured(setting: Settings, order: Order) -> Order:
    """The feeds of every run: all, changes, and what the configuration names."""
    from dataclasses import replace

    known = setting.feed
    return replace(
        order,
        everything=True,
        changes=True,
        kinds=known.kinds,
        categories=known.categories,
        entities=known.entities,
        queries=known.queries,
    )


def _editor(folder: Path, store: Store, setting: Settings, limit: int | None) -> Editor:
    """Who makes the feeds; kept images are served beside them where their address is known."""
    from scraper.publish.feeds import editor, files, words

    base = setting.feed.url
    mirror = files.Mirror(folder=folder, base=base, read=store.gallery.read)
    return editor.Editor(
        store=store,
        setting=setting.feed,
        words=words.of(setting.feed.language),
        limit=limit or setting.feed.limit,
        bring=mirror.bring if base else editor.nowhere,
    )


def _warn(store: Store, setting: Settings) -> None:
    """Say it where not every article was asked whom it names."""
    from scraper.hall import dictionary

    topics.warn(store, dictionary(setting))
