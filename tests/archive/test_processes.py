"""Several processes at one archive, and one that is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from scraper.archive import store

WRITER = """
import sys
from datetime import datetime
from scraper import urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.models import Article, Fetched, Kind

path, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
now = datetime(2025, 2, 12, tzinfo=BEIJING)
with store.open(path) as archive:
    for number in range(first, first + count):
        key = f"20250212A{number:05}00"
        answer = Fetched(
            asked=key, url=key, status=200, headers=(), body=key.encode() * 500, at=now
        )
        article = Article(id=key, url=urls.of(key), title=key, body=key * 500)
        snapshot = archive.keep(answer)
        assert archive.put(article, snapshot=snapshot, at=now) is Kind.NEW
        archive.visited(article.url, Kind.NEW, at=now, due_at=None, snapshot=snapshot)
        print(key, flush=True)
"""


def writer(path: Path, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(first), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def sound(path: Path) -> bool:
    conn = sqlite3.connect(path)
    try:
        faults = conn.execute("PRAGMA foreign_key_check").fetchall()
        return conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)] and not faults
    finally:
        conn.close()


def test_two_writers_lose_nothing(path):
    """They also make the archive at once: nothing is there when they begin."""
    writers = [writer(path, 0, 100), writer(path, 100, 100)]
    for one in writers:
        _, errors = one.communicate(timeout=60)
        assert (one.returncode, errors) == (0, "")
    with store.open(path, readonly=True) as archive:
        assert len(list(archive.entries())) == 200
        counts = archive.counts()
    assert counts["snapshots"] == counts["contents"] == counts["visits"] == 200
    assert sound(path)


def test_two_threads_may_have_a_store_each(path, make, now):
    def work(first: int) -> None:
        with store.open(path) as archive:
            for number in range(first, first + 100):
                archive.put(make(number), snapshot=None, at=now)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.open(path, readonly=True) as archive:
        assert archive.counts()["articles"] == 200


def test_a_reader_sees_the_last_whole_state_during_a_write(path, make, now):
    with store.open(path) as archive, store.open(path, readonly=True, timeout=0) as reader:
        archive.put(make(1), snapshot=None, at=now)
        with archive._db.writing():
            archive._db.execute("DELETE FROM articles")
            assert reader.article(make(1).url) == make(1)
        assert reader.article(make(1).url) is None


def test_what_was_said_to_be_stored_outlives_a_kill(path):
    said = []
    for first in (0, 1000, 2000):
        process = writer(path, first, 1000)
        assert process.stdout
        said += [process.stdout.readline().strip() for _ in range(15)]
        if os.name == "posix":
            process.send_signal(signal.SIGKILL)
        else:
            process.kill()
        rest, _ = process.communicate(timeout=60)
        said += [line for line in rest.splitlines() if len(line) == 16]
        with store.open(path) as archive:
            assert all(archive.article(key) for key in said)
            assert all(archive.raw(key).body == key.encode() * 500 for key in said)
        assert sound(path)
    assert len(said) >= 45
