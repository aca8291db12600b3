"""``extract``, ``show``, ``list`` and ``export``: what comes out; none of them uses the network."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper import dates
from scraper.cli import door
from scraper.cli.report import dumps
from scraper.errors import ScraperError, line
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.archive.store import Store
    from scraper.archive.values import Failure
    from scraper.models import Article


class Since(click.ParamType[datetime]):
    """A time: 2026-11-01, "2026-11-01 08:00", 7d, 12h, 3小时前."""

    name = "time"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time that `value` names."""
        found = dates.parse(value, door.now())
        return found or self.fail(f"{value!r} is no time; write 2026-11-01, 7d or 12h", param, ctx)


_SINCE = click.option("--since", type=Since(), help="Published since: 2026-11-01, 7d, 12h.")


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
    _print(article.read(page.decode(saved), address), form)


@click.command(short_help="One article of the archive.")
@click.argument("key")
@click.option(
    "--format", "form", type=click.Choice(["document", "json", "html", "raw"]), default="document"
)
@door.configured
def show(key: str, form: str, config: Path | None) -> None:
    """An article of the archive, by its id or any address of it; raw is the page's bytes."""
    setting = door.settings(config)
    with door.archive(setting) as store:
        known = _known(key)
        entry = next(filter(None, map(store.entry, known)), None)
        if entry is None:
            _read(key)
            _doubted(store, key, known, raw=form == "raw")
            return
        if form != "raw":
            _print(entry.article, form, commonmark=setting.documents.commonmark)
            return
        if (fetched := store.raw(entry.article.url)) is None:
            raise ScraperError(f"{key}: no page was kept of this article; import it with --refetch")
    _bytes(fetched.body)


def _bytes(body: bytes) -> None:
    """A page as it came, but never to a terminal."""
    if sys.stdout is not None and sys.stdout.isatty():
        raise ScraperError("a page may hold commands to a terminal; send it to a file: > FILE")
    click.echo(body, nl=False)


def _doubted(store: Store, key: str, known: list[str], *, raw: bool) -> None:
    """The bytes of a page that gave no article; ScraperError where they are not asked for."""
    number, kind = next(filter(None, map(store.answered, known)), (None, None))
    if number is None:
        raise ScraperError(f"{key}: not in the archive; `scraper import` can bring it")
    if not raw:
        raise ScraperError(f"{key}: {kind}, not an article; --format raw shows its page")
    if fetched := store.snapshot(number):
        _bytes(fetched.body)


def _read(key: str) -> None:
    """UrlError where `key` names no article of the site: nothing could bring it."""
    from scraper import urls

    urls.read(key)


def _known(key: str) -> list[str]:
    """The names under which the archive may know what `key` names, also an article's elsewhere."""
    from scraper import urls

    address = urls.named(key)
    return [address.url, address.form] if address.form else [address.url]


@click.command("list", short_help="What the archive holds, newest first.")
@_SINCE
@click.option("--source", metavar="NAME", help="Only what this source named.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--failed", is_flag=True, help="Instead the links whose article could not be had.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per article (JSON Lines).")
@door.configured
def listing(
    *,
    since: datetime | None,
    source: str | None,
    limit: int | None,
    failed: bool,
    as_json: bool,
    config: Path | None,
) -> None:
    """What the archive holds, newest first; or, with --failed, what it could not get."""
    from scraper.extract import record

    with door.archive(door.settings(config)) as store:
        if failed:
            _failed(store.failures(source), since, limit, as_json=as_json)
            return
        for entry in store.entries(since=since, source=source, limit=limit):
            article = entry.article
            click.echo(dumps(record.of(article)) if as_json else _row(article))


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


def _row(article: Article) -> str:
    moment = article.published
    day = moment.astimezone(dates.BEIJING).strftime("%Y-%m-%d %H:%M") if moment else "-" * 16
    title, author = clean.line(article.title), clean.line(article.author or "?")
    return f"{day}  {article.id:<19}  {title}  ({author})"


@click.command(short_help="One document per article, into a folder.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@_SINCE
@door.configured
def export(folder: Path, since: datetime | None, config: Path | None) -> None:
    """One document per article into DIR; what is there already and the same is not touched."""
    from scraper.publish import files

    setting = door.settings(config)
    commonmark = setting.documents.commonmark
    with door.archive(setting) as store:
        articles = (entry.article for entry in store.entries(since=since))
        written = [
            path is not None for path in files.export(folder, articles, commonmark=commonmark)
        ]
    click.echo(f"{line(str(folder))}: {sum(written)} written, {written.count(False)} unchanged")


def _print(article: Article, form: str, *, commonmark: bool = False) -> None:
    from scraper.extract import document, record

    match form:
        case "json":
            click.echo(dumps(record.of(article)))
        case "html":
            from scraper.publish import html

            click.echo(html.page(article), nl=False)
        case _:
            click.echo(document.write(document.of(article, commonmark=commonmark)), nl=False)
