"""A number → an archive of so many made-up articles, made once for all measurements of a day.

It stands in ``.bench`` at the root of the repository, which git does not know, and is made anew
after half a day, so that what it holds is news. SQLite itself makes the rows, table by table, with
the indexes after them: a million articles take about a minute. There are few different texts, each
too short to be told from another's by its pieces, so that each article tells its own story; what
copies are found by (`sketches`) is made up, as much of it as texts of the usual length give.
About `PER_DAY` are of one day, the newest is of the hour in which it was made. Every article has
a link, an answer, a visit and an image; one of ten was changed, one of fifty is gone.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import corpus

from scraper import match, zstd
from scraper.archive import cells, functions, mentions, schema, store
from scraper.archive.connection import Database
from scraper.dates import BEIJING
from scraper.discover.dictionary import builtin
from scraper.hall import mentions as named

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".bench"
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
"""Where this is set Python compiles all modules anew in each process: not what anyone has."""
FRESH = 12 * 3600
"""Seconds for which an archive is of today."""
PER_DAY = 150
"""Articles of a day, and of a run of the day an eighth: ten thousand are longer than a verdict
looks back, so that no archive is spared what a larger one has."""
RUNS = 8
SOURCES = ("ai", "tech", "hot")
TEXTS = 1009
"""Different texts, a prime: no source, day or change has the same ones again and again."""
LETTERS = 46
"""Letters of a body: below `similar.LEAST`, so that it is no copy of any other."""
HASHES = 32
PAGE = b"<!DOCTYPE html><title>made up</title>"
HINT = '{"title": "made up"}'

PRAGMAS = (
    "synchronous = OFF",
    "foreign_keys = OFF",
    "journal_mode = OFF",
    "cache_size = -400000",
    "temp_store = MEMORY",
)
ROWS = """
    -- the site's id, a time of its own, and one of the texts
    CREATE TEMP TABLE made AS
    WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < :last),
    timed AS (SELECT n, :now - (:last - n) * 86400 / :per_day + 8 * 3600 AS at FROM counted)
    SELECT n + 1 AS number, n % :texts AS text,
      strftime('%Y%m%dA', at, 'unixepoch') || printf('%05d00', n % 100000) AS id,
      strftime('%Y-%m-%dT%H:%M:%S+08:00', at, 'unixepoch') AS at,
      strftime('%Y-%m-%dT%H:%M:%S+08:00', at + 7 * 60, 'unixepoch') AS seen,
      strftime('%Y-%m-%dT%H:%M:%S+08:00', at + 5 * 3600, 'unixepoch') AS later,
      n * :runs / :per_day + 1 AS run,
      substr('ai  techhot ', 1 + 4 * (n % 3), 4) AS padded
    FROM timed
