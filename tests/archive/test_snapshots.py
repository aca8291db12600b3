from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.archive import packing
from scraper.errors import ArchiveError


def test_the_same_bytes_are_stored_once(archive, answer, now):
    run = archive.start("crawl", now)
    numbers = [archive.keep(answer(b"same"), run), archive.keep(answer(b"same"))]
    numbers.append(archive.keep(answer(b"other")))
    assert len(set(numbers)) == 3
    assert archive.counts()["snapshots"] == 3
    assert archive.counts()["contents"] == 2
    assert archive.snapshot(numbers[1]) == answer(b"same")


def test_a_page_shrinks(archive, answer):
    archive.keep(answer("<p>人工智能</p>".encode() * 1000))
    ((packed, size),) = archive._db.execute("SELECT length(zstd), size FROM contents")
    assert packed * 10 < size


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(), headers=st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_every_byte_comes_back(archive, answer, body, headers):
    kept = answer(body, headers=tuple(headers), status=404)
    assert archive.snapshot(archive.keep(kept)) == kept


def test_surrogates_in_headers_are_replaced(archive, answer):
    number = archive.keep(answer(headers=(("x", "\udcff"),), url="\ud800"))
    assert archive.snapshot(number).headers == (("x", "\ufffd"),)


def test_raw_is_what_the_article_was_made_from(archive, answer, make, now):
    first, second = answer(b"1"), answer(b"2")
    archive.put(make(), snapshot=archive.keep(first), at=now)
    archive.put(make(), snapshot=archive.keep(second), at=now)
    assert archive.raw(make().url) == archive.raw(make().id) == first
    archive.put(make(2), snapshot=None, at=now)
    assert archive.raw(make(2).url) is None
    assert archive.raw("nothing") is None
    assert archive.snapshot(99) is None


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        ("zstd = x'00112233'", "unpacked"),
        ("zstd = zeroblob(0)", "not what was stored"),
        ("zstd = substr(zstd, 1, length(zstd) - 4)", "not what was stored|unpacked"),
        ("size = 3", "not what was stored"),
        ("size = -5", "damaged"),
    ],
)
def test_a_damaged_snapshot_is_named(archive, answer, damage, word):
    number = archive.keep(answer(b"0123456789" * 100))
    archive._db.execute(f"UPDATE contents SET {damage}")
    with pytest.raises(ArchiveError, match=f"snapshots, row {number}: .*(?:{word})|{word}"):
        archive.snapshot(number)


def test_other_bytes_are_not_served(archive, answer):
    number = archive.keep(answer(b"true"))
    archive._db.execute("UPDATE contents SET zstd = ?", [packing.zstd.compress(b"lie!")])
    with pytest.raises(ArchiveError, match="not what was stored"):
        archive.snapshot(number)


def test_no_damage_unpacks_to_a_flood(archive, answer):
    number = archive.keep(answer(b"small"))
    flood = packing.zstd.compress(bytes(200_000_000))
    archive._db.execute("UPDATE contents SET zstd = ?", [flood])
    with pytest.raises(ArchiveError, match="not what was stored"):
        archive.snapshot(number)


def test_a_lost_content_is_named(archive, answer):
    number = archive.keep(answer())
    archive._db.execute("PRAGMA foreign_keys = OFF")
    archive._db.execute("DELETE FROM contents")
    with pytest.raises(ArchiveError, match=f"snapshots, row {number}: its content is missing"):
        archive.snapshot(number)


def test_damaged_headers_are_named(archive, answer):
    number = archive.keep(answer())
    archive._db.execute("UPDATE snapshots SET headers = '[[1, 2]]'")
    with pytest.raises(ArchiveError, match=f"snapshots, row {number}"):
        archive.snapshot(number)
