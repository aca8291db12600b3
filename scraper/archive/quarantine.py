"""Pages that could not be believed ↔ their table: kept with their bytes, never exported."""

from __future__ import annotations

from scraper.archive import cells
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.values import Doubt
from scraper.models import DOUBTED, Kind, Url

UNDERSTOOD = frozenset(
    {Kind.NEW, Kind.CHANGED, Kind.SAME, Kind.GONE, Kind.PAID, Kind.VIDEO, Kind.OFF_TOPIC}
)
"""What only a page that was understood comes to."""


def put(db: Database, url: Url, kind: Kind, visit: Row, extractors: str) -> None:
    """Take a page in, or note that it was met so again; `visit` is the row of `visits`."""
    db.execute(
        "INSERT INTO quarantine VALUES (:url, :kind, :reason, :snapshot_id, :at, :at, :extractors)"
        " ON CONFLICT (source_url) DO UPDATE SET kind = :kind, reason = :reason,"
        " snapshot_id = :snapshot_id, last_seen = max(last_seen, :at), extractors = :extractors",
        {
            "url": url,
            "kind": kind.value,
            "reason": visit["reason"],
            "snapshot_id": visit["snapshot_id"],
            "at": visit["at"],
            "extractors": extractors,
        },
    )


def since(db: Database, url: Url, at: str) -> bool:
    """Whether a page is in quarantine that was met so at this time or later."""
    query = "SELECT 1 FROM quarantine WHERE source_url = ? AND last_seen >= ?"
    return bool(db.rows(query, url, at))


def leave(db: Database, url: Url) -> None:
    """Let a page go: it turned out to be something with a name."""
    db.execute("DELETE FROM quarantine WHERE source_url = ?", [url])


def tried(db: Database, url: Url, extractors: str) -> None:
    """Note which extractors tried a page last, in vain."""
    db.execute("UPDATE quarantine SET extractors = ? WHERE source_url = ?", [extractors, url])


def judged(db: Database, url: Url, kind: Kind, visit: Row, extractors: str) -> None:
    """What a visit means for the quarantine: an answer moves a page in or out, silence neither."""
    if kind in DOUBTED and visit["snapshot_id"] is not None:
        put(db, url, kind, visit, extractors)
    elif kind in UNDERSTOOD:
        leave(db, url)


def page(db: Database, after: str, limit: int, but: str | None) -> list[Doubt]:
    """The next pages by address; without those that the extractors `but` tried already."""
    found = db.rows(
        "SELECT quarantine.*, links.hint FROM quarantine JOIN links USING (source_url)"
        " WHERE source_url > ? AND (? IS NULL OR extractors <> ?) ORDER BY source_url LIMIT ?",
        *(after, but, but, limit),
    )
    return [_doubt(row) for row in found]


def latest(db: Database, limit: int) -> list[Doubt]:
    """The pages that were met last, the latest first."""
    found = db.rows(
        "SELECT quarantine.*, links.hint FROM quarantine JOIN links USING (source_url)"
        " ORDER BY last_seen DESC, source_url LIMIT ?",
        limit,
    )
    return [_doubt(row) for row in found]


def _doubt(row: Row) -> Doubt:
    with cells.reading("quarantine", row["source_url"]):
        return Doubt(
            url=Url(row["source_url"]),
            kind=Kind(row["kind"]),
            reason=row["reason"],
            title=cells.dictionary(row["hint"]).get("title") or "",
            snapshot=row["snapshot_id"],
            since=cells.time(row["since"]),
            last_seen=cells.time(row["last_seen"]),
            extractors=row["extractors"],
        )
