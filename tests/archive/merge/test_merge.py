"""Two archives that overlap → one that is as if it had crawled it all; the other is only read."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scraper.archive import backup, functions, schema, store
from scraper.archive.merge import pages, past
from scraper.archive.packing import zstd
from scraper.archive.values import Cause
from scraper.config import Documents, Settings
from scraper.demo.site import app
from scraper.errors import ArchiveError
from scraper.models import Clipping, Kind

from ...cli.trial import Site
from ...test_crawl import AI, FETCH, HOT, KEY, TECH, URL, House

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURE = {
    "articles": """
        SELECT articles.id, source_url, title, published, author, summary, thumbnail, body, videos,
          tags, category, lang, paid, extractor, revision, first_seen, last_seen, changed_at,
          gone_at, source, reason, content_sha256, story_id, sha256, asked, fetched_at
        FROM articles LEFT JOIN snapshots ON snapshots.id = snapshot_id""",
    "images": "SELECT * FROM images",
    "revisions": """
        SELECT article_id, number, title, body, changed, extractor, stored_at, replaced_at, cause,
          kinds, sha256, asked, fetched_at
        FROM revisions LEFT JOIN snapshots ON snapshots.id = snapshot_id""",
    "aliases": "SELECT * FROM aliases",
    "links": """
        SELECT source_url, links.id, fetch_url, form, certain, source, hint, reason, discovered_at,
          kind, tries, due_at, sha256
        FROM links LEFT JOIN snapshots ON snapshots.id = pending_id""",
    "visits": """
        SELECT source_url, at, kind, reason, due_at, era, missing, chars, fields, sha256, asked,
          fetched_at, command, started_at
        FROM visits LEFT JOIN snapshots ON snapshots.id = snapshot_id
        LEFT JOIN runs ON runs.id = visits.run_id""",
    "quarantine": """
        SELECT source_url, kind, reason, since, last_seen, extractors, sha256, fetched_at
        FROM quarantine JOIN snapshots ON snapshots.id = snapshot_id""",
    "snapshots": """
        SELECT asked, url, status, headers, fetched_at, sha256, command, started_at
        FROM snapshots LEFT JOIN runs ON runs.id = run_id""",
    "contents": "SELECT sha256, size FROM contents",
    "surveys": """
        SELECT source, at, new, known, off_topic, surveys.kind, reason, command, started_at
        FROM surveys LEFT JOIN runs ON runs.id = run_id""",
    "sources": """
        SELECT name, kind, one.started_at, two.started_at FROM sources
        LEFT JOIN runs AS one ON one.id = first_run LEFT JOIN runs AS two ON two.id = last_run""",
    "runs": "SELECT DISTINCT command, started_at FROM runs",
    "clippings": "SELECT title, body, published, file, content_sha256, article_id FROM clippings",
}
"""What each table says, whatever numbers its rows have."""


def picture(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        found = {name: db.execute(sql).fetchall() for name, sql in PICTURE.items()}
        return {name: sorted(rows, key=repr) for name, rows in found.items()}


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def merged(path: Path, file: Path) -> list[Kind]:
    with store.open(path) as archive:
        return [kind for kind, _ in archive.intake.merge(file)]


def built(base: Path, name: str) -> House:
    """A place of its own that crawls the same imitation."""
    folder = base / name
    (folder / "documents").mkdir(parents=True)
    settings = Settings(
        fetch=FETCH,
        documents=Documents(dir=str(folder / "documents")),
        source=(AI, TECH, HOT),
    )
    return House(folder=folder, site=Site(app(delay=0.3)), settings=settings)


@pytest.fixture
def house(tmp_path: Path) -> Callable[[str], House]:
    return partial(built, tmp_path)


def told(house: House, title: str) -> None:
    """Let the site tell of the article under another title."""
    page = house.site
    page.replies.clear()
    body = f'<html><head><title>{title}</title></head><body><script>window.DATA = {{"article_id":'
    body += f'"{KEY}","title":"{title}","pubtime":"2026-11-22 08:00:00","media":"某号",'
    body += (
        '"originContent":{"text":"<p>' + "正文一段，很长。" * 99 + '</p>"}};</script></body></html>'
    )
    page.on(f"/rain/a/{KEY}", body)


def walked(house: House, *steps: str) -> Path:
    """The archive of a place that took these steps, each at its own time."""
    start = house.now
    for step in steps:
        house.now = start + timedelta(hours=int(step[0]))
        match step[1:]:
            case "all":
                house.crawl(AI)
            case "some":
                house.crawl(AI, limit=10)
            case "others":
                house.crawl(TECH, HOT)
            case title:
                told(house, title)
                assert house.bring(URL, refetch=True).kinds.keys() <= {Kind.CHANGED, Kind.SAME}
    return house.folder / "archive.db"


STORIES = {
    "the same": (["0all", "1others"], ["0all", "1others"], ["0all", "1others"]),
    "overlapping": (["0all"], ["0some", "1others"], ["0all", "1others"]),
    "changed there": (
        ["0all"],
        ["0all", "1others", "3改了"],
        ["0all", "1others", "3改了"],
    ),
    "changed here and there": (
        ["0all", "2改了", "6又改了"],
        ["0some", "1others", "4再改", "5再改"],
        ["0all", "1others", "2改了", "4再改", "5再改", "6又改了"],
    ),
}
"""What two places did, and what one place had to do to know as much."""


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("name", STORIES)
def test_a_merge_equals_one_archive_crawled_once(house, name: str, turned: bool) -> None:
    one, other, both = (walked(house(str(i)), *steps) for i, steps in enumerate(STORIES[name]))
    if turned:
        one, other = other, one
    bytes_before = other.read_bytes()
    merged(one, other)
    assert other.read_bytes() == bytes_before
    found, wanted = picture(one), picture(both)
    for table in PICTURE:
        assert found[table] == wanted[table], table


def test_what_came_back_is_the_latest_again(house) -> None:
    """Each visit keeps what it came to where it was made: there it was the same, here it is new."""
    one = walked(house("1"), "0all", "2改了", "3改了", "9改了")
    other = walked(house("2"), "0all", "1others", "4再改", "5再改")
    both = walked(house("3"), "0all", "1others", "2改了", "3改了", "4再改", "5再改", "9改了")
    merged(one, other)
    found, wanted = picture(one), picture(both)
    for table in ("articles", "revisions", "images", "aliases", "snapshots"):
        assert found[table] == wanted[table], table


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two archives that overlap, in each of which an article changed; only to be copied."""
    base = tmp_path_factory.mktemp("prepared")
    return (
        walked(built(base, "1"), "0all", "2改了"),
        walked(built(base, "2"), "0some", "1others", "4再改"),
    )


