"""Fetched ↔ snapshots and contents: every answer, the same bytes once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import cast

from scraper.archive import cells, rows
from scraper.archive.cells import DamagedError, Row
from scraper.archive.connection import Database
from scraper.models import Fetched

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
"""Pages shrink to a quarter in 0.2 ms; higher levels cost more than they gain."""


def keep(db: Database, fetched: Fetched, run: int | None) -> int:
    """The number of the new snapshot."""
    digest = sha256(fetched.body).hexdigest()
    if not db.rows("SELECT 1 FROM contents WHERE sha256 = ?", digest):
        packed = zstd.compress(fetched.body, LEVEL)
        content = {"sha256": digest, "size": len(fetched.body), "zstd": packed}
        db.table("contents").insert(content)
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
    return rows.fetched(found[0], _body(found[0])) if found else None


def content(row: Row) -> bytes:
    """The bytes of a row of `contents`; ValueError where they are not what was stored."""
    body = _unpacked(row["zstd"], row["size"])
    if len(body) != row["size"] or sha256(body).hexdigest() != row["sha256"]:
        raise ValueError("its content is not what was stored")
    return body


def _body(row: Row) -> bytes:
    with cells.reading("snapshots", row["id"]):
        if row["zstd"] is None:
            raise DamagedError(f"snapshots, row {row['id']}: its content is missing")
        return content(row)


def _unpacked(packed: bytes, size: int) -> bytes:
    """At most one byte more than `size`, so that no damage unpacks to a flood."""
    try:
        return zstd.ZstdDecompressor().decompress(packed, max(size, 0) + 1)
    except zstd.ZstdError as error:
        raise ValueError(f"its content cannot be unpacked: {error}") from error
