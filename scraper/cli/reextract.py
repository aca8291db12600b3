"""``reextract``: every stored page through today's extractors, offline."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import codes, door
from scraper.cli.findings import Findings
from scraper.cli.keep import Bar
from scraper.cli.read import Since
from scraper.errors import ConfigError, UrlError, line

if TYPE_CHECKING:
    from collections.abc import Generator

    from scraper.archive.store import Store
    from scraper.hall import Hall
    from scraper.models import Url
    from scraper.reextract import Event, Readers, Wanted

_SECONDS = 30.0  # for one page; the slowest of a news site takes a tenth of one


@click.command(short_help="Every stored page through today's extractors, offline.")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--since", type=Since(), help="Only what was published since: 2026-11-01, 7d, 12h.")
@click.option("--era", metavar="NAME", default="", help="Only what this one read: qq-origin/1.")
@click.option("--quarantined", is_flag=True, help="Only the pages in quarantine.")
@click.option("--diff", is_flag=True, help="Show the paragraphs that differ.")
@click.option("--apply", is_flag=True, help="Write it; without, it is only shown.")
@click.option("--jobs", type=click.IntRange(1, 1024), help="Processes; as many as processors.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding (JSON Lines).")
@door.configured
def reextract(
    *,
    keys: tuple[str, ...],
    since: datetime | None,
    era: str,
    quarantined: bool,
    diff: bool,
    apply: bool,
    jobs: int | None,
    as_json: bool,
    config: Path | None,
) -> None:
    """What today's extractors would change in the articles, and with --apply change.

    KEY is an id or any address of an article. Of all articles the pages in quarantine come first.
    The earlier text stays as a revision. What can no longer be read stays as it is.
    """
    from scraper import crew, reread

    if quarantined and (since or era):
        raise click.UsageError("--quarantined takes no --since and no --era: they are of articles")
    setting = door.settings(config)
    if not Path(setting.archive.path).exists():
        door.archive(setting).close()  # which says that there is none
    with (
        door.hall(setting, "reextract", write=apply, begin=False) as house,
        crew.Crew(
            reread.Reader(settings=setting),
            jobs=jobs or crew.cores(),
            seconds=_SECONDS,
            breathe=house.breathe,
        ) as readers,
    ):
        wanted, unknown = _wanted(house.store, keys, since, era, quarantined=quarantined)
        for key in unknown:
            place = "in quarantine" if quarantined else "in the archive"
            click.echo(f"scraper: {line(key)}: not {place}; check the key", err=True)
        found = Findings(as_json=as_json, apply=apply, diff=diff, every=quarantined)
        _show(house, wanted, readers, found)
    click.echo(found.summary(), err=as_json)
    sys.exit(codes.FAILED if unknown or found.unread else codes.OK)


def _wanted(
    store: Store, keys: tuple[str, ...], since: datetime | None, era: str, *, quarantined: bool
) -> tuple[Wanted, list[str]]:
    """What is to be read, and the keys that name nothing."""
    from scraper.archive.store import Selection
    from scraper.reextract import Wanted

    if era:
        _known(store, era)
    if quarantined:
        held: dict[str, Url] = {one.url: one.url for one in store.watch.quarantine()}
        urls = {key: next(filter(None, map(held.get, _names(key))), None) for key in keys}
        asked = [url for url in urls.values() if url] if keys else None
        return Wanted(articles=None, urls=asked), [key for key, url in urls.items() if not url]
    ids = {key: _id(store, key) for key in keys}
    given = tuple(sorted({one for one in ids.values() if one})) if keys else None
    chosen = Selection(ids=given, since=since, era=era)
    unknown = [key for key, known in ids.items() if known is None]
    return Wanted(articles=chosen, quarantine=chosen == Selection()), unknown


def _known(store: Store, era: str) -> None:
    """ConfigError where no extractor has this name, with or without its version."""
    from scraper.extract.article import EXTRACTORS

    names = {*EXTRACTORS.split()}
    names |= {one.partition("/")[0] for one in names}
    if era not in names:
        stored = store.origins.extractors()
        names |= {*stored, *(one.partition("/")[0] for one in stored)}
    if era not in names:
        known = ", ".join(sorted(names))
        raise ConfigError(f"--era {era}: no such extractor; those known are {known}")


def _id(store: Store, key: str) -> str | None:
    """The id of the article that a key names."""
    entry = next(filter(None, map(store.entry, _names(key))), None)
    return entry.article.id if entry else None


def _names(key: str) -> list[str]:
    """The names under which the archive may know it."""
    from scraper import urls

    try:
        address = urls.read(key)
    except UrlError:
        return [key]
    return [one for one in (key, address.url, address.form) if one]


def _show(house: Hall, wanted: Wanted, readers: Readers, found: Findings) -> None:
    """Show what is found as it comes; KeyboardInterrupt says how much is left."""
    from scraper import reextract as halls

    events: Generator[Event]
    if found.apply:
        events = halls.apply(house, wanted, readers)
    else:
        events = halls.look(house.store, wanted, readers)
    with Bar() as bar, closing(events):
        try:
            for event in events:
                found.take(event, bar)
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt(found.left()) from error
