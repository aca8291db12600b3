"""``status`` and ``quarantine``: how the archive is, and what it could not believe."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import codes, door
from scraper.cli.report import Report, dumps
from scraper.extract import clean
from scraper.models import Host

if TYPE_CHECKING:
    from scraper.archive.store import Store
    from scraper.archive.values import Doubt, Run


@click.command(short_help="How the archive is: last run, verdict, numbers, what waits.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@door.configured
def status(as_json: bool, config: Path | None) -> None:
    """How the archive is: its last runs, the last verdict, its numbers, hosts left alone."""
    now = door.now()
    with door.archive(door.settings(config)) as store:
        if as_json:
            click.echo(dumps(_object(store, now)))
        else:
            click.echo("\n".join(lines(store, now)))


@click.command(short_help="Pages that could not be believed, kept with their bytes.")
@click.option("--retry", is_flag=True, help="Read all of them again with today's extractors.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per page (JSON Lines).")
@door.configured
def quarantine(retry: bool, as_json: bool, config: Path | None) -> None:
    """Pages that could not be believed: hollow, unreadable or suspect. Never exported.

    Look at one with `scraper show URL --format raw`. With --retry, offline, each is read again.
    """
    setting = door.settings(config)
    if retry:
        from scraper import crawl

        report = Report(as_json=as_json, every=True)
        with door.hall(setting, "quarantine") as house:
            door.show(house, crawl.again(house, every=True), report)
        click.echo(report.summary(), err=as_json)
        sys.exit(codes.OK)
    with door.archive(setting) as store:
        for one in store.watch.quarantine():
            click.echo(dumps(asdict(one)) if as_json else _doubt(one))


def _doubt(one: Doubt) -> str:
    since = f"since {one.since:%Y-%m-%d %H:%M}"
    title = clean.line(one.title)
    return "  ".join(
        filter(None, (f"{one.kind:<11}", one.url, since, clean.line(one.reason), title))
    )


def _object(store: Store, now: datetime) -> dict[str, Any]:
    """All of it as plain values."""
    run = next(iter(store.runs(1)), None)
    said = next(iter(store.watch.verdicts(1)), None)
    return {
        "at": now.isoformat(),
        **asdict(store.watch.figures(now)),
        "last_run": asdict(run) if run else None,
        "verdict": {"at": said[0], "level": said[1].level, **asdict(said[1])} if said else None,
        "hosts": [asdict(host) for host in store.watch.hosts()],
    }


def lines(store: Store, now: datetime) -> list[str]:
    """What `status` prints of an archive."""
    found = store.watch.figures(now)
    newest = f"newest {_ago(found.newest, now)}" if found.newest else "none yet"
    shown = [
        f"articles    {found.articles}, {found.today} in 24 h, {found.week} in 7 d, {newest}",
        f"waiting     {found.waiting} never visited, {found.due} due again",
        f"failed      {found.failed} to be tried again, {found.given_up} given up",
        f"quarantine  {found.quarantined}",
        f"size        {found.size / 1e6:.1f} MB",
    ]
    shown += [_run(run, now) for run in store.runs(3)]
    shown += [_host(host) for host in store.watch.hosts()]
    for at, verdict in store.watch.verdicts(1):
        shown.append(f"verdict     {verdict.level}, {_ago(at, now)}")
        shown += [f"            {clean.line(reason.text)}" for reason in verdict.reasons]
    return shown


def _run(run: Run, now: datetime) -> str:
    counts = ", ".join(f"{count} {kind}" for kind, count in run.counts.items()) or "nothing new"
    end = counts if run.finished_at else "not finished: at work, or killed"
    note = f" ({clean.line(run.note)})" if run.note else ""
    return f"run {run.id:<7} {run.command}, {_ago(run.started_at, now)}: {end}{note}"


def _host(host: Host) -> str:
    until = f"left alone until {host.left_until:%Y-%m-%d %H:%M}" if host.left_until else "asked"
    reason = clean.line(host.reason)
    return f"host        {host.host}: {host.failures} failures in a row, {until}; {reason}"


def _ago(at: datetime, now: datetime) -> str:
    """How long ago that was, in its largest whole unit."""
    passed = now - at
    if passed < -timedelta(minutes=1):
        return f"in the future ({at:%Y-%m-%d %H:%M}): check the clock"
    for size, name in ((timedelta(days=1), "d"), (timedelta(hours=1), "h")):
        if passed >= 2 * size:
            return f"{passed // size} {name} ago"
    return f"{max(passed, timedelta()) // timedelta(minutes=1)} min ago"
