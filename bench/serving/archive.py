"""A number → an archive of so many made-up articles in which no page of a browser is empty.

The newest is of this hour, and about `corpus.PER_DAY` are of one day. A twelfth are copies, a tenth
were changed by the site, a fiftieth is gone, all have images and an abstract; there are runs with
visits, lists, verdicts, hosts that failed, a quarantine and kept images. The texts are made, read
for their words and for whom they name by as many processes as there are cores.
"""

from __future__ import annotations

import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import corpus
from PIL import Image

from scraper import match, urls, zstd
from scraper.archive import cells, functions, mentions, rows, schema, store
from scraper.archive.connection import Database
from scraper.dates import BEIJING
from scraper.discover.dictionary import builtin
from scraper.hall import mentions as named
from scraper.models import Article

CHUNK = 500
COPIES, EDITED, GONE, SPOILT = 12, 10, 50, 400
"""One article of so many is a copy, was changed, is gone; one page more could not be believed."""
RUNS = 8
"""Runs of a day."""
PICTURES = 200
SOURCES = {"ai": "channel", "tech": "channel", "hot": "hot"}
ERAS = ("qq-origin/1", "qq-rendered/1", "qq-cms/1")
KINDS = ('["headline", "rewording"]', '["number"]', '["appended"]', '["removed"]', '["correction"]')
TRIGGERS = ("articles_listed", "articles_added", "articles_removed", "articles_rewritten")
PAGE = b"<!DOCTYPE html><title>made up</title>"

Rows = dict[str, list[dict[str, Any]]]
"""Table → its new rows."""


def make(path: Path, count: int, now: datetime | None = None) -> None:
    """An archive of so many articles at `path`, the newest one published at `now`."""
    now = (now or datetime.now(BEIJING)).replace(microsecond=0)
    with store.open(path) as archive:
        db = archive._db
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA foreign_keys = OFF")  # what refers to what comes in any order
        for trigger in TRIGGERS:
            db.execute(f"DROP TRIGGER {trigger}")
        with archive.together():
            _add(db, _ground(now, count))
        with ProcessPoolExecutor() as pool:
            starts = range(0, count, CHUNK)
            for made, terms in pool.map(_chunk, starts, [count] * len(starts), [now] * len(starts)):
                with archive.together():
                    _add(db, made)
                    for name, found in terms.items():
                        sql = f"INSERT INTO {name} (rowid, terms) VALUES (?, ?)"
                        db.conn.executemany(sql, found)
        with archive.together():
            _close(db)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def article(number: int, at: datetime, seed: str = "") -> Article:
    """A made-up article of this number and time, always the same."""
    chance = random.Random(f"article {seed} {number}")
    words = _words()
    body = corpus.body(words, chance)
    image = f"https://inews.gtimg.com/om_bt/Thumb{number % (10 * PICTURES)}/641"
    return Article(
        id=(key := f"{at:%Y%m%d}A{number % 100_000:05}00"),
        url=urls.of(key),
        title=corpus.title(words, chance),
        body=f"{body}\n\n![图片]({image})",
        published=at,
        author=chance.choice(corpus.AUTHORS),
        summary=body[:120].replace("\n", " "),
        thumbnail=image,
        tags=("AI", chance.choice(corpus.TOPIC)),
        category="科技",
        extractor=ERAS[0 if number % 5 else 1],
    )


@cache
def _words() -> corpus.Vocabulary:
    return corpus.vocabulary(1)


