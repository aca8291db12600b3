"""Fetched ↔ snapshots and contents: every answer, the same bytes once."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import cast

from scraper.archive import cells, packing, rows
from scraper.archive.cells import DamagedError, Row
from scraper.archive.connection import Database
from scraper.models import Fetched


def keep(db: Database, fetched: Fetched, run: int | None) -> int:
    """The number of the new snapshot."""
    digest = sha256(fetched.body).hexdigest()
    if not db.rows("SELECT 1 FROM contents WHERE sha256 = ?", digest):
        dictionary = packing.newest(db)
        content = {
            "sha256": digest,
            "size": len(fetched.body),
            "zstd": packing.pack(fetched.body, dictionary),
            "dictionary_id": dictionary.id if dictionary else None,
        }
        db.add("contents", content)
    row = rows.snapshot(fetched) | {"sha256": digest, "run_id": run}
    return db.add("snapshots", row)


def known(db: Database, fetched: Fetched) -> int | None:
    """The number of the snapshot of this very answer; None where it was not kept."""
    found = db.rows(
        "SELECT min(id) AS id FROM snapshots WHERE (sha256, asked, fetched_at) = (?, ?, ?)",
        sha256(fetched.body).hexdigest(),
        fetched.asked,
        cells.stamp(fetched.at),
    )
    return cast("int | None", found[0]["id"])


def numbers(db: Database, since: str) -> Iterator[int]:
    """The numbers of all snapshots since a time, in the order of time; each answer once."""
    found = db.execute(
        "SELECT min(id) FROM snapshots WHERE fetched_at >= ?"
        " GROUP BY fetched_at, asked, sha256 ORDER BY fetched_at, asked, sha256",
        [since],
    )
    return (number for (number,) in found)


def read(db: Database, snapshot: int) -> Fetched | None:
    """The answer, its bytes as they came; DamagedError where they no longer are."""
    found = db.rows(
        "SELECT * FROM snapshots LEFT JOIN contents USING (sha256) WHERE id = ?", snapshot
    )
    return rows.fetched(found[0], _body(db, found[0])) if found else None


def _body(db: Database, row: Row) -> bytes:
    with cells.reading("snapshots", row["id"]):
        if row["zstd"] is None:
            raise DamagedError(f"snapshots, row {row['id']}: its content is missing")
        return packing.unpack(db, row)
