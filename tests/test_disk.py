"""Files that are whole or not there."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scraper import disk

WRITER = """
import sys
from pathlib import Path
from scraper import disk
with disk.part(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print(file.name, flush=True)
    sys.stdin.readline()
"""


def writer(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """Another process in the middle of writing a file, and the file."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_a_file_appears_whole_and_readable(tmp_path):
    path = tmp_path / "a.md"
    with disk.part(tmp_path) as file:
        file.write(b"whole")
        (half,) = names(tmp_path)
        assert half.startswith(disk.PREFIX)
        assert half.endswith(disk.SUFFIX)
        disk.settle(file, path)
        assert names(tmp_path) == ["a.md"]
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o777 == 0o644


def test_nothing_is_left_of_one_that_was_not_settled(tmp_path):
    for error in (ZeroDivisionError, KeyboardInterrupt):
        with pytest.raises(error), disk.part(tmp_path) as file:  # noqa: PT012
            file.write(b"half")
            Path(f"{file.name}-wal").touch()
            raise error
        assert names(tmp_path) == []


def test_another_file_is_replaced_only_where_it_may_be(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"former")
    with pytest.raises(FileExistsError), disk.part(tmp_path) as file:
        disk.settle(file, path, replace=False)
    assert path.read_bytes() == b"former"
    with disk.part(tmp_path) as file:
        file.write(b"new")
        disk.settle(file, path)
    assert path.read_bytes() == b"new"
    with disk.part(tmp_path) as file:
        disk.settle(file, tmp_path / "b.md", replace=False)
    assert names(tmp_path) == ["a.md", "b.md"]


def test_a_link_is_replaced_and_not_followed(tmp_path):
    (tmp_path / "other").write_bytes(b"other")
    (tmp_path / "a.md").symlink_to(tmp_path / "other")
    disk.write(tmp_path / "a.md", b"new")
    assert (tmp_path / "other").read_bytes() == b"other"
    assert not (tmp_path / "a.md").is_symlink()


def test_what_a_killed_writer_left_is_swept(tmp_path):
    process, half = writer(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    Path(f"{half}-wal").touch()
    (tmp_path / ".other.part").touch()
    (tmp_path / "a.md.part").touch()
    assert list(disk.stale(tmp_path)) == [half]
    assert disk.sweep(tmp_path) == 1
    assert disk.sweep(tmp_path) == 0
    assert names(tmp_path) == [".other.part", "a.md.part"]
    process.communicate()


def test_what_another_process_is_writing_is_not(tmp_path):
    process, half = writer(tmp_path)
    assert disk.sweep(tmp_path) == 0
    assert half.read_bytes() == b"half"
    process.communicate("\n")
    assert names(tmp_path) == []


@pytest.mark.parametrize("sort", ["folder", "link", "fifo"])
def test_what_is_no_file_is_not_swept(tmp_path, sort):
    path = tmp_path / f"{disk.PREFIX}x{disk.SUFFIX}"
    match sort:
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to(tmp_path / "nowhere")
        case _:
            os.mkfifo(path)
    assert disk.sweep(tmp_path) == 0
    assert names(tmp_path) == [path.name]


def test_sweeping_while_many_write_disturbs_nobody(tmp_path):
    """Also in the moment between the making of a part and its lock."""
    done = threading.Event()
    faults = []

    def work(name: str) -> None:
        try:
            for number in range(150):
                disk.write(tmp_path / f"{name}-{number}", b"x" * 100)
        except OSError as error:
            faults.append(error)

    def clean() -> None:
        while not done.is_set():
            disk.sweep(tmp_path)

    sweeper = threading.Thread(target=clean)
    writers = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in (sweeper, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    sweeper.join()
    assert faults == []
    assert len(names(tmp_path)) == 450


def test_a_file_system_without_locks_or_hard_links(tmp_path, monkeypatch):
    """Its files are whole all the same; what killed writers leave there stays."""

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr(os, "link", refuse)
    disk.write(tmp_path / "a.md", b"new")
    with pytest.raises(FileExistsError), disk.part(tmp_path) as file:
        disk.settle(file, tmp_path / "a.md", replace=False)
    with disk.part(tmp_path) as file:
        disk.settle(file, tmp_path / "b.md", replace=False)
    (tmp_path / f"{disk.PREFIX}x{disk.SUFFIX}").touch()
    assert disk.sweep(tmp_path) == 0
    assert names(tmp_path) == [f"{disk.PREFIX}x{disk.SUFFIX}", "a.md", "b.md"]


def test_a_folder_that_cannot_be_synced_is_no_fault(tmp_path, monkeypatch):
    def refuse(handle: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", refuse)
    disk.sync(tmp_path)

    def fail(handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        disk.sync(tmp_path)
