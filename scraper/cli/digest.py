"""``digest``: the day on one page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from scraper.cli import door
from scraper.cli.read import Since, Until, ended

FORMS = ["markdown", "html", "text"]


@click.command(short_help="The day on one page: what is new, by whom it is about.")
@click.option(
    "--since",
    type=Since(),
    default="1d",
    show_default=True,
    help="Published since: 1d, 12h.",
)
@click.option("--until", type=Until(), help="Published until; a day is meant to its end.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Without it [notify] lang.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many lines.")
@door.configured
def digest(
    *,
    since: datetime,
    until: datetime | None,
    form: str,
    lang: str | None,
    limit: int | None,
    config: Path | None,
) -> None:
    """Stories and not copies, by whom they are about; headlines that were changed; what is gone."""
    from scraper.publish.digest import day, html, markdown, sheet, text

    setting = door.settings(config)
    end = ended(since, until)
    with door.archive(setting) as store:
        found = day.published(store, since, end)
    made = sheet.of(found, lang or setting.notify.lang, limit=limit)
    write = {"markdown": markdown.write, "html": html.write, "text": text.write}[form]
    click.echo(write(made), nl=False)
