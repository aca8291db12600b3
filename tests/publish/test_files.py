"""Documents in a folder, written whole or not at all."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from scraper import urls
from scraper.archive.values import Entry
from scraper.dates import BEIJING
from scraper.errors import DocumentError
from scraper.extract import document
from scraper.models import Article
from scraper.publish import files

KEY = "20261122A01KX700"


def article(**changes: object) -> Article:
    values: dict[str, object] = {
        "id": KEY,
        "url": urls.of(KEY),
        "title": "题目",
        "body": "第一段。\n\n第二段。",
        "published": datetime(2026, 11, 22, 9, 12, 45, tzinfo=BEIJING),
    }
    return Article(**{**values, **changes})  # type: ignore[arg-type]


def entry(gone_at: datetime | None = None, **changes: object) -> Entry:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)
    return Entry(article=article(**changes), first_seen=now, last_seen=now, gone_at=gone_at)


def test_a_document_is_written_once(tmp_path: Path) -> None:
    path = files.write(tmp_path, article())
    assert path == tmp_path / f"{KEY}.zh-cn.md"
    assert path.read_bytes() == document.write(document.of(article())).encode()
    os.utime(path, (1, 1))
    assert files.write(tmp_path, article()) is None
    assert path.stat().st_mtime == 1
    assert files.write(tmp_path, article(title="另一题目")) == path
    assert document.read(path.read_text("utf-8")).title == "另一题目"
    assert os.listdir(tmp_path) == [path.name]


def test_commonmark_or_the_form_of_the_seed(tmp_path: Path) -> None:
    bold = article(body="他说**“可以。”**然后走了。")
    path = files.write(tmp_path, bold)
    assert path is not None
    before = path.read_bytes()
    assert files.write(tmp_path, bold, commonmark=True) == path
    assert path.read_bytes() != before


def test_a_folder_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert files.ready(folder) == folder
    assert files.ready(folder) == folder
    assert os.listdir(folder) == []


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_cannot_be(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(
        DocumentError, match=r"cannot be written .*; choose another folder"
    ) as error:
        files.ready(tmp_path / place)
    assert str(tmp_path / place) in str(error.value)


def test_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    files.ready(tmp_path / "link")
    assert files.write(tmp_path / "link", article()) == tmp_path / "link" / f"{KEY}.zh-cn.md"
    assert os.listdir(tmp_path / "real") == [f"{KEY}.zh-cn.md"]
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    with pytest.raises(DocumentError, match="lost: cannot be written"):
        files.ready(tmp_path / "lost")


def test_a_document_that_is_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / f"{KEY}.zh-cn.md").symlink_to(tmp_path / "mine")
    path = files.write(tmp_path, article())
    assert path
    assert not path.is_symlink()
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("form", ["missing", "cut short", "empty", "longer"])
def test_a_damaged_document_is_mended(form: str, tmp_path: Path) -> None:
    path = files.write(tmp_path, article())
    assert path
    whole = path.read_bytes()
    damaged = {"cut short": whole[:-9], "empty": b"", "longer": whole + b"x"}
    if form == "missing":
        path.unlink()
    else:
        path.write_bytes(damaged[form])
    assert list(files.export(tmp_path, [entry()])) == [path]
    assert path.read_bytes() == whole


def test_what_a_killed_run_left_is_swept_before_the_next_writes(tmp_path: Path) -> None:
    for name in (".scraper-abc.part", ".scraper-x.part", ".other.part", "scraper-.part"):
        (tmp_path / name).write_text("half")
    files.ready(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".other.part", "scraper-.part"]


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"cannot be written \(File name too long\)"):
        files.write(tmp_path, article(id="A" * 300))
    assert os.listdir(tmp_path) == []


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.zh-cn.md" / "x").mkdir(parents=True)
    with pytest.raises(DocumentError, match=f"{KEY}.zh-cn.md: cannot be written"):
        files.write(tmp_path, article())
    assert os.listdir(tmp_path) == [f"{KEY}.zh-cn.md"]


def test_export_goes_on_article_by_article(tmp_path: Path) -> None:
    articles = iter([entry(), entry(), entry(title="另一题目")])
    found = files.export(tmp_path / "out", articles)
    path = tmp_path / "out" / f"{KEY}.zh-cn.md"
    assert list(found) == [path, None, path]


def test_a_document_may_say_more_than_its_article(tmp_path: Path) -> None:
    told = {"copies": ({"title": "题"},)}
    (path,) = files.export(tmp_path, [entry()], also=lambda one: told)
    assert path is not None
    assert document.read(path.read_text("utf-8")).params == told
    assert list(files.export(tmp_path, [entry()], also=lambda one: {})) == [path]
    assert path.read_bytes() == document.write(document.of(article())).encode()


def test_the_document_of_an_article_that_is_gone_says_so(tmp_path: Path) -> None:
    gone = entry(datetime(2026, 11, 23, 8, 0, 5, tzinfo=BEIJING))
    (path,) = files.export(tmp_path, [gone])
    assert path is not None
    said = document.read(path.read_text("utf-8"))
    assert said.params == {"gone_at": "2026-11-23T08:00:05+08:00"}
    assert said.body == gone.article.body
    assert list(files.export(tmp_path, [gone, entry()])) == [None, path]
    assert document.read(path.read_text("utf-8")).params == {}
