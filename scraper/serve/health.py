"""The archive, its verdict → how well it is: what is not as usual, what ran, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from scraper import review
from scraper.archive.store import Store
from scraper.archive.values import Run
from scraper.config import Settings
from scraper.models import SETTLED, STORED, Verdict
from scraper.models import Asked as Answer
from scraper.serve.asked import Asked
from scraper.serve.healthwords import WORDS
from scraper.serve.view import Table, View

RUNS = 50
"""Runs that are told, the last."""
VERDICTS = 500
"""Verdicts that are told, those that say the same together."""
DOUBTS = 200
"""Pages in quarantine that are told, those met last; a person is shown the first FEW of them."""
FEW = 40
WEEK = timedelta(days=7)
"""A source that was not asked for longer has no last answer here."""
STILL = 10.0
"""Seconds for which the page is shown again while the archive is written to."""


class Judged(NamedTuple):
    """A verdict, and of which moment it is."""

    at: datetime
    verdict: Verdict


def judge(store: Store, now: datetime, setting: Settings) -> Judged:
    """The verdict of this moment, as `scraper health` tells it."""
    return Judged(now, review.judge(store, now, setting.source))


def page(store: Store, asked: Asked, setting: Settings, judged: Judged, late: bool) -> View:
    """How well the archive is, by a verdict of now or a little before."""
    found = facts(store, judged, asked.now, setting)
    return View(
        template="health.html",
        facts=found,
        more={
            "few": FEW,
            "fine": STORED | SETTLED,
        },
        words=WORDS,
        tables={name: _table(found[name]) for name in ("runs", "quarantine", "sources", "hosts")},
        still=STILL,
        late=late,
    )


def facts(store: Store, judged: Judged, now: datetime, setting: Settings) -> dict[str, Any]:
    """The same as plain values; `at` is when it was judged."""
    return {
        "at": judged.at,
        "level": judged.verdict.level,
        "reasons": [asdict(one) for one in judged.verdict.reasons],
        "figures": asdict(store.watch.figures(now)),
        "verdicts": _verdicts(store.watch.verdicts(VERDICTS)),
        "sources": _sources(setting, store.watch.surveys(now - WEEK, now)),
        "hosts": [asdict(one) for one in store.watch.hosts()],
        "runs": [_run(one) for one in store.runs(RUNS)],
        "quarantine": [asdict(one) for one in store.watch.doubts(DOUBTS)],
    }


def _verdicts(found: Sequence[tuple[datetime, Verdict]]) -> list[dict[str, Any]]:
    """The verdicts, newest first; those in a row that say the same are one."""
    told = []
    for (level, names), group in groupby(found, lambda one: _said(one[1])):
        times = [at for at, _ in group]
        row = {"since": times[-1], "until": times[0], "runs": len(times)}
        told.append({**row, "level": level, "reasons": names})
    return told


def _said(verdict: Verdict) -> tuple[str, list[str]]:
    return verdict.level, sorted({one.name for one in verdict.reasons})


def _sources(setting: Settings, answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Each source of the configuration with its last answer, None where there is none."""
    last = {one.source: one for one in answers}
    told = []
    for source in setting.source:
        answer = last.get(source.name)
        told.append(
            {
                "name": source.name,
                "kind": source.kind,
                "enabled": source.enabled,
                "asked_at": answer and answer.at,
                "new": answer and answer.new,
                "known": answer and answer.known,
                "off_topic": answer and answer.off_topic,
                "fault": answer.fault if answer else "",
            }
        )
    return told


def _run(run: Run) -> dict[str, Any]:
    """A run, and how many seconds it took; None where it did not end, or not yet."""
    ended = run.finished_at
    took = round((ended - run.started_at).total_seconds(), 1) if ended else None
    return {**asdict(run), "seconds": took}


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    names = [*rows[0]] if rows else []
    return Table(names=names, rows=[[_cell(row[name]) for name in names] for row in rows])


def _cell(value: Any) -> Any:
    """A value of one cell: times in ISO 8601, counts as ``new 3, same 12``."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return ", ".join(f"{name} {count}" for name, count in value.items())
    return value
