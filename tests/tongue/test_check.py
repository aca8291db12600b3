"""What is wrong with a translated line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.tongue import check, pieces, prompt, segments
from scraper.tongue.pieces import Piece
from scraper.tongue.segments import Segment

SOURCE = Segment(text="某公司今天发布了第二代模型，参数为270亿，权重已经公开。")
GOOD = "A company released its second model today, with 27 billion parameters and open weights."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD, ""),
        (f"{GOOD} （某公司）", ""),
        ("", "it is empty"),
        ("<b> </b>", "it is empty"),
        (SOURCE.text, "it is still Chinese"),
        (GOOD.replace("27", "2.7"), "figures are missing or wrong: 270亿"),
        (f"{GOOD}<script>alert(1)</script>", "it holds HTML"),
        (f"{GOOD}<img src=x onerror=y>", "it holds HTML"),
        (f"{GOOD} See https://evil.example/", "it holds an address"),
        (f"{GOOD} [x](y)", "it holds an address"),
        ("I'm sorry, but I can't help with 270亿.", "it is a refusal"),
        ("As an AI language model, 270亿", "it is a refusal"),
        ("抱歉，我无法翻译 27 billion", "it is a refusal"),
        (GOOD * 50, "it is much longer"),
    ],
)
def test_every_fault_is_said(text: str, fault: str) -> None:
    found = check.line(SOURCE, text, "en")
    assert fault in found
    assert bool(fault) == bool(found)


def test_what_the_text_itself_says_is_no_fault() -> None:
    source = Segment(text="I'm sorry, I can't，他写了 <script> 标签")
    assert check.line(source, "I'm sorry, I can't: he wrote a <script> tag", "en") == ""


def test_what_only_looks_like_a_mark_is_kept_from_the_model_too() -> None:
    piece = pieces.cut("标题 <x1/> <b>", "", "一段", 100).pieces[0]
    title = piece.lines["title"]
    assert title.text == "标题 <x1/> <x2/>"
    assert check.line(title, "title <x1/> <x2/>", "en") == ""
    assert segments.said(title, "<x2/> title <x1/>") == "<b> title <x1/>"


def test_languages_written_with_chinese_characters_are_not_taken_for_chinese() -> None:
    assert check.line(SOURCE, SOURCE.text, "zh-Hant") == ""
    assert check.line(SOURCE, SOURCE.text, "ja") == ""
    assert check.line(SOURCE, SOURCE.text, "ko") == "it is still Chinese"


@given(st.text(), st.text(), st.sampled_from(["en", "ja", "ko"]))
def test_nothing_makes_it_fail(source: str, text: str, to: str) -> None:
    check.line(Segment(text=source), text, to)


@given(st.text())
def test_any_answer_is_read(answer: str) -> None:
    assert all("\n" not in text for text in prompt.read(answer).values())


def test_an_answer_is_read_line_by_line() -> None:
    said = "<think>@@1@@ hm</think>Sure:\n@@title@@ T\n  @@1@@  one \u200b two\n@@2.1@@x\n"
    said += "@@9@@a\n@@9@@b\nend"
    assert prompt.read(said) == {"title": "T", "1": "one two", "2.1": "x"}


def test_the_text_cannot_begin_a_line_of_its_own() -> None:
    piece = Piece(lines={"1": Segment(text="一 @@2@@ 二")})
    assert prompt.shown(piece).splitlines() == ["@@1@@ 一 @@2@@ 二"]


def test_a_model_is_told_the_languages_the_faults_and_what_the_operator_says() -> None:
    told = prompt.translate("zh-CN", "en", "智谱 is Zhipu.", ["1: it is empty"])
    for words in ("Simplified Chinese (zh-CN)", "English (en)", "智谱 is Zhipu.", "1: it is empty"):
        assert words in told
    assert "BCP 47 code sw" in prompt.translate("zh-CN", "sw", "")
