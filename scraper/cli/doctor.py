"""``doctor``: what of this installation works, and what to do about the rest."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import codes, door, telling
from scraper.cli.report import dumps
from scraper.errors import ArchiveError
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.config import Settings
    from scraper.hall import Hall
    from scraper.models import Check
    from scraper.watch.notify import Channel

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


@click.command(short_help="Look whether all is well: archive, disk, clock, site.")
@click.option("--notify", "tell", is_flag=True, help="Send a trial notice through every channel.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per check (JSON Lines).")
@click.option(
    "--hugo",
    "site",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="SITE",
    help="Instead a site of Hugo's: what of it will go wrong with our articles.",
)
@door.configured
def doctor(tell: bool, as_json: bool, site: Path | None, config: Path | None) -> None:
    """Look at the archive, the disk, the clock, one list and one known article per era.

    Writes nothing to the archive. The site is asked, at its pace, for these pages, for the
    robots.txt of their hosts, and for where they lead.
    """
    from scraper import doctor as doctors

    states, setting = set(), door.settings(config)
    if site is not None:
        if tell:
            raise click.UsageError("--hugo and --notify: ask for one of them")
        sys.exit(_site(site, setting, as_json=as_json))
    channels = telling.of(setting).channels
    with _house(setting, channels) as (house, fault):
        for check in chain(doctors.examine(house, fault), doctors.tell(house) if tell else ()):
            states.add(check.state)
            click.echo(dumps(asdict(check)) if as_json else _line(check))
    sys.exit(codes.FAILED if "fail" in states else codes.OK)


def _site(root: Path, setting: Settings, *, as_json: bool) -> int:
    """Show how a site is; the exit code."""
    from scraper.extract import document
    from scraper.publish.hugo import look

    failed = False
    langs = ("zh-cn", *map(document.suffix, setting.translate.to))
    for check in look.look(root, setting.hugo, _hugo(), langs):
        failed |= check.state == "fail"
        click.echo(dumps(asdict(check)) if as_json else _line(check))
    return codes.FAILED if failed else codes.OK


def _hugo() -> str | None:
    """The program: the one on the path, else the one installed beside this."""
    beside = Path(sys.executable).with_name("hugo")
    return shutil.which("hugo") or (str(beside) if beside.exists() else None)


@contextmanager
def _house(setting: Settings, channels: tuple[Channel, ...]) -> Iterator[tuple[Hall, str]]:
    """The rooms, over an empty archive where there is one that cannot be read, and why not."""
    look = partial(door.hall, setting, "doctor", write=False, channels=channels)
    with ExitStack() as stack:
        try:
            house, fault = stack.enter_context(look()), ""
        except ArchiveError as error:
            house, fault = stack.enter_context(look(empty=True)), str(error)
        yield house, fault


def _line(check: Check) -> str:
    remedy = f"  → {clean.line(check.remedy)}" if check.remedy else ""
    return f"{_MARKS[check.state]}  {check.name:<16}  {clean.line(check.text)}{remedy}"
