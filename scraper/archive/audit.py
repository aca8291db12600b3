"""Archive → what is wrong in it: everything it promises, looked at row by row."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlite_utils import Database as Plain

from scraper import urls
from scraper.archive import cells, gallery, index, packing, rows, schema, stories
from scraper.archive.cells import DamagedError, Row
from scraper.archive.connection import Database
from scraper.models import Kind, Level

RESTORE = "restore a backup of before with `scraper restore FILE --force`"
REFETCH = (
    "its article is whole, only the page is lost: visit it again with"
    f" `scraper import URL --refetch`, or {RESTORE}"
)
ANEW = f"`scraper images --verify` lets the next run fetch it anew, or {RESTORE}"
MOST = 100
"""Faults of SQLite's own check that are counted."""

_MOMENT = re.compile(r"at|since|published|.+_(?:at|seen|until)")
"""The names of columns that hold times."""

Judge = Callable[[Database, Row], object]
"""Raises ValueError, TypeError or KeyError for a row that is not as it should be."""

Tell = Callable[[str, int, int], None]
"""Told what is looked at, and how much of how much is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, or only to be known (`note`): where, what, and what to do."""

    where: str
    what: str
    remedy: str
    note: bool = False


def look(db: Database, tell: Tell) -> Iterator[Finding]:
    """Everything that is wrong. Rows are read only where SQLite finds its own pages sound."""
    tell("integrity", 0, 1)
    unsound = [*_unsound(db)]
    yield from unsound
    if unsound:
        return
    yield from _read("schema", _altered(db))
    yield from _read("references", _dangling(db))
    for name in (one for one in schema.TABLES if one not in _WITHIN):
        yield from _read(name, _rows(db, name, tell))
    yield from _read("stories", _told(db))
    yield from _read("text_index", _astray(db, tell))
    yield from _read("articles", _bare(db))


