"""What is said of a fault: lines that can be printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import errors
from scraper.errors import (
    ArchiveError,
    ConfigError,
    DiscoverError,
    DocumentError,
    ExtractError,
    FetchError,
    PageError,
    ScraperError,
    UrlError,
)
from scraper.models import Kind

ANY = st.text(st.characters(codec=None) | st.sampled_from("\x1b\x9b\n\r\u202e\u2066\ud800\u2028"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("题 plain", "题 plain"),
        ("a\n\t b\u3000c\xa0d\u2028e\x85f", "a b c d e f"),
        ("\x1b]52;c;eA==\x07", r"\x1b]52;c;eA==\x07"),
        ("\x9b31m\x7f", r"\x9b31m\x7f"),
        ("good\u202egnp", r"good\u202egnp"),
        ("\ud800\u200b\ufeff", r"\ud800\u200b\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("", ""),
    ],
)
def test_a_line(text: str, shown: str) -> None:
    assert errors.line(text) == shown


@given(ANY)
def test_any_text_is_one_line_that_can_be_printed(text: str) -> None:
    shown = errors.line(text)
    assert shown.isprintable()
    assert errors.line(shown) == shown
    shown.encode()


@pytest.mark.parametrize("kind", [ScraperError, ArchiveError, DocumentError])
@given(ANY)
def test_an_error_is_a_line(kind: type[ScraperError], text: str) -> None:
    assert str(kind(text)) == errors.line(text)


@pytest.mark.parametrize("kind", [PageError, UrlError, FetchError, DiscoverError, ExtractError])
@given(ANY, ANY)
def test_an_error_of_a_page_is_a_line_in_each_part(
    kind: type[PageError], url: str, reason: str
) -> None:
    error = kind(url, Kind.FAILED, reason)
    assert error.url.isprintable()
    assert error.reason.isprintable()
    assert str(error).isprintable()


@given(st.lists(ANY, min_size=1))
def test_an_error_of_the_configuration_is_a_line_for_each_fault(faults: list[str]) -> None:
    lines = str(ConfigError(*faults)).split("\n")
    assert lines == [errors.line(fault) for fault in faults]
