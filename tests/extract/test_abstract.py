"""What is said to be an abstract, and whether it is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import abstract
from scraper.models import Hint

from .given import ID, data_page, origin_page, read, rendered_page

TITLE = "某公司开源一个模型"
BODY = (
    "作者｜甲刚刚，某公司开源了一个 30B 的模型。模型一号协议宽松，权重已经公开，一张显卡就能运行。"
    * 3
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("它为何只公开权重？", "它为何只公开权重？"),
        ("[摘要] 它为何\u200b只公开\n　权重？", "它为何 只公开 权重？".replace("何 只", "何只")),
        ("导语：只有一张显卡", "只有一张显卡"),
        ("", None),
        ("……。", None),
        (TITLE, None),
        ("某公司，开源一个模型！", None),
        ("开源一个模型", None),
        ("刚刚，某公司开源了一个 30B 的模型。", None),
        (
            "刚刚，某公司开源了一个 30B 的模型。      模型一号 协议宽松，权重已经公开，一张....",
            None,
        ),
        (BODY, None),
    ],
)
def test_only_what_tells_more_than_the_article_is_an_abstract(said: str, found: str | None) -> None:
    assert abstract.read([said], TITLE, BODY) == found


def test_captions_that_a_cut_has_beside_the_text_do_not_make_it_an_abstract() -> None:
    cut = "刚刚，某公司开源了一个 30B 的模型。 图一 模型一号协议宽松，权重已经公开，一张显卡就..."
    assert abstract.read([cut], TITLE, BODY) is None


def test_words_far_apart_in_the_text_are_an_abstract() -> None:
    body = "起初无人相信。" + "过程很长。" * 200 + "后来人人相信。"
    said = "起初无人相信。后来人人相信。"
    assert abstract.read([said], TITLE, body) == said


def test_the_first_that_tells_something_counts() -> None:
    assert abstract.read(["", TITLE, "甲", "乙"], "题", "文") == "某公司开源一个模型"


@given(st.lists(st.text()), st.text(), st.text())
def test_it_is_one_line_or_nothing_whatever_is_said(said: list[str], title: str, body: str) -> None:
    found = abstract.read(said, title, body)
    assert found is None or (found and "\n" not in found and found == found.strip())


def test_a_page_gives_its_abstract_before_a_list() -> None:
    page = origin_page("<p>正文一段。</p>", abstract="站方的话", desc="别的话")
    assert read(page, hint=Hint(summary="列表的话")).abstract == "站方的话"


def test_an_introduction_comes_first() -> None:
    page = origin_page("<p>正文一段。</p>", abstract="站方的话", introduction="编者的话")
    assert read(page).abstract == "编者的话"


def test_a_list_speaks_where_the_page_is_silent() -> None:
    page = origin_page("<p>正文一段。</p>", abstract="正文一段", desc=None)
    assert read(page, hint=Hint(summary="列表的\n话")).abstract == "列表的 话"
    assert read(page).abstract is None


@pytest.mark.parametrize(
    ("description", "found"),
    [("编者的话", "编者的话"), ("腾讯新闻，事实派", None), ("正文一段", None)],
)
def test_the_head_speaks_only_of_the_page(description: str, found: str | None) -> None:
    head = f'<meta name="description" content="{description}">'
    page = data_page(
        {"article_id": ID, "title": "题"}, '<div id="article-content"><p>正文一段。</p></div>'
    )
    assert read(page.replace("<title>", f"{head}<title>")).abstract == found


@pytest.mark.parametrize("value", [None, 7, True, ["甲"], {"a": "甲"}, "\x00", "&#0;", " "])
def test_a_value_of_another_kind_is_none(value: object) -> None:
    found = read(origin_page("<p>正文一段。</p>", abstract=value)).abstract
    assert found in ("7", None)


def test_a_page_without_data_has_none() -> None:
    assert read(rendered_page("<p>正文一段。</p>")).abstract is None
