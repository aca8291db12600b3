"""Markdown as a chapter: well formed, nothing in it runs, nothing comes from the web."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.publish.epub import body, marks, pages

KEPT = {"https://a.cn/x": "images/x.jpg"}


def made(markdown: str) -> str:
    return body.write(body.read(markdown), KEPT).strip()


def tree(markdown: str) -> Xml.Element:
    """The chapter as a reader parses it; an error where it is not well formed."""
    return Xml.fromstring(pages.page("t", made(markdown)))


def links(markdown: str) -> list[str]:
    found = tree(markdown).iter("{http://www.w3.org/1999/xhtml}a")
    return [one.attrib["href"] for one in found]


def test_a_kept_image_is_a_figure_with_its_caption() -> None:
    assert made("![图片](https://a.cn/x)\n\n*说明*\n\n文") == (
        '<figure><img src="images/x.jpg" alt="图片" />'
        "<figcaption><em>说明</em></figcaption>\n</figure>\n<p>文</p>"
    )


def test_other_images_are_their_words_and_a_link() -> None:
    assert made("![图片](https://a.cn/y)") == '<p><a href="https://a.cn/y">［图片］</a></p>'
    assert made("![说明](https://a.cn/y)") == '<p><a href="https://a.cn/y">［图片：说明］</a></p>'
    assert made("![说明](data:image/png;base64,AA)") == "<p>［图片：说明］</p>"
    assert made("[![说明](https://a.cn/y)](https://b.cn/)") == (
        '<p><a href="https://b.cn/">［图片：说明］</a></p>'
    )


def test_every_image_is_named() -> None:
    parts = body.read("![a](https://a.cn/x)\n\n- b ![c](https://a.cn/y)\n\n| ![d](z) |\n| --- |")
    assert body.images(parts) == ["https://a.cn/x", "https://a.cn/y", "z"]


def test_headings_stand_below_the_title() -> None:
    assert made("# 一\n\n###### 六") == "<h2>一</h2>\n<h6>六</h6>"


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x"),
        *("file:///etc/passwd", "mailto:a@b.cn", "ftp://a.cn/x", "other.xhtml", "#here", "//a.cn"),
        *("http://", "https://a@b.cn/", "https://a_b.cn/", "https://[::1/", "http://a.cn:x/"),
        "https://a.cn/" + "x" * 3000,
    ],
)
def test_a_link_that_leads_to_no_page_is_its_words(address: str) -> None:
    assert links(f"[字](<{address}>)") == []
    assert "字" in made(f"[字](<{address}>)")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.cn/x?y=1&z=2#w", "https://a.cn/x?y=1&z=2#w"),
        ("https://a.cn/%zz#a#b", "https://a.cn/%25zz#a%23b"),
        ("https://a.cn/路 径?[]|", "https://a.cn/%E8%B7%AF%20%E5%BE%84?%5B%5D%7C"),
        ("http://a.cn:8080", "http://a.cn:8080"),
    ],
)
def test_an_address_is_written_as_every_reader_takes_it(address: str, shown: str) -> None:
    assert marks.web(address) == shown


@pytest.mark.parametrize(
    "text",
    [
        *("<script>alert(1)</script>", "<svg onload=x><p>", "]]>", "<!--", "<?xml?>", "&nbsp;&#1;"),
        *("\x00\x0b\x0c\x1b[31m\x7f\ufffe\ud800", "&#12;&#x8;", "&lt;![CDATA["),
        *('```x"y<\n</code></pre><script>x</script>\n```', "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;"),
    ],
)
def test_what_is_no_markdown_is_text(text: str) -> None:
    found = tree(f"{text}\n\n{text}")
    tags = {one.tag.rpartition("}")[2] for one in found.iter()}
    assert tags <= {"html", "head", "title", "link", "body", "p", "pre", "code"}


signs = st.lists(st.sampled_from("<>[]()!\"'`*_&;:#|- \n\\/a\x00\x0c\x1b")).map("".join)


@given(st.text() | signs)
def test_every_text_is_well_formed(text: str) -> None:
    tree(text)
    tree(f"![{text}](https://a.cn/x) [a](<{text.replace('<', '')}>)")


def test_a_language_is_one() -> None:
    assert [marks.language(one) for one in ("en", "zh-Hans-CN", '"><x', "")] == [
        *("en", "zh-Hans-CN", "zh-CN", "zh-CN")
    ]