"""
FILLED = (
    """
    INSERT INTO snapshots (id, asked, url, status, headers, fetched_at, sha256, run_id)
    SELECT number, 'https://news.qq.com/rain/a/' || id, 'https://news.qq.com/rain/a/' || id, 200,
      '[]', seen, :page, run FROM made
    """,
    """
    INSERT INTO articles (number, id, source_url, title, published, author, summary, thumbnail,
      body, videos, tags, category, lang, paid, extractor, revision, first_seen, last_seen,
      changed_at, gone_at, source, reason, snapshot_id, content_sha256, story_id)
    SELECT number, id, 'https://news.qq.com/rain/a/' || id, title, at, author, '', NULL, body, '[]',
      '["AI"]', '科技', 'zh-CN', 0, 'qq-origin/1', iif(number % 10, 1, 2), seen, seen,
      iif(number % 10, NULL, later), iif(number % 50, NULL, later), trim(padded), '人工智能',
      number, content, id FROM made JOIN texts USING (text) ORDER BY number
    """,
    """
    INSERT INTO revisions (article_id, number, title, body, changed, extractor, stored_at,
      snapshot_id, replaced_at, cause, kinds)
    SELECT id, 1, title || '？', body, '{}', 'qq-origin/1', seen, number, later, 'site',
      '["headline"]' FROM made JOIN texts USING (text) WHERE number % 10 = 0 ORDER BY number
    """,
    """
    INSERT INTO images (article_id, position, url, width, height)
    SELECT id, 0, 'https://inews.gtimg.com/om_bt/' || text || '/641', 641, 360 FROM made
    ORDER BY number
    """,
    """
    INSERT INTO links (source_url, id, fetch_url, certain, source, hint, reason, discovered_at,
      kind, tries, due_at)
    SELECT 'https://news.qq.com/rain/a/' || id, id, 'https://news.qq.com/rain/a/' || id, 1,
      trim(padded), :hint, '人工智能', at, 'new', 0, iif(seen > :recent, :due, NULL)
    FROM made ORDER BY number
    """,
    """
    INSERT INTO visits (id, source_url, run_id, at, kind, reason, snapshot_id, era, chars, fields)
    SELECT number, 'https://news.qq.com/rain/a/' || id, run, seen, 'new', '', number,
      'qq-origin/1', 900, '["author", "images", "published"]' FROM made ORDER BY number
    """,
    """
    INSERT INTO mentions (article_id, entity, count, in_title)
    SELECT id, entity, count, in_title FROM made JOIN told USING (text) ORDER BY id, entity
    """,
    "INSERT INTO title_index (rowid, terms) SELECT number, titles FROM made JOIN texts USING (text)"
    " ORDER BY number",
    "INSERT INTO text_index (rowid, terms) SELECT number, terms FROM made JOIN texts USING (text)"
    " ORDER BY number",
    """
    INSERT INTO blocks SELECT number / 1024, min(at), max(at) FROM made GROUP BY number / 1024
    """,
    # in the order of the table, all over the place as hashes are; 48,271 visits every article
    """
    WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < :hashes)
    INSERT INTO sketches SELECT n * 429496729 / (:hashes + 1), 1 + n * 48271 % (:last + 1)
    FROM counted
    """,
)


def archive(count: int, named: Path | None = None) -> Path:
    """The archive of so many articles in a folder, made where there is none of today.

    It is for all: whoever writes asks for a copy (`copied`).
    """
    place = folder(named)
    path, mark = place / f"{count}.db", place / f"{count}.json"
    known = json.loads(mark.read_text()) if mark.exists() and path.exists() else {}
    rule = sha256(Path(__file__).read_bytes() + schema.tables(schema.VERSION).encode()).hexdigest()
    if known.get("rule") == rule and 0 <= time.time() - known["at"] < FRESH:
        return path
    for old in (mark, path, *place.glob(f"{path.name}-*")):
        old.unlink(missing_ok=True)
    start = time.perf_counter()
    make(path, count)
    seconds = time.perf_counter() - start
    print(
        f"({path.name}: made in {seconds:.0f} s, {path.stat().st_size / 1e6:,.0f} MB)", flush=True
    )
    mark.write_text(json.dumps({"rule": rule, "at": time.time(), "seconds": seconds}))
    return path


def folder(named: Path | None = None) -> Path:
    """The folder of what all measurements share, made where it is not there."""
    place = named or FOLDER
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def copied(count: int, named: Path | None = None) -> Iterator[Path]:
    """A folder with a copy of the archive as ``archive.db``, which may be written to."""
    made = archive(count, named)
    place = made.with_name(f"copy-{count}")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        shutil.copyfile(made, place / "archive.db")
        yield place
    finally:
        shutil.rmtree(place)


def make(path: Path, count: int) -> None:
    """Make the archive; what a thing refers to is there before it, and nobody looks."""
    now = datetime.now(BEIJING).replace(microsecond=0)
    with store.open(path) as made:
        db = made._db
        for pragma in PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
        with made.together():
            _bare(db)
            _ground(db, now, count)
            values = _values(now, count)
            db.conn.execute(ROWS, values)
            for sql in FILLED:
                db.conn.execute(sql, {**values, "hashes": count * HASHES - 1})
            for name in ("title_index", "text_index"):  # else the next writer would have to merge
                db.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
            _dress(db)
            known = {"dictionary": builtin().digest, "matched": count, "whole": True}
            mentions.write(db, known)
    store.open(path).close()  # which writes ahead again


def _values(now: datetime, count: int) -> dict[str, Any]:
    return {
        "last": count - 1,
        "now": int(now.timestamp()),
        "per_day": PER_DAY,
        "runs": RUNS,
        "texts": TEXTS,
        "page": sha256(PAGE).hexdigest(),
        "hint": HINT,
        "recent": cells.stamp(now - timedelta(days=30)),
        "due": cells.stamp(now + timedelta(days=20)),
    }


def _bare(db: Database) -> None:
    """Without the triggers, and the indexes but those of keys: both come when all is there."""
    for sort in ("trigger", "index"):
        found = db.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL", [sort]
        ).fetchall()
        db.execute(f"CREATE TEMP TABLE {sort}s (sql TEXT)")
        db.conn.executemany(f"INSERT INTO {sort}s VALUES (?)", [(sql,) for _, sql in found])
        for name, _ in found:
            db.execute(f"DROP {sort} {name}")


def _dress(db: Database) -> None:
    """The indexes and triggers again."""
    for sort in ("index", "trigger"):
        for (sql,) in db.execute(f"SELECT sql FROM {sort}s").fetchall():
            db.execute(sql)


def _ground(db: Database, now: datetime, count: int) -> None:
    """Texts with their words, whom they name, and what is not about any article."""
    db.execute(
        "CREATE TEMP TABLE texts (text INTEGER PRIMARY KEY, title, author, body, content, titles,"
        " terms)"
    )
    db.execute("CREATE TEMP TABLE told (text, entity, count, in_title)")
    known = builtin()
    for one in match._rows(known):
        db.table("entities").insert(one | {"aliases": cells.dump(one["aliases"])})
    chance, words = random.Random("shelf"), corpus.vocabulary(1)
    for number in range(TEXTS):
        title = corpus.title(words, chance)
        body = "".join(filter(str.isalnum, corpus.body(words, chance)))[:LETTERS]
        sums = functions.content_sha256(body)
        terms = (functions.title_terms(title), functions.text_terms(title, body))
        row = [number, title, chance.choice(corpus.AUTHORS), body, sums, *terms]
        db.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        for one in named(known, title, body):
            told = [number, one.entity, one.count, one.in_title]
            db.execute("INSERT INTO told VALUES (?, ?, ?, ?)", told)
    db.execute("CREATE INDEX temp.told_text ON told (text)")
    packed = [sha256(PAGE).hexdigest(), len(PAGE), zstd.compress(PAGE)]
    db.execute("INSERT INTO contents (sha256, size, zstd) VALUES (?, ?, ?)", packed)
    _runs(db, now, count * RUNS // PER_DAY + 1)


def _runs(db: Database, now: datetime, total: int) -> None:
    """Runs that asked all sources, each with a verdict that all was well."""
    db.conn.executemany(
        "INSERT INTO sources (name, kind, first_run, last_run) VALUES (?, 'channel', 1, ?)",
        [(name, total) for name in SOURCES],
    )
    times = [
        (n, cells.stamp(now - timedelta(days=(total - n) / RUNS))) for n in range(1, total + 1)
    ]
    told = '{"new": 19, "same": 12}'
    db.conn.executemany(
        "INSERT INTO runs (id, command, started_at, finished_at, counts)"
        " VALUES (?, 'crawl', ?, ?, ?)",
        [(number, at, at, told) for number, at in times],
    )
    db.conn.executemany(
        "INSERT INTO surveys (run_id, source, at, new, known, off_topic)"
        " VALUES (?, ?, ?, 6, 30, 20)",
        [(number, name, at) for number, at in times for name in SOURCES],
    )
    db.conn.executemany("INSERT INTO verdicts VALUES (?, ?, 'ok', '[]')", times)
