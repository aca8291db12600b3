"""Articles and documents, byte for byte in the seed's form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls
from scraper.dates import BEIJING
from scraper.errors import DocumentError
from scraper.extract import document, front
from scraper.extract.document import Document
from scraper.models import Article

ARTICLE = Article(
    id="20250212A0000100",
    url=urls.of("20250212A0000100"),
    title='大模型说："\\降价\\"',
    body="**过渡。**这方面\n\n---\n\n尾",
    published=datetime(2025, 2, 12, 21, 3, 53, tzinfo=BEIJING),
    summary="摘要",
    thumbnail="https://inews.gtimg.com/om_ls/KEY_640360/0",
)
WRITTEN = r"""---
title: "大模型说：\"\\降价\\\""
date: "2025-02-12 21:03:53"
summary: "摘要"
categories:
  - "qq"
lang:
  - "zh-CN"
translations:
  - "zh-CN"
tags:
  - "qq"
menu: ""
thumbnail: "https://inews.gtimg.com/om_ls/KEY_640360/0"
lead: ""
comments: false
authorbox: false
pager: true
toc: false
mathjax: false
sidebar: "right"
widgets:
  - "search"
  - "recent"
  - "taglist"
---

**过渡。**这方面

---

尾

[qq](https://new.qq.com/rain/a/20250212A0000100)
"""


def test_an_article_is_written_in_the_seeds_form() -> None:
    assert document.write(document.of(ARTICLE)) == WRITTEN


def test_what_else_is_to_be_known_stands_at_the_end_of_the_front_matter() -> None:
    copies = ({"title": '说"再见"', "url": "https://a.cn"}, {"title": "再见\n", "url": ""})
    made = document.of(ARTICLE, params={"gone_at": "2026-11-22", "copies": copies, "odd": ((), {})})
    text = document.write(made)
    assert text == WRITTEN.replace(
        "---\n\n**过渡",
        r"""params:
  gone_at: "2026-11-22"
  copies:
    - title: "说\"再见\""
      url: "https://a.cn"
    - title: "再见"
      url: ""
  odd:
    - []
    - {}
---

**过渡""",
    )
    assert document.read(text) == made


def test_nothing_else_to_be_known_leaves_the_seeds_form() -> None:
    assert document.write(document.of(ARTICLE, params={})) == WRITTEN
    assert document.read(WRITTEN.replace("widgets:", "params:\nwidgets:")).params == {}


def test_what_is_told_besides_is_inert_too() -> None:
    made = document.of(ARTICLE, params={"copies": ({"title": "{{< x >}}\n题", "paid": True},)})
    assert made.params == {"copies": ({"title": "{\u200b{< x >}} 题", "paid": True},)}
    assert document.read(document.write(made)) == made


@pytest.mark.parametrize(
    "params",
    [
        "3",
        "[x]",
        "{a: 3}",
        "{a: [null]}",
        "{1: x}",
        "{yes: x}",
        '{"on": x}',
        '{"a b": x}',
        "[" * 300 + "]" * 300,
        "{a: " * 20 + "x" + "}" * 20,
    ],
)
def test_params_that_could_not_be_written_again_are_told(params: str) -> None:
    with pytest.raises(DocumentError, match="params"):
        document.read(f"---\nparams: {params}\n---\n\n文\n\n[qq](u)\n")


def test_the_seed_and_its_siblings_are_read_and_written_byte_for_byte(shared: Path) -> None:
    files = [shared / "seed-20250212A08YTH00.md", *sorted((shared / "siblings").glob("*.md"))]
    assert len(files) == 7
    for file in files:
        raw = file.read_bytes()
        assert document.write(document.read(raw.decode())).encode() == raw, file.name


@pytest.mark.parametrize(
    "sign",
    [
        "{{< x >}}",
        "{{% x %}}",
        "{{{{<x",
        "<!--more-->",
        "HAHAHUGOSHORTCODE1s0HBHB",
        "__hdeferred/d_1__d=",
        r"\_\_hdeferred/",
        "__h_pp_l1_",
        r"\_\_h\_pp\_l1\_",
        "{{__hugo_ctx pid=1}}",
    ],
)
def test_what_hugo_would_act_upon_reads_the_same_and_is_text(sign: str) -> None:
    article = replace(ARTICLE, title=f"题{sign}", summary=sign, body=f"文`{sign}`\n\n{sign}")
    for commonmark in (False, True):
        made = document.of(article, commonmark=commonmark)
        written = document.write(made)
        assert sign not in written
        assert "\u200b" in made.title
        assert made.title.replace("\u200b", "") == article.title
        assert made.summary.replace("\u200b", "") == article.summary
        assert made.body.replace("\u200b", "") == article.body
        assert document.read(written) == made
        assert document.inert(made.body) == made.body


@pytest.mark.parametrize(
    "text", ["{{ x }}", "{ {<", "<!-- more -->", "HUGOSHORTCODE", "_hdeferred", "{{<"[:2], "a<b>%}"]
)
def test_what_is_no_sign_of_hugos_stays_as_it_is(text: str) -> None:
    assert document.inert(text) == text


def test_emphasis_may_be_commonmarks() -> None:
    assert document.of(ARTICLE, commonmark=True).body == "**过渡**。这方面\n\n---\n\n尾"


def test_what_is_missing_is_empty() -> None:
    bare = Article(id="x", url=ARTICLE.url, title="题", body="文")
    made = document.of(bare)
    assert (made.date, made.thumbnail, made.summary) == ("", "", "")
    assert document.read(document.write(made)) == made


def test_the_date_is_beijings_whatever_its_zone() -> None:
    moment = datetime(2025, 2, 12, 13, 3, 53, tzinfo=UTC)
    assert document.of(replace(ARTICLE, published=moment)).date == "2025-02-12 21:03:53"


def test_the_file_name_has_its_language_in_lower_case() -> None:
    assert document.name(ARTICLE) == "20250212A0000100.zh-cn.md"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "lacks front matter"),
        ("# 只有正文", "lacks front matter"),
        ('---\ntitle: "题"\n---\n\n没有链接\n', "a link at its end"),
        ("---\ntitle: [1\n---\n\n文\n\n[qq](u)\n", "no YAML"),
        ("---\ntitle: 3\n---\n\n文\n\n[qq](u)\n", "title"),
        ("---\ndate: 2025-02-12\ntags: x\nlang:\n  - 3\n---\n\n文\n\n[qq](u)\n", "lang, tags"),
        ("---\n- 列表\n---\n\n文\n\n[qq](u)\n", "lacks front matter"),
        ("---\n!!python/object/apply:os.system [x]\n---\n\n文\n\n[qq](u)\n", "no YAML"),
        ('---\ntitle: "\x00"\n---\n\n文\n\n[qq](u)\n', "no YAML"),
    ],
)
def test_what_is_no_document_is_told(text: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        document.read(text)
    assert "\n" not in str(caught.value)


def test_an_unquoted_date_stays_text() -> None:
    text = '---\ntitle: "题"\ndate: 2025-02-12 21:03:53\n---\n\n文\n\n[qq](u)\n'
    assert document.read(text).date == "2025-02-12 21:03:53"


WORDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])),
    st.sampled_from(
        [
            "true",
            "null",
            "~",
            "yes",
            "3.14",
            "0x1f",
            "2025-02-12",
            "- 项",
            "a: b",
            "# x",
            "'",
            '"""',
            "\\",
            "\\n",
            "{{<",
            "%YAML 1.2",
            "---",
            "...",
            "&a",
            "*a",
            "!x",
            "|",
            ">",
            "@",
            "`",
            "👩\u200d💻",
            "很" * 3000,
            "= 1",
            "<<",
            "\ufeff",
        ]
    ),
).map(str.strip)
LINES = st.lists(WORDS | st.sampled_from(["---", "[qq](https://a.cn)", "", "    "]), max_size=6)
BODIES = LINES.map("\n".join).map(lambda text: f"文{text}文")
ARTICLES = st.builds(
    Article,
    id=st.just("20250212A0000100"),
    url=st.just(ARTICLE.url),
    title=WORDS.map(lambda text: text or "题"),
    body=BODIES,
    summary=WORDS,
    published=st.none()
    | st.datetimes(min_value=datetime(1998, 1, 1)).map(
        lambda moment: moment.replace(tzinfo=BEIJING)
    ),
    thumbnail=st.none() | st.just("https://inews.gtimg.com/om_ls/KEY_640360/0"),
)


