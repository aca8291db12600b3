"""An article as a page in which nothing runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls
from scraper.dates import BEIJING
from scraper.models import Article, Url
from scraper.publish import html
from scraper.publish.pictures import Shown

KEY = "20261122A01KX700"
TAGS = {
    *"html head meta title style body article h1 h2 h3 h4 h5 h6 p a img hr br em strong s".split(),
    *"ul ol li blockquote pre code table thead tbody tr th td".split(),
}
ACTIVE = ("javascript:", "vbscript:", "data:text", "file:")


class Reader(HTMLParser):
    """Every element and attribute of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def article(body: str, title: str = "题目", **changes: object) -> Article:
    values: dict[str, object] = {"id": KEY, "url": urls.of(KEY), "title": title, "body": body}
    return Article(**{**values, **changes})  # type: ignore[arg-type]


def inert(page: str) -> bool:
    """Whether no element, attribute or address of a page could run anything."""
    found = Reader(page)
    addresses = [value or "" for name, value in found.attributes if name in ("href", "src")]
    return (
        set(found.tags) <= TAGS
        and not any(name.startswith("on") or name == "srcdoc" for name, _ in found.attributes)
        and not any(one.strip().lower().startswith(ACTIVE) for one in addresses)
        and "http-equiv" not in dict(found.attributes)
    )


def test_what_a_reader_sees() -> None:
    moment = datetime(2026, 11, 22, 9, 12, tzinfo=BEIJING)
    picture = "![图片](https://inews.gtimg.com/a/641)"
    body = f"第一段 **粗** 字。\n\n{picture}\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    page = html.page(article(body, author="作者", published=moment))
    found = Reader(page)
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "作者 · 2026-11-22 09:12" in found.text
    assert {"h1", "strong", "img", "table", "td"} <= set(found.tags)
    assert ("src", "https://inews.gtimg.com/a/641") in found.attributes
    assert ("href", urls.of(KEY)) in found.attributes
    assert ("content", "no-referrer") in found.attributes
    assert inert(page)


def test_emphasis_is_shown_as_such() -> None:
    """Also where CommonMark would leave the asterisks that the seed's form has."""
    page = html.page(article("他说**“可以。”**然后走了。"))
    assert "<strong>" in page
    assert "**" not in page


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](  javascript&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "![x](javascript:alert(1))",
        '![x](https://a.example/"onerror="alert(1))',
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        "</article></body><script>alert(1)</script>",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "<iframe src=//evil.example></iframe>",
        "<svg onload=alert(1)>",
        "<meta http-equiv=refresh content=0;url=//evil.example>",
    ],
)
def test_nothing_runs(body: str) -> None:
    assert inert(html.page(article(body, title=body, author=body)))


def test_an_address_that_is_none() -> None:
    assert inert(html.page(article("x", url=Url('"><script>alert(1)</script>'))))


signs = st.lists(st.sampled_from("<>[]()!\"'`*_&;:#|- \n\\/aj")).map("".join)


@given(st.text() | signs, st.text())
def test_no_text_does_any_harm(body: str, title: str) -> None:
    assert inert(html.page(article(body or "x", title=title)))


def test_many_at_once_each_with_images_of_its_own() -> None:
    def made(number: int) -> str:
        shown = {"https://a/b.png": Shown(src=f"/{number}", width=number + 1)}
        return html.fragment("![x](https://a/b.png)\n\n|a|\n|-|\n|b|", shown)

    with ThreadPoolExecutor(8) as many:
        for number, text in enumerate(many.map(made, range(200))):
            assert f'src="/{number}"' in text
            assert f'width="{number + 1}"' in text
            assert "<table>" in text
