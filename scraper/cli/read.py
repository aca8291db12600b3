"""``extract``, ``show``, ``list`` and ``export``: what comes out; none of them uses the network."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper import dates
from scraper.cli import door
from scraper.cli.report import dumps
from scraper.errors import ScraperError, line
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.archive.store import Entry, Store
    from scraper.archive.values import Failure
    from scraper.models import Article


class Since(click.ParamType[datetime]):
    """A time: 2026-11-01, "2026-11-01 08:00", 7d, 12h, 3小时前."""

    name = "time"
    reads = staticmethod(dates.parse)

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time that `value` names."""
        found = self.reads(value, door.now())
        return found or self.fail(f"{value!r} is no time; write 2026-11-01, 7d or 12h", param, ctx)


class Until(Since):
    """The same times; a day without an hour is meant to its end."""

    reads = staticmethod(dates.until)


def ended(since: datetime, until: datetime | None) -> datetime:
    """The end of a time that began at `since`: now, where none is said; UsageError if before it."""
    end = until or door.now()
    if since >= end:
        raise click.UsageError("--since is not before --until; choose an earlier time")
    return end


SINCE = click.option("--since", type=Since(), help="Published since: 2026-11-01, 7d, 12h.")


@click.command(short_help="A saved page to its document, offline.")
@click.argument("file")
@click.option("--url", required=True, help="The address the page was saved from.")
@click.option("--format", "form", type=click.Choice(["document", "json"]), default="document")
def extract(file: str, url: str, form: str) -> None:
    """A saved page (- is standard input) to its document; no network, no archive."""
    from scraper import urls
    from scraper.extract import article, page
    from scraper.models import Fetched

    address = urls.read(url)
    with door.opened(file, "FILE") as stream:
        body = stream.read(page.LARGEST + 1)  # of a larger one no more is needed to refuse it
    saved = Fetched(
        asked=url, url=address.fetch_url, status=200, headers=(), body=body, at=door.now()
    )
    _shown(article.read(page.decode(saved), address), form)


@click.command(short_help="One article of the archive.")
@click.argument("key")
@click.option(
    "--format", "form", type=click.Choice(["document", "json", "html", "raw"]), default="document"
)
@click.option("--revision", type=int, metavar="N", help="As it was: its text 1, 2, 3 …")
@door.configured
def show(key: str, form: str, revision: int | None, config: Path | None) -> None:
    """An article of the archive, by its id or any address of it; raw is the page's bytes."""
    setting = door.settings(config)
    with door.archive(setting) as store:
        entry = found(store, key)
        if entry is None:
            _doubted(store, key, raw=form == "raw")
            return
        if revision is not None:
            from scraper.publish import texts

            entry = texts.numbered(store, key, entry, revision)
        if form != "raw":
            _print(store, entry, form, commonmark=setting.documents.commonmark)
            return
        if (page := store.snapshot(entry.snapshot) if entry.snapshot else None) is None:
            raise ScraperError(f"{key}: no page was kept of this article; import it with --refetch")
    _bytes(page.body)


def _bytes(body: bytes) -> None:
    """A page as it came, but never to a terminal."""
    if sys.stdout is not None and sys.stdout.isatty():
        raise ScraperError("a page may hold commands to a terminal; send it to a file: > FILE")
    click.echo(body, nl=False)


def _doubted(store: Store, key: str, *, raw: bool) -> None:
    """The bytes of a page that gave no article; ScraperError where they are not asked for."""
    from scraper import urls

    number, kind = next(filter(None, map(store.answered, urls.names(key))), (None, None))
    if number is None:
        raise missing(key)
    if not raw:
        raise ScraperError(f"{key}: {kind}, not an article; --format raw shows its page")
    if fetched := store.snapshot(number):
        _bytes(fetched.body)


def missing(key: str) -> ScraperError:
    """What to say of an article that is not there; of what is no address of the site, only that."""
    from scraper import urls

    try:
        urls.read(key)
    except ScraperError as error:
        return error
    return ScraperError(f"{key}: not in the archive; `scraper import` can bring it")


def found(store: Store, key: str) -> Entry | None:
    """The entry that `key` names by any of its addresses; None where there is none."""
    from scraper import urls

    return next(filter(None, map(store.entry, urls.names(key))), None)


