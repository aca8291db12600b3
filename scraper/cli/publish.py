"""``publish``: what leaves the archive, in the forms that others use."""

from __future__ import annotations

import click

from scraper.cli import dataset, epub, feed, hugo


@click.group(short_help="The archive as a site, feeds, a data set, a book.")
def publish() -> None:
    """The archive in the forms that others use; none of them is written where nothing is new."""


publish.add_command(epub.epub)
publish.add_command(feed.feed)
publish.add_command(hugo.hugo)
publish.add_command(dataset.dataset)
