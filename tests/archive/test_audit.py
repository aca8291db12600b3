"""What a check finds: nothing in a healthy archive, and of each damage exactly that."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper import pixels
from scraper.archive import audit, functions, packing, schema, store
from scraper.archive.values import Told
from scraper.demo import picture
from scraper.errors import ArchiveError
from scraper.models import Asked, Clipping, Host, Kind, Level, Mention, Reason, Sight, Verdict

if TYPE_CHECKING:
    from pathlib import Path

MADE: list[bytes] = []
AT = "2025-02-12T20:00:00+08:00"
KEYS = [f"20250212A{number:05}00" for number in range(1, 31)]


@pytest.fixture
def healthy(path, make, answer, link, now):
    """An archive with something in every table, made once."""
    if not MADE:
        with store.open(path) as archive, archive.together():
            fill(archive, make, answer, link, now)
        MADE.append(path.read_bytes())
    path.write_bytes(MADE[0])
    return path


def fill(archive, make, answer, link, now):
    run = archive.start("crawl", now)
    archive.source("ai", "channel", run)
    numbers = range(1, 31)
    archive.discovered([link(number, title="题", published=now) for number in numbers], now)
    for number in numbers:
        snapshot = archive.came(link(number), answer(os.urandom(3000)), run)
        archive.put(text(make, number), snapshot=snapshot, at=now, source="ai", reason="channel")
        archive.alias(f"https://xw.qq.com/cmsid/{KEYS[number - 1]}", make(number).url, now)
        sight = Sight(at=now, source="ai", kind=Kind.NEW, fields=frozenset({"author", "images"}))
        archive.visited(
            make(number).url,
            Kind.NEW,
            at=now,
            snapshot=snapshot,
            run=run,
            due_at=now + timedelta(days=1),
            sight=sight,
        )
    for number, title in ((1, "二"), (1, "三"), (2, "二")):
        changed = text(make, number, title=title, images=(), tags=("新",))
        archive.put(changed, snapshot=1, at=now + timedelta(hours=1))
    retold = replace(text(make, 30), body="".join(f"别的话，{n} 次，与众不同。" for n in range(20)))
    archive.put(retold, snapshot=30, at=now + timedelta(hours=1))
    archive.visited(
        link(31).address.url,
        Kind.HOLLOW,
        at=now,
        reason="empty",
        snapshot=archive.keep(answer(b"<html></html>"), run),
        run=run,
        due_at=None,
        link=link(31),
        sight=Sight(at=now, source="ai", kind=Kind.HOLLOW),
        extractors="qq-origin/1",
    )
    watch(archive.watch, run, now)
    beside(archive, now)
    shown(archive, now)
    archive.finish(run, now, {"new": 30}, "")


def text(make, number, **fields):
    """An article that is long enough to be compared with others."""
    return make(number, body="".join(f"第 {number} 篇第 {n} 句。" for n in range(20)), **fields)


def beside(archive, now):
    """Whom articles name, a text without an address, a dictionary of pages."""
    known = [{"name": "智谱", "kind": "company", "company": None, "aliases": ["Zhipu"]}]
    archive.topics.learn(known, "digest")
    named = [Mention(entity="智谱", kind="company", count=2, in_title=True)]
    archive.topics.match([(one, named) for one in archive.topics.unmatched(100)])
    archive.intake.clip(Clipping(title="题", body="一段没有网址的文字。"), "a.txt", now)
    row = {"zstd": packing.zstd.train_dict([AT.encode() * 9] * 9, 256).dict_content, "pages": 9}
    archive._db.add("dictionaries", row | {"made_at": AT})


def shown(archive, now):
    """An image that is kept, one that did not come, and a translation."""
    kept, failed = archive.gallery.due(now)
    data = picture.png("K", 64, 36)
    archive.gallery.keep(kept.image, pixels.read(data, 10_000), data, now)
    archive.gallery.failed(replace(failed, reason="status 404", tries=1, due_at=now, asked_at=now))
    row = {"article_id": KEYS[4], "lang": "en", "kind": "text", "source_sha256": "0" * 64}
    archive._db.add("translations", row | {"model": "m", "title": "T", "body": "B", "made_at": AT})


def watch(watched, run, now):
    watched.survey(Asked(at=now, source="ai", new=30), run=run)
    host = Host(host="new.qq.com", kind=Kind.BUSY, reason="503", failures=1, failed_at=now)
    watched.host(host)
    reason = Reason(level=Level.WATCH, name="yield:ai", text="few")
    watched.judge(run, now, Verdict(reasons=(reason,)))
    told = Told(at=now, kind="watch", level="watch", names=("yield:ai",))
    watched.tell(told, subject="few", deliveries=[("ntfy", "")], run=run)


def look(path: Path) -> list[audit.Finding]:
    with store.open(path, readonly=True) as archive:
        return list(archive.upkeep.audit(lambda *_: None))


def hurt(path: Path, *statements: str) -> None:
    """Change an archive past all its rules."""
    with closing(sqlite3.connect(path)) as db:
        functions.register(db)
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_a_healthy_archive_is_found_whole(healthy):
    with store.open(healthy, readonly=True) as archive:
        assert 0 not in archive.counts().values()  # nothing is passed for being empty
    assert look(healthy) == []


def test_an_empty_archive_is_found_whole(path):
    store.open(path).close()
    assert look(path) == []


def test_it_tells_how_far_it_has_come(healthy):
    said = []
    with store.open(healthy, readonly=True) as archive:
        list(archive.upkeep.audit(lambda *one: said.append(one)))
    # read with their articles
    within = {"images", "revisions", "mentions", "retellings", "sketches"}
    assert {name for name, _, _ in said} == {"integrity", *schema.TABLES} - within
    assert all(done < total for _, done, total in said)


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        # what refers to what is gone
        (
            "DELETE FROM contents WHERE sha256 = (SELECT sha256 FROM snapshots WHERE id = 5)",
            "snapshots",
            "1 refer to rows of contents that are not there, first row 5",
        ),
        ("DELETE FROM links WHERE id = '20250212A0000500'", "visits", "1 refer to rows of links"),
        ("UPDATE articles SET snapshot_id = 999", "articles", "30 refer to rows of snapshots"),
        ("UPDATE aliases SET source_url = 'x' WHERE rowid = 7", "aliases", "first row 7"),
        (
            "INSERT INTO images (article_id, position, url) VALUES ('nobody', 0, 'x')",
            "images",
            "1 refer to rows of articles",
        ),
        # contents
        ("UPDATE contents SET size = size + 1 WHERE rowid = 3", "contents, row 3", "not what was"),
        ("UPDATE contents SET zstd = x'00' WHERE rowid = 3", "contents, row 3", "be unpacked"),
        ("UPDATE contents SET zstd = x'' WHERE rowid = 3", "contents, row 3", ""),
        (
            "UPDATE contents SET zstd = (SELECT zstd FROM contents WHERE rowid = 4)"
            " WHERE rowid = 3",
            "contents, row 3",
            "not what was stored",
        ),
        # articles, their images and earlier texts
        ("UPDATE articles SET published = '2025-02-12T20:09:00' WHERE rowid = 9", "9", "a zone"),
        ("UPDATE articles SET last_seen = 'yesterday' WHERE rowid = 9", "9", "yesterday"),
        ("UPDATE articles SET tags = '[1]' WHERE rowid = 9", KEYS[8], "not a text"),
        ("UPDATE articles SET videos = '{}' WHERE rowid = 9", "", None),
        ("UPDATE articles SET videos = '[{}]' WHERE rowid = 9", KEYS[8], "missing"),
        ("UPDATE articles SET revision = 2 WHERE rowid = 9", "9", "an earlier text is missing"),
        ("UPDATE articles SET changed_at = NULL WHERE rowid = 1", "1", "contradict"),
        ("DELETE FROM images WHERE article_id LIKE '%A0000900' AND position = 0", "9", "an image"),
        ("DELETE FROM revisions WHERE number = 2", "row 1", "an earlier text is missing"),
        ("UPDATE revisions SET changed = '[]' WHERE number = 2", KEYS[0], "not a JSON object"),
        ("UPDATE revisions SET stored_at = '' WHERE number = 2", KEYS[0], ""),
        ("UPDATE aliases SET form = source_url WHERE rowid = 9", "aliases, row 9", "own address"),
        ("UPDATE aliases SET seen_at = 'x' WHERE rowid = 9", "aliases, row 9", "x"),
        # what was met
        ("UPDATE links SET hint = '[]' WHERE rowid = 9", KEYS[8], "not a JSON object"),
        ("UPDATE links SET hint = '{\"published\": 7}' WHERE rowid = 9", KEYS[8], ""),
        ("UPDATE links SET kind = 'odd' WHERE rowid = 9", KEYS[8], "odd"),
        ("UPDATE links SET due_at = '24.11.' WHERE rowid = 9", "links, row 9", "24.11."),
        ("UPDATE visits SET at = '' WHERE id = 9", "visits, row 9", ""),
        ("UPDATE visits SET kind = 'odd' WHERE id = 9", "visits, row 9", "odd"),
        ("UPDATE visits SET fields = '[7]' WHERE id = 9", "visits, row 9", "not a text"),
        ("UPDATE snapshots SET headers = '[1]' WHERE id = 9", "snapshots, row 9", ""),
        ("UPDATE snapshots SET fetched_at = '1' WHERE id = 9", "snapshots, row 9", "1"),
        ("UPDATE runs SET counts = '[]'", "runs, row 1", "not a JSON object"),
        ("UPDATE runs SET started_at = 'x'", "runs, row 1", "x"),
        ("UPDATE surveys SET at = 'x'", "surveys, row 1", "x"),
        ("UPDATE quarantine SET since = 'x'", "quarantine, row 1", "x"),
        ("UPDATE hosts SET kind = 'odd'", "hosts, row 1", "odd"),
        ("UPDATE verdicts SET level = 'odd'", "verdicts, row 1", "odd"),
        ("UPDATE notices SET deliveries = '[1]'", "notices, row 1", ""),
        # images and what is made of texts
        ("UPDATE pictures SET bytes = x'00'", "pictures, row 1", "not those that were kept"),
        ("UPDATE pictures SET type = 'jpeg'", "pictures, row 1", "its type is png"),
        ("UPDATE pictures SET width = 65", "pictures, row 1", "its width is 64"),
        ("UPDATE pictures SET size = 1", "pictures, row 1", "its size is"),
        ("DELETE FROM pictures", "mirrors", "1 refer to rows of pictures"),
        ("UPDATE mirrors SET image = 'x' WHERE sha256 IS NULL", "mirrors", "key of another image"),
        ("UPDATE mirrors SET due_at = NULL, tries = 0 WHERE sha256 IS NULL", "mirrors", "neither"),
        ("UPDATE mirrors SET due_at = 'x' WHERE sha256 IS NULL", "mirrors", "x"),
        ("UPDATE translations SET made_at = 'x'", "translations, row 1", "x"),
        # the tables themselves
        ("DROP INDEX visits_at", "schema", "visits_at is missing"),
        # what the rules of the columns forbid
        ("UPDATE articles SET title = '' WHERE rowid = 9", "articles, row 9", "without id"),
        ("UPDATE links SET hint = 'x' WHERE rowid = 9", KEYS[8], "Expecting value"),
    ],
)
def test_of_each_damage_exactly_that_is_found(healthy, statement, where, what):
    hurt(healthy, statement)
    found = look(healthy)
    if what is None:
        assert found == []
        return
    (one,) = found
    assert (where in one.where, what in one.what, one.note) == (True, True, False), one
    assert "scraper restore" in one.remedy
    assert "\n" not in one.where + one.what + one.remedy


def test_several_damages_are_all_found(healthy):
    hurt(
        healthy,
        "UPDATE contents SET size = 1 WHERE rowid IN (3, 4)",
        "UPDATE articles SET tags = '[1]' WHERE rowid IN (5, 6)",
        "DROP INDEX visits_at",
    )
    assert [one.where.split(",")[0] for one in look(healthy)] == [
        "schema",
        *["contents"] * 2,
        *["articles"] * 2,
    ]


def test_articles_without_a_page_are_a_note(healthy):
    hurt(healthy, "UPDATE articles SET snapshot_id = NULL WHERE rowid > 28")
    (one,) = look(healthy)
    assert (one.where, one.note) == ("articles", True)
    assert one.what == f"2 without the page they were made from, first {KEYS[28]}"


def test_a_flipped_bit_of_a_page_is_found(healthy):
    """Of the bytes of an answer, as they stand in the file."""
    with closing(sqlite3.connect(healthy)) as db:
        packed = db.execute("SELECT zstd FROM contents WHERE rowid = 6").fetchone()[0]
    data = bytearray(healthy.read_bytes())
    place = data.index(packed[100:200])
    data[place] ^= 1
    healthy.write_bytes(data)
    (one,) = look(healthy)
    assert one.where == "contents, row 6"


@pytest.mark.parametrize("name", ["articles_newest", "sqlite_autoindex_links_1"])
def test_a_damaged_index_is_found(healthy, name):
    with closing(sqlite3.connect(healthy)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [name]).fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    data = bytearray(healthy.read_bytes())
    data[(root - 1) * size + size // 2 : root * size] = bytes(size // 2)
    healthy.write_bytes(data)
    (one,) = look(healthy)
    assert one.where == "integrity"
    assert "nothing else was looked at" in one.what


def test_a_damaged_table_is_found(healthy):
    with closing(sqlite3.connect(healthy)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'visits'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    data = bytearray(healthy.read_bytes())
    data[(root - 1) * size : root * size] = b"\x5a" * size
    healthy.write_bytes(data)
    (one,) = look(healthy)
    assert one.where == "integrity"


def test_what_is_no_archive_is_no_finding(path):
    path.write_bytes(b"x" * 5000)
    with pytest.raises(ArchiveError, match="not an SQLite database"):
        look(path)


def test_memory_is_flat(path, make, answer, now):
    """Forty pages of a megabyte each are looked at in the memory of a few."""
    import tracemalloc

    with store.open(path) as archive, archive.together():
        for number in range(40):
            snapshot = archive.keep(answer(os.urandom(1 << 20)))
            archive.put(make(number), snapshot=snapshot, at=now)
    tracemalloc.start()
    assert look(path) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 << 20
