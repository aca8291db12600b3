"""Text without what is not text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import clean

ANY = st.text(st.characters(codec=None))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("发布\u200b会\ufeff", "发布会"),
        ("价\xa0格\u2003表", "价 格 表"),
        ("一\u2028二\x85三", "一\n二\n三"),
        ("一\r二\r\n三\r\r四", "一\n二\n三\n\n四"),
        ("一\x0b二\x0c三\x1c四\x1d五\x1e六", "一二三四五六"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("\ud800lone", "lone"),
        ("软\xad连\u2060字", "软连字"),
        ("\u202eabc\u202c", "abc"),
        ("❤\ufe0f\u200d🔥 与 👩\u200d💻", "❤\ufe0f\u200d🔥 与 👩\u200d💻"),
        ("文\u200d字\u200d", "文字"),
        ("图\ufffc说", "图说"),
        ("　　缩进", "　　缩进"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("一\ufffe二\uffff三\ufdd0四\U0001ffff五", "一二三四五"),
        ("好\U000e0069\U000e0067", "好"),
        ("🏴\U000e0067\U000e0062\U000e007f 旗", "🏴\U000e0067\U000e0062\U000e007f 旗"),
    ],
)
def test_characters(text: str, wanted: str) -> None:
    assert clean.characters(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("&lt;b&gt; &amp;amp; &#65;&#x42;", "<b> &amp; AB"),
        ("&#" + "0" * 99 + ";", "\ufffd"),
        ("&#" + "9" * 5000 + ";&#" + "9" * 100, "\ufffd\ufffd"),
        ("&#x" + "f" * 5000 + ";", "\ufffd"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_references(text: str, wanted: str) -> None:
    assert clean.references(text) == wanted


@given(ANY | st.text("&#;x0123456789afglt", max_size=200))
def test_any_text_has_its_references_read(text: str) -> None:
    assert isinstance(clean.references(text), str)


def test_a_line_is_one_line() -> None:
    assert clean.line("\u3000\n 大\t\xa0模型 \r\n 降价\u200b ") == "大 模型 降价"


def test_code_keeps_its_indentation() -> None:
    assert clean.code("\n\ndef f():  \r\n\n    return\xa01\n  ") == "def f():\n\n    return 1"


def test_a_carriage_return_ends_a_line_of_code() -> None:
    """Left where it is, it would end a code block in Markdown, and write over a terminal's line."""
    assert clean.code("a\r\r# b\r\nc\rd \r") == "a\n\n# b\nc\nd"


@given(ANY)
def test_nothing_but_a_line_feed_ends_a_line(text: str) -> None:
    for mended in (clean.characters(text), clean.code(text)):
        assert mended.splitlines() == mended.removesuffix("\n").split("\n") or not mended


@given(ANY)
def test_what_is_clean_stays_so(text: str) -> None:
    for mended in (clean.characters, clean.line, clean.code):
        once = mended(text)
        assert mended(once) == once


@given(ANY)
def test_no_control_characters_are_left(text: str) -> None:
    for sign in clean.characters(text):
        assert unicodedata.category(sign) not in ("Cc", "Cs") or sign in "\t\n"


@given(ANY)
def test_letters_and_signs_stay(text: str) -> None:
    kept = [sign for sign in text if unicodedata.category(sign)[0] in "LNPS" and sign != "\ufffc"]
    left = clean.characters(text)
    assert [sign for sign in left if unicodedata.category(sign)[0] in "LNPS"] == kept


@given(st.text() | st.text(alphabet="模型 a\u3000\u200b\u202e\n\xa0\U000e0041\u200d"))
def test_a_line_that_needs_nothing_is_quick_and_the_same(text: str) -> None:
    assert clean.line(text) == clean._BLANK.sub(" ", clean.characters(text)).strip()


@given(ANY | st.text("甲a \u3000\n\t\ufffc\u200d\U0001f525"))
def test_text_that_needs_nothing_is_what_cleaning_it_would_give(text: str) -> None:
    assert clean.characters(text) == clean.characters(f"{text}\x00")
