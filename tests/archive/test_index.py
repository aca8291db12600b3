"""An index that is out of step with the texts is found, whatever is wrong with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from scraper.archive import functions, store


@pytest.fixture
def filled(path, make, now):
    with store.open(path) as archive, archive.together():
        for number in range(1, 6):
            body = f"正文 {number}，芯片与大模型"
            archive.put(make(number, body=body), snapshot=None, at=now)
        archive.put(make(6, title="😀"), snapshot=None, at=now)
        archive.put(make(2, body="改了"), snapshot=None, at=now)
    return path


def look(path):
    with store.open(path, readonly=True) as archive:
        return [
            (one.where, one.what) for one in archive.upkeep.audit(lambda *_: None) if not one.note
        ]


def hurt(path, *statements):
    with closing(sqlite3.connect(path)) as db:
        functions.register(db)
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_an_index_in_step_is_whole(filled):
    assert look(filled) == []


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        (
            "INSERT INTO text_index (text_index, rowid, terms)"
            " SELECT 'delete', number, text_terms(title, body) FROM articles WHERE number = 3",
            "text_index",
            "1 not as their texts, first number 3",
        ),
        (
            "INSERT INTO title_index (title_index, rowid, terms)"
            " SELECT 'delete', number, title_terms(title) FROM articles WHERE number = 1",
            "title_index",
            "1 not as their texts, first number 1",
        ),
        (
            "INSERT INTO text_index (rowid, terms) VALUES (9, '芯片')",
            "text_index",
            "1 not as their texts, first number 9, 1 of them no articles",
        ),
        (
            "INSERT INTO text_index (rowid, terms) VALUES (4, '火星')",
            "text_index",
            "1 not as their texts, first number 4",
        ),
        (
            "INSERT INTO text_index (text_index, rowid, terms) VALUES ('delete', 5, '芯片')",
            "text_index",
            "1 not as their texts, first number 5",
        ),
        (
            "INSERT INTO title_index (title_index) VALUES ('delete-all')",
            "title_index",
            "5 not as their texts, first number 1",
        ),
        (
            "DELETE FROM blocks",
            "blocks",
            "6 articles are listed out of the times of their block, first 1",
        ),
        (
            "UPDATE blocks SET newest = oldest",
            "blocks",
            "5 articles are listed out of the times of their block, first 2",
        ),
    ],
)
def test_what_is_out_of_step_is_named(filled, statement, where, what):
    hurt(filled, statement)
    assert look(filled) == [(where, what)]


def test_a_text_changed_without_its_index_is_named(filled):
    hurt(
        filled,
        "DROP TRIGGER articles_rewritten",
        "UPDATE articles SET body = '别的' WHERE number = 2",
    )
    found = dict(look(filled))
    assert found["text_index"] == "1 not as their texts, first number 2"
    assert "title_index" not in found


def test_what_cannot_be_read_is_said(filled):
    hurt(filled, "DELETE FROM text_index_data WHERE id > 10")
    ((where, what),) = look(filled)
    assert where == "text_index"
    assert "cannot be read" in what or "not as their texts" in what


def test_the_look_leaves_nothing_behind(filled):
    before = filled.read_bytes()
    look(filled)
    assert filled.read_bytes() == before


def test_the_end_of_a_run_makes_the_index_smaller(path, make, now):
    with store.open(path) as archive:
        for number in range(1, 40):
            run = archive.start("crawl", now)
            body = " ".join(chr(0x4E00 + (number * 37 + at * at) % 5000) for at in range(300))
            archive.put(make(number, body=body), snapshot=None, at=now)
            before = size(archive)
            archive.finish(run, now, {}, "")
            assert size(archive) <= before
    assert look(path) == []


def size(archive):
    sql = "SELECT sum(length(block)) FROM text_index_data"
    (total,) = archive._db.execute(sql).fetchone()
    return total
