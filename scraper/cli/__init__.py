"""The door: the only code that prints, exits and reads the clock."""

from __future__ import annotations

import click

from scraper.cli import carry, collect, demo, doctor, door, health, keep, read, setup, state


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
    read.export,
    carry.bring,
    carry.warc,
    keep.backup,
    keep.restore,
    keep.check,
    state.status,
    state.quarantine,
    health.health,
    doctor.doctor,
    setup.init,
    demo.demo,
):
    main.add_command(command)
