"""A page read once: its data, its head, its tree."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ExtractError
from scraper.extract import view
from scraper.extract.view import View
from scraper.models import Page

from .given import URL

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def of(text: str) -> View:
    return View(Page(url=URL, text=text, charset="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        'window.DATA = {"a": "};"};',
        'window.DATA={"a": "};"}</script>',
        'window.DATA = window.DATA || {"a": "};"}',
        'window.DATA =\n{\n  "a": "};"\n}\n<script>window.DATA.b = {}',
        'window.DATA = {"a": "};"}; window.DATA = {"a": "second"}',
        'if (window.DATA) {}; window.DATA = {"a": "};"}',
    ],
)
def test_the_data_is_read_from_its_brace(text: str) -> None:
    assert of(text).data == {"a": "};"}
    assert of(text).fault == ""


def test_the_data_may_hold_style_sheets_tabs_and_escaped_tags() -> None:
    css = "p{margin:0};" * 9000
    found = of(f'window.DATA = {{"css": "{css}", "t": "a\tb", "h": "\\u003cp>"}};').data
    assert found == {"css": css, "t": "a\tb", "h": "<p>"}


@pytest.mark.parametrize(
    "text",
    ['window.DATA = {"a": "cut', "window.DATA = {a: 1}", 'window.DATA = {"a":' + "[" * 10**5],
)
def test_broken_data_is_told(text: str) -> None:
    assert of(text).data is None
    assert of(text).fault.startswith("window.DATA is cut off or no JSON")
    assert "\n" not in of(text).fault


@pytest.mark.parametrize("text", ["", "<p>window.DATA", "window.DATA = null", "window.DATAX = {}"])
def test_a_page_without_data_has_no_fault(text: str) -> None:
    assert (of(text).data, of(text).fault) == (None, "")


def test_pushed_videos() -> None:
    text = 'window.DATA.videoArr.push({"vid": "v1"});\nwindow.DATA.videoArr.push( {"vid": "v2"} )'
    text += "window.DATA.videoArr.push({vid: broken})"
    assert of(text).pushed == [{"vid": "v1"}, {"vid": "v2"}]


def test_meta_of_any_order_quoting_and_case() -> None:
    page = of(
        "<META content='一 &amp; 二' Property='og:title'>"
        '<meta name="keywords" content="AI,芯片" />'
        '<meta name="keywords" content="later"><meta charset="utf-8"><meta name="empty" content="">'
    )
    assert page.meta("missing", "OG:TITLE".lower()) == "一 & 二"
    assert page.meta("keywords") == "AI,芯片"
    assert page.meta("empty") == ""


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>芯片_腾讯新闻</title>", "芯片"),
        ("<title>芯片_科技_腾讯网</title>", "芯片"),
        ("<title> A_B测试 </title>", "A_B测试"),
        ('<title>x</title><meta property="og:title" content="头_腾讯网">', "头"),
    ],
)
def test_the_title_is_without_the_sites_name(head: str, title: str) -> None:
    assert of(f"<head>{head}</head>").title == title


def test_line_and_first_take_the_first_selector_that_finds() -> None:
    page = of("<h1> </h1><h1>头 条</h1><h2>次</h2>")
    assert page.line(".none", "h1", "h2") == "头 条"
    assert page.line(".none") == ""
    first = page.first(".none", "h2", "h1")
    assert first is not None
    assert first.tag == "h2"


def test_of_a_long_line_the_head() -> None:
    assert of("<h1>" + " \n" * 9_000 + "头 条" + "长" * 9_000).line("h1") == "头 条" + "长" * 1_997
    assert of("<h1>" + " " * 9_000 + "</h1><h1>次").line("h1") == "次"


def test_data_of_millions_of_values_are_none() -> None:
    page = of('window.DATA = {"i":[' + "1," * 2_000_001 + "1]}")
    assert page.data is None
    assert "2000001 of , after it" in page.fault


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a &lt;b&gt;\n c", "a <b> c"),
        (7, "7"),
        (True, ""),
        (None, ""),
        (1.5, ""),
        ([], ""),
        ({}, ""),
        (10**100, "1" + "0" * 39),
        ("\ud800\x00x", "x"),
    ],
)
def test_plain(value: object, text: str) -> None:
    assert view.plain(value) == text


@given(st.dictionaries(st.text(), JSON))
def test_any_data_reads_back(data: dict[str, object]) -> None:
    assert of(f"<script>window.DATA = {json.dumps(data)};</script>").data == data


@given(st.text())
def test_any_text_is_a_view(text: str) -> None:
    for page in (of(text), of(f"window.DATA = {{{text}"), of(f"<meta {text}><title>{text}")):
        assert page.data is None or isinstance(page.data, dict)
        assert isinstance(page.title + page.fault + page.meta("keywords"), str)
        assert isinstance(page.pushed, list)


def test_a_page_nested_too_deep_is_refused_at_once() -> None:
    start = time.perf_counter()
    with pytest.raises(ExtractError, match="nested 20000 deep"):
        _ = of("<div>" * 20_000).tree
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text", ["<meta " * 200_000, '<meta x="' * 100_000, "window.DATA = " * 10**5]
)
def test_hostile_heads_take_bounded_time(text: str) -> None:
    start = time.perf_counter()
    page = of(text)
    assert page.meta("x") + page.fault == ""
    assert page.data is None
    assert time.perf_counter() - start < 2
