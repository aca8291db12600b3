"""A text that breaks no page: its headings, HTML in it, signs of Hugo's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scraper.publish.hugo import body

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("一\n==\n\n文\n\n二\n--\n\n### 三", "## 一\n\n文\n\n### 二\n\n#### 三"),
        ("### 三\n\n#### 四", "## 三\n\n### 四"),
        ("## 二\n\n文", "## 二\n\n文"),
        ("# 一\n\n###### 六", "## 一\n\n###### 六"),
        ("甲  \n乙\n===", "## 甲 乙"),
        ("C#\n==\n\n文", "## C\\#\n\n文"),
        ("> 甲\n> ===\n> 文", "> ## 甲\n> 文"),
        ("* # 甲\n  乙", "* ## 甲\n  乙"),
        ("```\n# 码\n```\n\n# 一", "```\n# 码\n```\n\n## 一"),
        ("文\n\n---\n\n文", "文\n\n---\n\n文"),
    ],
)
def test_headings_stand_below_the_title(text: str, fit: str) -> None:
    assert body.headings(text) == fit


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("用 <b>粗</b>", "用 \\<b>粗\\</b>"),
        ("<div>\n\n文\n\n</div>", "\\<div>\n\n文\n\n\\</div>"),
        ("<!-- x --> <?x?> <![CDATA[x]]>", "\\<!-- x --> \\<?x?> \\<![CDATA[x]]>"),
        ("`<b>` \\<b> <https://x.example/>", "`<b>` \\<b> <https://x.example/>"),
        ("```\n<b>\n```\n<i>", "```\n<b>\n```\n\\<i>"),
        ("    <b>\n\n<i>", "    <b>\n\n\\<i>"),
        ("3 < 4 <= 5", "3 < 4 <= 5"),
        ("\\\\<b>", "\\\\\\<b>"),
    ],
)
def test_html_is_text(text: str, fit: str) -> None:
    assert body.text(text) == fit


SIGNS = st.text(st.sampled_from("<>/!?a`\\ \n#=-*_>|[]()&;1.~:甲\"'"), max_size=60)


@given(SIGNS)
def test_a_reader_finds_no_html_and_no_first_heading(text: str) -> None:
    tokens = READER.parse(body.fit(text))
    whole = [one for token in tokens for one in (token, *(token.children or ()))]
    assert not [one for one in whole if one.type in ("html_block", "html_inline")]
    assert not [one for one in whole if one.type == "heading_open" and one.tag == "h1"]


@given(SIGNS)
def test_fitted_twice_is_fitted_once(text: str) -> None:
    once = body.fit(text)
    assert body.fit(once) == once


@given(SIGNS)
def test_headings_keep_their_words_and_their_order(text: str) -> None:
    def words(markdown: str) -> list[str]:
        tokens = READER.parse(markdown)
        return [
            " ".join(tokens[at + 1].content.split())
            for at, one in enumerate(tokens)
            if one.type == "heading_open"
        ]

    assert len(words(body.headings(text))) == len(words(text))


def test_signs_of_hugo_are_text() -> None:
    assert "{{<" not in body.fit("见 {{< figure >}} 与 {{% x %}}")