def _time(number: int, count: int, now: datetime) -> datetime:
    return now - timedelta(seconds=(count - 1 - number) * 86400 // corpus.PER_DAY)


def _chunk(start: int, count: int, now: datetime) -> tuple[Rows, dict[str, list[tuple[int, str]]]]:
    """The rows of some articles, and the words of each for the indexes."""
    known = builtin()
    made: Rows = {}
    terms: dict[str, list[tuple[int, str]]] = {"title_index": [], "text_index": []}
    heads: list[dict[str, Any]] = []
    for number in range(start, min(start + CHUNK, count)):
        at = _time(number, count, now)
        row = _row(number, at, article(number, at))
        if number % COPIES == 0 and heads:
            told = heads[-1 - number % len(heads[-100:])]
            same = ("title", "body", "summary", "story_id", "content_sha256")
            row |= {name: told[name] for name in same}
        else:
            heads.append(row)
        for table, one in _about(number, at, row):
            made.setdefault(table, []).append(one)
        for one in named(known, row["title"], row["body"]):
            told_of = {"entity": one.entity, "count": one.count, "in_title": one.in_title}
            made.setdefault("mentions", []).append({"article_id": row["id"], **told_of})
        title, body = row["title"], row["body"]
        terms["title_index"].append((number + 1, functions.title_terms(title)))
        terms["text_index"].append((number + 1, functions.text_terms(title, body)))
    return made, terms


def _row(number: int, at: datetime, one: Article) -> dict[str, Any]:
    """The row of an article that was found a few minutes after it was published."""
    seen = cells.stamp(at + timedelta(minutes=number % 20))
    edited = number % EDITED == 0
    return rows.columns(rows.pack(one)) | {
        "number": number + 1,
        "first_seen": seen,
        "last_seen": seen,
        "revision": 2 if edited else 1,
        "changed_at": cells.stamp(at + timedelta(hours=5)) if edited else None,
        "gone_at": cells.stamp(at + timedelta(days=1)) if number % GONE == 0 else None,
        "snapshot_id": number + 1,
        "content_sha256": sha256(one.body.encode()).hexdigest(),  # not of its letters: quicker
        "story_id": one.id,
        "source": [*SOURCES][number % len(SOURCES)],
        "reason": "人工智能",
    }


def _about(number: int, at: datetime, row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of all tables that have something of an article, whose own is `row`."""
    seen = row["first_seen"]
    yield "snapshots", _answer(number + 1, row["source_url"], seen)
    yield "articles", row
    yield "links", _link(row["source_url"], row["id"], row["source"], seen, "new")
    came = {"source_url": row["source_url"], "snapshot_id": number + 1, "era": row["extractor"]}
    size = {"chars": len(row["body"]), "fields": '["author", "published", "images"]'}
    again = cells.stamp(at + timedelta(days=1))
    for kind, when in (("new", seen), ("gone" if row["gone_at"] else "same", again)):
        run = number * RUNS // corpus.PER_DAY + 1
        yield "visits", {**came, **size, "kind": kind, "at": when, "reason": "", "run_id": run}
    if row["changed_at"]:
        yield "revisions", _earlier(number, row)


def _answer(number: int, url: str, at: str) -> dict[str, Any]:
    """An answer whose bytes are those of all others."""
    said = {"asked": url, "url": url, "status": 200, "headers": "[]", "fetched_at": at}
    return {"id": number, **said, "sha256": sha256(PAGE).hexdigest()}


def _link(url: str, key: str, source: str, at: str, kind: str) -> dict[str, Any]:
    known = {"source_url": url, "id": key, "fetch_url": url, "certain": 1, "source": source}
    return {**known, "hint": "{}", "reason": "", "discovered_at": at, "kind": kind, "tries": 0}


def _earlier(number: int, row: dict[str, Any]) -> dict[str, Any]:
    parts = row["body"].split("\n\n")
    return {
        "article_id": row["id"],
        "number": 1,
        "title": row["title"][:-2] + "了吗" if number % 3 == 0 else row["title"],
        "body": "\n\n".join([parts[0].replace("的", "之"), *parts[2:]]),
        "changed": "{}",
        "extractor": row["extractor"],
        "stored_at": row["first_seen"],
        "replaced_at": row["changed_at"],
        "kinds": KINDS[number // EDITED % len(KINDS)],
    }


def _ground(now: datetime, count: int) -> Rows:
    """What articles refer to, and what is not about any of them."""
    body = {"sha256": sha256(PAGE).hexdigest(), "size": len(PAGE), "zstd": zstd.compress(PAGE)}
    made: Rows = {"contents": [body], "sources": [], "surveys": [], "verdicts": []}
    known = match._rows(builtin())
    made["entities"] = [one | {"aliases": cells.dump(one["aliases"])} for one in known]
    total = count * RUNS // corpus.PER_DAY + 1
    made["runs"] = [_run(one, total, now) for one in range(1, total + 1)]
    for name, kind in SOURCES.items():
        made["sources"].append({"name": name, "kind": kind, "first_run": 1, "last_run": total})
    for run in made["runs"]:
        at = run["started_at"]
        counts = {"new": 11, "known": 30, "off_topic": 20, "at": at, "run_id": run["id"]}
        made["surveys"] += [{"source": name, **counts} for name in SOURCES]
        made["verdicts"].append(_verdict(run["id"], at))
    refused = {"kind": "busy", "reason": "HTTP 503", "failures": 3, "failed_at": cells.stamp(now)}
    made["hosts"] = [{"host": "xw.qq.com", **refused, "left_until": None}]
    for table, one in _spoilt(now, count):
        made.setdefault(table, []).append(one)
    for number in range(PICTURES):
        picture, mirror = _picture(number, now)
        made.setdefault("pictures", []).append(picture)
        made.setdefault("mirrors", []).append(mirror)
    return made


def _run(number: int, total: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(days=(total - number) / RUNS)
    told = json.dumps({"new": 30, "same": 12, "gone": 1, "hollow": number % 3})
    end = cells.stamp(at + timedelta(minutes=4))
    begun = {"id": number, "command": "crawl", "started_at": cells.stamp(at)}
    return {**begun, "finished_at": end, "counts": told}


def _verdict(run: int, at: str) -> dict[str, Any]:
    level = "alarm" if run % 40 == 0 else "watch" if run % 9 == 0 else "ok"
    text = "hollow: 9 of 30 pages had no text, usually 1 of 100"
    why = {"level": level, "name": "hollow:qq-origin", "text": text, "url": "", "look": ""}
    return {"run_id": run, "at": at, "level": level, "reasons": json.dumps([why][: level != "ok"])}


def _spoilt(now: datetime, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pages that could not be believed."""
    for number in range(count // SPOILT):
        key = f"20200101A{number:05}00"
        url, at = urls.of(key), cells.stamp(now - timedelta(hours=number))
        snapshot = {"snapshot_id": count + 1 + number}
        yield "snapshots", _answer(count + 1 + number, url, at)
        yield "links", _link(url, key, "ai", at, "hollow")
        why = {"kind": "hollow", "reason": "no text; looked for window.DATA"}
        times = {"since": at, "last_seen": at, "extractors": " ".join(ERAS)}
        yield "quarantine", {"source_url": url, **why, **snapshot, **times}
        yield "visits", {"source_url": url, **why, **snapshot, "at": at}


def _picture(number: int, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """An image that is kept, and under which address."""
    file = io.BytesIO()
    Image.new("RGB", (320, 200), (number, 90, 255 - number)).save(file, "PNG")
    data = file.getvalue()
    digest = sha256(data).hexdigest()
    sizes = {"width": 320, "height": 200, "size": len(data), "bytes": data}
    url = f"https://inews.gtimg.com/om_bt/Thumb{number}/641"
    mirror = {"image": urls.image(url), "url": url, "sha256": digest, "asked_at": cells.stamp(now)}
    return {"sha256": digest, "type": "png", **sizes}, mirror


def _add(db: Database, made: Rows) -> None:
    """Store rows; each table's have their columns in common."""
    for table, found in made.items():
        for names, group in _alike(found).items():
            marks = ", ".join("?" * len(names))
            sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
            db.conn.executemany(sql, [[*one.values()] for one in group])


def _alike(found: list[dict[str, Any]]) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault(tuple(one), []).append(one)
    return groups


def _close(db: Database) -> None:
    """Leave the archive as all writers do: with its blocks, its triggers, and matched."""
    db.execute(
        "INSERT INTO blocks SELECT number / 1024, min(listed_at), max(listed_at) FROM articles"
        " GROUP BY number / 1024"
    )
    sql = schema.tables(3)
    for name in TRIGGERS:
        found = re.search(rf"CREATE TRIGGER {name} .*?END;", sql, re.DOTALL)
        assert found
        db.execute(found[0])
    (last,) = db.execute("SELECT max(number) FROM articles").fetchone()
    known = {"dictionary": builtin().digest, "matched": last, "whole": True}
    mentions.write(db, known)


def counted(path: Path) -> Counter[str]:
    """How many rows each table of an archive has."""
    with store.open(path, readonly=True) as archive:
        return Counter(archive.counts())