@click.command("list", short_help="What the archive holds, newest first.")
@SINCE
@click.option("--source", metavar="NAME", help="Only what this source named.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--failed", is_flag=True, help="Instead the links whose article could not be had.")
@click.option("--gone", is_flag=True, help="Only what the site has removed since.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per article (JSON Lines).")
@door.configured
def listing(
    *,
    since: datetime | None,
    source: str | None,
    limit: int | None,
    failed: bool,
    gone: bool,
    as_json: bool,
    config: Path | None,
) -> None:
    """What the archive holds, newest first; or, with --failed, what it could not get."""
    if failed and gone:
        raise click.UsageError(
            "--failed and --gone: what is gone was had once; ask for one of them"
        )
    with door.archive(door.settings(config)) as store:
        if failed:
            _failed(store.failures(source), since, limit, as_json=as_json)
            return
        for entry in store.entries(since=since, source=source, limit=limit, gone=gone):
            click.echo(dumps(_record(store, entry)) if as_json else _row(entry))


def _failed(
    found: Iterable[Failure], since: datetime | None, limit: int | None, *, as_json: bool
) -> None:
    """A line for each link without its article: what the last visit came to, and what is next."""
    recent = (one for one in found if not (since and one.last_at and one.last_at < since))
    for one in islice(recent, limit):
        if as_json:
            click.echo(dumps({**asdict(one), "given_up": one.due_at is None}))
            continue
        due = f"again {one.due_at:%Y-%m-%d %H:%M}" if one.due_at else "given up"
        tries = f"{one.tries} {'try' if one.tries == 1 else 'tries'}"
        click.echo(f"{one.kind:<11}  {one.url}  {tries}, {due}  {clean.line(one.reason)}")


def _row(entry: Entry) -> str:
    article, gone = entry.article, f"  gone {day(entry.gone_at)}" if entry.gone_at else ""
    title, author = clean.line(article.title), clean.line(article.author or "?")
    return f"{day(article.published)}  {article.id:<19}  {title}  ({author}){gone}"


def day(moment: datetime | None) -> str:
    """A time as a list shows it; dashes where it is unknown."""
    return moment.astimezone(dates.BEIJING).strftime("%Y-%m-%d %H:%M") if moment else "-" * 16


def _record(store: Store, entry: Entry) -> dict[str, Any]:
    """The article under its public keys, and what the archive knows of it besides."""
    from scraper.extract import record

    named = [one.entity for one in store.topics.of(entry.article.id)]
    known = {"gone_at": entry.gone_at, "story": entry.story, "entities": named}
    return {**record.of(entry.article), **known}


@click.command(short_help="One document per article, into a folder.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@SINCE
@click.option("--heads", is_flag=True, help="Without copies; each says who else told its story.")
@door.configured
def export(folder: Path, since: datetime | None, heads: bool, config: Path | None) -> None:
    """One document per article into DIR; what is there already and the same is not touched."""
    from scraper.publish import copies, files, tongues

    setting = door.settings(config)
    commonmark = setting.documents.commonmark
    with door.archive(setting) as store:
        entries = store.entries(since=since, heads=heads)
        also = (lambda entry: copies.of(store.shelf.story(entry.story))) if heads else None
        made = files.export(
            folder,
            entries,
            commonmark=commonmark,
            also=also,
            tongues=lambda article: tongues.of(store, article),
        )
        written = [path is not None for path in made]
    click.echo(f"{line(str(folder))}: {sum(written)} written, {written.count(False)} unchanged")


def _print(store: Store, entry: Entry, form: str, *, commonmark: bool = False) -> None:
    from scraper.publish import facts, tongues

    match form:
        case "json":
            click.echo(dumps(_record(store, entry)))
        case "document":
            told, params = tongues.of(store, entry.article), facts.of(entry)
            made = tongues.documents(entry.article, told, commonmark=commonmark, params=params)
            click.echo(next(made)[1].decode(), nl=False)
        case _:
            _shown(entry.article, form)


def _shown(article: Article, form: str) -> None:
    from scraper.extract import document, record

    match form:
        case "json":
            click.echo(dumps(record.of(article)))
        case "html":
            from scraper.publish import html

            click.echo(html.page(article), nl=False)
        case _:
            click.echo(document.write(document.of(article)), nl=False)
