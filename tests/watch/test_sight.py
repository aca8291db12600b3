"""What is hardly the article that its list named, and what is one."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls
from scraper.extract import flow, markdown, tree
from scraper.models import Article, Hint, Image
from scraper.watch import sight

KEY = "20261122A01KX700"
TEXT = "智算中心的算力调度平台上线，首批接入三家单位，单日调度任务超过一万次。" * 6


def made(body: str, title: str = "标题", **fields: object) -> Article:
    known: dict[str, object] = {"id": KEY, "url": urls.of(KEY), "title": title, "body": body}
    return Article(**known | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("该内容暂时无法显示，请稍后再试", "a notice in the place of the text"),
        ("请升级到最新版客户端查看全文", "a notice in the place of the text"),
        ("很抱歉，您访问的文章已被删除", "a notice in the place of the text"),
        ("请完成下方验证后继续访问", "a notice in the place of the text"),
        ("锟斤拷" * 20 + TEXT[:200], "marks of a wrong charset"),
        ("\ufffd" * 30 + TEXT[:300], "marks of a wrong charset"),
        (
            "window.a = 1; function (x) { document.body } var y = 2; window.b = 3; var z = 4; 正文",
            "lines of script",
        ),
    ],
)
def test_what_no_news_is_written_like_is_doubted(body, reason):
    assert reason in sight.doubt(made(body), Hint())


def test_less_text_than_its_own_summary_is_doubted():
    hint = Hint(summary=TEXT)
    said = sight.doubt(made(TEXT[:60]), hint)
    assert said.startswith("60 characters of text, but its list gives")
    assert sight.doubt(made(TEXT), hint) == ""


def test_a_picture_story_needs_no_text():
    images = (Image(url="https://inews.gtimg.com/om_bt/K/641"),)
    assert sight.doubt(made("![图片](x)", images=images), Hint(summary=TEXT)) == ""


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("快讯：某公司完成新一轮融资。", "某公司融资"),
        ("某平台回应称，相关文章已被删除，账号已停用。", "某平台：相关文章已被删除"),
        (
            f"{TEXT}\n\n```\nvar a = 1\nvar b = 2\nvar c = 3\nfunction (x) {{}}\nwindow.d = 1\n```",
            "教程",
        ),
        (TEXT + "文章已被删除", "长文"),
    ],
)
def test_short_news_and_news_about_notices_and_code_are_not(body, title):
    assert sight.doubt(made(body, title), Hint()) == ""


def test_no_real_body_is_doubted(shared):
    doubted = []
    with gzip.open(shared / "bodies" / "bodies.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            node = tree.fragment(row["description"], row["link"])
            body = markdown.write(flow.read(node, row["link"])) if node else ""
            if body and (said := sight.doubt(made(body, row["title"] or "x"), Hint())):
                doubted.append((row["link"], said))
    assert doubted == []


def test_what_a_page_gave():
    article = made(
        "一 段\n\n![图](https://x/y)",
        author="某号",
        summary="摘要",
        images=(Image(url="https://x/y"),),
    )
    assert sight.gave(article) == (6, frozenset({"author", "images", "summary"}))


@given(st.text(min_size=1), st.text(min_size=1), st.none() | st.text())
def test_any_text_has_a_verdict(title, body, summary):
    article, hint = made(body, title), Hint(summary=summary)
    assert isinstance(sight.doubt(article, hint), str)
    assert sight.gave(article)[0] <= len(body)
