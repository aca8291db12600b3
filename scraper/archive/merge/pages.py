"""Snapshots of another archive → ours: the same answer once, the same bytes once."""

from __future__ import annotations

from scraper.archive.connection import Database
from scraper.archive.merge.past import chunks

_CONTENTS = """
    INSERT INTO contents (sha256, size, zstd, dictionary_id)
    SELECT sha256, size, zstd, theirs_dictionaries.ours
    FROM other.contents LEFT JOIN theirs_dictionaries ON theirs = dictionary_id
    WHERE sha256 IN (SELECT sha256 FROM other.snapshots WHERE id > ? AND id <= ?)
    ON CONFLICT (sha256) DO NOTHING
"""
_SNAPSHOTS = """
    INSERT INTO snapshots (asked, url, status, headers, fetched_at, sha256, run_id)
    SELECT asked, url, status, headers, fetched_at, sha256, theirs_runs.ours
    FROM other.snapshots AS theirs LEFT JOIN theirs_runs ON theirs_runs.theirs = run_id
    WHERE id > ? AND id <= ? AND NOT EXISTS (
      SELECT 1 FROM snapshots AS ours WHERE (ours.sha256, ours.asked, ours.fetched_at)
        = (theirs.sha256, theirs.asked, theirs.fetched_at))
    GROUP BY sha256, asked, fetched_at HAVING id = min(id) ORDER BY id
"""
_NUMBERS = """
    INSERT INTO theirs_snapshots
    SELECT id, (SELECT min(ours.id) FROM snapshots AS ours WHERE (ours.sha256, ours.asked,
      ours.fetched_at) = (theirs.sha256, theirs.asked, theirs.fetched_at))
    FROM other.snapshots AS theirs WHERE id > ? AND id <= ?
"""


def bring(db: Database) -> None:
    """Take over every answer that is not here yet, and learn all their numbers."""
    for after, upto in chunks(db, "snapshots"):
        with db.writing():
            for statement in (_CONTENTS, _SNAPSHOTS, _NUMBERS):
                db.execute(statement, [after, upto])


def number(db: Database, theirs: int | None) -> int | None:
    """Our number of a snapshot of theirs."""
    found = db.rows("SELECT ours FROM theirs_snapshots WHERE theirs = ?", theirs)
    return found[0]["ours"] if found else None
