"""The archive into a folder: one document an article, each the same as shown; twice is as once."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from scraper.extract import document

if TYPE_CHECKING:
    from pathlib import Path

    from .trial import Trial

KEY = "20261122A01KX700"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "a folder" / "新闻"


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {one.name: (one.stat().st_mtime_ns, one.read_bytes()) for one in folder.iterdir()}


def test_one_document_an_article(crawled: Trial, out: Path) -> None:
    done = crawled.run("export", out)
    assert (done.code, done.out, done.err) == (0, f"{out}: 22 written, 0 unchanged\n", "")
    written = state(out)
    assert set(written) == {f"{key}.zh-cn.md" for key in crawled.ids()}
    assert written.keys() == crawled.documents().keys()
    for name, (_, data) in written.items():
        assert data == crawled.documents()[name][1]
        assert document.read(data.decode()).url.endswith(name.partition(".")[0])
    for name in sorted(written)[:3]:
        shown = crawled.call("show", name.partition(".")[0])
        assert written[name][1] == shown.out.encode()


def test_a_second_time_changes_nothing(crawled: Trial, out: Path) -> None:
    crawled.call("export", out)
    before = state(out)
    done = crawled.call("export", out)
    assert done.out == f"{out}: 0 written, 22 unchanged\n"
    assert state(out) == before


def test_what_is_damaged_or_missing_is_mended(crawled: Trial, out: Path) -> None:
    crawled.call("export", out)
    before = state(out)
    (out / f"{KEY}.zh-cn.md").write_bytes(b'---\ntitle: "half')
    (out / "20261122A02M4P00.zh-cn.md").unlink()
    (out / "20261122A03T9C00.zh-cn.md").unlink()
    (out / "20261122A03T9C00.zh-cn.md").symlink_to(out / f"{KEY}.zh-cn.md")
    (out / "mine.md").write_text("mine")
    assert crawled.call("export", out).out == f"{out}: 3 written, 19 unchanged\n"
    after = state(out)
    assert after.pop("mine.md")[1] == b"mine"
    assert {name: data for name, (_, data) in after.items()} == {
        name: data for name, (_, data) in before.items()
    }
    assert not (out / "20261122A03T9C00.zh-cn.md").is_symlink()
    mended = {f"{KEY}.zh-cn.md", "20261122A02M4P00.zh-cn.md", "20261122A03T9C00.zh-cn.md"}
    assert {name for name, (time, _) in after.items() if time != before[name][0]} == mended


def test_since(crawled: Trial, out: Path) -> None:
    crawled.call("export", out, "--since", "2026-11-22")
    listed = crawled.call("list", "--json", "--since", "2026-11-22").objects
    assert set(state(out)) == {f"{one['id']}.zh-cn.md" for one in listed}
    assert 0 < len(listed) < 22


def test_a_web_server_may_read_them(crawled: Trial, out: Path) -> None:
    crawled.call("export", out, "--since", "2026-11-22")
    assert {one.stat().st_mode & 0o777 for one in out.iterdir()} == {0o644}


def test_the_emphasis_of_the_configuration(crawled: Trial, trial: Trial, out: Path) -> None:
    """show, export and crawl write the same document under every setting."""
    with contextlib.closing(sqlite3.connect(crawled.archive)) as source, trial.database() as copy:
        source.backup(copy)
    trial.configure('[documents]\nemphasis = "commonmark"')
    trial.call("export", out)
    for name, (_, data) in state(out).items():
        assert trial.call("show", name.partition(".")[0]).out.encode() == data


def test_nothing_to_export(crawled: Trial, out: Path) -> None:
    done = crawled.call("export", out, "--since", "1h")
    assert (done.code, done.out) == (0, f"{out}: 0 written, 0 unchanged\n")
    assert os.listdir(out) == []


def test_into_the_folder_of_the_crawl(crawled: Trial, tmp_path: Path) -> None:
    shutil.copytree(crawled.folder / "documents", tmp_path / "copy")
    done = crawled.call("export", tmp_path / "copy")
    assert done.out.endswith(": 0 written, 22 unchanged\n")