@pytest.fixture
def two(prepared: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """Copies of the two, each in a folder of its own."""
    for number, file in enumerate(prepared, start=1):
        (tmp_path / str(number)).mkdir()
        shutil.copy(file, tmp_path / str(number) / "archive.db")
    return tmp_path / "1" / "archive.db", tmp_path / "2" / "archive.db"


def test_a_second_time_leaves_every_table_as_it_was(two) -> None:
    one, other = two
    kinds = merged(one, other)
    assert set(kinds) == {Kind.NEW, Kind.CHANGED, Kind.KNOWN}
    before = dump(one)
    assert set(merged(one, other)) == {Kind.KNOWN}
    assert dump(one) == before


def test_the_other_way_round_there_is_nothing_left_to_learn(two) -> None:
    one, other = two
    merged(one, other)
    merged(other, one)
    found, wanted = picture(one), picture(other)
    for table in PICTURE:
        assert found[table] == wanted[table], table


def test_into_an_empty_archive_it_is_a_copy(two, path) -> None:
    _, other = two
    with store.open(path):
        pass
    assert set(merged(path, other)) == {Kind.NEW}
    assert picture(path) == picture(other)


def test_numbers_follow_the_time_of_publication(two, path) -> None:
    with store.open(path):
        pass
    merged(path, two[1])
    with closing(sqlite3.connect(path)) as db:
        listed = [at for (at,) in db.execute("SELECT listed_at FROM articles ORDER BY number")]
    assert listed == sorted(listed)


def test_what_is_brought_is_found_and_what_changed_by_its_new_words(two) -> None:
    one, other = two
    merged(one, other)
    with store.open(one) as archive:
        for entry in archive.entries():
            number = archive._db.rows("SELECT number FROM articles WHERE id = ?", entry.article.id)
            terms = functions.title_terms(entry.article.title).split()
            rows = archive._db.rows(
                "SELECT rowid FROM title_index WHERE title_index MATCH ?",
                " AND ".join(f'"{term}"' for term in terms),
            )
            assert number[0]["number"] in {row["rowid"] for row in rows}
        assert [*archive.upkeep.audit(lambda *_: None)] == []


def test_nothing_is_written_beside_the_other(two) -> None:
    one, other = two
    before = {name: name.stat().st_mtime_ns for name in other.parent.iterdir()}
    merged(one, other)
    assert {name: name.stat().st_mtime_ns for name in other.parent.iterdir()} == before
    assert [name for name in one.parent.iterdir() if name.suffix == ".part"] == []


@pytest.mark.parametrize("name", ["copy.db", "copy.db.zst"])
def test_a_backup_is_an_archive_too(two, name: str, tmp_path: Path) -> None:
    one, other = two
    copy = tmp_path / name
    backup.save(other, copy, compress=False, force=False, tell=lambda *_: None)
    merged(one, copy)
    before = dump(one)
    merged(one, other)
    assert dump(one) == before


OLD = """
INSERT INTO runs VALUES (7, 'crawl', '2025-02-12T08:00:00+08:00', NULL, '{}', '');
INSERT INTO sources VALUES ('ai', 'channel', 7, 7);
INSERT INTO contents VALUES (:sha256, 4, :zstd);
INSERT INTO snapshots VALUES (5, :url, :url, 200, '[]', '2025-02-12T08:00:00+08:00', :sha256, 7);
INSERT INTO articles (id, source_url, title, summary, body, videos, tags, lang, paid, extractor,
  first_seen, last_seen, snapshot_id, source) VALUES ('20250212A0000100', :url, '题', '', '正文',
  '[]', '[]', 'zh-CN', 0, 'qq-origin/1', '2025-02-12T08:00:00+08:00', '2025-02-12T09:00:00+08:00',
  5, 'ai');
INSERT INTO links (source_url, id, fetch_url, certain, source, hint, reason, discovered_at, kind)
  VALUES (:url, '20250212A0000100', :url, 1, 'ai', '{}', '', '2025-02-12T08:00:00+08:00', 'new');
INSERT INTO visits (source_url, run_id, at, kind, reason, snapshot_id)
  VALUES (:url, 7, '2025-02-12T08:00:00+08:00', 'new', '', 5);
"""


@pytest.mark.parametrize("version", [1, 2])
def test_an_archive_of_an_older_version(version: int, path, tmp_path: Path, make, now) -> None:
    other = tmp_path / "old.db"
    with closing(sqlite3.connect(other)) as db:
        folder = Path(__file__).parents[1]
        db.executescript((folder / f"schema-{version}.sql").read_text(encoding="utf-8"))
        for name in ("0001-first", "0002-watch")[:version]:
            db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('scraper', ?, '2026-01-01 00:00:00+00:00')",
                [name],
            )
        given = {
            "url": make().url,
            "zstd": zstd.compress(b"page"),
            "sha256": sha256(b"page").hexdigest(),
        }
        for statement in OLD.split(";\n")[:-1]:
            db.execute(statement, given)
        db.commit()
    before = other.read_bytes()
    with store.open(path) as archive:
        assert [kind for kind, _ in archive.intake.merge(other)] == [Kind.NEW]
        entry = archive.entry("20250212A0000100")
        assert (entry.article.title, entry.source) == ("题", "ai")
        assert archive.raw(entry.article.id).body == b"page"
        assert archive.counts()["visits"] == archive.counts()["links"] == 1
        assert [*archive.upkeep.audit(lambda *_: None)] == []
    assert other.read_bytes() == before