def _read(where: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """What is found, and that it cannot be read to its end where SQLite says so."""
    try:
        yield from found
    except sqlite3.DatabaseError as error:
        yield Finding(where=where, what=f"cannot be read ({_line(error)})", remedy=RESTORE)


def _unsound(db: Database) -> Iterator[Finding]:
    """SQLite's own check: its pages, its indexes, the types of the columns.

    Not their CHECK rules: SQLite forgets them where it may only read.
    """
    try:
        said = [_line(line) for (line,) in db.execute(f"PRAGMA integrity_check({MOST})")]
    except sqlite3.DatabaseError as error:
        said = [_line(error)]
    if said != ["ok"]:
        more = f", and {len(said) - 1} more" if len(said) > 1 else ""
        what = f"{said[0]}{more}; nothing else was looked at"
        yield Finding(where="integrity", what=what, remedy=RESTORE)


def _altered(db: Database) -> Iterator[Finding]:
    """Tables and indexes that are missing or not as this version makes them."""
    query = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    with closing(Plain(memory=True)) as fresh:
        schema.apply(fresh)
        wanted = fresh.execute(query).fetchall()
    is_now = dict(db.execute(query).fetchall())
    for name, sql in wanted:
        if is_now.get(name) != sql:
            what = f"{name} is {'another' if name in is_now else 'missing'}"
            yield Finding(where="schema", what=what, remedy=RESTORE)


def _dangling(db: Database) -> Iterator[Finding]:
    """Rows that refer to rows that are not there, by table and what they refer to."""
    found: dict[tuple[str, str], list[int]] = {}
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        first = found.setdefault((table, parent), [row, 0])
        first[1] += 1
    for (table, parent), (row, count) in found.items():
        what = f"{count} refer to rows of {parent} that are not there, first row {row}"
        yield Finding(where=table, what=what, remedy=RESTORE)


def _rows(db: Database, name: str, tell: Tell) -> Iterator[Finding]:
    """What is wrong with each row of a table, read one after another."""
    judge = _TABLES.get(name)
    total = db.table(name).count
    moments = _moments(db, name)
    cursor = db.execute(f"SELECT rowid AS _row, * FROM [{name}]")  # noqa: S608 - of the schema
    names = [column[0] for column in cursor.description]
    for done, values in enumerate(cursor):
        if done % 100 == 0:
            tell(name, done, total)
        row = dict(zip(names, values, strict=True))
        try:
            with cells.reading(name, row["_row"]):
                for column in moments:
                    cells.maybe(row[column])
                if judge:
                    judge(db, row)
        except DamagedError as error:
            where, _, what = str(error).partition(": ")
            remedy = _REMEDIES.get(name, RESTORE)
            yield Finding(where=where, what=_line(what), remedy=remedy)


def _moments(db: Database, name: str) -> list[str]:
    """The columns of a table that hold times."""
    columns = db.execute("SELECT name FROM pragma_table_info(?)", [name]).fetchall()
    return [column for (column,) in columns if _MOMENT.fullmatch(column)]


def _told(db: Database) -> Iterator[Finding]:
    """Articles whose sketch or story is not what their texts make it."""
    for where, what in stories.faults(db):
        yield Finding(where=where, what=what, remedy=RESTORE)


def _bare(db: Database) -> Iterator[Finding]:
    """Articles that were stored without the page they were made from: no fault, but to be known."""
    count, first = db.execute(
        "SELECT count(*), min(id) FROM articles WHERE snapshot_id IS NULL"
    ).fetchone()
    if count:
        what = f"{count} without the page they were made from, first {first}"
        remedy = "import them again with --refetch, to have their pages too"
        yield Finding(where="articles", what=what, remedy=remedy, note=True)


def _astray(db: Database, tell: Tell) -> Iterator[Finding]:
    """Indexes of the texts that say something else than the texts."""
    for name, what in index.look(db, lambda done, total: tell("articles", done, total)):
        yield Finding(where=name, what=what, remedy=RESTORE)


def _article(db: Database, row: Row) -> None:
    """An article with its images and its earlier texts."""
    if not (row["id"] and row["source_url"] and row["title"] and row["body"]):
        raise ValueError("without id, address, title or body")
    pictures = db.rows("SELECT * FROM images WHERE article_id = ? ORDER BY position", row["id"])
    entry = rows.entry(row, pictures)
    if [one["position"] for one in pictures] != list(range(len(pictures))):
        raise ValueError("an image is missing")
    older = "SELECT * FROM revisions WHERE article_id = ? ORDER BY number DESC"
    revisions = list(rows.history(db.rows(older, row["id"]), entry.article))
    if [one.number for one in revisions] != list(range(row["revision"] - 1, 0, -1)):
        raise ValueError("an earlier text is missing")
    if (entry.changed_at is None) != (row["revision"] == 1):
        raise ValueError("its time of change and its revision contradict one another")


def _alias(row: Row) -> None:
    if row["form"] == row["source_url"]:
        raise ValueError("the article's own address, not another form of it")


_WITHIN = ("images", "mentions", "retellings", "revisions", "sketches")
"""Tables that are read with their articles."""

_TABLES: dict[str, Judge] = {
    "runs": lambda _, row: rows.run(row),
    "contents": packing.unpack,
    "snapshots": lambda _, row: rows.fetched(row, b""),
    "articles": _article,
    "aliases": lambda _, row: _alias(row),
    "blocks": lambda _, row: (cells.time(row["oldest"]), cells.time(row["newest"])),
    "links": lambda _, row: (rows.link(row), rows.state(row | {"stored": 0})),
    "visits": lambda _, row: (Kind(row["kind"]), _texts(row["fields"])),
    "quarantine": lambda _, row: Kind(row["kind"]),
    "hosts": lambda _, row: Kind(row["kind"]),
    "verdicts": lambda _, row: (Level(row["level"]), _objects(row["reasons"])),
    "notices": lambda _, row: (_texts(row["names"]), _objects(row["deliveries"])),
    "pictures": lambda _, row: gallery.judge(row),
    "mirrors": lambda _, row: _mirror(row),
}
"""How a row of each table is judged, beyond SQLite's own rules and the times in it."""


_REMEDIES = {"contents": REFETCH, "pictures": ANEW}
"""What to do about a row, where it is not to restore all."""


def _mirror(row: Row) -> None:
    if row["image"] != urls.image(row["url"]):
        raise ValueError("the key of another image than its address names")
    if row["sha256"] is None and not row["due_at"] and not row["tries"]:
        raise ValueError("neither kept nor to be asked for")


def _texts(cell: str) -> list[str]:
    return [cells.text(one) for one in json.loads(cell)]


def _objects(cell: str) -> list[Row]:
    return [{**one} for one in json.loads(cell)]


def _line(text: object) -> str:
    return " ".join(str(text).split())
