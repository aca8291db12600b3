"""Host ↔ its table: which hosts fail, and until when they are left alone."""

from __future__ import annotations

from dataclasses import asdict

from scraper.archive import cells
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.models import Host, Kind


def known(db: Database) -> list[Host]:
    """Every host that failed and has not answered since."""
    return [_host(row) for row in db.rows("SELECT * FROM hosts ORDER BY host")]


def put(db: Database, host: Host) -> None:
    """Remember how a host failed; one with no failures is forgotten, for it answers again."""
    if not host.failures:
        db.execute("DELETE FROM hosts WHERE host = ?", [host.host])
        return
    until = cells.stamp(host.left_until) if host.left_until else None
    row = asdict(host) | {"failed_at": cells.stamp(host.failed_at), "left_until": until}
    db.table("hosts").upsert(row, pk="host")


def _host(row: Row) -> Host:
    with cells.reading("hosts", row["host"]):
        times = {
            "failed_at": cells.time(row["failed_at"]),
            "left_until": cells.maybe(row["left_until"]),
        }
        return Host(**row | {"kind": Kind(row["kind"])} | times)