class TestWhatIsNoArchive:
    @pytest.fixture
    def kept(self, archive, path, make, now) -> Path:
        archive.put(make(), snapshot=None, at=now)
        archive.close()
        return path

    def refused(self, path: Path, file: Path) -> str:
        before, names = dump(path), sorted(path.parent.iterdir())
        with store.open(path) as archive, pytest.raises(ArchiveError) as caught:
            list(archive.intake.merge(file))
        assert dump(path) == before
        assert sorted(path.parent.iterdir()) == names
        return str(caught.value)

    def test_the_archive_itself(self, kept) -> None:
        link = kept.parent / "link.db"
        link.symlink_to(kept)
        for file in (kept, link):
            assert "the archive itself" in self.refused(kept, file)

    def test_another_programs(self, kept, tmp_path) -> None:
        file = tmp_path / "alien.db"
        with closing(sqlite3.connect(file)) as db:
            db.execute("CREATE TABLE moz_places (id INTEGER)")
        assert self.refused(kept, file) == (
            f"{file}: the database of another program; choose another path"
        )

    def test_a_damaged_one(self, kept, two) -> None:
        data = bytearray(two[1].read_bytes())
        data[8192:65536] = bytes(65536 - 8192)
        file = kept.parent / "damaged.db"
        file.write_bytes(data)
        assert "damaged" in self.refused(kept, file)

    def test_a_newer_one(self, kept, two) -> None:
        with closing(sqlite3.connect(two[1])) as db:
            db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        assert "newer version" in self.refused(kept, two[1])

    def test_half_a_compressed_one(self, kept, two) -> None:
        file = kept.parent / "half.zst"
        backup.save(two[1], file, compress=True, force=False, tell=lambda *_: None)
        file.write_bytes(file.read_bytes()[:-1000])
        assert "damaged" in self.refused(kept, file)

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE links SET hint = '[]'",
            "UPDATE visits SET kind = 'strange'",
            "UPDATE snapshots SET fetched_at = 'yesterday'",
            "UPDATE contents SET zstd = x'00'",
        ],
    )
    def test_a_row_that_is_of_no_use(self, kept, two, damage: str) -> None:
        with closing(sqlite3.connect(two[1])) as db:
            db.execute(damage)
            db.commit()
        assert self.refused(kept, two[1]).startswith(f"{two[1]}: damaged (")

    def test_an_alien_table_is_left_alone(self, kept, two) -> None:
        with closing(sqlite3.connect(two[1])) as db:
            db.execute("CREATE TABLE mine (x)")
            db.commit()
        assert Kind.NEW in merged(kept, two[1])
        with closing(sqlite3.connect(kept)) as db:
            assert db.execute("SELECT * FROM sqlite_schema WHERE name = 'mine'").fetchall() == []


