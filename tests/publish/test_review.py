"""Which documents are not what the archive says; what a run writes meanwhile is no flaw."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scraper.archive.values import Entry
from scraper.dates import BEIJING
from scraper.publish import files, review

from .test_files import KEY, article, entry


def look(folder: Path, *entries: Entry, now: Entry | None = None) -> list[str]:
    found = review.look(folder, entries, lambda one: now or one)
    return [f"{flaw.path.name}: {flaw.what}" for flaw in found]


def test_what_was_just_written_is_whole(tmp_path: Path) -> None:
    files.write(tmp_path, article())
    assert look(tmp_path, entry()) == []
    assert look(tmp_path) == []


def test_every_flaw_is_named(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.zh-cn.md").mkdir()
    (tmp_path / ".scraper-abc.part").write_text("half")
    (tmp_path / "notes.md").write_text("mine")
    assert look(tmp_path, entry(), entry(id="TEC2019021300930100")) == [
        f"{KEY}.zh-cn.md: cannot be read (Is a directory)",
        "TEC2019021300930100.zh-cn.md: is missing",
        ".scraper-abc.part: half written by a run that was killed",
    ]


def test_a_folder_that_is_not_there_is_one_flaw(tmp_path: Path) -> None:
    assert look(tmp_path / "none", entry(), entry()) == ["none: the folder is not there"]
    assert look(tmp_path / "none") == []


def test_what_a_run_changed_since_the_article_was_read_is_none(tmp_path: Path) -> None:
    files.write(tmp_path, article(title="新"))
    assert look(tmp_path, entry(title="旧"), now=entry(title="新")) == []
    assert look(tmp_path, entry(title="旧")) == [f"{KEY}.zh-cn.md: is not as the archive has it"]


def test_a_document_must_say_that_its_article_is_gone(tmp_path: Path) -> None:
    gone = entry(datetime(2026, 11, 23, tzinfo=BEIJING))
    files.write(tmp_path, article())
    assert look(tmp_path, gone) == [f"{KEY}.zh-cn.md: is not as the archive has it"]
    list(files.export(tmp_path, [gone]))
    assert look(tmp_path, gone) == []
