"""The same archive in less room: what is kept, what is gained, and what a stop leaves."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.archive import compact, packing, store
from scraper.errors import ArchiveError

SHELL = random.Random(1).randbytes(2000).hex()


def silent(*_: object) -> None:
    pass


def page(number: int) -> bytes:
    """A page as of one site: a shell that all have, and a text of its own."""
    chance = random.Random(number)
    text = "".join(chance.choice("模型算力芯片融资推理训练开源发布") for _ in range(400))
    return f"<html>{SHELL}<p>{text}</p></html>".encode()


@pytest.fixture
def filled(archive, answer):
    for number in range(compact.ENOUGH + 20):
        archive.keep(replace(answer(), body=page(number)))
    return archive


def bodies(archive):
    return [archive.snapshot(n + 1).body for n in range(archive.counts()["snapshots"])]


def test_every_page_is_what_it_was_in_less_room(filled, now):
    before, after = filled.upkeep.compact(now, silent)
    assert bodies(filled) == [page(number) for number in range(compact.ENOUGH + 20)]
    assert after.served == before.served
    assert after.kept < before.kept / 1.5
    assert after.file < before.file
    assert filled.counts()["dictionaries"] == 1
    assert list(filled.upkeep.audit(silent)) == []


def test_what_comes_later_uses_the_dictionary(filled, now, answer):
    filled.upkeep.compact(now, silent)
    number = filled.keep(replace(answer(), body=page(9999)))
    assert filled.snapshot(number).body == page(9999)
    (used,) = filled._db.execute(
        "SELECT count(*) FROM contents WHERE dictionary_id IS NULL"
    ).fetchone()
    assert used == 0


def test_again_it_finds_nothing_to_do(filled, now):
    filled.upkeep.compact(now, silent)
    before = list(filled._db.conn.iterdump())
    filled.upkeep.compact(now + timedelta(days=1), silent)
    assert [line for line in filled._db.conn.iterdump() if "_index" not in line] == [
        line for line in before if "_index" not in line
    ]


def test_few_pages_make_no_dictionary(archive, answer, now):
    for number in range(compact.ENOUGH - 1):
        archive.keep(replace(answer(), body=page(number)))
    archive.upkeep.compact(now, silent)
    assert archive.counts()["dictionaries"] == 0


def test_pages_without_anything_in_common_make_none(archive, answer, now):
    chance = random.Random(1)
    for _ in range(compact.ENOUGH):
        archive.keep(replace(answer(), body=chance.randbytes(2000)))
    archive.upkeep.compact(now, silent)
    assert archive.counts()["dictionaries"] == 0


def test_other_pages_get_another_dictionary_and_the_first_is_forgotten(filled, now, answer):
    filled.upkeep.compact(now, silent)
    for number in range(6000):
        other = (
            page(number).replace(b"<div class=", b"<section data-k=").replace(b"</div>", b"</s>")
        )
        filled.keep(replace(answer(), body=other))
    filled.upkeep.compact(now, silent)
    assert filled.counts()["dictionaries"] in (1, 2)
    (newest,) = filled._db.execute("SELECT max(id) FROM dictionaries").fetchone()
    assert newest == 2
    assert list(filled.upkeep.audit(silent)) == []


def test_a_stop_between_two_batches_loses_nothing(filled, path, now):
    def stop(what: str, done: int, _: int) -> None:
        if what == "pages" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled.upkeep.compact(now, stop)
    filled.close()
    with store.open(path) as again:
        assert bodies(again) == [page(number) for number in range(compact.ENOUGH + 20)]
        _, after = again.upkeep.compact(now, silent)
        assert list(again.upkeep.audit(silent)) == []
        assert after.kept < after.served / 5


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE dictionaries SET zstd = x'00'", "dictionary|contents"),
        ("UPDATE dictionaries SET zstd = zeroblob(100000)", "dictionary|content"),
        ("DELETE FROM dictionaries", "dictionary 1 is missing"),
    ],
)
def test_a_damaged_dictionary_is_named(filled, now, damage, said):
    filled.upkeep.compact(now, silent)
    filled._db.execute("PRAGMA foreign_keys = OFF")
    filled._db.execute(damage)
    with pytest.raises(ArchiveError, match=said):
        filled.snapshot(1)
    assert list(filled.upkeep.audit(silent))


def test_a_dictionary_of_too_little_is_none():
    assert packing.train([]) is None
    assert packing.train([b"x"] * 3) is None


def test_search_goes_on_after_gaps_are_closed(archive, make, now):
    for number in range(1, 30):
        archive.put(make(number, body=f"芯片 {number}"), snapshot=None, at=now)
    archive._db.execute("DELETE FROM articles WHERE number % 2")
    before = archive._db.execute(
        "SELECT id FROM articles JOIN text_index ON text_index.rowid = number"
        " WHERE text_index MATCH '芯片' ORDER BY id"
    ).fetchall()
    archive.upkeep.compact(now, silent)
    again = archive._db.execute(
        "SELECT id FROM articles JOIN text_index ON text_index.rowid = number"
        " WHERE text_index MATCH '芯片' ORDER BY id"
    ).fetchall()
    assert len(before) == 14
    assert again == before
