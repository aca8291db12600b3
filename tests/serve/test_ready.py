"""What is slow to make: made once, anew after the archive was written to, never by two at once."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from scraper.archive import store
from scraper.dates import BEIJING
from scraper.errors import ArchiveError
from scraper.serve.kept import Answer, Kept
from scraper.serve.ready import REST, Ready
from scraper.serve.stores import Stores

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=BEIJING)


class Clock:
    """Seconds that go on when they are told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def path(tmp_path):
    with store.open(path := tmp_path / "archive.db") as archive:
        archive.start("crawl", NOW)
    return path


@pytest.fixture
def clock():
    return Clock()


def _ready(path, clock, make=lambda one, at: one.counts()["runs"], **given) -> Ready[int]:
    chosen = {"apart": 10.0, **given}
    return Ready(Stores(str(path)), make, now=lambda: NOW, monotonic=clock, **chosen)


def _write(path) -> None:
    with store.open(path) as archive:
        archive.start("crawl", NOW)


def test_the_first_is_waited_for_and_then_it_is_there(path, clock):
    ready = _ready(path, clock)
    assert ready.get() == (1, False)
    clock.seconds = 1e6
    assert ready.get() == (1, False)


def test_it_is_made_anew_after_the_archive_was_written_to(path, clock):
    ready = _ready(path, clock)
    ready.get()
    _write(path)
    assert ready.get() == (1, True)  # too soon
    clock.seconds = 11.0
    assert ready.get() in ((1, True), (2, False))  # and begins the next, which may be quick
    ready.begin().result()
    assert ready.get() == (2, False)


def test_what_took_long_rests_long(path, clock):
    made = []

    def slow(archive, at):
        clock.seconds += 5.0
        made.append(at)
        return archive.counts()["runs"]

    ready = _ready(path, clock, slow)
    ready.get()
    _write(path)
    clock.seconds = 5.0 + REST * 5.0 - 1
    assert ready.get() == (1, True)
    assert len(made) == 1


def test_what_is_too_old_is_waited_for(path, clock):
    ready = _ready(path, clock, oldest=60.0)
    ready.get()
    _write(path)
    clock.seconds = 61.0
    assert ready.get() == (2, False)


def test_what_changes_with_the_clock_does_not_last(path, clock):
    made = []
    ready = _ready(path, clock, lambda _, at: made.append(at), lasts=60.0, oldest=60.0)
    ready.get()
    clock.seconds = 59.0
    ready.get()
    assert len(made) == 1
    clock.seconds = 61.0
    ready.get()
    assert len(made) == 2


def test_another_file_is_another_archive(path, clock, tmp_path):
    ready = _ready(path, clock)
    ready.get()
    with store.open(tmp_path / "other.db") as other:
        other.start("crawl", NOW)
        other.start("crawl", NOW)
        other.start("crawl", NOW)
    (tmp_path / "other.db").replace(path)
    assert ready.get() == (3, False)


def test_many_who_ask_at_once_wait_for_one(path, clock):
    made, go = [], threading.Event()

    def make(archive, at):
        go.wait(10)
        made.append(at)
        return archive.counts()["runs"]

    ready = _ready(path, clock, make)
    found = []
    threads = [threading.Thread(target=lambda: found.append(ready.get())) for _ in range(8)]
    for one in threads:
        one.start()
    go.set()
    for one in threads:
        one.join(10)
    assert found == [(1, False)] * 8
    assert len(made) == 1


def test_a_fault_is_told_to_who_waits_and_tried_again(path, clock):
    faults = [ArchiveError("locked")]

    def make(archive, at):
        if faults:
            raise faults.pop()
        return archive.counts()["runs"]

    ready = _ready(path, clock, make)
    with pytest.raises(ArchiveError, match="locked"):
        ready.get()
    assert ready.get() == (1, False)


def test_a_late_answer_is_kept_for_as_long_as_it_is_good_though_nothing_was_written():
    kept: Kept[str] = Kept()
    late = Answer(status=200, type="", body=b"", etag="", good=5.0, late=True)
    kept.put("a", (1, 1), late)
    assert kept.get("a", (1, 1), 4.0) is late
    assert kept.get("a", (1, 2), 4.0) is late
    assert kept.get("a", (1, 1), 6.0) is None
