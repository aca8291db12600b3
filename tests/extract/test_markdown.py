"""Blocks to Markdown, in the dialect of the seed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdownify import markdownify

from .given import COMMONMARK, body

IMAGE = "https://inews.gtimg.com/om_bt/KEY/641"


@pytest.mark.parametrize(
    "html",
    [
        "<p>一</p><p>二</p>",
        "<h1>一</h1><h2>二 三</h2><h3>四</h3><h6>五</h6><p>六</p>",
        "<p>一</p><hr><p>二</p>",
        "<p>一<br>二<br></p><p><br></p><p>三</p>",
        "<p>一</p><p></p><p> </p><p>二</p>",
        "<ul><li>一</li><li>二<ul><li>三<ul><li>四</li></ul></li></ul></li></ul>",
        "<ol><li>一</li><li>二</li></ol><p>三</p>",
        "<ul><li>一</li></ul><ol><li>二</li></ol>",
        "<ul><li><p>一</p><p>二</p></li><li>三</li></ul>",
        "<p>一</p><blockquote><p>二</p><p>三</p></blockquote><p>四</p>",
        "<blockquote><ul><li>一</li></ul></blockquote>",
        "<blockquote><blockquote><p>一</p></blockquote></blockquote>",
        "<p>一</p><pre>a\n  b</pre><p>二</p>",
        "<p>甲<strong>乙</strong>丙<em>丁</em><code>a_b</code></p>",
        f'<p><img src="{IMAGE}" alt="图片"></p><p>一</p>',
        '<p><a href="https://a.cn/x_y">甲_乙</a></p>',
        "<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table>",
    ],
)
def test_as_markdownify_writes_it(html: str) -> None:
    assert body(html) == markdownify(html).strip()


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<h1># 一</h1>", "\\# 一\n===="),
        ("<h2>1. 一</h2>", "1\\. 一\n-----"),
        ("<h3>1. 一</h3>", "### 1. 一"),
        ("<h4>C #</h4>", "#### C \\#"),
        ("<h4>C#</h4>", "#### C#"),
        ("<h2>|一|</h2>", "## |一|"),
        ('<h3>一 {.a id="{}"}</h3>', '### 一 \\{.a id="\\{}"}'),
        ("<h2>一 {#x}</h2>", "一 \\{#x}\n-------"),
        ("<h3>一 {x} 二</h3>", "### 一 {x} 二"),
        ("<h3>一 <code>{#x}</code></h3>", "### 一 `{#x}`"),
        ("<h2>一|二 #</h2>", "一|二 #\n-----"),
        ("<h2>一|二</h2>", "一|二\n---"),
        ("<h3>一<br>二</h3>", "### 一 二"),
        ("<h2><br></h2><p>一</p>", "一"),
        (f'<h2><img src="{IMAGE}"></h2>', f"![]({IMAGE})"),
        (f'<h3><section><img src="{IMAGE}"></section><p>一</p></h3>', f"![]({IMAGE})\n\n### 一"),
        ("<ul><li></li><li>一</li></ul>", "* 一"),
        ("<ul></ul><p>一</p>", "一"),
        ("<ul><li>一<ol start=2><li>二</li></ol></li></ul>", "* 一\n  \n  2. 二"),
        ("<ul><li>一<ul><li>二</li></ul>三</li></ul>", "* 一\n  + 二\n  \n  三"),
        ("<ol start=x><li>一</li></ol>", "1. 一"),
        ("<ol start=9999999999><li>一</li></ol>", "1. 一"),
        ("<li>一</li>", "- 一"),
        ("<blockquote></blockquote><p>一</p>", "一"),
        ("<p>一</p><div><br></div><div><br></div><p>二</p>", "一\n\n二"),
    ],
)
def test_as_we_write_it(html: str, wanted: str) -> None:
    assert body(html) == wanted


def test_lists_nest_twelve_deep_and_lose_nothing_deeper() -> None:
    made = body("<ul><li>甲" * 40)
    assert made.count("甲") == 40
    assert max(len(line) - len(line.lstrip()) for line in made.split("\n")) < 30


TITLES = st.text("甲a1 #*_|-=.`\\", min_size=1, max_size=12).filter(lambda text: text.strip())


@given(TITLES, st.integers(1, 6))
def test_a_heading_is_one_heading_of_its_level(text: str, level: int) -> None:
    made = COMMONMARK.render(body(f"<p>一</p><h{level}>{text}</h{level}><p>二</p>"))
    assert made.count(f"<h{level}>") == made.count("<h") == 1


@given(TITLES)
def test_an_underline_is_as_long_as_its_heading(text: str) -> None:
    title, line = body(f"<h1>{text}</h1>").split("\n")
    assert line == "=" * len(title)


@given(st.lists(TITLES, min_size=1, max_size=5), st.sampled_from(["ul", "ol"]))
def test_a_list_has_as_many_items(items: list[str], tag: str) -> None:
    html = "".join(f"<li>{item}</li>" for item in items)
    made = COMMONMARK.render(body(f"<p>一</p><{tag}>{html}</{tag}><p>二</p>"))
    assert made.count(f"<{tag}>") == 1
    assert made.count("<li>") == len(items)
