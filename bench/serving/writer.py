"""A crawl that stores article after article while others read.

    python writer.py ARCHIVE FIRST PER_SECOND

Each article is kept, put and visited as a crawl does it, so many a second, the first one under the
number FIRST, until standard input ends. Then a line says how many there were, and the slowest.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scraper.archive import store
from scraper.dates import BEIJING
from scraper.discover.dictionary import builtin
from scraper.hall import mentions
from scraper.models import Fetched, Hint, Kind, Link
from scraper.urls import read
from serving import archive as made
from serving.server import pinned

SIZE = 60_000
"""Bytes of a page, most of it script, as the site's are."""


def write(path: Path, first: int, pace: float) -> str:
    """Store until standard input ends; what to say of it."""
    known, number, slowest = builtin(), first, 0.0
    with store.open(path) as archive:
        run = archive.start("crawl", datetime.now(BEIJING))
        while not select.select([sys.stdin], [], [], 1 / pace)[0]:
            start = time.perf_counter()
            at = datetime.now(BEIJING).replace(microsecond=0)
            one = made.article(number, at, "new")
            link = Link(address=read(one.url), source="ai", hint=Hint(), reason="AI")
            body = f"<html>{one.body}<script>{os.urandom(SIZE // 2).hex()}</script></html>"
            fetched = Fetched(
                asked=one.url, url=one.url, status=200, headers=(), body=body.encode(), at=at
            )
            snapshot = archive.came(link, fetched, run)
            named = mentions(known, one.title, one.body)
            about = {"snapshot": snapshot, "at": at}
            archive.put(one, **about, source="ai", reason="AI", mentions=named)
            due = at + timedelta(days=1)
            archive.visited(one.url, Kind.NEW, **about, run=run, due_at=due, link=link)
            slowest = max(slowest, time.perf_counter() - start)
            number += 1
        archive.finish(run, datetime.now(BEIJING), {"new": number - first})
    return f"{number - first} articles written meanwhile, the slowest took {slowest * 1e3:.0f} ms"


@contextmanager
def writing(
    path: Path, first: int, pace: float = 1.0, cores: set[int] | None = None
) -> Iterator[list[str]]:
    """A writer beside what happens in the block; what it said is in the list afterwards."""
    command = [sys.executable, __file__, str(path), str(first), str(pace)]
    process = pinned(command, cores, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    said: list[str] = []
    try:
        yield said
    finally:
        answer, _ = process.communicate()
        said.append(answer.decode().strip() or f"the writer ended with {process.returncode}")


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
