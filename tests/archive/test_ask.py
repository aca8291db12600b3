"""Questions in SQL: what they may ask, and what they may not."""

from __future__ import annotations

import sqlite3
from contextlib import nullcontext
from pathlib import Path

import pytest

from scraper.archive import store
from scraper.errors import ArchiveError, QueryError


def asked(path: Path, query: str) -> tuple[list[str], list[tuple[object, ...]]]:
    with store.open(path, readonly=True) as archive, archive.upkeep.asked(query) as (names, rows):
        return names, list(rows)


@pytest.fixture
def kept(path, make, now):
    with store.open(path) as archive:
        for number in (1, 2):
            archive.put(make(number), snapshot=None, at=now)
    return path


def test_the_rows_of_a_query(kept):
    names, rows = asked(kept, "SELECT id, length(body) AS long FROM articles ORDER BY id -- all")
    assert names == ["id", "long"]
    assert rows == [("20250212A0000100", 4), ("20250212A0000200", 4)]


def test_the_functions_of_the_index_can_be_asked(kept):
    _, rows = asked(
        kept,
        "SELECT count(*) FROM articles JOIN text_index ON text_index.rowid = number"
        " WHERE text_index MATCH title_terms('大模型')",
    )
    assert rows == [(2,)]


def test_columns_of_one_name(kept):
    assert asked(kept, "SELECT 1 AS x, 2 AS x") == (["x", "x"], [(1, 2)])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "the query is empty"),
        (" \n", "the query is empty"),
        ("-- nothing", None),
        ("SELEC", "syntax error"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT colour FROM articles", "no such column"),
        ("SELECT '\0", "null|NUL|unrecognized"),
        ("SELECT '\ud800'", "surrogates|encode"),
        ("DELETE FROM articles", "only read"),
        ("CREATE TABLE x (y)", "only read"),
        ("CREATE TEMP TABLE x (y)", "only read"),
        ("PRAGMA journal_mode = DELETE", "only read"),
        ("PRAGMA query_only = OFF", "only read"),
        ("PRAGMA table_info(articles)", None),
        ("SELECT * FROM pragma_table_info('articles')", None),
        ("ATTACH 'other.db' AS other", "only read"),
        ("VACUUM INTO 'other.db'", "only read"),
        ("SELECT load_extension('x')", "not authorized|no such function"),
        ("SELECT abs(-9223372036854775808)", "integer overflow"),
        ("SELECT json('x')", "malformed JSON"),
        ("x" * 2_000_000, "syntax error|too big"),
    ],
)
def test_what_is_no_query_is_said_and_changes_nothing(kept, query, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = kept.read_bytes()
    with nullcontext() if said is None else pytest.raises(QueryError, match=said):
        asked(kept, query)
    assert kept.read_bytes() == before
    assert not (tmp_path / "other.db").exists()


def test_a_damaged_archive_is_no_fault_of_the_query(kept):
    whole = kept.read_bytes()
    kept.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    with pytest.raises((ArchiveError, QueryError)) as caught:
        asked(kept, "SELECT * FROM articles")
    assert isinstance(caught.value, ArchiveError)


def test_a_plain_reader_can_search_and_cannot_change_a_text(kept):
    """What another program meets: it has none of our functions."""
    conn = sqlite3.connect(kept)
    found = conn.execute(
        "SELECT title FROM articles JOIN text_index ON text_index.rowid = number"
        " WHERE text_index MATCH '大模 模型' AND instr(title, '大模型')"
    ).fetchall()
    assert len(found) == 2
    with pytest.raises(sqlite3.OperationalError, match="no such function"):
        conn.execute("UPDATE articles SET title = 'x'")
    conn.close()
