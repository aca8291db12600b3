"""Articles → the archive's own search."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from scraper.archive import functions, index, query, rows, schema, search, store
from scraper.archive.connection import Database
from scraper.archive.store import Scope
from scraper.dates import BEIJING
from scraper.models import Article

NAME = "scraper search"


class Ours:
    """An archive whose articles are stored as every other writer would, through the triggers.

    A `bulk` of them is indexed once all are there, as a migration does it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "archive.db"

    def build(self, batches: Iterable[list[Article]], *, bulk: bool = False) -> float:
        """The seconds that storing took."""
        seconds = 0.0
        at = datetime(2026, 1, 1, tzinfo=BEIJING).isoformat()
        with store.open(self.path) as opened:
            triggers = _dropped(opened._db) if bulk else []
            for batch in batches:
                packed = [_row(one, at) for one in batch]
                names = ", ".join(packed[0])
                sql = f"INSERT INTO articles ({names}) VALUES ({', '.join('?' * len(packed[0]))})"
                start = time.perf_counter()
                with opened._db.writing():
                    opened._db.conn.executemany(sql, [tuple(one.values()) for one in packed])
                    index.merge(opened._db)  # as at the end of a run
                seconds += time.perf_counter() - start
            start = time.perf_counter()
            with opened._db.writing():
                for statement in (*_FILL, *triggers) if bulk else ():
                    opened._db.execute(statement)
        return seconds + time.perf_counter() - start

    def open(self) -> None:
        self.store = store.open(self.path, readonly=True)

    def top(self, word: str) -> int:
        """How many of the best twenty there are, each with its snippet."""
        return sum(1 for _ in self.store.shelf.search(query.read(word), limit=20))

    def every(self, word: str) -> set[int]:
        with self.store._db.atomic():
            found = search.find(self.store._db, query.read(word), Scope(), newest=True)
            return {place.number for place in found}

    def size(self) -> int:
        return size(self.store._db.conn, "title_index", "text_index", "blocks")

    def close(self) -> None:
        self.store.close()


_FILL = re.findall(
    r"^INSERT INTO \w+ \(rowid, terms\) SELECT[^;]*|^INSERT INTO blocks\nSELECT[^;]*",
    schema.tables(3),
    re.MULTILINE,
)
"""How a migration fills the indexes."""


def _dropped(db: Database) -> list[str]:
    """How to make the triggers again that were taken away."""
    found = db.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    for row in found:
        db.execute(f"DROP TRIGGER {row['name']}")
    return [row["sql"] for row in found]


def size(db: sqlite3.Connection, *tables: str) -> int:
    """The bytes of the pages of some tables, with those that FTS5 keeps for them.

    Of a whole table `pageno` is how many pages it has; `pgsize` runs over at 2 GB.
    """
    sql = (
        "SELECT coalesce(sum(pageno), 0) * (SELECT page_size FROM pragma_page_size()) FROM dbstat"
        " WHERE aggregate = TRUE AND (name = ? OR name GLOB ?)"
    )
    return sum(db.execute(sql, (one, f"{one}_*")).fetchone()[0] for one in tables)


def _row(article: Article, at: str) -> dict[str, object]:
    row = rows.columns(rows.pack(article))
    sha = functions.content_sha256(article.body)
    return row | {"first_seen": at, "last_seen": at, "content_sha256": sha, "story_id": article.id}
