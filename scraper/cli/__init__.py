"""The door: the only code that prints, exits and reads the clock."""

from __future__ import annotations

import click

from scraper.cli import (
    carry,
    changes,
    collect,
    demo,
    digest,
    doctor,
    door,
    health,
    images,
    keep,
    output,
    publish,
    read,
    reextract,
    scale,
    search,
    serve,
    setup,
    sql,
    state,
    stories,
    topics,
    translate,
)


@click.group("scraper", cls=door.Cli, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="scraper")
def main() -> None:
    """Archive Chinese AI-industry news from Tencent News (qq.com)."""
    output.utf8()


_READ = (search.search, read.listing, read.show, read.export, read.extract, sql.sql)
_HEADINGS = {
    "Begin": (demo.demo, setup.init),
    "Fill": (
        *(collect.crawl, collect.bring, carry.bring, scale.bring),
        *(reextract.reextract, images.images),
    ),
    "Read": (serve.serve, *_READ, serve.mcp),
    "Publish": (publish.publish, digest.digest, translate.translate),
    "Compare": (changes.changes, changes.diff, stories.stories, topics.topics),
    "Watch": (state.status, health.health, state.quarantine, doctor.doctor),
    "Keep": (keep.check, keep.backup, keep.restore, keep.compact, carry.warc, scale.scale),
}

for heading, commands in _HEADINGS.items():
    main.add(heading, *commands)
