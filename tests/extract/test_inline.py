"""Runs to inline Markdown that reads back as the same text."""

from __future__ import annotations

import html
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract import clean, inline
from scraper.extract.blocks import Run

from .given import COMMONMARK, shown, squeezed


def text(words: str, *marks: str, href: str = "") -> Run:
    return Run(kind="text", text=words, marks=frozenset(marks), href=href)


BREAK = Run(kind="break")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("2*3 a_b", "2\\*3 a\\_b"),
        ("`a`", "\\`a\\`"),
        ("C:\\dir \\* 完\\", "C:\\dir \\\\\\* 完\\\\"),
        ("AT&T &amp; &#65;", "AT&T \\&amp; \\&#65;"),
        ("a<b <b> 1 < 2 <!", "a\\<b \\<b> 1 < 2 \\<!"),
        ("[a](b) [c] ![d]", "[a\\](b) [c] \\![d]"),
        ("1. 甲", "1\\. 甲"),
        ("2) 乙", "2\\) 乙"),
        ("3.5 亿", "3.5 亿"),
        ("1、甲", "1、甲"),
        ("1234567890. 甲", "1234567890. 甲"),
        ("- 甲", "\\- 甲"),
        ("-甲", "-甲"),
        ("+ 1", "\\+ 1"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("# 甲", "\\# 甲"),
        ("#甲#", "#甲#"),
        ("> 甲", "\\> 甲"),
        (">>甲", "\\>>甲"),
        ("| --- | --- |", "\\| --- | --- |"),
        ("|甲|", "|甲|"),
        ("[1]: x", "\\[1]: x"),
        ("一~二", "一~二"),
        ("一~二~三", "一\\~二\\~三"),
        ("甲\n- 乙", "甲\n\\- 乙"),
        ("甲 \t \n\n  乙", "甲\n乙"),
        ("  \u3000甲\u3000 ", "甲"),
        ("甲　乙", "甲　乙"),
    ],
)
def test_text_is_never_markup(words: str, wanted: str) -> None:
    assert inline.write([text(words)]) == wanted
    assert shown(inline.write([text(words)])) == squeezed(words)


@pytest.mark.parametrize(
    ("runs", "wanted"),
    [
        ([text("甲", "strong"), text("乙", "strong")], "**甲乙**"),
        ([text("甲", "strong"), text(" "), text("乙", "strong")], "**甲** **乙**"),
        ([text("甲", "strong"), text("乙", "strong", "em")], "**甲*乙***"),
        ([text("甲", "strong", "em")], "***甲***"),
        ([text("甲", "strong"), BREAK, text("乙")], "**甲**  \n乙"),
        ([text("甲 ", "strong"), text(" 乙")], "**甲** 乙"),
        ([text("甲"), text("“乙”", "strong"), text("丙")], "甲“**乙**”丙"),
        ([text("甲"), text("。", "strong"), text("乙")], "甲。乙"),
        ([text("甲："), text("（乙）丙", "strong")], "甲：**（乙）丙**"),
        ([text("1. 甲", "strong")], "**1. 甲**"),
        ([text("甲", "del")], "~~甲~~"),
        ([text("~甲", "del")], "~~\\~甲~~"),
        ([text("甲"), text("乙", "strong", "del"), text("丙")], "甲~~乙~~丙"),
        ([text("甲", href="https://a.cn")], "[甲](https://a.cn)"),
        ([text("甲", "strong", href="https://a.cn")], "**[甲](https://a.cn)**"),
        (
            [text("甲", href="https://a.cn"), text("乙", "strong", href="https://a.cn")],
            "[甲**乙**](https://a.cn)",
        ),
        ([text("https://a.cn", href="https://a.cn")], "<https://a.cn>"),
        ([text(" ", href="https://a.cn"), text("甲")], "甲"),
        ([text("好!"), text("甲", href="https://a.cn")], "好\\![甲](https://a.cn)"),
        ([text("[1]", href="https://a.cn")], "[\\[1\\]](https://a.cn)"),
        ([Run(kind="image", text="图", href="https://a.cn/b")], "![图](https://a.cn/b)"),
        ([Run(kind="image", text="a_b*", href="https://a.cn/b")], "![a_b*](https://a.cn/b)"),
        ([Run(kind="image", text="<i>`&lt;", href="u")], "![\\<i>\\`\\&lt;](u)"),
        ([text("{{< x >}} {{% y"), text("{", "strong"), text("{<")], "{\\{< x >}} {\\{% y{\\{<"),
        ([text(": 说"), BREAK, text("[x] 完")], "\\: 说  \n\\[x] 完"),
        ([Run(kind="code", text="a\n b")], "`a b`"),
        ([Run(kind="code", text="a`b")], "``a`b``"),
        ([Run(kind="code", text="``")], "``` `` ```"),
        ([BREAK, text("甲"), BREAK], "  \n甲  \n"),
        ([], ""),
    ],
)
def test_runs(runs: list[Run], wanted: str) -> None:
    assert inline.write(runs) == wanted


