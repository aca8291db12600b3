"""``images``: what is kept of the images that articles name, and fetching what is not."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import codes, door
from scraper.cli.keep import Bar
from scraper.cli.read import Since
from scraper.cli.report import Report, dumps
from scraper.errors import ArchiveError, ConfigError, line
from scraper.extract import clean
from scraper.models import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.archive.store import Store
    from scraper.archive.values import Want
    from scraper.cli.logs import Log
    from scraper.config import Settings
    from scraper.hall import Event, Shot
    from scraper.models import Article


@click.command(short_help="Fetch the images of articles; list, verify what is kept.")
@click.option("--missing", is_flag=True, help="List what is wanted and not kept; fetch nothing.")
@click.option("--verify", is_flag=True, help="Read again all that is kept; fetch nothing.")
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most so many.")
@click.option("--since", type=Since(), help="Of articles published since: 2026-11-01, 7d, 12h.")
@click.option("--again", is_flag=True, help="Also what is not due yet, or was given up.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per image (JSON Lines).")
@door.logged
@door.configured
def images(
    *,
    missing: bool,
    verify: bool,
    limit: int | None,
    since: datetime | None,
    again: bool,
    as_json: bool,
    log: Log | None,
    config: Path | None,
) -> None:
    """Fetch the images that articles name and the archive lacks, or say how it is with them."""
    setting = door.settings(config)
    if not (missing or verify):
        shots = Shots(as_json=as_json, log=log)
        code = _fetch(setting, shots, limit, since, again=again)
        shots.end(code)
        sys.exit(code)
    if missing:
        _missing(setting, since, as_json=as_json)
    if verify:
        sys.exit(_verify(setting, as_json=as_json))


class Shots(Report):
    """Shows what came of each image; only trouble has a line, or every one its JSON object."""

    faults: Counter[Kind]

    def show(self, event: Event) -> None:
        """Take in one event."""
        from scraper.hall import Shot

        super().show(event)
        if isinstance(event, Shot):
            if event.kind:
                self.faults[event.kind] += 1
            self._told(event)

    def begin(self, run: int | None) -> None:
        """The run begins."""
        self.faults = Counter()
        super().begin(run)

    def summary(self) -> str:
        """What came of the images, in a line."""
        return self.images()

    def _told(self, shot: Shot) -> None:
        if self._json:
            self._line(dumps(_shot(shot)), err=False)
        elif not shot.picture and shot.asked:
            self._line(_row(shot.want), err=True)

    def code(self) -> int:
        """The exit code: an image that was asked for and is not there is a fault."""
        if not self.faults:
            return codes.OK
        return codes.NETWORK if codes.offline(self.faults) else codes.FAILED


def _fetch(
    setting: Settings, shots: Shots, limit: int | None, since: datetime | None, *, again: bool
) -> int:
    from scraper import mirror

    if setting.images.mirror == "none":
        reason = 'images.mirror is "none", so no image is fetched'
        raise ConfigError(f'{reason}; set it to "publish" or "archive"')
    with door.hall(setting, "images") as house:
        wants = house.store.gallery.due(door.now(), since=since, again=again)
        door.show(house, mirror.fetch(house, wants, limit=limit), shots)
    shots.finish()
    return shots.code()


def _missing(setting: Settings, since: datetime | None, *, as_json: bool) -> None:
    """A line for each image that is wanted and not kept."""
    count = 0
    with door.archive(setting) as store:
        for want in store.gallery.missing(since):
            count += 1
            click.echo(dumps(asdict(want)) if as_json else _row(want))
    click.echo(f"images: {count} missing" if count else "images: none missing", err=as_json)


def _row(want: Want) -> str:
    """An image in a line: since when it is missing and why, where, and of which article."""
    if want.due_at is None:
        state = f"given up after {want.tries} tries"
    elif want.tries:
        tries = "1 try" if want.tries == 1 else f"{want.tries} tries"
        state = f"{tries}, next {want.due_at:%Y-%m-%d %H:%M}"
    else:
        state = "damaged" if want.reason else "not asked for yet"
    about = [want.article_id or "", clean.line(want.title)[:40], clean.line(want.reason)]
    return "  ".join(filter(None, (f"{'missing':<11}", state, clean.line(want.url), *about)))


def _shot(shot: Shot) -> dict[str, Any]:
    kept = {f: getattr(shot.picture, f) for f in _FIELDS} if shot.picture else {}
    return {**asdict(shot.want), "reason": shot.reason, **kept}


_FIELDS = ("sha256", "type", "width", "height", "size")


def _verify(setting: Settings, *, as_json: bool) -> int:
    """The exit code, once every kept image was read again; damaged ones are wanted anew."""
    from scraper.archive import lock, store

    path = Path(setting.archive.path)
    found = 0
    with (
        lock.hold(path, "images", door.now()),
        store.open(path, create=False) as opened,
        Bar() as bar,
    ):
        total = opened.counts()["pictures"]
        for sha256, reason, wants in _damaged(opened, bar, total):
            found += 1
            for want in wants:
                named = {**asdict(want), "sha256": sha256}
                bar.line(dumps(named) if as_json else f"damaged      {reason}  {_about(want)}")
    said = f"{found} of them damaged, to be fetched again by the next run" if found else "all whole"
    click.echo(line(f"images: {total} kept, {said}"), err=as_json)
    return codes.ARCHIVE if found else codes.OK


def _about(want: Want) -> str:
    return "  ".join(filter(None, (clean.line(want.url), want.article_id)))


def _damaged(opened: Store, bar: Bar, total: int) -> Iterator[tuple[str, str, list[Want]]]:
    """The hash of each damaged image, what is wrong with it, and what shows it."""
    from scraper.archive import gallery

    for done, picture in enumerate(opened.gallery.pictures()):
        bar.tell("images", done, total)
        data = opened.gallery.read(picture.sha256) or b""
        if reason := gallery.fault(picture, data):
            yield (
                picture.sha256,
                reason,
                opened.gallery.damaged(picture, f"damaged: {reason}", door.now()),
            )


def first(setting: Settings, since: datetime | None = None) -> None:
    """What a publication begins with: fetch the images it lacks, and say on standard error how."""
    if said := fetch(setting, since=since):
        click.echo(said, err=True)


def fetch(
    setting: Settings,
    articles: Iterable[Article] | None = None,
    *,
    since: datetime | None = None,
) -> str:
    """Fetch first what is to be published and not kept yet; one line to say, "" for nothing to do.

    Of these `articles`, or whatever is due of those published `since`; at most images.limit of
    them. Nothing is fetched unless images are mirrored. What fails is in the line: a publication is
    never held up by it.
    """
    from scraper import mirror
    from scraper.archive import gallery

    if setting.images.mirror == "none":
        return ""
    named = None if articles is None else [url for one in articles for url in gallery.named(one)]
    try:
        with door.archive(setting) as store:
            if not _wants(store, named, since):
                return ""
        shots = Report()
        with door.hall(setting, "images") as house:
            wants = _wants(house.store, named, since)
            events = mirror.fetch(house, wants, limit=setting.images.limit)
            door.show(house, events, shots)
    except (ArchiveError, ConfigError, OSError) as error:
        return f"images: not fetched: {door.said(error)}"
    left = len(wants) - sum(shots.shots.values())
    return f"{shots.images()}{f', {left} left to `scraper images`' if left > 0 else ''}"


def _wants(store: Store, named: list[str] | None, since: datetime | None) -> list[Want]:
    if named is None:
        return store.gallery.due(door.now(), since=since)
    return store.gallery.lacking(named, door.now())
