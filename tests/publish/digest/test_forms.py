"""The three forms of a page: each shows the text that there is, and nothing of it does anything."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scraper.models import Url
from scraper.publish.digest import html, markdown, sheet, text
from scraper.publish.digest.sheet import Sheet

from ...watch.hostile import PAYLOADS
from ..pieces import AT, day, named, piece

GFM = MarkdownIt("gfm-like", {"linkify": False})
PAYLOAD = pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
TAGS = {*"html head meta title body h1 h2 p ul li a".split()}


class Reader(HTMLParser):
    """Every element and attribute of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def made(payload: str = "题目", lang: str = "en") -> Sheet:
    """A day on which the same stands everywhere, beside an ordinary story."""
    hostile = piece(
        1,
        payload,
        payload,
        summary=f"关于 {payload}",
        mentions=(named(payload),),
        others=(payload,),
    )
    return sheet.of(day([hostile, piece(2)], gone=(piece(3, payload, gone_at=AT),)), lang)


def test_text() -> None:
    one = piece(1, "题目", "甲", summary="说的是什么。", mentions=(named("昇腾"),), others=("乙",))
    assert text.write(sheet.of(day([one]), "zh")) == (
        "AI 新闻摘要\n"
        "北京时间 2026-11-23 10:07 至 2026-11-24 10:07 · 2 篇文章，1 则报道，1 个账号\n"
        "\n"
        "昇腾\n"
        "• 题目\n"
        "  11-24 10:06 · 甲 · 另有 1 篇转载\n"
        "  说的是什么。\n"
        "  https://new.qq.com/rain/a/20261124A0000100\n"
    )


def test_markdown() -> None:
    one = piece(1, "题*目*", "甲", summary="1. 说的", mentions=(named("昇腾"),))
    assert markdown.write(sheet.of(day([one]), "en")) == (
        "# AI news digest\n"
        "\n"
        "2026-11-23 10:07 – 2026-11-24 10:07, Beijing time · 1 article, 1 story, 1 account\n"
        "\n"
        "## 昇腾\n"
        "\n"
        r"- [题\*目\*](<https://new.qq.com/rain/a/20261124A0000100>)  "
        "\n"
        "  11-24 10:06 · 甲  \n"
        r"  1\. 说的"
        "\n"
    )


@PAYLOAD
def test_nothing_moves_a_terminal(payload: str) -> None:
    page = text.write(made(payload))
    signs = page.replace("\n", "").replace("\u200d", "")
    assert not [one for one in signs if not one.isprintable() and ord(one) < 0xE000]
    assert page.count("\n• ") == 3


@PAYLOAD
def test_markdown_shows_the_text_and_has_only_our_markup(payload: str) -> None:
    usual, found = (Reader(GFM.render(markdown.write(made(one)))) for one in ("题目", payload))
    assert [*dict.fromkeys(found.tags)] == [*dict.fromkeys(usual.tags)]
    assert len(found.tags) <= len(usual.tags)
    links = [value for name, value in found.attributes if name == "href"]
    assert {name for name, _ in found.attributes} == {"href"}
    assert {one.rpartition("/")[0] for one in links if one} == {"https://new.qq.com/rain/a"}
    assert len(links) == 3


@given(st.text(alphabet=st.sampled_from("#>-+*_`~[]()!<&;:=|.1a \\w@/{%")))
def test_what_is_escaped_reads_as_it_was(words: str) -> None:
    """At the beginning of a line, and in a link."""
    given = " ".join(words.split())
    for form in (markdown.escaped(given), f"[{markdown.escaped(given)}](<x>)"):
        found = Reader(GFM.render(f"- a  \n  {form}"))
        assert " ".join("".join(found.words).split()) in (f"a{given}", f"a {given}")
        assert set(found.tags) <= {"ul", "li", "br", "a"}


@PAYLOAD
def test_nothing_runs_in_a_page_and_nothing_is_loaded(payload: str) -> None:
    usual, found = (Reader(html.write(made(one))) for one in ("题目", payload))
    assert set(found.tags) <= TAGS
    assert len(found.tags) <= len(usual.tags)
    assert {name for name, _ in found.attributes} == {name for name, _ in usual.attributes}
    assert "src" not in dict(found.attributes)
    links = [value for name, value in found.attributes if name == "href"]
    assert {one.rpartition("/")[0] for one in links if one} == {"https://new.qq.com/rain/a"}
    assert "url(" not in html.write(made(payload)).partition("</head>")[0]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", '"><script>x</script>', "data:text/html,x", "http://a\n"]
)
def test_an_address_that_is_none_is_no_link(address: str) -> None:
    strange = sheet.of(day([piece(1, url=Url(address))]), "en")
    assert not {"script"} & set(Reader(html.write(strange)).tags)
    for page in (html.write(strange), markdown.write(strange), text.write(strange)):
        assert "javascript" not in page
        assert "data:" not in page


def test_a_page_says_its_language_and_is_dark_where_its_reader_is() -> None:
    page = html.write(made(lang="zh"))
    assert '<html lang="zh-CN">' in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert "background" not in page
