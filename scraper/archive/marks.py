"""Name ↔ what a command remembers under it until its next run."""

from __future__ import annotations

from scraper.archive import cells
from scraper.archive.cells import Row
from scraper.archive.connection import Database


def read(db: Database, name: str) -> Row | None:
    """What is remembered under a name; None where nothing is."""
    found = db.rows("SELECT value FROM marks WHERE name = ?", name)
    if not found:
        return None
    with cells.reading("marks", name):
        return cells.dictionary(found[0]["value"])


def write(db: Database, name: str, value: Row | None) -> None:
    """Remember a value that JSON can hold in the place of the former one; None forgets it."""
    if value is None:
        db.execute("DELETE FROM marks WHERE name = ?", [name])
        return
    db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", [name, cells.dump(value)])
