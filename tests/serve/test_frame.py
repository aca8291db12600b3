"""Addresses and lines as templates write them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from scraper.serve import frame

WORD = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


@given(st.dictionaries(st.sampled_from("abc"), WORD | st.lists(WORD, max_size=3), max_size=3))
def test_an_address_says_what_it_was_given(values: dict[str, str | list[str]]) -> None:
    address = frame.address("/x", **values)
    given = {name: value for name, value in values.items() if value}
    path, _, query = address.partition("?")
    assert path == "/x"
    assert query == urlencode(given, doseq=True)
    assert parse_qsl(query, keep_blank_values=True) == parse_qsl(
        urlencode(given, doseq=True), keep_blank_values=True
    )


def test_long_names_are_not_remembered() -> None:
    before = frame._known.cache_info().currsize
    frame.address("/x", a="模" * 5000)
    assert frame._known.cache_info().currsize == before


@given(WORD)
def test_a_line_is_short_and_one(text: str) -> None:
    line = frame.line(text, 20)
    assert len(line) <= 20
    assert "\n" not in line
    assert "\u202e" not in line
