"""``health``: is all as usual; of the archive now, or of a history day by day."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import codes, door
from scraper.cli.report import dumps, reasoned
from scraper.models import Level

if TYPE_CHECKING:
    from datetime import date

    from scraper.models import Verdict


@click.command(short_help="Is all as usual, and if not: what broke.")
@click.option(
    "--replay",
    "file",
    metavar="FILE",
    help="Judge a history, day by day: TSV, - is standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object; of a history one per day.")
@door.configured
def health(file: str | None, as_json: bool, config: Path | None) -> None:
    """Is all as usual, and if not: what broke, since when, and the command to look at it."""
    if file is None:
        live(config, as_json=as_json)
        return
    from scraper.watch import history, replay

    with door.opened(file, "--replay") as stream:
        days = history.read(stream.read(history.LARGEST + 1), file)
    for day, verdict in replay.replay(days):
        click.echo(dumps(_object(day, verdict)) if as_json else _row(day, verdict))


def live(config: Path | None, *, as_json: bool) -> None:
    """Judge the archive as it is now; exit code 6 is an alarm."""
    from scraper import review

    now, setting = door.now(), door.settings(config)
    with door.archive(setting) as store:
        verdict = review.judge(store, now, setting.source)
    if as_json:
        click.echo(dumps({"at": now, "level": verdict.level, **asdict(verdict)}))
    else:
        click.echo("\n".join([verdict.level, *(reasoned(reason) for reason in verdict.reasons)]))
    sys.exit(codes.ALARM if verdict.level is Level.ALARM else codes.OK)


def _object(day: date, verdict: Verdict) -> dict[str, object]:
    reasons = [{"level": one.level, "name": one.name, "text": one.text} for one in verdict.reasons]
    return {"day": str(day), "level": verdict.level, "reasons": reasons}


def _row(day: date, verdict: Verdict) -> str:
    """A line for the day; the reasons after the first on lines of their own, below it."""
    head = f"{day}  {verdict.level:<5}"
    texts = [f"{one.level:<5}  {one.name}: {one.text}" for one in verdict.reasons] or [""]
    return f"\n{'':<17}  ".join([f"{head}  {texts[0]}".rstrip(), *texts[1:]])
