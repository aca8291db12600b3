"""An article in all its languages: its documents, and that without any nothing is another."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from scraper import urls
from scraper.archive.values import Entry, Translation
from scraper.dates import BEIJING
from scraper.errors import DocumentError
from scraper.extract import document
from scraper.models import Article
from scraper.publish import files, review, tongues
from scraper.publish.tongues import Tongues

AT = datetime(2025, 2, 12, 20, 0, tzinfo=BEIJING)
KEY = "20250212A0000100"
ARTICLE = Article(id=KEY, url=urls.of(KEY), title="题目", body="正文", summary="正文", published=AT)
ENGLISH = Translation(
    lang="en", title='A "title"', summary="S", body="Body {{< x >}}", model="gpt\n9", made_at=AT
)
TAIWAN = Translation(
    lang="zh-TW", title="題目", summary="正", body="正文", model="m", made_at=AT, stale=True
)
BOTH = Tongues(translations=(ENGLISH, TAIWAN), lead="一句\n话")


def made(told: Tongues = BOTH, **more: object) -> dict[str, str]:
    found = tongues.documents(ARTICLE, told, **more)  # type: ignore[arg-type]
    return {name: data.decode() for name, data in found}


def test_without_any_the_document_is_what_it_was() -> None:
    assert made(tongues.NONE) == {f"{KEY}.zh-cn.md": document.write(document.of(ARTICLE))}


def test_each_language_has_a_document_of_its_own_that_names_them_all() -> None:
    found = made()
    assert list(found) == [f"{KEY}.zh-cn.md", f"{KEY}.en.md", f"{KEY}.zh-tw.md"]
    for text in found.values():
        assert 'translations:\n  - "zh-CN"\n  - "en"\n  - "zh-TW"\n' in text
        assert f'translationKey: "{KEY}"\n' in text
        assert document.write(document.read(text)) == text
    english = document.read(found[f"{KEY}.en.md"])
    assert (english.title, english.lang, english.url) == ('A "title"', ("en",), ARTICLE.url)
    assert english.date == "2025-02-12 20:00:00"
    assert english.params == {"translator": "gpt 9"}
    assert "{{<" not in english.body


def test_a_made_lead_stands_in_the_own_document_only() -> None:
    found = made()
    assert document.read(found[f"{KEY}.zh-cn.md"]).lead == "一句 话"
    assert document.read(found[f"{KEY}.en.md"]).lead == ""


def test_one_of_an_earlier_text_says_so() -> None:
    assert document.read(made()[f"{KEY}.zh-tw.md"]).params == {"translator": "m", "stale": True}


def test_what_is_said_of_the_article_stands_in_all() -> None:
    for text in made(params={"gone_at": "2026"}).values():
        assert document.read(text).params["gone_at"] == "2026"


def test_a_translation_is_not_read_as_the_article() -> None:
    with pytest.raises(DocumentError, match="a translation"):
        document.article(document.read(made()[f"{KEY}.en.md"]))
    assert document.article(document.read(made()[f"{KEY}.zh-cn.md"])).title == "题目"


def test_they_are_written_and_missed_beside_the_original(tmp_path: Path) -> None:
    entry = Entry(article=ARTICLE, first_seen=AT, last_seen=AT)

    def look() -> list[str]:
        found = review.look(tmp_path, [entry], lambda one: one, tongues=lambda _: BOTH)
        return [flaw.path.name for flaw in found]

    (path,) = files.export(tmp_path, [entry], tongues=lambda _: BOTH)
    assert path == tmp_path / f"{KEY}.zh-cn.md"
    assert list(files.export(tmp_path, [entry], tongues=lambda _: BOTH)) == [None]
    assert look() == []
    (tmp_path / f"{KEY}.en.md").unlink()
    assert look() == [f"{KEY}.en.md"]
    assert list(files.export(tmp_path, [entry], tongues=lambda _: BOTH)) == [path]
