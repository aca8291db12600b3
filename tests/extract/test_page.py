"""Bytes to text: every charset the site used, told right or wrong, and bytes that are no text."""

from __future__ import annotations

import codecs
import gzip
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ExtractError
from scraper.extract import page
from scraper.models import Kind, Page

from .given import URL, fetched

TEXT = "<html><body>大模型降价，镕㐂é€</body></html>"


def decoded(raw: bytes, content_type: str = "text/html") -> Page:
    return page.decode(fetched(raw, content_type=content_type))


def declaring(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body>大模型降价，镕㐂</body></html>'


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb-2312", "x-gbk", "cp936", "gb18030"])
def test_gb2312_and_gbk_mean_gb18030(declared: str) -> None:
    text = declaring(declared)
    assert decoded(text.encode("gb18030")) == Page(url=URL, text=text, charset="gb18030")


def test_a_saved_page_may_be_utf8_whatever_it_declares() -> None:
    text = declaring("gb2312")
    assert decoded(text.encode()).text == text
    assert decoded(text.encode(), "text/html; charset=GBK").charset == "utf-8"


def test_the_header_is_asked_before_the_page() -> None:
    raw = declaring("gb2312").encode("big5", "replace")
    assert decoded(raw, 'text/html; charset="Big5"').charset == "big5"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "us-ascii", "utf8mb9", "utf-8"])
def test_a_charset_that_cannot_be_is_passed_over(declared: str) -> None:
    assert decoded(TEXT.encode("gb18030"), f"text/html; charset={declared}").text == TEXT


@pytest.mark.parametrize(
    "codec",
    "hex base64 rot13 zlib bz2 uu quopri idna punycode undefined unicode_escape "
    "raw_unicode_escape utf-7 utf-16 utf-32 mbcs".split(),
)
def test_a_codec_that_is_no_charset_is_passed_over(codec: str) -> None:
    raw = declaring(codec).encode("gb18030")
    assert decoded(raw, f"text/html; charset={codec}").charset == "gb18030"
    assert decoded(raw + b"\xff", f"text/html; charset={codec}").charset == "gb18030"


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_decides(mark: bytes, charset: str) -> None:
    found = decoded(mark + TEXT.encode(charset), "text/html; charset=gbk")
    assert (found.text, found.charset) == (TEXT, charset)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_cut_off_at_the_end_is_forgiven(charset: str, cut: int) -> None:
    raw = ("大模型" * 50 + "镕").encode(charset)[:-cut]
    assert decoded(raw, f"text/html; charset={charset}").text.startswith("大模型" * 49)


def test_one_wrong_byte_costs_one_character() -> None:
    raw = ("大模型" * 200).encode()
    found = decoded(raw[:300] + b"\xff" + raw[300:])
    assert found.charset == "utf-8"
    assert found.text.replace("\ufffd", "") == "大模型" * 200


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (gzip.compress(TEXT.encode(), mtime=0), "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"\x1f\x8b\x08garbled", "binary"),
        (bytes(range(128, 256)) * 40, "unreadable"),
    ],
)
def test_what_is_no_text_is_unreadable(raw: bytes, reason: str) -> None:
    with pytest.raises(ExtractError, match=reason) as caught:
        decoded(raw)
    assert caught.value.kind is Kind.UNREADABLE
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=400), st.sampled_from(["", "; charset=gbk", "; charset=utf-16", "; x"]))
def test_any_bytes_are_text_or_an_error_of_ours(raw: bytes, parameter: str) -> None:
    with suppress(ExtractError):
        decoded(raw, f"text/html{parameter}").text.encode()


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc"]), min_size=60))
def test_gb18030_reads_back_unless_it_is_utf8_too(text: str) -> None:
    raw = f"<p>{text}".encode("gb18030")
    try:
        raw.decode()
    except UnicodeDecodeError:
        assert decoded(raw, "text/html; charset=gb2312").text == f"<p>{text}"


def test_five_megabytes_of_mixed_charsets_take_bounded_time() -> None:
    raw = (TEXT.encode() * 40_000)[:4_000_000] + TEXT.encode("gb18030") * 20_000
    start = time.perf_counter()
    with pytest.raises(ExtractError):
        decoded(raw)
    assert time.perf_counter() - start < 5
