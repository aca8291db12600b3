"""Archive → the same archive in less room: pages under a dictionary, indexes merged, no gaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scraper.archive import cells, packing
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.packing import Dictionary

ENOUGH = 100
"""Pages, fewer of which do not show what pages have in common."""

SAMPLE = 500
"""Pages that a dictionary is made of."""

LONGEST = 1 << 17
"""Bytes of each of them: further on, pages repeat themselves."""

PAYS = 0.9
"""A new dictionary is taken where it packs pages it was not made of to so much of the size."""

BATCH = 100
"""Pages of one transaction."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What pages take: bytes as `served` and as `kept`, and the bytes of the `file`."""

    served: int
    kept: int
    file: int


def room(db: Database) -> Room:
    """What there is now."""
    row = db.rows(
        "SELECT coalesce(sum(size), 0) AS served, coalesce(sum(length(zstd)), 0) AS kept,"
        " (SELECT page_count FROM pragma_page_count()) *"
        " (SELECT page_size FROM pragma_page_size()) AS file FROM contents"
    )[0]
    return Room(**row)


def learn(db: Database, at: datetime) -> None:
    """Store a new dictionary, where there are enough pages and it pays.

    The pages are taken in the order of their hashes, which is by chance, and the same each time.
    """
    found = db.rows("SELECT * FROM contents ORDER BY sha256 LIMIT ?", SAMPLE + SAMPLE // 5)
    if len(found) < ENOUGH:
        return
    trial = found[::6]  # of which no dictionary is made
    rest = [row for place, row in enumerate(found) if place % 6]
    made = packing.train([_body(db, row)[:LONGEST] for row in rest])
    if made and _size(db, trial, made) < PAYS * _size(db, trial, packing.newest(db)):
        row = {
            "zstd": made.ready.dict_content,
            "pages": len(rest),
            "made_at": cells.stamp(at),
        }
        db.table("dictionaries").insert(row)


def repack(db: Database, after: str) -> tuple[int, str]:
    """Pack the next pages `after` a hash anew where that is smaller; how many, and the last hash.

    A call is one transaction: whoever is stopped between two loses nothing.
    """
    dictionary = packing.newest(db)
    if dictionary is None:
        return 0, after
    found = db.rows(
        "SELECT * FROM contents WHERE sha256 > ? AND dictionary_id IS NOT ?"
        " ORDER BY sha256 LIMIT ?",
        *(after, dictionary.id, BATCH),
    )
    for row in found:
        packed = packing.pack(_body(db, row), dictionary)
        if len(packed) < len(row["zstd"]):
            db.execute(
                "UPDATE contents SET zstd = ?, dictionary_id = ? WHERE sha256 = ?",
                [packed, dictionary.id, row["sha256"]],
            )
    return len(found), found[-1]["sha256"] if found else after


def tidy(db: Database) -> None:
    """Forget dictionaries that nothing is packed with, and merge the parts of the indexes."""
    db.execute(
        "DELETE FROM dictionaries WHERE id < (SELECT max(id) FROM dictionaries) AND id NOT IN"
        " (SELECT dictionary_id FROM contents WHERE dictionary_id IS NOT NULL)"
    )
    for index in ("title_index", "text_index"):
        db.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")  # noqa: S608 - of the schema


def _size(db: Database, rows: list[Row], dictionary: Dictionary | None) -> int:
    return sum(len(packing.pack(_body(db, row), dictionary)) for row in rows)


def _body(db: Database, row: Row) -> bytes:
    with cells.reading("contents", row["sha256"]):
        return packing.unpack(db, row)
