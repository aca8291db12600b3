"""Texts that came without an address: title, text, perhaps a date."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import BEIJING
from scraper.errors import DocumentError
from scraper.extract import clipping
from scraper.models import Clipping

MAY = datetime(2024, 5, 1, 8, 0, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("words", "title", "body", "published"),
    [
        ("标题\n正文", "标题", "正文", None),
        ("\n\n 标题 \r\n\r\n正文一\r\n\r\n正文二\r\n", "标题", "正文一\n\n正文二", None),
        ("# 标题 #\n\n正文", "标题", "正文", None),
        ("标题\n2024-05-01 08:00\n正文", "标题", "正文", MAY),
        ("标题\n\n2024年5月1日 08:00\n\n正文", "标题", "正文", MAY),
        ("标题\n2024年5月1日，某公司发布\n后文", "标题", "2024年5月1日，某公司发布\n后文", None),
        ('---\ntitle: "标题"\ndate: 2024-05-01 08:00:00\n---\n\n正文', "标题", "正文", MAY),
        ('{"title": "标题", "content": "正文"}', "标题", "正文", None),
        ('{"title": "标题", "body": "正文", "pubtime": "2024-05-01 08:00"}', "标题", "正文", MAY),
        ('{"title": "标题", "text": "正文", "content": "", "date": 7}', "标题", "正文", None),
    ],
)
def test_forms(words: str, title: str, body: str, published: datetime | None) -> None:
    assert clipping.read(words) == Clipping(title=title, body=body, published=published)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "标题",
        "标题\n\n \u200b　\n",
        "标题\n2024-05-01 08:00\n",
        "标题\n![图片](https://x/1)\n",
        '{"title": "标题"}',
        '{"title": "标题", "content": null}',
        '---\ntitle: "标题"\n---\n',
    ],
)
def test_hollow_ones(words: str) -> None:
    assert clipping.read(words) is None


@pytest.mark.parametrize(
    "words",
    [
        '{"title": ',
        '{"content": "没有标题"}',
        "---\ntitle: 半个\n正文",
        "长" * 301 + "\n正文",
        "{" * 5000,
        '{"title": ["不是"], "content": "正文"}',
    ],
)
def test_what_is_none_says_so(words: str) -> None:
    with pytest.raises(DocumentError):
        clipping.read(words)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(words: str) -> None:
    try:
        found = clipping.read(words)
    except DocumentError:
        return
    assert found is None or (found.title and "\n" not in found.title and found.body)