@given(st.text('图a`<>&lt;i/ "=*_!', max_size=12), st.text('`>"a ', max_size=8))
def test_the_text_of_an_image_reaches_nothing_beyond_it(alt: str, after: str) -> None:
    picture = Run(kind="image", text=clean.line(alt), href="https://a.cn/b")
    made = COMMONMARK.render(inline.write([picture, text(after)]))
    assert made.count('src="https://a.cn/b"') == made.count("<img ") == 1
    assert made.count("<") == 3  # the paragraph and the image


def test_where_no_line_begins_nothing_of_a_line_is_escaped() -> None:
    assert inline.write([text("1. 甲")], begins=False) == "1. 甲"
    assert inline.write([text("甲|乙")], guard="|") == "甲\\|乙"
    assert inline.write([text("甲"), BREAK, text("# 乙")], breaks=" ") == "甲 \\# 乙"


SIGNS = "中a1 *_`~#>-+=|.()[]<&;!\\/:“”。，（）\n"
WORDS = st.text(SIGNS, min_size=1, max_size=10)
KINDS = st.frozensets(st.sampled_from(["strong", "em"]))


@settings(max_examples=300)
@given(WORDS)
def test_any_text_reads_back(words: str) -> None:
    assert shown(inline.write([text(words)])) == squeezed(words)


@given(st.text(st.characters(codec="utf-8")))
def test_any_characters_are_written(words: str) -> None:
    words = clean.characters(words)
    assert isinstance(inline.write([text(words, "strong"), text(words, href="https://a.cn")]), str)


@given(WORDS)
def test_any_text_in_a_link_reads_back_in_it(words: str) -> None:
    made = COMMONMARK.render(inline.write([text("甲"), text(words, href="https://a.cn/x")]))
    if squeezed(words):
        assert '<a href="https://a.cn/x">' in made
    assert shown(inline.write([text("甲"), text(words, href="https://a.cn/x")])) == squeezed(
        "甲" + words
    )


@given(st.text("a`b ", min_size=1))
def test_any_code_reads_back(code: str) -> None:
    made = COMMONMARK.render("甲" + inline.write([Run(kind="code", text=code)]))
    assert not code.strip() or f"<code>{html.escape(' '.join(code.split()))}</code>" in made


@given(st.lists(st.tuples(WORDS, KINDS), max_size=5))
def test_emphasis_adds_nothing_but_signs(pieces: list[tuple[str, frozenset[str]]]) -> None:
    made = inline.write([Run(kind="text", text=words, marks=marks) for words, marks in pieces])
    wanted = squeezed("".join(words for words, _ in pieces))
    assert shown(made).replace("*", "") == wanted.replace("*", "")


@settings(max_examples=500)
@given(
    st.lists(st.tuples(WORDS | st.just("甲 乙"), KINDS | st.just(frozenset({"del"}))), max_size=3),
    st.sampled_from(["", "", "{", "[]"]),
    st.booleans(),
)
def test_the_short_way_writes_the_same(
    pieces: list[tuple[str, frozenset[str]]], guard: str, begins: bool
) -> None:
    runs = [Run(kind="text", text=words, marks=marks) for words, marks in pieces]
    _same_the_long_way(runs, guard, begins)


@pytest.mark.parametrize(("kind", "href"), [("break", ""), ("image", "https://a.cn/x")])
@pytest.mark.parametrize("marks", [frozenset(), frozenset({"em"}), frozenset({"strong", "del"})])
def test_the_short_way_writes_the_same_of_what_stands_alone(
    kind: Literal["break", "image"], href: str, marks: frozenset[str]
) -> None:
    one = Run(kind=kind, text="`图", marks=marks, href=href)
    _same_the_long_way([one], "", True)
    _same_the_long_way([one, text(" \n\u3000", *marks)], "", True)


def _same_the_long_way(runs: list[Run], guard: str, begins: bool) -> None:
    short = inline.write(runs, guard=guard, begins=begins)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inline, "_alone", lambda _run, _breaks: None)
        patch.setattr(inline, "_blank", lambda _run: False)
        patch.setattr(inline, "_bare", lambda _runs, _guard: None)
        assert inline.write(runs, guard=guard, begins=begins) == short