@given(ARTICLES)
def test_a_document_reads_back(article: Article) -> None:
    made = document.of(article)
    text = document.write(made)
    assert document.read(text) == made
    assert document.write(document.read(text)) == text


NAMES = st.from_regex(front.NAME, fullmatch=True)
VALUES: st.SearchStrategy[front.Value] = st.recursive(
    WORDS | st.booleans(),
    lambda some: st.lists(some, max_size=3).map(tuple) | st.dictionaries(NAMES, some, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, VALUES, max_size=3))
def test_params_read_back_and_any_yaml_reader_agrees(params: dict[str, front.Value]) -> None:
    made = document.of(ARTICLE, params=params)
    text = document.write(made)
    assert document.read(text) == made
    loaded = yaml.safe_load(text.split("\n---\n", 1)[0])
    assert front.plain(loaded.get("params", {})) == made.params


@given(ARTICLES)
def test_any_yaml_reader_agrees(article: Article) -> None:
    made = document.of(article)
    loaded = yaml.safe_load(document.write(made).split("\n---\n", 1)[0])
    assert list(loaded)[:4] == ["title", "date", "summary", "categories"]
    assert (loaded["title"], loaded["summary"]) == (made.title, made.summary)
    assert loaded["date"] == made.date
    assert loaded["comments"] is False
    assert loaded["widgets"] == ["search", "recent", "taglist"]


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_writing_again_what_was_read_changes_nothing(title: str, body: str) -> None:
    first = document.write(
        Document(title=title, date="", summary=title, body=body, url=ARTICLE.url)
    )
    try:
        again = document.write(document.read(first))
    except DocumentError:
        return  # a character that YAML does not allow; an article's text has none
    assert document.write(document.read(again)) == again


