"""Links, visits and quarantine of another archive → ours: of one link, the later visit counts."""

from __future__ import annotations

from scraper.archive import cells, quarantine, rows, runs
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.merge import pages
from scraper.archive.merge.past import chunks

_LINKS = """
    SELECT links.*, (SELECT max(at) FROM (
        SELECT max(at) AS at FROM {schema}.visits WHERE source_url = links.source_url
        UNION ALL SELECT fetched_at FROM {schema}.snapshots WHERE id = links.pending_id)) AS at
    FROM {schema}.links WHERE source_url {which} ORDER BY source_url LIMIT {limit}
"""
_VISITS = """
    INSERT INTO visits (source_url, run_id, at, kind, reason, snapshot_id, due_at, era, missing,
      chars, fields)
    SELECT source_url, theirs_runs.ours, at, kind, reason, theirs_snapshots.ours, due_at, era,
      missing, chars, fields
    FROM other.visits AS theirs LEFT JOIN theirs_runs ON theirs_runs.theirs = run_id
    LEFT JOIN theirs_snapshots ON theirs_snapshots.theirs = snapshot_id
    WHERE id > ? AND id <= ? AND NOT EXISTS (
      SELECT 1 FROM visits AS ours WHERE ours.source_url = theirs.source_url
        AND ours.at = theirs.at AND ours.kind = theirs.kind AND ours.reason = theirs.reason
        AND ours.snapshot_id IS theirs_snapshots.ours)
    ORDER BY id
"""
_QUARANTINE = (
    """
    INSERT INTO quarantine
    SELECT source_url, kind, reason, ours, since, last_seen, extractors
    FROM other.quarantine JOIN theirs_snapshots ON theirs = snapshot_id
    ON CONFLICT (source_url) DO UPDATE SET
      kind = iif(excluded.last_seen > last_seen, excluded.kind, kind),
      reason = iif(excluded.last_seen > last_seen, excluded.reason, reason),
      snapshot_id = iif(excluded.last_seen > last_seen, excluded.snapshot_id, snapshot_id),
      extractors = iif(excluded.last_seen > last_seen, excluded.extractors, extractors),
      since = min(since, excluded.since), last_seen = max(last_seen, excluded.last_seen)
    """,
    """
    DELETE FROM quarantine WHERE EXISTS (
      SELECT 1 FROM visits WHERE visits.source_url = quarantine.source_url
        AND visits.at > quarantine.last_seen
        AND visits.kind IN (SELECT value FROM json_each(:understood)))
    """,
)
_STATE = ("kind", "tries", "due_at", "pending_id")
"""What the last visit left in a link."""


def bring(db: Database) -> None:
    """Take over links, visits and quarantine."""
    after = ""
    while found := _theirs(db, after):
        with db.writing():
            _merge(db, found)
        after = found[-1]["source_url"]
    for chunk in chunks(db, "visits"):
        with db.writing():
            db.execute(_VISITS, list(chunk))
    with db.writing():
        db.execute(_QUARANTINE[0])
        understood = cells.dump(sorted(quarantine.UNDERSTOOD))
        db.execute(_QUARANTINE[1], {"understood": understood})


def _theirs(db: Database, after: str) -> list[Row]:
    """The next links of theirs, with the time at which each was last looked at."""
    return db.rows(_LINKS.format(schema="other", which="> ?", limit=500), after)


def _merge(db: Database, found: list[Row]) -> None:
    """Join links of theirs with ours."""
    which = "IN (SELECT value FROM json_each(?))"
    urls = cells.dump([row["source_url"] for row in found])
    ours = db.rows(_LINKS.format(schema="main", which=which, limit=-1), urls)
    known = {row["source_url"]: row for row in ours}
    for name in sorted({row["source"] for row in found}):
        runs.named(db, name)
    for row in found:
        row["pending_id"] = pages.number(db, row["pending_id"])
        if row["source_url"] not in known:
            db.table("links").insert(_bare(row))
        elif changed := _joined(known[row["source_url"]], row):
            db.table("links").update(row["source_url"], changed)


def _joined(ours: Row, theirs: Row) -> Row:
    """What changes in our link: who found it first is believed, who looked last knows its state."""
    first, second = (theirs, ours) if _first(theirs) < _first(ours) else (ours, theirs)
    last = theirs if (theirs["at"] or "") > (ours["at"] or "") else ours
    whole = _bare(first) | rows.filled(first, rows.link(second)) | {n: last[n] for n in _STATE}
    return {name: value for name, value in whole.items() if value != ours[name]}


def _first(row: Row) -> str:
    return str(row["discovered_at"])


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "at"}
