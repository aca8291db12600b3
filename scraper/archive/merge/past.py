"""Runs, sources and surveys of another archive → ours, under numbers of ours."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.archive.connection import Database

CHUNK = 500
"""Rows that one transaction takes over."""

_MAPS = """
CREATE TEMP TABLE IF NOT EXISTS theirs_runs (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS theirs_snapshots
  (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS theirs_dictionaries
  (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL);
DELETE FROM theirs_runs;
DELETE FROM theirs_snapshots;
DELETE FROM theirs_dictionaries;
"""

_RUNS = (
    """
    INSERT INTO runs (command, started_at, finished_at, counts, note)
    SELECT command, started_at, finished_at, counts, note FROM other.runs AS theirs
    WHERE NOT EXISTS (SELECT 1 FROM runs AS ours WHERE ours.command = theirs.command
      AND ours.started_at = theirs.started_at)
    ORDER BY started_at, id
    """,
    """
    INSERT INTO theirs_runs
    SELECT theirs.id, min(ours.id) FROM other.runs AS theirs
    JOIN runs AS ours ON ours.command = theirs.command AND ours.started_at = theirs.started_at
    GROUP BY theirs.id
    """,
    """
    UPDATE runs SET finished_at = theirs.finished_at, counts = theirs.counts, note = theirs.note
    FROM theirs_runs, other.runs AS theirs
    WHERE runs.id = theirs_runs.ours AND theirs.id = theirs_runs.theirs
      AND runs.finished_at IS NULL AND theirs.finished_at IS NOT NULL
    """,
)

_SOURCES = """
    INSERT INTO sources (name, kind, first_run, last_run)
    SELECT name, kind, (SELECT ours FROM theirs_runs WHERE theirs = first_run),
      (SELECT ours FROM theirs_runs WHERE theirs = last_run)
    FROM other.sources WHERE true
    ON CONFLICT (name) DO UPDATE SET kind = iif(kind = '', excluded.kind, kind),
      first_run = (SELECT id FROM runs WHERE id IN (first_run, excluded.first_run)
        ORDER BY started_at, id LIMIT 1),
      last_run = (SELECT id FROM runs WHERE id IN (last_run, excluded.last_run)
        ORDER BY started_at DESC, id DESC LIMIT 1)
"""

_SURVEYS = """
    INSERT INTO surveys (run_id, source, at, new, known, off_topic, kind, reason)
    SELECT theirs_runs.ours, source, at, new, known, off_topic, kind, reason
    FROM other.surveys AS theirs LEFT JOIN theirs_runs ON theirs_runs.theirs = run_id
    WHERE id > ? AND id <= ? AND NOT EXISTS (
      SELECT 1 FROM surveys AS ours WHERE (ours.source, ours.at, ours.new, ours.known,
        ours.off_topic, ours.kind, ours.reason) = (theirs.source, theirs.at, theirs.new,
        theirs.known, theirs.off_topic, theirs.kind, theirs.reason))
    ORDER BY id
"""

_DICTIONARIES = (
    """
    INSERT INTO dictionaries (zstd, pages, made_at)
    SELECT zstd, pages, made_at FROM other.dictionaries AS theirs
    WHERE NOT EXISTS (SELECT 1 FROM dictionaries AS ours WHERE ours.zstd = theirs.zstd)
    ORDER BY id
    """,
    """
    INSERT INTO theirs_dictionaries
    SELECT theirs.id, min(ours.id) FROM other.dictionaries AS theirs
    JOIN dictionaries AS ours ON ours.zstd = theirs.zstd GROUP BY theirs.id
    """,
)


def chunks(db: Database, table: str) -> Iterator[tuple[int, int]]:
    """The numbers of a table of theirs in ranges of CHUNK rows at most: after, up to."""
    after = 0
    while True:
        (upto,) = db.execute(
            f"SELECT max(id) FROM (SELECT id FROM other.{table} WHERE id > ?"  # noqa: S608 - ours
            " ORDER BY id LIMIT ?)",
            [after, CHUNK],
        ).fetchone()
        if upto is None:
            return
        yield after, upto
        after = upto


def bring(db: Database) -> None:
    """Take over the runs, the sources and the dictionaries, each known one once."""
    for statement in _MAPS.split(";\n"):
        db.execute(statement)
    with db.writing():
        for statement in (*_RUNS, _SOURCES, *_DICTIONARIES):
            db.execute(statement)


def surveys(db: Database) -> None:
    """Take over what sources named, the same survey once."""
    for after, upto in chunks(db, "surveys"):
        with db.writing():
            db.execute(_SURVEYS, [after, upto])
