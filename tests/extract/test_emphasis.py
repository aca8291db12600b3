"""Delimiters that CommonMark reads as emphasis."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import emphasis
from scraper.extract.emphasis import Line, Range

from .given import COMMONMARK


@pytest.mark.parametrize(
    ("seed", "mended", "rendered"),
    [
        ("某**号（ID：x）**实际", "某**号（ID：x**）实际", "某<strong>号（ID：x</strong>）实际"),
        ("**过渡。**这方面", "**过渡**。这方面", "<strong>过渡</strong>。这方面"),
        ("**甲：**乙", "**甲**：乙", "<strong>甲</strong>：乙"),
        ("甲**“乙”**丙", "甲“**乙**”丙", "甲“<strong>乙</strong>”丙"),
        ("**甲。**", "**甲。**", "<strong>甲。</strong>"),
        ("**甲。** 乙", "**甲。** 乙", "<strong>甲。</strong> 乙"),
        ("**甲。**  \n乙", "**甲。**  \n乙", "<strong>甲。</strong><br />\n乙"),
        ("*甲。*乙", "*甲*。乙", "<em>甲</em>。乙"),
        ("~~甲。~~乙", "~~甲~~。乙", "<s>甲</s>。乙"),
        ("***甲。***乙", "***甲***。乙", "<em><strong>甲</strong></em>。乙"),
        ("**甲\\*。**乙", "**甲\\***。乙", "<strong>甲*</strong>。乙"),
        ("**`a`**乙", "`a`乙", "<code>a</code>乙"),
        ("**>**甲", "\\>甲", "&gt;甲"),
        ("> **：**甲", "> ：甲", None),
        ("* **甲：**乙", "* **甲**：乙", None),
        ("1. **-**甲", "1. \\-甲", None),
        ("`a**b`**甲。**乙", "`a**b`**甲**。乙", None),
        ("**甲", "**甲", "**甲"),
        ("2 \\* 3", "2 \\* 3", "2 * 3"),
    ],
)
def test_mend(seed: str, mended: str, rendered: str | None) -> None:
    assert emphasis.mend(seed) == mended
    assert emphasis.mend(mended) == mended
    if rendered is not None:
        assert COMMONMARK.renderInline(mended) == rendered


def test_a_code_block_is_left_alone() -> None:
    block = "```python\na = '**甲。**乙'\n\nb = 1\n```"
    assert emphasis.mend(f"{block}\n\n**甲。**乙") == f"{block}\n\n**甲**。乙"
    assert emphasis.mend("* ```\n  **甲。**乙\n  ```") == "* ```\n  **甲。**乙\n  ```"


def test_addresses_are_left_alone() -> None:
    body = "![图*](https://a.cn/b*c)**甲。**乙[丁](https://a.cn/*x*)"
    assert emphasis.mend(body) == body.replace("**甲。**", "**甲**。")


@pytest.mark.parametrize(
    ("text", "ranges", "left"),
    [
        ("甲乙丙", [("strong", 1, 2)], [(1, 2)]),
        ("甲 乙 丙", [("strong", 1, 4)], [(2, 3)]),
        ("甲“乙”丙", [("strong", 1, 4)], [(2, 3)]),
        ("甲“乙”“丙”丁", [("strong", 1, 7)], [(2, 7)]),
        ("甲\x00丙", [("strong", 1, 2)], []),
        ("\x01甲\x01", [("strong", 0, 3)], [(1, 2)]),
        ("甲\x02\x02乙", [("strong", 0, 4)], [(0, 1), (3, 4)]),
        ("甲\x02乙", [("strong", 0, 3)], [(0, 3)]),
        ("甲  乙", [("strong", 1, 3)], []),
        ("甲乙", [("strong", 0, 2), ("del", 0, 1)], [(0, 1)]),
        ("甲乙丙", [("em", 0, 3), ("strong", 0, 1), ("strong", 2, 3)], [(0, 1), (2, 3)]),
    ],
)
def test_settle(text: str, ranges: list[tuple[str, int, int]], left: list[tuple[int, int]]) -> None:
    line = Line(text=text, ranges=[Range(*one) for one in ranges])
    emphasis.settle(line)
    assert [(one.start, one.end) for one in line.ranges] == left


def test_crossing_ranges_are_cut_short() -> None:
    line = Line(text="甲乙丙丁", ranges=[Range("strong", 0, 3), Range("em", 1, 4)])
    assert emphasis.delimiters(line) == {0: "**", 1: "*", 3: "***"}


def test_what_stands_for_an_atom_is_no_text() -> None:
    """Bodies hold no control character; an archive that others wrote might."""
    assert emphasis.mend("\x00*甲\x01*\x02 \x03**乙\x04**") == "*甲* **乙**"


@given(st.text("甲a *~`\\。（）“”!:[]()<>#-+=|1.\n", max_size=60))
def test_any_markdown_is_mended_once_and_keeps_its_text(markdown: str) -> None:
    mended = emphasis.mend(markdown)
    kept = [re.sub(r"[*~\\\s]", "", one) for one in (markdown, mended)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    "markdown",
    [
        "**甲。**乙" * 20_000,
        "*" * 200_000,
        "`" * 50_001,
        "[](" * 60_000,
        "> " * 100_000 + "*",
        "```\n" * 3_000 + "*",
        "**（" * 50_000,
        "甲**" + "（" * 60_000 + "）" * 60_000 + "**乙",
        "1. " * 60_000 + "**",
    ],
    ids=lambda text: text[:6],
)
def test_mending_takes_bounded_time(markdown: str) -> None:
    start = time.perf_counter()
    emphasis.mend(markdown)
    assert time.perf_counter() - start < 5
