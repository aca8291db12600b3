from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from scraper.archive import connection, schema, store
from scraper.errors import ArchiveError
from scraper.models import Kind

ROOT = os.geteuid() == 0 if hasattr(os, "geteuid") else False
needs_refusal = pytest.mark.skipif(ROOT, reason="the superuser is refused nothing")


def state(folder: Path) -> dict[str, str]:
    """Every file below with the digest of its bytes."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    return {one.name: sha256(one.read_bytes()).hexdigest() for one in files}


def refused(path: Path, word: str, **how: bool) -> None:
    """Opening fails with one line that names the path, and touches nothing."""
    before = state(path.parent) if path.parent.is_dir() else {}
    with pytest.raises(ArchiveError, match=word) as caught:
        store.open(path, timeout=0.1, **how)
    text = str(caught.value)
    assert "\n" not in text
    assert str(path) in text
    assert (state(path.parent) if path.parent.is_dir() else {}) == before


def execute(path: Path, *statements: str) -> None:
    conn = sqlite3.connect(path)
    for statement in statements:
        conn.execute(statement)
    conn.commit()
    conn.close()


def test_an_archive_is_made_and_found_again(path, make, now):
    with store.open(path) as archive:
        archive.put(make(), snapshot=None, at=now)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    with store.open(str(path), create=False) as archive:
        assert archive.article(make().url) == make()


def test_the_settings_that_keep_it_safe_and_quick(archive):
    asked = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30000,
        "user_version": schema.VERSION,
    }
    found = {name: archive._db.execute(f"PRAGMA {name}").fetchone()[0] for name in asked}
    assert found == asked


@pytest.mark.parametrize(
    "name", ["a b.db", "新闻.db", "50%.db", "a?mode=ro.db", "a#b.db", "a'b.db"]
)
def test_any_name_will_do(tmp_path, make, now, name):
    with store.open(tmp_path / name) as archive:
        archive.put(make(), snapshot=None, at=now)
    assert [one.name for one in tmp_path.iterdir()] == [name]
    with store.open(tmp_path / name, readonly=True) as archive:
        assert archive.article(make().id) == make()


def test_a_relative_path_starts_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    store.open("archive.db").close()
    assert (tmp_path / "archive.db").is_file()


def test_an_empty_file_becomes_an_archive(path):
    path.touch()
    store.open(path).close()
    assert path.stat().st_size


@pytest.mark.parametrize("how", [{"readonly": True}, {"create": False}])
@pytest.mark.parametrize("empty", [True, False])
def test_nothing_is_made_where_that_is_not_wanted(path, how, empty):
    if empty:
        path.touch()
    refused(path, "there is no archive here", **how)


def test_a_database_without_tables_holds_no_archive(path):
    execute(path, "CREATE TABLE t (a)", "DROP TABLE t")
    refused(path, "run a command that writes", readonly=True)
    store.open(path).close()


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    "content",
    [b"not a database at all, but long enough to be one" * 99, b"x", b"a text", b"\0" * 5000],
)
def test_another_kind_of_file_is_left_alone(path, content, readonly):
    path.write_bytes(content)
    refused(path, "not an SQLite database|damaged", readonly=readonly)


@pytest.mark.parametrize("readonly", [True, False])
def test_the_database_of_another_program_is_left_alone(path, readonly):
    execute(path, "CREATE TABLE moz_places (id)", "PRAGMA user_version = 77")
    refused(path, "another program", readonly=readonly)


def test_the_database_of_a_sibling_is_left_alone(path):
    execute(
        path,
        "CREATE TABLE _sqlite_migrations (id, migration_set, name, applied_at)",
        "INSERT INTO _sqlite_migrations VALUES (1, 'other', 'first', '')",
    )
    refused(path, "another program")


def test_a_folder_is_no_archive(tmp_path):
    refused(tmp_path, "a folder; name a file in it")


def test_a_missing_folder_is_named(tmp_path):
    refused(tmp_path / "none" / "archive.db", "folder does not exist")


def test_a_file_is_no_folder(path):
    path.touch()
    refused(path / "archive.db", "folder does not exist")


def test_odd_paths_are_refused(tmp_path):
    with pytest.raises(ArchiveError, match="NUL"):
        store.open(f"{tmp_path}/a\0b")
    with pytest.raises(ArchiveError, match="check the path"):
        store.open(tmp_path / ("n" * 300))


def test_an_old_sqlite_is_named(path, monkeypatch):
    monkeypatch.setattr(connection, "OLDEST", (99, 0, 0))
    with pytest.raises(ArchiveError, match="too old"):
        store.open(path)


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize("keep", [10_000, 600, 150])
def test_a_torn_archive_is_named(path, keep, readonly):
    store.open(path).close()
    torn = path.read_bytes()[:keep]
    path.write_bytes(torn)
    with pytest.raises(ArchiveError, match=r"archive\.db: (?:damaged|not an SQLite database)"):
        store.open(path, readonly=readonly)
    assert path.read_bytes() == torn


@pytest.mark.parametrize("start", [4096, 40_960])
def test_a_garbled_archive_is_named(path, make, now, start):
    with store.open(path) as archive:
        for number in range(200):
            archive.put(make(number, body="x" * 3000), snapshot=None, at=now)
    data = bytearray(path.read_bytes())
    data[start:] = b"\x5a" * (len(data) - start)
    path.write_bytes(data)
    with (
        pytest.raises(ArchiveError, match=r"archive\.db: damaged"),
        store.open(path) as archive,
    ):
        list(archive.entries())
    assert path.read_bytes() == data


@needs_refusal
def test_an_unreadable_file_is_named(path):
    store.open(path).close()
    path.chmod(0)
    with pytest.raises(ArchiveError, match=r"permission|cannot be opened"):
        store.open(path)
    path.chmod(0o600)


@needs_refusal
def test_an_unwritable_folder_is_named(tmp_path):
    tmp_path.chmod(0o500)
    refused(tmp_path / "archive.db", "cannot be opened")
    tmp_path.chmod(0o700)


@needs_refusal
def test_an_archive_in_an_unwritable_folder_is_named(path):
    store.open(path).close()
    path.parent.chmod(0o500)
    refused(path, "copy it elsewhere", readonly=True)
    path.parent.chmod(0o700)


def test_a_special_file_is_refused(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    link = tmp_path / "archive.db"
    link.symlink_to("/dev/full")
    with pytest.raises(ArchiveError, match=r"archive\.db"):
        store.open(link)


def test_a_reader_never_writes(path, make, now):
    with store.open(path) as archive:
        archive.put(make(), snapshot=None, at=now)
    before = sha256(path.read_bytes()).digest()
    with store.open(path, readonly=True) as reader:
        assert reader.article(make().id) == make()
        with pytest.raises(ArchiveError, match="cannot be written; check the permissions"):
            reader.put(make(2), snapshot=None, at=now)
        assert reader.counts()["articles"] == 1
    assert sha256(path.read_bytes()).digest() == before


def test_a_locked_archive_is_named(path, make, now):
    with store.open(path), store.open(path, timeout=0.05) as second:
        with sqlite3.connect(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(ArchiveError, match="locked by another process; wait"):
                second.put(make(), snapshot=None, at=now)
            assert second.counts()["articles"] == 0
        other.close()
        assert second.put(make(), snapshot=None, at=now) is Kind.NEW


def test_an_archive_held_by_one_process_is_named(path):
    store.open(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    for readonly in (True, False):
        with pytest.raises(ArchiveError, match="locked by another process"):
            store.open(path, readonly=readonly, timeout=0.05)
    other.close()


def test_a_full_disk_is_named_and_nothing_is_half_done(archive, make, now):
    archive.put(make(), snapshot=None, at=now)
    pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
    archive._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(ArchiveError, match="the disk is full; free some space"):
        archive.put(make(2, body="x" * 100_000), snapshot=None, at=now)
    assert archive.counts()["articles"] == 1
    archive._db.execute("PRAGMA max_page_count = 1000000")
    assert archive.put(make(2), snapshot=None, at=now) is Kind.NEW


def test_a_closed_archive_says_so(path):
    archive = store.open(path)
    archive.close()
    archive.close()
    with pytest.raises(ArchiveError, match="closed"):
        archive.counts()


def test_a_table_dropped_meanwhile_is_named(archive):
    archive._db.execute("DROP TABLE visits")
    with pytest.raises(ArchiveError, match="unusable: no such table: visits"):
        archive.counts()


def test_a_creation_that_was_killed_is_undone_by_the_next_writer(path):
    code = f"""
