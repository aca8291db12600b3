"""Scraped text that nothing takes for anything else."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scraper.watch import plain

from .hostile import PAYLOADS, SIGNS

MARKDOWN = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
ODD = st.text(alphabet=st.sampled_from("".join(PAYLOADS.values())[:5000])) | st.text()


def shaped(text: str) -> bool:
    """Nothing in it that has no shape, and only one line of it."""
    odd = [char for char in text if unicodedata.category(char).startswith("C")]
    return not odd and "\n" not in text and text == text.strip()


def test_an_ordinary_headline_stays_as_it_is() -> None:
    for title in (
        "DeepSeek-V3.2 发布：推理成本降低 50%，10:30 开始公测！",
        "「智谱」GLM-5（开源）——“国产第一”？",
        "OpenAI's GPT-5.5 (mini), $20/month; 1+1=2",
    ):
        assert plain.line(title, 200) == title


def test_signs_are_written_full_width() -> None:
    assert plain.line("@所有人 *A_B* <C> #D AT&T", 99) == "＠所有人 ＊A＿B＊ ＜C＞ ＃D AT＆T"
    assert plain.line("见 https://evil.example", 99) == "见 https：//evil.example"


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_payload_is_more_than_text(payload: str) -> None:
    shown = plain.line(payload, 120)
    assert shaped(shown)
    assert len(shown) <= 120
    assert not set(shown) & set(SIGNS)
    assert "://" not in shown
    (tokens,) = [one.children for one in MARKDOWN.parse(f"- 10:07 {shown}") if one.children] or [[]]
    assert {one.type for one in tokens} <= {"text"}


@given(ODD, st.integers(1, 200))
def test_a_line_is_one_line_of_text(text: str, longest: int) -> None:
    shown = plain.line(text, longest)
    assert shaped(shown)
    assert len(shown) <= longest
    assert not set(shown) & set(SIGNS)
    assert plain.line(shown, longest) == shown


@given(ODD)
def test_a_command_cannot_end_its_code(text: str) -> None:
    shown = plain.code(text)
    assert shaped(shown)
    assert not set(shown) & set("`<>@&")


def test_a_command_stays_as_it_is_typed() -> None:
    for command in ("scraper quarantine", "scraper show 20250212A08YTH00 --format raw | less"):
        assert plain.code(command) == command


@given(ODD)
def test_a_link_is_an_address_or_nothing(text: str) -> None:
    for url in (text, f"https://new.qq.com/rain/a/{text}"):
        shown = plain.link(url)
        assert shown.isascii()
        assert not set(shown) & set("<>()[]{}\"'`\\|^*@ ")
        assert not shown or urlsplit(shown).scheme in ("http", "https")


def test_links_that_are_links() -> None:
    url = "https://new.qq.com/rain/a/20250212A08YTH00"
    assert plain.link(url) == url
    assert (
        plain.link("https://a.qq.com/x?a=1&b=%E4%BA%BA#c") == "https://a.qq.com/x?a=1&b=%E4%BA%BA#c"
    )
    assert plain.link("https://a.qq.com/人)") == "https://a.qq.com/%E4%BA%BA%29"
    for none in (
        "javascript:alert(1)",
        "ftp://a.example",
        "",
        "x",
        "https://a.qq.com/" + "x" * 600,
    ):
        assert plain.link(none) == ""
