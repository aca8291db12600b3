"""Database → the same database with the tables of this version; refuses one that is not ours."""

from __future__ import annotations

import re
from importlib.resources import files

from sqlite_utils import Database, Migrations

from scraper.archive import backfill, functions, stories
from scraper.errors import ArchiveError

VERSION = 5
"""The newest schema this program knows; kept in the file as `PRAGMA user_version`."""


def tables(version: int) -> str:
    """What made a schema of this version out of the one before, in SQL."""
    return files(__package__).joinpath(f"tables-{version}.sql").read_text(encoding="utf-8")


TABLES = tuple(
    name
    for version in range(1, VERSION + 1)
    for name in re.findall(r"^CREATE TABLE (\w+)", tables(version), re.MULTILINE)
    if name != "articles_anew"
)

migrations = Migrations("scraper")
"""Never edit one that was released: add another, raise VERSION, and keep the old dump in tests."""


@migrations(name="0001-first")
def _first(db: Database) -> None:
    db.executescript(tables(1))


@migrations(name="0002-watch")
def _second(db: Database) -> None:
    db.executescript(tables(2))


@migrations(name="0003-search")
def _third(db: Database) -> None:
    db.executescript(tables(3))
    stories.fill(db)
    backfill.told(db)


@migrations(name="0004-publish")
def _fourth(db: Database) -> None:
    db.executescript(tables(4))
    backfill.pictured(db)


@migrations(name="0005-read")
def _fifth(db: Database) -> None:
    db.executescript(tables(5))


def check(db: Database, path: object) -> bool:
    """Whether migrations are to be applied; changes nothing.

    ArchiveError where the database is another program's, newer than this one, or lacks a table.
    """
    names = {name for name in db.table_names() if not name.startswith("sqlite_")}
    if not names:
        return True
    applied = _applied(db) if migrations.migrations_table in names else set()
    if not applied:
        raise ArchiveError(f"{path}: the database of another program; choose another path")
    pending = {one.name for one in migrations.pending(db)}
    if _newer(db, applied):
        raise ArchiveError(f"{path}: made by a newer version of this program; upgrade this one")
    if not pending and (lost := set(TABLES) - names):
        raise ArchiveError(f"{path}: damaged, no table {min(lost)!r}; restore it from a backup")
    return bool(pending)


def apply(db: Database) -> None:
    """Bring the tables to this version; call inside a transaction. Twice is as good as once.

    Foreign keys must not be enforced meanwhile: a table that others refer to may be made anew.
    """
    functions.register(db.conn)
    migrations.apply(db)


def _applied(db: Database) -> set[str]:
    rows = db.execute(
        "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [migrations.name]
    )
    return {str(name) for (name,) in rows}


def _newer(db: Database, applied: set[str]) -> bool:
    known = {one.name for one in migrations._migrations}
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return bool(applied - known) or version > VERSION