MERGER = """
import os, sys
from pathlib import Path
from scraper.archive import store
from scraper.archive.merge import past

past.CHUNK = 3
count, stop = 0, int(sys.argv[3])

def step(statement):
    global count
    count += statement == "COMMIT"
    if statement == "COMMIT" and count == stop:
        os.kill(os.getpid(), 9)

with store.open(sys.argv[1]) as archive:
    archive._db.conn.set_trace_callback(step)
    list(archive.intake.merge(Path(sys.argv[2])))
    print(count)
"""


def killed(one: Path, other: Path, stop: int) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", MERGER, str(one), str(other), str(stop)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_killed_at_any_transaction_and_run_again_it_comes_to_the_same(two, tmp_path) -> None:
    one, other = two
    (tmp_path / "trial").mkdir()
    trial = tmp_path / "trial" / "archive.db"
    shutil.copy(one, trial)
    steps = int(killed(trial, other, 0).stdout)
    wanted = picture(trial)
    assert steps > 20
    for stop in range(1, steps + 1, 5):
        shutil.copy(one, trial)
        assert killed(trial, other, stop).returncode == -signal.SIGKILL
        merged(trial, other)
        assert picture(trial) == wanted
        assert {name.name for name in trial.parent.iterdir()} == {"archive.db"}


class TestLinks:
    """Of a link that both know, who looked last knows its state."""

    def test_the_later_visit_counts(self, archive, tmp_path, link, now) -> None:
        other = tmp_path / "other.db"
        url, later = link().address.url, now + timedelta(hours=1)
        archive.discovered([link(title="题")], now)
        archive.visited(url, Kind.BUSY, at=now, due_at=later, tries=4)
        with store.open(other) as second:
            second.discovered([link(author="某号", reason="channel")], later)
            second.visited(url, Kind.FAILED, at=later, due_at=None, tries=1)
        for _ in range(2):
            list(archive.intake.merge(other))
            (failure,) = archive.failures()
            assert (failure.kind, failure.tries, failure.due_at) == (Kind.FAILED, 1, None)
            known = archive.link(url)
            assert (known.hint.title, known.hint.author) == ("题", "某号")
            assert known.reason == "channel"
            assert archive.counts()["visits"] == 2

    def test_the_earlier_one_does_not(self, archive, tmp_path, link, now) -> None:
        other = tmp_path / "other.db"
        url, later = link().address.url, now + timedelta(hours=1)
        archive.discovered([link()], later)
        archive.visited(url, Kind.FAILED, at=later, due_at=None)
        with store.open(other) as second:
            second.discovered([link()], now)
            second.visited(url, Kind.BUSY, at=now, due_at=later)
        list(archive.intake.merge(other))
        (failure,) = archive.failures()
        assert (failure.kind, failure.last_at) == (Kind.FAILED, later)

    def test_an_unread_answer_is_not_forgotten(self, archive, tmp_path, link, answer, now) -> None:
        other = tmp_path / "other.db"
        archive.discovered([link()], now)
        with store.open(other) as second:
            second.came(link(), answer(b"unread"))
        list(archive.intake.merge(other))
        assert archive.unread(link().address.url)[1].body == b"unread"

    def test_a_page_leaves_quarantine_where_it_was_understood_later(
        self, archive, tmp_path, link, answer, now
    ) -> None:
        other = tmp_path / "other.db"
        url, later = link().address.url, now + timedelta(hours=1)
        number = archive.keep(answer())
        archive.visited(url, Kind.HOLLOW, at=now, snapshot=number, due_at=later)
        assert len(list(archive.watch.quarantine())) == 1
        with store.open(other) as second:
            second.visited(url, Kind.NEW, at=later, due_at=None)
        list(archive.intake.merge(other))
        assert list(archive.watch.quarantine()) == []


