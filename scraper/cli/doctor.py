"""``doctor``: what of this installation works, and what to do about the rest."""

from __future__ import annotations

import sys
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import codes, door, telling
from scraper.cli.report import dumps
from scraper.extract import clean

if TYPE_CHECKING:
    from scraper.doctor import Check

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


@click.command(short_help="Look whether all is well: archive, disk, clock, site.")
@click.option("--notify", "tell", is_flag=True, help="Send a trial notice through every channel.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per check (JSON Lines).")
@door.configured
def doctor(tell: bool, as_json: bool, config: Path | None) -> None:
    """Look at the archive, the disk, the clock, one list and one known article per era.

    Writes nothing to the archive. Asks the site at most six questions, at its pace.
    """
    from scraper import doctor as doctors

    states, setting = set(), door.settings(config)
    channels = telling.of(setting).channels
    with door.hall(setting, "doctor", write=False, channels=channels) as house:
        for check in chain(doctors.examine(house), doctors.tell(house) if tell else ()):
            states.add(check.state)
            click.echo(dumps(asdict(check)) if as_json else _line(check))
    sys.exit(codes.FAILED if "fail" in states else codes.OK)


def _line(check: Check) -> str:
    remedy = f"  → {clean.line(check.remedy)}" if check.remedy else ""
    return f"{_MARKS[check.state]}  {check.name:<16}  {clean.line(check.text)}{remedy}"