import os, sqlite3
c = sqlite3.connect({str(path)!r}, isolation_level=None)
c.execute("CREATE TABLE t (a)"); c.execute("DROP TABLE t")
c.execute("PRAGMA cache_size = 2"); c.execute("BEGIN IMMEDIATE")
c.execute("CREATE TABLE t (a)"); c.execute("INSERT INTO t VALUES (zeroblob(3000000))")
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    assert path.with_name(path.name + "-journal").exists()
    with pytest.raises(ArchiveError, match="interrupted; run a command that writes"):
        store.open(path, readonly=True)
    with store.open(path) as archive:
        assert archive._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert archive.counts()["articles"] == 0


def test_a_copy_of_the_file_is_an_archive(path, tmp_path, make, now):
    with store.open(path) as archive:
        archive.put(make(), snapshot=None, at=now)
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    with store.open(copy, readonly=True) as archive:
        assert archive.article(make().id) == make()


def test_a_journal_that_cannot_be_switched_just_now_waits_for_the_next(path, make, now):
    store.open(path).close()
    execute(path, "PRAGMA journal_mode = DELETE")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM articles").fetchone()
    with store.open(path, timeout=0.05) as archive:
        assert archive._db.journal_mode == "delete"
        assert archive._db.execute("PRAGMA synchronous").fetchone() == (2,)
        other.close()
        assert archive.put(make(), snapshot=None, at=now) is Kind.NEW
    with store.open(path) as archive:
        assert archive._db.journal_mode == "wal"
