"""Markdown to plain text, to its folded form, to the terms it is found by."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import text

SIGNS = (
    "ab1 \t\n\xa0　*`~_[]()!<>\\#-=|+.:/https关關發芯片，…é\u0301\u200d\ufe0f\xad"
    "´Ａ－가\u11a8ﾊﾟİß¼①⼤㎡"
)
TEXTS = st.text() | st.text(SIGNS)


@given(TEXTS)
def test_folded_twice_is_folded_once(one: str) -> None:
    folded = text.fold(one)
    assert text.fold(folded) == folded


def test_every_character_is_folded_for_good() -> None:
    for sign in map(chr, range(0x110000)):
        folded = text.fold(sign)
        assert text.fold(folded) == folded, hex(ord(sign))


@given(TEXTS)
def test_a_line_stays_a_line(one: str) -> None:
    assert text.fold(one).split("\n") == [text.fold(line) for line in one.split("\n")]


@given(TEXTS)
def test_what_is_compatible_is_the_same(one: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert text.fold(unicodedata.normalize(form, one)) == text.fold(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＩ", "ai"),
        ("DeepSeek‐R1", "deepseek-r1"),
        ("DeepSeek−R1", "deepseek-r1"),
        ("資訊 開發", "资讯 开发"),
        ("大\u200b模\u00ad型\ufeff", "大模型"),
        ("，。：（）", ",。:()"),
        ("３０Ｂ", "30b"),
        ("a\u3000\u00a0\t b", "a b"),
        ("①②", "12"),
        ("STRASSE", "straße"),
    ],
)
def test_forms_of_one_text(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(("one", "other"), [("a b", "ab"), ("a\nb", "a b"), ("智谱", "智普")])
def test_other_texts(one: str, other: str) -> None:
    assert text.fold(one) != text.fold(other)


def test_no_letter_and_no_digit_is_lost() -> None:
    every = "".join(map(chr, range(0x110000)))
    kept = filter(str.isalnum, text.fold(every))
    assert text.letters(every) == unicodedata.normalize("NFKC", "".join(kept))


@given(TEXTS)
def test_letters_are_letters_and_digits_alone(one: str) -> None:
    assert all(sign.isalnum() for sign in text.letters(one))
    assert text.letters(text.letters(one)) == text.letters(one)


@given(TEXTS | st.text("ab1 \t-_中文。，“”（）·％～…—\xa0\u3000關é\u0301"))
def test_letters_are_those_of_the_folded_text(one: str) -> None:
    """Also where the text is so plain that it need not be folded."""
    folded = "".join(filter(str.isalnum, text.fold(one)))
    assert text.letters(one) == unicodedata.normalize("NFKC", folded)


@given(TEXTS)
def test_plain_text_has_no_empty_lines_or_blank_ends(one: str) -> None:
    plain = text.plain(one)
    assert plain == "" or all(line and line == line.strip() for line in plain.split("\n"))


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("标题\n==\n\n**大**模型", "标题\n大模型"),
        ("## 标题\n\n* 一\n* 二\n\n> 引", "标题\n一\n二\n引"),
        ("[大](https://a.cn)模型", "大模型"),
        ("![图片](https://a.cn/b)\n\n字", "字"),
        ("![芯片图](https://a.cn/b)", "芯片图"),
        ("a `b*c` d", "a b*c d"),
        ("```python\na = [1]\n  b\n```\n\nc", "a = [1]\nb\nc"),
        ("<https://a.cn/b>", "https://a.cn/b"),
        (r"\*字\_字\[1\]", "*字_字[1]"),
        ("a  \nb", "a\nb"),
        ("| a | b |\n| --- | --- |\n| c | d |", "| a | b |\n| c | d |"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(markdown: str, plain: str) -> None:
    assert text.plain(markdown) == plain


@given(TEXTS)
def test_terms_cover_every_letter_and_hold_nothing_else(one: str) -> None:
    folded = text.fold(one)
    terms = text.terms(folded)
    assert all(re.fullmatch(f"[{text.HAN}]|{text.WORD}", sign) for term in terms for sign in term)
    found = "".join(terms)
    assert {sign for sign in folded if re.match(f"[{text.HAN}]|{text.WORD}", sign)} == set(found)


@given(TEXTS)
def test_each_chinese_character_begins_a_term(one: str) -> None:
    folded = text.fold(one)
    begins = {term[0] for term in text.terms(folded)}
    assert set(re.findall(f"[{text.HAN}]", folded)) <= begins


@pytest.mark.parametrize(
    ("folded", "terms"),
    [
        ("大模型", {"大模", "模型", "型"}),
        ("用ai大模", {"ai", "用a", "大i", "大模", "模"}),
        ("gpt-4o", {"gpt", "4o"}),
        ("芯", {"芯"}),
        ("！😀_", set()),
        ("a" * 70, {"a" * 64}),
    ],
)
def test_terms(folded: str, terms: set[str]) -> None:
    assert set(text.terms(folded)) == terms


def test_real_titles_are_folded_for_good(shared: Path) -> None:
    with gzip.open(shared / "bodies" / "bodies.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            folded = text.fold(row["title"])
            assert folded
            assert text.fold(folded) == folded
