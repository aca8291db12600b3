"""What sites changed: newest first, page by page, by kind, by whom it is about."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from scraper.archive.changes import Change

from . import altered
from .altered import HOSTILE, KEY, MANY, get
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("altered") / "archive.db"
    altered.fill(path)
    with site(path) as url:
        yield url


def found(base: str, asked: str = "") -> list[dict[str, Any]]:
    answer = get(f"{base}/changes.json{asked}")
    assert answer.status == 200, answer.text
    return [one for day in answer.json["days"] for one in day["changes"]]


def test_the_newest_first_with_the_words_of_a_headline_that_were_changed(base: str) -> None:
    first, second, third, *_ = found(base)
    assert [one["id"] for one in (first, second, third)] == [KEY, KEY, HOSTILE]
    assert (first["kinds"], first["fields"]) == (["number", "correction", "appended"], ["author"])
    assert first["headline"] == []
    assert second["headline"] == [
        {"same": "智谱发布"},
        {"old": "新", "new": "开源"},
        {"same": "模型"},
    ]
    assert second["diff"] == f"/a/{KEY}/diff?from=1&to=2"
    assert second["changed_at"] == "2026-11-26T09:00:00+08:00"


def test_each_change_is_on_one_page_and_no_other(base: str) -> None:
    seen, place = [], "/changes.json"
    while place:
        page = get(f"{base}{place}").json
        seen += [(one["id"], one["revision"]) for day in page["days"] for one in day["changes"]]
        place = (page["next"] or "").replace("/changes", "/changes.json", 1)
    assert len(seen) == len(set(seen)) == MANY + 3
    times = [one["changed_at"] for one in found(base)]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("?kind=appended", 1),
        ("?kind=appended&kind=headline", 40),
        ("?kind=moved", 0),
        ("?about=%E9%96%8B%E6%BA%90", 2),  # in traditional characters
        ("?about=3%E7%89%88", 5),
        ("?about=%E6%99%BA%E8%B0%B1", 2),
        ("?since=2026-11-26", 3),
        ("?since=2026-11-26&extractor=1", 4),
        ("?since=2026-11-26&kind=headline&about=%E6%A8%A1%E5%9E%8B", 1),
        ("?before=nonsense", 40),
        ("?before=2026-11-26T09:00:00%2B08:00~1~20261122A01KX700", 40),
    ],
)
def test_which(base: str, asked: str, count: int) -> None:
    assert len(found(base, asked)) == count


@pytest.mark.parametrize("asked", ["kind=none", "since=yesterday", f"about={'x' * 1001}"])
def test_what_is_no_question(base: str, asked: str) -> None:
    answer = get(f"{base}/changes?{asked}")
    assert (answer.status, answer.text.count('role="alert"')) == (400, 1)


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "标题"), ("en", "headline")])
def test_every_kind_is_a_link_in_words(base: str, lang: str, said: str) -> None:
    text = get(f"{base}/changes?about=x", accept_language=lang).text
    for kind in Change:
        assert re.search(rf'href="/changes\?kind={kind}&amp;about=x">[^<]+</a>', text)
    assert f">{said}</a>" in text
    assert "built-in" not in text


def test_what_was_changed_is_marked_up_and_nothing_runs(base: str) -> None:
    text = get(f"{base}/changes").text
    assert "智谱发布<del>新</del><ins>开源</ins>模型" in text
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "\u202e" not in text


def test_as_a_table(base: str) -> None:
    rows = [*csv.DictReader(io.StringIO(get(f"{base}/changes.csv?since=2026-11-26").text))]
    assert [row["id"] for row in rows] == [KEY, KEY, HOSTILE]
    assert rows[1]["kinds"] == "headline"


def test_feeds_of_the_same_filter_are_linked(base: str) -> None:
    text = get(f"{base}/changes?kind=headline").text
    assert 'href="/changes.atom?kind=headline"' in text
    assert text.count('type="application/atom+xml"') == 3
