"""``extract``, ``show``, ``list`` and ``export``: what comes out; none of them uses the network."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper import dates
from scraper.cli import door
from scraper.cli.report import dumps
from scraper.errors import ScraperError

if TYPE_CHECKING:
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
    with door.opened(file) as stream:
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
            raise ScraperError(f"{key}: not in the archive; `scraper import` can bring it")
        if form != "raw":
            _print(entry.article, form, commonmark=setting.documents.commonmark)
            return
        if (fetched := store.raw(entry.article.url)) is None:
            raise ScraperError(f"{key}: no page was kept of this article; import it with --refetch")
    click.echo(fetched.body, nl=False)


def _known(key: str) -> list[str]:
    """The names under which the archive may know what `key` names."""
    from scraper import urls

    address = urls.read(key)
    return [address.url, address.form] if address.form else [address.url]


@click.command("list", short_help="What the archive holds, newest first.")
@_SINCE
@click.option("--source", metavar="NAME", help="Only what this source named.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per article (JSON Lines).")
@door.configured
def listing(
    since: datetime | None,
    source: str | None,
    limit: int | None,
    as_json: bool,
    config: Path | None,
) -> None:
    """What the archive holds, newest first."""
    from scraper.extract import record

    with door.archive(door.settings(config)) as store:
        for entry in store.entries(since=since, source=source, limit=limit):
            article = entry.article
            click.echo(dumps(record.of(article)) if as_json else _row(article))


def _row(article: Article) -> str:
    moment = article.published
    day = moment.astimezone(dates.BEIJING).strftime("%Y-%m-%d %H:%M") if moment else "-" * 16
    return f"{day}  {article.id:<19}  {article.title}  ({article.author or '?'})"


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
    click.echo(f"{folder}: {sum(written)} written, {len(written) - sum(written)} unchanged")


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
