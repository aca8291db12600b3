from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scraper import urls
from scraper.archive import schema, store
from scraper.errors import ArchiveError

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "archive.md"


def dump(conn: sqlite3.Connection) -> str:
    """The tables and indexes as one text."""
    found = conn.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        " AND name NOT LIKE '%\\_index\\__%' ESCAPE '\\'"
        " ORDER BY type DESC, name"
    )
    texts = [f"{sql};\n" for (sql,) in found]
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    return "\n".join([*texts, f"PRAGMA user_version = {version};\n"])


def first(path: Path) -> None:
    """An archive as version 1 made it."""
    conn = sqlite3.connect(path)
    conn.executescript((HERE / "schema-1.sql").read_text(encoding="utf-8"))
    conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('scraper', '0001-first', '2026-01-01 00:00:00+00:00')"
    )
    conn.commit()
    conn.close()


def test_a_fresh_archive_is_the_dump_kept_here(archive):
    assert dump(archive._db.conn) == (HERE / "schema-5.sql").read_text(encoding="utf-8")


def test_an_archive_of_version_1_opens(path, make, now):
    first(path)
    with store.open(path) as archive:
        archive.put(make(), snapshot=None, at=now)
        assert archive.article(make().url) == make()
        assert archive._db.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    """What stands in each table of the releases, by the names of its columns."""
    with closing(sqlite3.connect(path)) as conn:
        conn.row_factory = sqlite3.Row
        found = conn.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT'"
        ).fetchall()
        return {
            name: [dict(row) for row in conn.execute(f"SELECT * FROM [{name}]")]
            for (name,) in found
        }


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_an_archive_of_every_release_comes_forward_without_loss(path, version):
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript((HERE / f"archive-{version}.sql").read_text(encoding="utf-8"))
    before = rows(path)
    assert before["articles"]
    assert before["revisions"]
    with store.open(path) as archive:
        assert [one for one in archive.upkeep.audit(lambda *_: None) if not one.note] == []
        for old in before["articles"]:
            assert archive.entry(old["id"]).article.body == old["body"]
            assert len(archive.revisions(old["id"])) == old["revision"] - 1
        wanted = {one.image for one in archive.gallery.due(archive.entry(old["id"]).last_seen)}
        assert wanted >= {urls.image(one["url"]) for one in before["images"]}
    after = rows(path)
    for table, olds in before.items():
        assert len(after[table]) == len(olds)
        for old in olds:
            assert any(old.items() <= new.items() for new in after[table]), (table, old)


def test_migrations_applied_twice_change_nothing(archive):
    before = list(archive._db.conn.iterdump())
    with archive._db.writing():
        schema.apply(archive._db)
    assert list(archive._db.conn.iterdump()) == before
    assert schema.check(archive._db, "x") is False


def test_every_migration_has_a_version():
    assert len(schema.migrations._migrations) == schema.VERSION


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('scraper', '0999-later', '')",
        "PRAGMA user_version = 999",
    ],
)
def test_a_newer_archive_is_left_alone(path, change, readonly):
    store.open(path).close()
    conn = sqlite3.connect(path)
    conn.execute(change)
    conn.commit()
    conn.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="newer version of this program; upgrade"):
        store.open(path, readonly=readonly)
    assert path.read_bytes() == before


def test_a_lost_table_is_named(path):
    store.open(path).close()
    conn = sqlite3.connect(path)
    conn.execute("DROP TABLE visits")
    conn.close()
    with pytest.raises(ArchiveError, match="damaged, no table 'visits'"):
        store.open(path)


def test_every_table_is_strict_and_every_column_explained(archive):
    for name in schema.TABLES:
        (sql,) = archive._db.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", [name]
        ).fetchone()
        assert sql.endswith("STRICT")


def test_every_reference_has_an_index(archive):
    """Else a deletion would read the whole table."""
    db = archive._db
    for name in ("articles", "images", "aliases", "revisions", "snapshots", "visits"):
        table = db.table(name)
        first_columns = {index.columns[0] for index in table.indexes}
        missing = {key.column for key in table.foreign_keys} - first_columns
        assert not missing, f"{name}: {missing}"


def test_the_documentation_names_every_table_and_column(archive):
    text = DOCS.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert tuple(sections) == schema.TABLES
    for name, section in sections.items():
        rows = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
        columns = archive._db.execute("SELECT name FROM pragma_table_xinfo(?)", [name]).fetchall()
        assert rows == [column for (column,) in columns]


def test_the_queries_of_the_documentation_run(archive):
    queries = re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(queries) >= len(schema.TABLES)
    for query in queries:
        archive._db.execute(query).fetchall()
