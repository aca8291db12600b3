"""A folder with an archive and documents → what is wrong in it, and what it says to be compared."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

from scraper import disk
from scraper.archive import store
from scraper.errors import DocumentError, ScraperError
from scraper.extract import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .nest import Run

State = dict[str, Any]

_SAID = {  # what two ways to the same end must agree upon: no times, no numbers of rows
    "articles": "SELECT articles.id, source_url, title, published, author, summary, thumbnail,"
    " body, videos, tags, category, lang, paid, extractor, revision, source, articles.reason,"
    " gone_at IS NULL, content_sha256, story_id, sha256 FROM articles"
    " LEFT JOIN snapshots ON snapshots.id = snapshot_id",
    "images": "SELECT article_id, position, url, width, height, caption FROM images",
    "revisions": "SELECT article_id, number, title, body, changed, extractor, cause, kinds"
    " FROM revisions",
    "mentions": "SELECT * FROM mentions",
    "clippings": "SELECT title, body, published, article_id FROM clippings",
    "packed": "SELECT sha256, size, dictionary_id FROM contents WHERE dictionary_id > 0",
    "aliases": "SELECT form, source_url FROM aliases",
    "links": "SELECT source_url, id, fetch_url, form, certain, source, hint, reason, kind, tries,"
    " due_at IS NULL FROM links",
    "visits": "SELECT source_url, kind, reason FROM visits",
    "answers": "SELECT asked, status, sha256 FROM snapshots WHERE asked NOT LIKE '%inews.qq.com%'"
    " AND asked NOT LIKE '%i.news.qq.com%'",
    "quarantine": "SELECT source_url, kind, reason FROM quarantine",
    "unread": "SELECT source_url FROM links WHERE pending_id IS NOT NULL",
    "hosts": "SELECT host FROM hosts",
    "sources": "SELECT name, kind FROM sources",
    "version": "SELECT user_version FROM pragma_user_version",
}
_STORED = ("new", "changed", "same", "known")


def said(path: Path) -> State:
    """All that an archive says."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        return {name: sorted(map(repr, db.execute(query))) for name, query in _SAID.items()}


def documents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name."""
    return {one.name: one.read_bytes() for one in folder.iterdir()} if folder.is_dir() else {}


def unsound(path: Path) -> Iterator[str]:
    """What is wrong in an archive that a run left behind, however that ended."""
    if not path.exists() or not path.stat().st_size:
        return
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        yield from (
            f"integrity: {line}" for (line,) in _rows(db, "integrity_check") if line != "ok"
        )
        yield from (f"foreign key: {row}" for row in _rows(db, "foreign_key_check"))
    try:
        with store.open(path, readonly=True) as archive:
            found = [one for one in archive.upkeep.audit(lambda *_: None) if not one.note]
            yield from (f"check: {one.where}: {one.what}" for one in found)
    except ScraperError as error:
        if "of an older version" not in str(error):
            yield f"it cannot be read: {error}"


def broken(path: Path, run: Run) -> Iterator[str]:
    """What a run reported that the archive does not know, or knows twice."""
    if not run.killed and "Traceback" in run.err:
        yield f"it ended by a fault: {run.err.strip().splitlines()[-1]}"
    reported = [one for one in run.outcomes if one.get("kind") not in (None, "due")]
    if not reported:
        return
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        ids = {key for (key,) in db.execute("SELECT id FROM articles")}
        kinds = dict(db.execute("SELECT source_url, kind FROM links"))
        met = Counter(db.execute("SELECT source_url, run_id, kind FROM visits"))
        titles = Counter(title for (title,) in db.execute("SELECT title FROM articles"))
    for one in reported:
        if one["kind"] in _STORED and one["id"] not in ids:
            yield f"reported as {one['kind']}, but not there: {one['url']}"
        if one["kind"] not in _STORED and one["url"] in kinds and not kinds[one["url"]]:
            yield f"reported as {one['kind']}, but not remembered: {one['url']}"
    yield from (f"visited twice: {visit}" for visit, times in met.items() if times > 1)
    yield from (f"stored twice: {title}" for title, times in titles.items() if times > 1)


def half(folder: Path, whole: dict[str, set[bytes]]) -> Iterator[str]:
    """Documents that are none, or say what no whole run wrote; `whole` is what they may say."""
    for name, data in documents(folder).items():
        if name.startswith(disk.PREFIX) and name.endswith(disk.SUFFIX):
            continue
        try:
            document.read(data.decode())
        except (DocumentError, UnicodeDecodeError) as error:
            yield f"half a document: {name}: {error}"
            continue
        if data not in whole.get(name, set()):
            yield f"a document that says something else: {name}"


def differences(is_now: State, should: State) -> Iterator[str]:
    """How what was completed after a kill differs from what was never killed."""
    for name, rows in should.items():
        lost, more = Counter(rows) - Counter(is_now[name]), Counter(is_now[name]) - Counter(rows)
        yield from (f"{name}: lost {row[:200]}" for row in lost.elements())
        yield from (f"{name}: too much {row[:200]}" for row in more.elements())


def _rows(db: sqlite3.Connection, pragma: str) -> list[Any]:
    return db.execute(f"PRAGMA {pragma}").fetchall()
