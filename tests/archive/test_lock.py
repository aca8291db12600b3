"""One run at a time: the lock beside the archive."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.archive import lock, store
from scraper.dates import BEIJING
from scraper.errors import ArchiveError, BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2026, 11, 24, 10, 7, 30, tzinfo=BEIJING)
HOLDER = """
import subprocess, sys, time
from datetime import datetime
from scraper.archive import lock
with lock.hold(sys.argv[1], "crawl", datetime.fromisoformat("2026-11-24T10:07:30+08:00")):
    child = subprocess.Popen(["sleep", "60"], stdout=-3) if len(sys.argv) > 2 else None
    print(child.pid if child else 0, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is told to end."""
    process = start(path)
    yield process
    process.kill()
    process.communicate()


def start(path: Path, *more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.said = process.stdout.readline()  # type: ignore[attr-defined]
    return process


def test_a_second_run_is_told_who_is_at_work(path, holder):
    said = f"another run is at work on {path}: crawl, pid {holder.pid}, since 2026-11-24 10:07;"
    with pytest.raises(BusyError) as caught, lock.hold(path, "import", AT):
        pass
    assert str(caught.value) == f"{said} wait for it or stop it"
    assert lock.holder(path) == f"crawl, pid {holder.pid}, since 2026-11-24 10:07"


def test_it_is_free_when_the_first_run_ends(path, holder):
    holder.communicate("\n")
    assert lock.holder(path) is None
    assert lock.place(path).read_bytes() == b""
    with lock.hold(path, "import", AT):
        assert lock.holder(path) == f"import, pid {os.getpid()}, since 2026-11-24 10:07"


def test_it_is_free_when_the_first_run_is_killed(path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert lock.place(path).read_text().startswith("crawl, pid ")
    assert lock.holder(path) is None
    with lock.hold(path, "crawl", AT):
        pass


def test_a_program_started_by_a_killed_run_does_not_hold_it(path):
    process = start(path, "child")
    process.kill()
    process.wait()
    try:
        with lock.hold(path, "crawl", AT):
            pass
    finally:
        os.kill(int(process.said), signal.SIGKILL)
        process.communicate()


def test_a_fault_inside_frees_it(path):
    with pytest.raises(ZeroDivisionError), lock.hold(path, "crawl", AT):
        _ = 1 / 0
    with lock.hold(path, "crawl", AT):
        pass


def test_the_same_process_has_it_once(path):
    with lock.hold(path, "crawl", AT), pytest.raises(BusyError), lock.hold(path, "crawl", AT):
        pass


def test_every_way_to_the_archive_leads_to_one_lock(path, tmp_path, monkeypatch):
    store.open(path).close()
    (tmp_path / "below").mkdir()
    (tmp_path / "link.db").symlink_to(path)
    (tmp_path / "folder").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path / "below")
    ways = (
        path,
        str(path),
        "../archive.db",
        tmp_path / "link.db",
        tmp_path / "folder" / "archive.db",
    )
    with lock.hold(path, "crawl", AT):
        for way in ways:
            with pytest.raises(BusyError, match=f"pid {os.getpid()}"), lock.hold(way, "crawl", AT):
                pass


@pytest.mark.parametrize("left", [b"", b"crawl, pid 7, since 2026-11-24 09:00\n"])
def test_who_only_looks_keeps_nobody_out(path, left):
    """Neither of a new lock nor of one that a killed run left signed."""
    lock.place(path).write_bytes(left)
    with lock.place(path).open("rb") as look:
        fcntl.flock(look, fcntl.LOCK_SH)
        end = threading.Timer(0.1, fcntl.flock, [look, fcntl.LOCK_UN])
        end.start()
        with lock.hold(path, "crawl", AT):
            assert lock.holder(path) == f"crawl, pid {os.getpid()}, since 2026-11-24 10:07"
        end.join()


def test_a_link_to_an_archive_that_is_still_to_be_made(path, tmp_path):
    (tmp_path / "link.db").symlink_to(path)
    with (
        lock.hold(tmp_path / "link.db", "crawl", AT),
        pytest.raises(BusyError),
        lock.hold(path, "x", AT),
    ):
        pass
    assert lock.place(path).exists()


def test_a_lock_that_says_nothing_or_nonsense(path, holder):
    for text in (b"", b"\xff\x00\x1b[31m", b"x" * 100_000):
        lock.place(path).write_bytes(text)
        with pytest.raises(BusyError) as caught, lock.hold(path, "crawl", AT):
            pass
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 400 + len(str(path))


@pytest.mark.parametrize(
    ("below", "said"),
    [
        ("none/archive.db", "none/archive.db: its folder does not exist; make it, or choose"),
        ("file/archive.db", "file/archive.db: its folder does not exist; make it, or choose"),
        ("", "a folder; name a file in it"),
        ("n" * 255, r"\.lock: no lock can be had \(File name too long\); choose a shorter path"),
        ("taken", r"taken\.lock: no lock can be had \(Is a directory\); remove the folder"),
    ],
)
def test_where_no_lock_can_be(below, said, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "taken.lock").mkdir()
    with pytest.raises(ArchiveError, match=said) as caught, lock.hold(tmp_path / below, "c", AT):
        pass
    assert not isinstance(caught.value, BusyError)


@pytest.mark.skipif(not os.path.ismount("/proc"), reason="/proc is not mounted here")
def test_a_folder_that_takes_no_files():
    """Even root cannot write there."""
    with pytest.raises(ArchiveError, match="no lock can be had"), lock.hold("/proc/a.db", "c", AT):
        pass
