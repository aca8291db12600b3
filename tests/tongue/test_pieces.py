"""Articles cut into lines and put together again: the words change, the structure never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import flow, markdown
from scraper.extract import tree as html
from scraper.tongue import pieces, segments, tree
from scraper.tongue.pieces import Task

from .model import english

BODY = """\
一级标题
====

第一段有**粗体**、*斜体*和[一个链接](https://example.org/a_(b)?c=1&d=2)，还有`代码 code`。

![图片](https://inews.gtimg.com/om_bt/K/641)

* 一条，见 https://example.org/x 的说明
* 另一条
  + 里面一条

1. 先
2. 后

> 引文一段
> ![图注](https://inews.gtimg.com/om_bt/L/641)又一句

### 三级标题

| 公司 | 数 |
| --- | --- |
| 甲 | 3.5亿 |
| 乙\\|丙 | 2 |

```python
print("不译")
```

---

最后一段BREAK
第二行，2\\*3
""".replace("BREAK", "  ")


def whole(task: Task) -> dict[str, str]:
    return {name: english(one.text) for piece in task.pieces for name, one in piece.lines.items()}


@pytest.mark.parametrize("most", [1, 40, 10_000])
def test_a_translated_body_has_the_same_structure(most: int) -> None:
    task = pieces.cut("标题", "摘要", BODY, most)
    answer = whole(task)
    for piece in task.pieces:
        assert piece.faults(answer, "en") == []
    body = pieces.body(task, answer, "en")
    assert pieces.same(task, body) == ""
    for kept in (
        "[words](https://example.org/a_(b)?c=1&d=2)",
        "`代码 code`",
        "![图片](https://inews.gtimg.com/om_bt/K/641)",
        "https://example.org/x",
        'print("不译")',
        "**words**",
        "350 million",
    ):
        assert kept in body
    assert "第一段" not in body


def test_what_has_no_words_is_not_sent() -> None:
    task = pieces.cut("标题", "", "![图片](https://a.b/1)\n\n```\n代码\n```\n\n12.5%\n\n一段", 1000)
    assert [one.text for one in task.pieces[0].lines.values()] == ["标题", "一段"]


def test_pieces_are_as_large_as_they_may_be_and_lose_nothing() -> None:
    body = "\n\n".join("一句话。" * 30 for _ in range(50))
    task = pieces.cut("标题", "", body, 500)
    assert all(piece.size <= 500 for piece in task.pieces)
    assert len(task.pieces) <= 17
    names = [name for piece in task.pieces for name in piece.lines]
    assert len(set(names)) == len(names) == 51


def test_a_long_paragraph_is_cut_between_sentences_and_put_together() -> None:
    body = "他说**这一句。那一句**好。" * 60
    task = pieces.cut("标题", "", body, 100)
    lines = [one for piece in task.pieces for name, one in piece.lines.items() if name != "title"]
    assert len(lines) > 5
    assert all(one.text.count("<b>") == one.text.count("</b>") for one in lines)
    made = pieces.body(task, whole(task), "en")
    assert pieces.same(task, made) == ""
    assert "\n" not in made


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<a1>x</a1> <x1/>", ""),
        ("<x1/> <a1>x</a1>", ""),
        ("<a1>x</a1>", "<xN/>"),
        ("<a1>x</a1> <x1/> <x1/>", "<xN/>"),
        ("<a1>x</a1> <x2/>", "<xN/>"),
        ("x <x1/>", "<aN>"),
        ("<a1>x <x1/>", "<aN>"),
        ("</a1>x<a1> <x1/>", "<aN>"),
        ("<a2>x</a2> <x1/>", "<aN>"),
    ],
)
def test_marks_must_all_come_back(text: str, fault: str) -> None:
    task = pieces.cut("标题", "", "[链接](https://a.b/) `码` 字", 1000)
    assert fault in segments.fault(task.pieces[0].lines["1"], text)
    assert bool(fault) == bool(segments.fault(task.pieces[0].lines["1"], text))


def test_images_must_keep_their_order() -> None:
    task = pieces.cut("标题", "", "![图片](https://a.b/1)字![图片](https://a.b/2)", 1000)
    line = task.pieces[0].lines["1"]
    assert segments.fault(line, "<x1/>a<x2/>") == ""
    assert "order" in segments.fault(line, "<x2/>a<x1/>")


WORDS = """\
# x
- x
1. x
> x
```
---
| a | b |
=== x
a\\
_x_ ~~y~~
![a](b)
[a]: https://x.y
{{< x >}}
<!--more-->
&lt;b&gt;
<b>a
a</b>"""


@pytest.mark.parametrize("words", WORDS.splitlines())
def test_whatever_a_model_says_is_words(words: str) -> None:
    task = pieces.cut("标题", "", "一段\n\n* 一条\n\n| 甲 | 乙 |\n| --- | --- |\n| 丙 | 丁 |", 1000)
    answer = {name: words for piece in task.pieces for name in piece.lines}
    assert pieces.same(task, pieces.body(task, answer, "en")) == ""


PARTS = """\
<p>段落%d，</p>
<h2>标题%d</h2>
<ul><li>条%d</li><li>又</li></ul>
<pre>码%d</pre>
<p><a href='https://a.b/%d'>链接</a>后</p>
<p>前<img src='https://a.gtimg.com/%d'></p>
<blockquote><p>引%d</p></blockquote>
<table><tr><td>格%d</td></tr></table>
<p>粗<b>体%d</b>又<i>斜</i><br>下一行</p>
<ol><li><p>项%d</p><p>续</p></li></ol>
<hr>
""".splitlines()


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=12), st.integers(5, 300))
def test_any_body_keeps_its_structure(parts: list[str], most: int) -> None:
    source = "".join(one % n if "%d" in one else one for n, one in enumerate(parts))
    body = markdown.write(flow.read(html.fragment(source, "https://a.b/"), "https://a.b/"))
    task = pieces.cut("标题", "", body, most)
    answer = whole(task)
    assert [fault for piece in task.pieces for fault in piece.faults(answer, "en")] == []
    assert pieces.same(task, pieces.body(task, answer, "en")) == ""


@given(st.text(max_size=200), st.integers(1, 50))
def test_any_text_can_be_cut(body: str, most: int) -> None:
    task = pieces.cut("标题", "", body, most)
    answer = {name: one.text for piece in task.pieces for name, one in piece.lines.items()}
    pieces.same(task, pieces.body(task, answer, "zh-Hant"))


def test_another_structure_is_said_with_its_first_difference() -> None:
    task = pieces.cut("标题", "", "一段\n\n![图片](https://a.b/1)", 100)
    assert pieces.same(task, "a paragraph\n\n![图片](https://a.b/2)").startswith(
        "another structure"
    )


def test_shape_is_of_images_links_headings_and_code() -> None:
    found = tree.shape(tree.read(BODY))
    assert ("1", "h1") in found
    assert ("image", "https://inews.gtimg.com/om_bt/L/641") in found
    assert ("pre", "python", 'print("不译")') in found
    assert ("link", "https://example.org/a_(b)?c=1&d=2") in found
