"""Documents in a folder, written whole or not at all."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from scraper import urls
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


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    (tmp_path / f"{KEY}.zh-cn.md" / "x").mkdir(parents=True)
    with pytest.raises(DocumentError, match=f"{KEY}.zh-cn.md: cannot be written"):
        files.write(tmp_path, article())
    assert os.listdir(tmp_path) == [f"{KEY}.zh-cn.md"]


def test_export_goes_on_article_by_article(tmp_path: Path) -> None:
    articles = iter([article(), article(), article(title="另一题目")])
    found = files.export(tmp_path / "out", articles)
    path = tmp_path / "out" / f"{KEY}.zh-cn.md"
    assert list(found) == [path, None, path]