def test_what_is_gone_stays_gone_unless_it_was_seen_later(archive, tmp_path, make, now) -> None:
    other, later = tmp_path / "other.db", now + timedelta(days=2)
    for number in (1, 2):
        archive.put(make(number), snapshot=None, at=now)
    with archive.together():
        gone = now + timedelta(days=1)
        archive._db.execute("UPDATE articles SET gone_at = ?", [gone.isoformat()])
    with store.open(other) as second:
        second.put(make(1), snapshot=None, at=later)
        second.put(make(2), snapshot=None, at=now)
    list(archive.intake.merge(other))
    assert archive.entry(make(1).id).gone_at is None
    assert archive.entry(make(2).id).gone_at == gone


def test_clippings_are_brought_once_and_matched(archive, tmp_path, make, now) -> None:
    other = tmp_path / "other.db"
    archive.put(make(), snapshot=None, at=now)
    with store.open(other) as second:
        second.intake.clip(Clipping(title="题", body=make().body), "a.txt", now)
        second.intake.clip(Clipping(title="题", body="别的"), "b.txt", now)
    for _ in range(2):
        list(archive.intake.merge(other))
        found = archive._db.rows("SELECT file, article_id FROM clippings ORDER BY file")
        assert [tuple(row.values()) for row in found] == [("a.txt", make().id), ("b.txt", None)]


def test_pages_packed_with_a_dictionary_keep_it(archive, tmp_path, answer, now) -> None:
    other = tmp_path / "other.db"
    with store.open(other) as second, second.together():
        second.keep(answer(b"page"))
        row = {"zstd": b"dictionary", "pages": 3, "made_at": now.isoformat()}
        number = second._db.add("dictionaries", row)
        second._db.execute("UPDATE contents SET dictionary_id = ?", [number])
    with archive.together():
        archive._db.add("dictionaries", row | {"zstd": b"another"})
    archive._db.execute("ATTACH DATABASE ? AS other", [str(other)])
    past.bring(archive._db)
    pages.bring(archive._db)
    (found,) = archive._db.rows(
        "SELECT dictionaries.zstd FROM contents JOIN dictionaries"
        " ON dictionaries.id = dictionary_id"
    )
    assert found["zstd"] == b"dictionary"
    assert archive.counts()["dictionaries"] == 2


def test_what_a_document_said_gives_way_to_a_page(archive, tmp_path, make, answer, now) -> None:
    other = tmp_path / "other.db"
    paper = make(images=(), tags=(), author=None, extractor="document/1")
    archive.put(paper, snapshot=None, at=now + timedelta(days=9))
    with store.open(other) as second:
        second.put(make(), snapshot=second.keep(answer()), at=now)
    assert [kind for kind, _ in archive.intake.merge(other)] == [Kind.CHANGED]
    assert archive.article(make().id) == make()
    (kept,) = archive.revisions(make().id)
    assert (kept.article, kept.cause) == (paper, Cause.EXTRACTOR)


def test_who_stops_in_the_middle_leaves_what_is_whole(two) -> None:
    one, other = two
    with store.open(one) as archive:
        telling = archive.intake.merge(other)
        next(telling)
        telling.close()
        assert archive.counts()["articles"] > 0
    assert merged(one, other)
