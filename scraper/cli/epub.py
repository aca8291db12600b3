"""``publish epub``: an issue for e-readers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from scraper.cli import door, images
from scraper.cli.read import Since, Until, ended
from scraper.errors import line


@click.command(short_help="A weekly issue for e-readers.")
@click.argument("file", default="./", type=click.Path())
@click.option(
    "--since",
    type=Since(),
    default="7d",
    show_default=True,
    help="Published since: 7d, 2026-11-01.",
)
@click.option("--until", type=Until(), help="Published until; a day is meant to its end.")
@click.option("--copies", is_flag=True, help="Also what others had told before.")
@click.option("--no-images", is_flag=True, help="Without images, also those that are kept.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many, told by most first.")
@door.configured
def epub(
    *,
    file: str,
    since: datetime,
    until: datetime | None,
    copies: bool,
    no_images: bool,
    limit: int | None,
    config: Path | None,
) -> None:
    """The stories of a time as one book, by day and by whom they are about, into FILE.

    Without FILE, or in a folder, it is called ai-news-DAY.epub, by its last day. A file that is
    the same is not touched; where nothing was published, none is written.
    """
    from scraper.publish import stories
    from scraper.publish.epub import issue, press

    end = ended(since, until)
    setting = door.settings(config)
    images.first(setting, since)
    with door.archive(setting) as store:
        entries = store.entries(since=since, until=end, heads=not copies)
        made = issue.of(stories.told(store, entries), limit)
        if made is None:
            span = f"{since:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M}"
            click.echo(f"nothing was published between {span}: no issue was written")
            return
        done = press.write(store, press.place(file, made), made, images=not no_images)
    said = "written" if done.written else "unchanged"
    count = sum(1 for _ in made.chapters)
    click.echo(f"{line(str(done.path))}: {said}, {count} stories, {done.images} images")
