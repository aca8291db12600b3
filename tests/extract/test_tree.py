"""HTML to a tree that is safe to walk, and what is said in its blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import ExtractError
from scraper.extract import bounds, flow, tree
from scraper.extract.blocks import leaves, spoken
from scraper.models import Kind

from .given import URL

TAGS = st.text(st.sampled_from("<>/!-=\"' divapbrspan\x00甲\ud800&;"), max_size=80)


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        ("", 0),
        ("甲 < 乙", 0),
        ("<div><span>甲</span></div>", 2),
        ("<p><p><li><br><img>", 0),
        ("</div></div><div>", 1),
        ("<div>" * 70 + "</div>" * 70, 70),
    ],
)
def test_about_how_deep(html: str, depth: int) -> None:
    assert bounds.depth(html) == depth


@given(TAGS)
def test_any_text_is_a_tree(html: str) -> None:
    assert 0 <= bounds.depth(html) <= html.count("<")
    assert tree.parse(html).body is not None
    assert tree.fragment(html).tag == "body"


@pytest.mark.parametrize(
    "html", ["<div>" * (bounds.DEPTH + 1), "<br>" * (bounds.TAGS + 1)], ids=["deep", "many"]
)
def test_what_is_too_much_is_refused_before_it_is_parsed(html: str) -> None:
    with pytest.raises(ExtractError) as caught:
        tree.parse(html, URL)
    assert (caught.value.kind, caught.value.url) == (Kind.UNREADABLE, URL)


@pytest.mark.parametrize("html", ["<frameset>", "<frameset><frame></frameset>", "<frameset><p>甲"])
def test_frames_are_no_body(html: str) -> None:
    with pytest.raises(ExtractError, match="frames instead of a body") as caught:
        tree.fragment(html, URL)
    assert (caught.value.kind, caught.value.url) == (Kind.UNREADABLE, URL)


@given(TAGS)
def test_what_is_said_is_one_clean_line(html: str) -> None:
    body = flow.read(tree.fragment(html), URL)
    said = spoken(body)
    assert "\n" not in said
    assert "\x00" not in said
    assert all(leaf.runs for leaf in leaves(body))
