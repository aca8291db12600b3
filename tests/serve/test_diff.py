"""Two texts of an article: what differs, in words and for machines; and the longest of them."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper import urls
from scraper.archive import store
from scraper.models import Image
from scraper.serve import diff

from . import altered
from .altered import HOSTILE, KEY, MADE, ONE, START, get
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.models import Article


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("altered") / "archive.db"
    altered.fill(path)
    with site(path) as url:
        yield url


def test_the_last_two_without_a_word(base: str) -> None:
    told = get(f"{base}/a/{KEY}/diff.json").json
    assert (told["from"], told["to"]) == (3, 4)
    assert [one["number"] for one in told["texts"]] == [1, 2, 3, 4]
    assert told["texts"][1]["kinds"] == ["headline"]
    assert told["texts"][3]["cause"] == "extractor"
    assert told["texts"][2]["diff"] == f"/a/{KEY}/diff?from=2&to=3"


def test_what_became_of_title_fields_and_paragraphs(base: str) -> None:
    told = get(f"{base}/a/{KEY}/diff.json?from=1&to=3").json
    assert [one["name"] for one in told["fields"]] == ["title", "author"]
    first, same, last = told["runs"]
    assert first["changed"][0]["turn"] == "altered"
    assert {"old": "3550", "new": "3650"} in first["changed"][0]["places"]
    assert same["same"] == list(altered.PARAGRAPHS)
    assert [one["turn"] for one in last["changed"]] == ["added"]
    assert (told["alike"], told["cut"]) == (False, False)


def test_for_people(base: str) -> None:
    text = get(f"{base}/a/{KEY}/diff?from=1&to=3").text
    assert "<h1" in text
    assert "智谱发布<del>新</del><ins>开源</ins>模型</h1>" in text
    assert "<del>3550</del><ins>3650</ins>" in text
    assert "<summary" in text  # the paragraphs that are the same are folded
    assert 'aria-label="新增的段落"' in text
    assert f'rel="next" href="/a/{KEY}/diff?from=3&amp;to=4"' in text
    english = get(f"{base}/a/{KEY}/diff?from=2&to=3", accept_language="en").text
    assert 'aria-label="Added paragraph"' in english
    assert f'rel="prev" href="/a/{KEY}/diff?from=1&amp;to=2"' in english


def test_backwards_and_with_itself(base: str) -> None:
    told = get(f"{base}/a/{KEY}/diff.json?from=3&to=1").json
    assert {"old": "3650", "new": "3550"} in told["runs"][0]["changed"][0]["places"]
    assert "没有不同" in get(f"{base}/a/{KEY}/diff?from=1&to=1").text


def test_one_text_only(base: str) -> None:
    answer = get(f"{base}/a/{ONE}/diff")
    assert answer.status == 200
    assert "只有一个版本" in answer.text
    assert f'href="/a/{ONE}"' in answer.text


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/a/20260101A0000000/diff", 404),
        (f"/a/{KEY}/diff?from=9", 404),
        (f"/a/{KEY}/diff?to=0", 400),
        (f"/a/{KEY}/diff?from=x", 400),
    ],
)
def test_what_is_not_there(base: str, place: str, status: int) -> None:
    answer = get(f"{base}{place}")
    assert (answer.status, answer.text.count('role="alert"')) == (status, 1)


def test_nothing_in_a_hostile_title_runs(base: str) -> None:
    text = get(f"{base}/a/{HOSTILE}/diff").text
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    ("title", "old", "new"),
    [
        ("题", "字" * 400_000, "字" * 200_000 + "词" + "字" * 199_999),
        ("题", "甲乙" * 100_000, "乙丙" * 100_000),
        ("题", "一段。\n\n" * 20_000, "二段。\n\n" * 20_000),
        ("长" * 1_000_000, "旧", "新"),
    ],
    ids=["one", "words", "paragraphs", "title"],
)
def test_the_longest_texts_are_cut_and_say_so(
    tmp_path: Path, title: str, old: str, new: str
) -> None:
    path = tmp_path / "archive.db"
    with store.open(path) as archive:
        _put(archive, replace(MADE, title=title, body=old), 0)
        _put(archive, replace(MADE, title=f"{title}!", body=new), 1)
    with site(path) as url:
        began = time.monotonic()
        answer = get(f"{url}/a/{KEY}/diff")
        taken = time.monotonic() - began
    assert answer.status == 200
    assert len(answer.text) < 20 * diff.ROOM
    assert f"scraper diff {KEY} 1 2" in answer.text
    assert taken < 5, f"{taken:.1f} s"  # less than one, on an idle machine


def _put(archive: store.Store, article: Article, hours: int) -> None:
    archive.put(article, snapshot=None, at=START + timedelta(hours=hours))


def test_only_the_markup_differs(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with store.open(path) as archive:
        _put(archive, replace(MADE, body="一段 **粗**"), 0)
        _put(archive, replace(MADE, body="一段 粗"), 1)
    with site(path) as url:
        assert get(f"{url}/a/{KEY}/diff.json").json["alike"] is True
        assert "文字未变" in get(f"{url}/a/{KEY}/diff").text
    assert urls.of(KEY) == MADE.url


@pytest.mark.parametrize(
    ("lang", "said"), [("zh-CN", "仍是1个，但换了"), ("en", "1 as before, but others")]
)
def test_as_many_images_as_before(tmp_path: Path, lang: str, said: str) -> None:
    path = tmp_path / "archive.db"
    with store.open(path) as archive:
        for number in range(2):
            images = (Image(url=f"https://inews.gtimg.com/{number}/1"),)
            _put(archive, replace(MADE, images=images), number)
    with site(path) as url:
        assert f">{said}</ins>" in get(f"{url}/a/{KEY}/diff", accept_language=lang).text
