"""Files into somebody's folder: what they wrote there stays, what is not chosen any more goes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.errors import DocumentError
from scraper.publish import folder
from scraper.publish.folder import JOURNAL, LIST, Folder, Tally

from .conftest import edit, tree

A, B = "content/post/a.md", "content/post/2026/b.md"


def put(root: Path, *, force: bool = False, **files: str) -> Tally:
    """A run that puts these files, by the names A and B."""
    names = {"a": A, "b": B}
    with folder.opened(root, force=force) as opened:
        for key, text in files.items():
            opened.put(names[key], text.encode())
    return opened.tally


def test_files_are_written_once(tmp_path: Path) -> None:
    assert put(tmp_path, a="一", b="二").written == 2
    before = tree(tmp_path)
    assert set(before) == {A, B, LIST}
    tally = put(tmp_path, a="一", b="二")
    assert (tally.written, tally.same, tally.removed) == (0, 2, 0)
    assert tree(tmp_path) == before


def test_the_list_is_what_sha256sum_reads(tmp_path: Path) -> None:
    put(tmp_path, a="一", b="二")
    done = subprocess.run(
        ["sha256sum", "--check", LIST], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_edited_file_stays(tmp_path: Path) -> None:
    put(tmp_path, a="一", b="二")
    edit(tmp_path / A, "我的话")
    before = tree(tmp_path)
    for text in ("一", "三", "四"):
        assert put(tmp_path, a=text, b="二").kept == [A]
    assert tree(tmp_path) == before
    assert put(tmp_path, a="五", b="二", force=True).written == 1
    assert (tmp_path / A).read_text("utf-8") == "五"
    assert put(tmp_path, a="六", b="二").written == 1


def test_an_edit_undone_is_no_edit(tmp_path: Path) -> None:
    put(tmp_path, a="一")
    edit(tmp_path / A, "我的话")
    assert put(tmp_path, a="二").kept == [A]
    (tmp_path / A).write_text("一", encoding="utf-8")
    assert put(tmp_path, a="二").written == 1


def test_a_file_of_somebody_elses_stays(tmp_path: Path) -> None:
    (tmp_path / A).parent.mkdir(parents=True)
    (tmp_path / A).write_text("先到", encoding="utf-8")
    assert put(tmp_path, a="一").kept == [A]
    assert put(tmp_path).kept == []
    assert (tmp_path / A).read_text("utf-8") == "先到"


def test_what_is_not_chosen_is_removed_unless_edited(tmp_path: Path) -> None:
    put(tmp_path, a="一", b="二")
    edit(tmp_path / A, "我的话")
    tally = put(tmp_path)
    assert (tally.removed, tally.kept) == (1, [A])
    assert (tmp_path / A).exists()
    assert not (tmp_path / B).parent.exists()
    assert put(tmp_path).kept == []  # it is theirs now


def test_a_removed_file_is_written_again(tmp_path: Path) -> None:
    put(tmp_path, a="一")
    (tmp_path / A).unlink()
    assert put(tmp_path, a="一").written == 1


def stopped(root: Path) -> None:
    """A run that is interrupted after its first file."""
    with folder.opened(root) as opened:
        opened.put(A, "新".encode())
        raise KeyboardInterrupt


def test_a_run_that_fails_removes_nothing_and_the_next_goes_on(tmp_path: Path) -> None:
    put(tmp_path, a="一", b="二")
    with pytest.raises(KeyboardInterrupt):
        stopped(tmp_path)
    assert (tmp_path / B).exists()
    assert put(tmp_path, a="更新", b="二").written == 1  # the one half done was ours
    assert not (tmp_path / JOURNAL).exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from scraper.publish import folder
with folder.opened(Path(sys.argv[1])) as opened:
    for number in range(1000):
        opened.put(f"content/{number}.md", f"{sys.argv[2]} {number}".encode())
        if number == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("place", [0, 7, 400])
def test_a_run_that_is_killed_loses_nothing_and_takes_nothing_for_edited(
    tmp_path: Path, place: int
) -> None:
    run = [sys.executable, "-c", KILLED, str(tmp_path)]
    assert subprocess.run([*run, "一", "5000"], check=False).returncode == 0
    edit(tmp_path / "content/3.md", "我的话")
    assert subprocess.run([*run, "二", str(place)], check=False).returncode == -9
    (tmp_path / "content" / ".scraper-left.part").write_bytes(b"half")
    with folder.opened(tmp_path) as opened:
        for number in range(1000):
            opened.put(f"content/{number}.md", f"三 {number}".encode())
    assert opened.tally.kept == ["content/3.md"]
    assert opened.tally.written == 999
    assert not [*tmp_path.rglob("*.part"), *tmp_path.rglob(JOURNAL)]


def test_an_empty_file_is_nobodys_work(tmp_path: Path) -> None:
    put(tmp_path, a="一")
    (tmp_path / A).write_bytes(b"")  # as a power cut leaves it
    assert put(tmp_path, a="二").written == 1


def test_names_that_a_disk_without_case_takes_for_one_are_refused(tmp_path: Path) -> None:
    with folder.opened(tmp_path) as opened:
        opened.put("content/A.md", b"1")
        with pytest.raises(DocumentError, match="without case"):
            opened.put("content/a.md", b"2")


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with (
        folder.opened(tmp_path),
        pytest.raises(DocumentError, match="another run is at work"),
        folder.opened(tmp_path),
    ):
        pass


@pytest.mark.parametrize(
    "line",
    [
        "what is this",
        f"{'0' * 64}  ../outside.md",
        f"{'0' * 64}  /etc/outside",
        f"{'0' * 64}  content/../../outside.md",
        f"{'0' * 63}  content/a.md",
    ],
)
def test_a_damaged_list_is_named_and_nothing_is_touched(tmp_path: Path, line: str) -> None:
    root = tmp_path / "site"
    put(root, a="一")
    (tmp_path / "outside.md").write_text("mine", encoding="utf-8")
    with (root / LIST).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    before = tree(tmp_path)
    with pytest.raises(DocumentError, match=r"\.scraper\.sha256: line 2 is none of ours"):
        put(root)
    assert tree(tmp_path) == before


def test_an_image_of_the_same_size_is_not_read_again(tmp_path: Path) -> None:
    def never() -> bytes:
        raise AssertionError

    for read in (lambda: b"GIF", never):
        with folder.opened(tmp_path) as opened:
            opened.picture("static/images/x.gif", "0" * 64, 3, read)
    assert opened.tally.same == 1


def test_an_image_that_is_gone_is_left_out(tmp_path: Path) -> None:
    with folder.opened(tmp_path) as opened:
        opened.picture("static/images/x.gif", "0" * 64, 3, lambda: None)
    assert tree(tmp_path).keys() <= {LIST}


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DocumentError, match=str(tmp_path)):
        put(tmp_path, a="一")
    tmp_path.chmod(0o700)


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(DocumentError, match="x"):
        put(tmp_path / "x", a="一")


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / A).mkdir(parents=True)
    with pytest.raises(DocumentError, match=r"a\.md"):
        put(tmp_path, a="一")


def test_who_asks_how_many_are_ours(tmp_path: Path) -> None:
    assert folder.ours(tmp_path) == 0
    put(tmp_path, a="一", b="二")
    assert folder.ours(tmp_path) == 2
    assert isinstance(Folder(tmp_path, force=False).tally, Tally)
