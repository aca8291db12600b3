"""The door: the only code that prints, exits and reads the clock."""

from __future__ import annotations

import click

from scraper.cli import (
    carry,
    changes,
    collect,
    demo,
    doctor,
    door,
    health,
    keep,
    read,
    reextract,
    search,
    setup,
    sql,
    state,
    stories,
    topics,
)


@click.group("scraper", cls=door.Cli, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="scraper")
def main() -> None:
    """Archive Chinese AI-industry news from Tencent News (qq.com)."""
    door.streams()


for command in (
    collect.crawl,
    collect.bring,
    read.extract,
    read.show,
    read.listing,
    changes.changes,
    changes.diff,
    search.search,
    read.export,
    stories.stories,
    topics.topics,
    carry.bring,
    carry.warc,
    keep.backup,
    keep.restore,
    keep.check,
    keep.compact,
    sql.sql,
    state.status,
    state.quarantine,
    reextract.reextract,
    health.health,
    doctor.doctor,
    setup.init,
    demo.demo,
):
    main.add_command(command)
