"""What is too much is the same at a glance as when every tag is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract import bounds

PIECES = (
    *("<", "</", "<a", "<b", "<B ", "<i x", "<font", "<html", "<bodY", "<stri\u212ae", "<option"),
    *(">", '"', "'", "=", " ", "/", "\n", "a", "b", '="', "='", '" ', "' ", "/>", "<p>", "甲"),
    *(' c="d"', " e=f", " g='h' ", "<\n", "=>", "\"'", "'\"", '<p a="b" c>', '<p title="<b>">'),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
FEW = st.fixed_dictionaries(
    {
        "_ATTRIBUTES": st.sampled_from([2, 4, 1_000]),
        "_NAMES": st.sampled_from([5, 15, 10_000]),
        "_ROOTS": st.sampled_from([2, 50]),
        "_OPTIONS": st.sampled_from([3, 5_000]),
        "_COPIES": st.sampled_from([50, 300, 1_000_000]),
    }
)


@settings(max_examples=1_000)
@given(SOUP, FEW)
def test_what_passes_at_a_glance_passes_when_all_is_read(html: str, few: dict[str, int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, most in few.items():
            patch.setattr(bounds, name, most)
        many = html.count("<")
        if bounds._modest(html, many):
            assert bounds._crowded(html, many) == ""


@settings(max_examples=1_000)
@given(SOUP)
def test_its_tags_are_then_those_that_are_read(html: str) -> None:
    if bounds._modest(html, html.count("<")):
        glanced = [bounds._TAG.fullmatch(one) for one in bounds._PIECE.findall(html)]
        assert bounds._tags(html) == [(one[1].lower(), one[2]) for one in glanced if one]
        assert all(glanced)


@pytest.mark.parametrize(
    "html",
    [
        '<p a="b>"<p c="d>',
        '<p ="a b=" c=" d=">',
        '<p="a b=" c=" d=">',
        '<p a=b="c d">',
        "<p a='b><i>'>",
        "甲<p",
        '<p a"b= "c>',
        "<p a=>",
    ],
)
def test_what_is_written_oddly_is_read_in_full(html: str) -> None:
    assert not bounds._modest(html, html.count("<"))


def test_ordinary_pages_pass_at_a_glance() -> None:
    pages = list(Path(__file__).parent.glob("golden/origin-*/page.html"))
    texts = [page.read_text(encoding="utf-8") for page in pages]
    assert texts
    assert all(bounds._modest(one, one.count("<")) for one in texts)