@given(st.text())
def test_any_text_is_a_document_or_an_error_of_ours(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n\n{text}\n\n[qq](u)\n"):
        try:
            document.read(whole)
        except DocumentError as error:
            assert "\n" not in str(error)  # noqa: PT017 - most texts are none


@pytest.mark.parametrize(
    "value",
    [
        "!!int ''",
        "!!float ''",
        "!!bool foo",
        "!!timestamp foo",
        "!!binary é",
        "!!timestamp {=: 1}",
        "1:" * 400 + "1.5",
    ],
)
def test_yaml_of_another_type_than_its_tag_is_an_error_of_ours(value: str) -> None:
    with pytest.raises(DocumentError, match="front matter"):
        document.read(f"---\ntitle: {value}\n---\n\n文\n\n[qq](u)\n")


@pytest.mark.parametrize("merge", ["{{<<: [{}]}}", "[{}]"])
def test_aliases_are_refused_before_they_mean_billions(merge: str) -> None:
    lines = [f"a{n}: &a{n} {merge.format(', '.join([f'*a{n - 1}'] * 10))}" for n in range(1, 20)]
    front = "\n".join(["a0: &a0 {k: v}", *lines])
    with pytest.raises(DocumentError, match="an alias"):
        document.read(f"---\n{front}\n---\n\n文\n\n[qq](u)\n")


@pytest.mark.parametrize("year", [1, 999, 2025, 9999])
def test_a_year_has_four_digits(year: int) -> None:
    made = document.of(replace(ARTICLE, published=datetime(year, 1, 2, 3, tzinfo=BEIJING)))
    assert made.date == f"{year:04}-01-02 03:00:00"


@pytest.mark.parametrize(
    "text", ["---\n" + "[" * 5000 + "\n---\n", "---\n" + "- " * 5000 + "\n---\n"]
)
def test_deep_yaml_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(DocumentError):
        document.read(text + "\n文\n\n[qq](u)\n")


class TestBackToArticles:
    def test_a_document_says_what_its_article_was(self) -> None:
        given_one = Article(
            id="20250212A08YTH00",
            url=urls.of("20250212A08YTH00"),
            title="题",
            body="正文",
            published=datetime(2025, 2, 12, 20, 0, tzinfo=BEIJING),
            summary="摘要",
            thumbnail="https://x/1",
            author="某号",
            tags=("AI",),
        )
        said = document.read(document.write(document.of(given_one)))
        found = document.article(said)
        assert found == replace(given_one, author=None, tags=(), extractor="document/1")
        assert document.same(given_one, said)
        assert not document.same(replace(given_one, body="另一个"), said)

    @pytest.mark.parametrize("field", ["title", "body"])
    def test_without_title_or_text_it_is_none(self, field: str) -> None:
        said = Document(title="题", date="", summary="", body="文", url="20250212A08YTH00")
        with pytest.raises(DocumentError, match=field):
            document.article(replace(said, **{field: " "}))

    def test_of_another_site_it_keeps_its_name(self) -> None:
        url = "https://www.infoq.cn/article/x"
        said = Document(title="题", date="", summary="", body="文", url=url, site="infoq")
        form = document.of(document.article(said))
        assert (form.site, form.categories, form.tags) == ("infoq", ("infoq",), ("infoq",))
        assert form.url == said.url
