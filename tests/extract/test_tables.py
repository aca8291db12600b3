"""Tables: squared where they are tables, dissolved where they only arrange the page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .given import COMMONMARK, body, seen, shown

IMAGE = "https://inews.gtimg.com/om_bt/KEY/641"


def table(*rows: str) -> str:
    """A table of rows, their cells divided by ``|``; a cell may begin with its attributes."""
    made = ""
    for row in rows:
        cells = (cell.rpartition("@") for cell in row.split("|"))
        made += "<tr>" + "".join(f"<td {how}>{text}</td>" for how, _, text in cells) + "</tr>"
    return f"<table>{made}</table>"


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (table("型号|价", "甲|1"), "| 型号 | 价 |\n| --- | --- |\n| 甲 | 1 |"),
        (
            "<table><thead><tr><th>型号<th>价</thead><tbody><tr><td>甲<td>1</table>",
            "| 型号 | 价 |\n| --- | --- |\n| 甲 | 1 |",
        ),
        (table("甲|乙|丙", "1"), "| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n| 1 |  |  |"),
        (
            table("colspan=2@甲|乙", "1|2|3"),
            "| 甲 |  | 乙 |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        ),
        (
            table("rowspan=2@甲|乙", "1", "2|3"),
            "| 甲 | 乙 |\n| --- | --- |\n|  | 1 |\n| 2 | 3 |",
        ),
        (
            table("甲|rowspan=2 colspan=2@乙", "1", "2|3|4"),
            "| 甲 | 乙 |  |\n| --- | --- | --- |\n| 1 |  |  |\n| 2 | 3 | 4 |",
        ),
        (
            table("a\\b|<p>一</p><p>二<br>三</p>", "- 甲|# 乙"),
            "| a\\b | 一 二 三 |\n| --- | --- |\n| - 甲 | # 乙 |",
        ),
        (
            f'<table><caption>表一<tr><td>甲<td><img src="{IMAGE}"><tr><td>1<td>2</table>',
            f"表一\n\n| 甲 | ![]({IMAGE}) |\n| --- | --- |\n| 1 | 2 |",
        ),
    ],
)
def test_tables(html: str, wanted: str) -> None:
    assert body(html) == wanted


def test_a_stroke_in_a_cell_is_escaped() -> None:
    html = "<table><tr><td>甲|乙<td><code>a|b</code><tr><td>1<td>2</table>"
    assert body(html) == "| 甲\\|乙 | `a\\|b` |\n| --- | --- |\n| 1 | 2 |"
    assert shown(body(html)) == seen(html)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (table("甲|乙"), "甲\n\n乙"),
        (table("甲", "乙"), "甲\n\n乙"),
        (table("甲|<ul><li>一</li></ul>", "乙|丙"), "甲\n\n* 一\n\n乙\n\n丙"),
        (
            f"<table><tr><td>甲<td>{table('里|外', '1|2')}<tr><td>乙<td>丙</table>",
            "甲\n\n| 里 | 外 |\n| --- | --- |\n| 1 | 2 |\n\n乙\n\n丙",
        ),
        ("<table><tr><td><p>甲</p><p>乙</p></table>", "甲\n\n乙"),
        (table(" | ", "|"), ""),
        ("<table></table>", ""),
        ("<table><caption>表一</caption></table>", "表一"),
    ],
)
def test_a_table_that_only_arranges_is_dissolved(html: str, wanted: str) -> None:
    assert body(html) == wanted


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "1.5", "²", "99999999999999999999"])
def test_an_odd_span_is_one_or_bounded(span: str) -> None:
    html = f'<table><tr><td colspan="{span}" rowspan="{span}">甲<td>乙<tr><td>1<td>2</table>'
    assert body(html) == "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |"


def test_a_huge_span_fills_no_memory() -> None:
    start = time.perf_counter()
    html = "<table>" + "<tr><td colspan=9999 rowspan=9999>甲<td colspan=9999>乙" * 1000 + "</table>"
    made = body(html)
    assert made.count("甲") == made.count("乙") == 1000
    assert max(line.count("|") for line in made.split("\n")) <= 101
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(("rows", "columns"), [(3, 51), (2001, 2)])
def test_a_table_too_large_for_markdown_loses_nothing(rows: int, columns: int) -> None:
    html = "<table>" + f"<tr>{'<td>甲' * columns}" * rows + "</table>"
    assert body(html) == "\n\n".join(["甲"] * rows * columns)


CELLS = st.text("甲a |*\\`\n", max_size=5)
SPANS = st.sampled_from(["", "colspan=2@", "rowspan=2@", "rowspan=3 colspan=2@"])


@given(
    st.lists(st.lists(st.builds("{}{}".format, SPANS, CELLS), min_size=2, max_size=4), min_size=2)
)
def test_every_row_is_as_long_and_no_text_is_lost(rows: list[list[str]]) -> None:
    html = table(*("|".join(cell.replace("|", "¦") for cell in row) for row in rows))
    made = body(html)
    assert shown(made) == seen(html)
    if made:
        assert len({line.count("|") for line in made.split("\n")}) == 1
        assert "<table>" in COMMONMARK.render(made)
