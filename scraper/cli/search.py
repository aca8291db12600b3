"""``search``: what a person types → the articles that have it; reads the archive alone."""

from __future__ import annotations

import html
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import door
from scraper.cli.read import Since, Until, day
from scraper.cli.report import dumps
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.archive.values import Hit

_OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?")


@click.command(
    short_help="The articles that have what is typed.",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("words", metavar="QUERY", nargs=-1, required=True)
@click.option("--since", type=Since(), help="Published since: 2026-11-01, 7d, 12h.")
@click.option("--until", type=Until(), help="Published until; a day is meant to its end.")
@click.option("--media", metavar="NAME", help="Only what this account published.")
@click.option("--source", metavar="NAME", help="Only what this source named.")
@click.option("--topic", metavar="NAME", help="Only what names this company, model, person, chip.")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest"]),
    default="relevance",
    show_default=True,
    help="What has all the words in its title first, then some, then none; or the newest.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per article (JSON Lines).")
@door.configured
def search(
    *,
    words: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    media: str | None,
    source: str | None,
    topic: str | None,
    sort: str,
    limit: int,
    as_json: bool,
    config: Path | None,
) -> None:
    """The articles that have every word: 芯片, DeepSeek-R1, deep*, "a phrase", -without, OR."""
    from scraper.archive import query
    from scraper.archive.values import Scope

    asked = query.read(" ".join(map(_word, words)))
    scope = Scope(since=since, until=until, media=media, source=source, topic=topic)
    found = False
    with door.archive(door.settings(config)) as store:
        for hit in store.shelf.search(asked, scope, newest=sort == "newest", limit=limit):
            click.echo(dumps(_record(hit)) if as_json else _shown(hit))
            found = True
    if not found:
        click.echo("nothing found", err=True)


def _word(word: str) -> str:
    """A word of the query; NoSuchOption where it is rather an option that there is not."""
    if found := _OPTION.fullmatch(word):
        raise click.NoSuchOption(found[0].partition("=")[0], ctx=click.get_current_context())
    return word


def _record(hit: Hit) -> dict[str, object]:
    """The article under its public keys, with a snippet that HTML can show as it is."""
    from scraper.extract import record

    pieces = ((html.escape(_line(piece)), found) for piece, found in hit.snippet)
    snippet = "".join(f"<mark>{piece}</mark>" if found else piece for piece, found in pieces)
    return {**record.of(hit.entry.article), "snippet": snippet, "score": hit.score}


def _shown(hit: Hit) -> str:
    """A line as of `list`, and below it the snippet; what was found stands out in a terminal."""
    article = hit.entry.article
    author = clean.line(article.author or "?")
    head = f"{day(article.published)}  {article.id:<19}  {_bright(hit.title)}  ({author})"
    return f"{head}\n{'':18}{_bright(hit.snippet)}"


def _bright(pieces: tuple[tuple[str, bool], ...]) -> str:
    """Pieces on one line; click leaves the colours away where nobody would see them."""
    lines = ((_line(piece), found) for piece, found in pieces)
    return "".join(
        click.style(piece, fg="yellow", bold=True) if found else piece for piece, found in lines
    )


def _line(piece: str) -> str:
    """A piece of a line: cleaned, the blanks at its ends kept."""
    return re.sub(r"\s", " ", clean.characters(piece))
