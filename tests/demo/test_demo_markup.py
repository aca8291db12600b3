"""Light markup is read back as it was written."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.demo import markup
from scraper.demo.render import marks

ONE = [
    ("甲\n乙", markup.Paragraph(lines=("甲", "乙"))),
    ("## 一", markup.Heading(text="一", level=2)),
    ("### 一", markup.Heading(text="一", level=3)),
    ("- 甲\n- 乙", markup.Items(lines=("甲", "乙"), ordered=False)),
    ("1. 甲\n2. 乙", markup.Items(lines=("甲", "乙"), ordered=True)),
    ("> 甲\n> 乙", markup.Quote(lines=("甲", "乙"))),
    ("```py\na < b\n```", markup.Code(lines=("a < b",), language="py")),
    ("| 甲 | 乙 |\n| 1 | 2 |", markup.Table(rows=(("甲", "乙"), ("1", "2")))),
    ("@[看](abc 95)", markup.Clip(vid="abc", title="看", seconds=95)),
    ("![图](k-1 640x480)", markup.Picture(name="k-1", caption="图", width=640, height=480)),
]


@pytest.mark.parametrize(("text", "block"), ONE)
def test_a_block_is_known_by_its_lines(text: str, block: markup.Block) -> None:
    assert markup.parse(text) == (block,)


def test_marks_are_taken_off() -> None:
    assert markup.plain("甲**乙[[丙]]**{{丁}}`x < y`") == "甲乙丙丁x < y"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for block in markup.parse(text):
        assert all(isinstance(one, str) for one in markup.visible(block))


@given(st.text())
def test_a_line_as_html_says_what_it_said(text: str) -> None:
    shown = marks.line(text, {"strong": marks.element("b")})
    assert html.unescape(re.sub(r"</?b>", "", shown)) == html.unescape(
        re.sub(r"</?b>", "", html.escape(markup.plain(text), quote=False))
    )
