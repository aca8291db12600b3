"""Golden pages: what each gives, byte for byte; and no era without one."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from scraper.extract import article, document
from scraper.models import Kind

HERE = Path(__file__).parent / "golden"
GOLDEN: dict[str, Any] = runpy.run_path(str(HERE / "rewrite.py"))
CASES: list[Path] = GOLDEN["cases"]()
ARTICLES = [folder for folder in CASES if (folder / "expected.json").exists()]
ERRORS = [folder for folder in CASES if (folder / "expected.txt").exists()]
LEAST = 2
"""Golden cases of each era."""


def _files(folder: Path) -> dict[str, str]:
    return {file.name: file.read_bytes().decode() for file in folder.glob("expected.*")}


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_a_golden_page_gives_what_it_gave(folder: Path) -> None:
    """Where a change is meant, run golden/rewrite.py and let a person review the difference."""
    assert GOLDEN["outcome"](folder) == _files(folder)


@pytest.mark.parametrize("folder", ARTICLES, ids=lambda folder: folder.name)
def test_a_golden_document_reads_back(folder: Path) -> None:
    text = _files(folder)["expected.md"]
    assert document.write(document.read(text)) == text


@pytest.mark.parametrize("era", article.ERAS, ids=lambda era: era.NAME)
def test_no_era_is_without_golden_cases(era: Any) -> None:
    of_era = [
        folder.name
        for folder in ARTICLES
        if json.loads(_files(folder)["expected.json"])["extractor"] == f"{era.NAME}/{era.VERSION}"
    ]
    assert len(of_era) >= LEAST


def test_every_kind_of_page_that_is_no_article_is_golden() -> None:
    kinds = {
        (folder / "expected.txt").read_text(encoding="utf-8").split(":")[0] for folder in ERRORS
    }
    wanted = (Kind.GONE, Kind.PAID, Kind.VIDEO, Kind.HOLLOW, Kind.NOT_ARTICLE, Kind.UNREADABLE)
    assert kinds == set(wanted)


def test_the_classic_pages_are_in_the_charsets_they_tell_of() -> None:
    raw = (HERE / "classic-gb18030" / "page.html").read_bytes()
    assert "镕" in raw.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("gb2312")
    assert b"gb2312" in (HERE / "classic-utf8" / "page.html").read_bytes()


def test_rewriting_changes_nothing_that_is_right(tmp_path: Path) -> None:
    for folder in CASES:
        copy = tmp_path / folder.name
        copy.mkdir()
        for file in folder.iterdir():
            (copy / file.name).write_bytes(file.read_bytes())
    names = {**GOLDEN["main"].__globals__}
    GOLDEN["main"].__globals__["HERE"] = tmp_path
    try:
        GOLDEN["main"]()
    finally:
        GOLDEN["main"].__globals__["HERE"] = names["HERE"]
    for folder in CASES:
        assert _files(tmp_path / folder.name) == _files(folder)


def test_the_page_on_the_site_names_every_era_and_every_golden_page() -> None:
    written = (Path(__file__).parents[2] / "docs" / "site.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\n]+)`", written))
    assert {folder.name for folder in CASES} <= named
    for era in article.ERAS:
        file = str(era.__name__).rpartition(".")[2]
        bodies = (era.BODY,) if isinstance(era.BODY, str) else era.BODY
        assert {era.NAME, f"{file}.py", *bodies} <= named
        row = next(line for line in written.splitlines() if line.startswith(f"| `{era.NAME}`"))
        assert era.VALID_FROM in row
        assert (era.VALID_UNTIL or "from") in row
