"""What a data set costs as the archive grows: seconds, peak memory, bytes.

Run from the root of the repository: ``python bench/dataset.py [--sizes 5000 50000]``. Archives of
made-up articles (corpus.py) are filled at once; a tenth has an earlier text, so an ``--as-of``
undoes it. Each release is a process of its own, whose largest size is read at its end. Whom the
texts name is not stored: each release finds it, which is the slower way.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import corpus

from scraper.archive import cells, rows, store
from scraper.discover.dictionary import builtin
from scraper.hall import mentions
from scraper.models import Article
from scraper.publish.dataset import release, sheet

SIZES = (5_000, 50_000)
FORMS = ("parquet", "jsonl", "csv")
CHUNK = 1000
RESULTS = Path(__file__).parent / "results" / "dataset.json"
TRIGGERS = ("articles_listed", "articles_added", "articles_removed", "articles_rewritten")
DAY = timedelta(days=1)


def fill(path: Path, count: int) -> None:
    """An archive of so many articles, without the indexes of its texts."""
    with store.open(path) as archive:
        db = archive._db
        for trigger in TRIGGERS:
            db.execute(f"DROP TRIGGER {trigger}")
        db.table("contents").insert({"sha256": sha256(b"").hexdigest(), "size": 0, "zstd": b""})
        made = enumerate(corpus.articles(count), start=1)
        while chunk := list(islice(made, CHUNK)):
            with archive.together():
                db.table("snapshots").insert_all(_answer(*one) for one in chunk)
                db.table("articles").insert_all(_row(*one) for one in chunk)
                db.table("revisions").insert_all(
                    _earlier(*one) for one in chunk if one[0] % 10 == 0
                )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _answer(number: int, article: Article) -> dict[str, Any]:
    """An answer whose bytes are those of another: no data set reads them."""
    digest = sha256(b"").hexdigest()
    said = {"asked": article.url, "url": article.url, "status": 200, "headers": "[]"}
    return {"id": number, **said, "fetched_at": _at(article), "sha256": digest}


def _row(number: int, article: Article) -> dict[str, Any]:
    changed = cells.stamp(article.published + DAY) if article.published else None
    return rows.columns(rows.pack(article)) | {
        "number": number,
        "first_seen": _at(article),
        "last_seen": _at(article),
        "changed_at": changed if number % 10 == 0 else None,
        "revision": 2 if number % 10 == 0 else 1,
        "snapshot_id": number,
        "content_sha256": sha256(article.body.encode()).hexdigest(),
        "story_id": article.id,
        "source": "",
    }


def _earlier(_: int, article: Article) -> dict[str, Any]:
    assert article.published
    return {
        "article_id": article.id,
        "number": 1,
        "title": article.title,
        "body": article.body[: len(article.body) // 2],
        "changed": "{}",
        "extractor": article.extractor,
        "stored_at": _at(article),
        "replaced_at": cells.stamp(article.published + DAY),
    }


def _at(article: Article) -> str:
    assert article.published
    return cells.stamp(article.published)


def one(path: Path, form: str) -> None:
    """A release of an archive; what it cost, as JSON."""
    known, start = builtin(), time.perf_counter()
    order = release.Order(
        form=form,
        as_of=None,
        since=None,
        heads=False,
        named=partial(mentions, known),
        digest=known.digest,
        manners=sheet.Manners(robots=True, but=(), interval=1.0),
    )
    with tempfile.TemporaryDirectory() as folder, store.open(path, readonly=True) as archive:
        made = release.write(archive, Path(folder), order, lambda *_: None)
        size = sum(one.stat().st_size for one in Path(folder).iterdir())
    spent = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"articles": made.rows, "seconds": spent, "peak": peak, "bytes": size}))


def measured(sizes: list[int]) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.db"
            fill(path, size)
            for form in FORMS:
                command = [sys.executable, __file__, "--one", str(path), form]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                yield {"form": form, **json.loads(done.stdout)}
            path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--one", nargs=2, metavar=("ARCHIVE", "FORM"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(Path(asked.one[0]), asked.one[1])
        return
    found = []
    for row in measured(asked.sizes):
        found.append(row)
        print(
            f"{row['form']:<8}{row['articles']:>8} articles{row['seconds']:>8.1f} s"
            f"{1e3 * row['seconds'] / row['articles']:>7.2f} ms each{row['peak']:>7.0f} MB peak"
            f"{row['bytes'] / 1e6:>9.1f} MB written",
            flush=True,
        )
    for form in FORMS:
        first, *_, last = (one for one in found if one["form"] == form)
        grown = {
            name: last[name] / first[name] for name in ("articles", "seconds", "peak", "bytes")
        }
        print(f"{form:<8}", *(f"{name} × {value:.1f}" for name, value in grown.items()))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
