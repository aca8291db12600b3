"""Two archives that overlap → one that is as if it had crawled it all; the other is only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scraper.archive import store
from scraper.config import Documents, Settings
from scraper.demo.site import app
from scraper.models import Kind

from ..cli.trial import Site
from ..test_crawl import AI, FETCH, HOT, KEY, TECH, URL, House

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

FOUND = {
    "titles": "SELECT count(*) FROM title_index WHERE title_index MATCH ?",
    "texts": "SELECT count(*) FROM text_index WHERE text_index MATCH ?",
}


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
        return [kind for kind, _ in archive.merge(file)]


@pytest.fixture
def house(tmp_path: Path) -> Callable[[str], House]:
    """A place of its own that crawls the same imitation."""

    def build(name: str) -> House:
        folder = tmp_path / name
        (folder / "documents").mkdir(parents=True)
        settings = Settings(
            fetch=FETCH,
            documents=Documents(dir=str(folder / "documents")),
            source=(AI, TECH, HOT),
        )
        return House(folder=folder, site=Site(app(delay=0.3)), settings=settings)

    return build


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
