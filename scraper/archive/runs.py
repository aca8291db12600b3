"""Runs and sources ↔ their tables: who asked, when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from scraper.archive import cells, rows
from scraper.archive.connection import Database
from scraper.archive.values import Run
from scraper.errors import ArchiveError


def start(db: Database, command: str, at: datetime) -> int:
    """The number of a new run."""
    return db.add("runs", {"command": command, "started_at": cells.stamp(at)})


def finish(db: Database, run: int, at: datetime, counts: Mapping[str, int], note: str) -> None:
    """Write down how a run ended; ArchiveError where there is no such run."""
    found = db.execute(
        "UPDATE runs SET finished_at = ?, counts = ?, note = ? WHERE id = ?",
        [cells.stamp(at), cells.dump(dict(counts)), note, run],
    )
    if not found.rowcount:
        raise ArchiveError(f"no run {run} was started; start it first")


def latest(db: Database, limit: int) -> list[Run]:
    """The last runs, newest first."""
    found = db.rows("SELECT * FROM runs ORDER BY started_at DESC, id DESC LIMIT ?", limit)
    return [rows.run(row) for row in found]


def source(db: Database, name: str, kind: str, run: int | None) -> None:
    """Note that `run` asked the source `name`."""
    db.execute(
        "INSERT INTO sources (name, kind, first_run, last_run) VALUES (:name, :kind, :run, :run)"
        " ON CONFLICT (name) DO UPDATE SET kind = :kind, last_run = coalesce(:run, last_run),"
        " first_run = coalesce(first_run, :run)",
        {"name": name, "kind": kind, "run": run},
    )


def named(db: Database, name: str) -> None:
    """Make sure that a source that named something stands in the table."""
    if name:
        db.execute("INSERT INTO sources (name) VALUES (?) ON CONFLICT DO NOTHING", [name])
