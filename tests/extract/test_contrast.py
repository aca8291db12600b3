"""Two readings of one page, and what is said of how they differ."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.dates import BEIJING
from scraper.extract import contrast
from scraper.extract.contrast import Difference
from scraper.models import Article, Image, Url, Video

AT = datetime(2026, 11, 27, 8, 0, tzinfo=BEIJING)
PICTURES = tuple(Image(url=f"https://inews.gtimg.com/om_bt/{n}/641") for n in range(3))
OLD = Article(
    id="20261122A04DUP00",
    url=Url("https://new.qq.com/rain/a/20261122A04DUP00"),
    title="旧",
    body="一\n\n二",
    published=AT,
    images=PICTURES[:2],
    extractor="qq-origin/0",
)
OTHER = {
    "title": "新",
    "body": "一\n\n二\n\n三",
    "published": None,
    "author": "某号",
    "summary": "摘要",
    "thumbnail": "https://inews.gtimg.com/x",
    "images": PICTURES,
    "videos": (Video(vid="v", url="https://v.qq.com/x"),),
    "tags": ("AI",),
    "category": "科技",
    "lang": "en",
    "paid": True,
    "abstract": "站方的话",
}


def test_every_field_of_an_article_is_compared_but_its_name_and_its_reader() -> None:
    names = {one.name for one in fields(Article)}
    assert names - set(contrast.FIELDS) == {"id", "url", "extractor"}


@pytest.mark.parametrize("name", contrast.FIELDS)
def test_a_field_that_differs_is_found(name: str) -> None:
    new = replace(OLD, **{name: OTHER[name]})
    old = getattr(OLD, name)
    assert contrast.differences(OLD, new) == (Difference(field=name, old=old, new=OTHER[name]),)


def test_the_order_is_that_of_the_fields() -> None:
    found = contrast.differences(OLD, replace(OLD, **OTHER))
    assert tuple(one.field for one in found) == contrast.FIELDS


def test_another_extractor_that_reads_the_same_makes_no_difference() -> None:
    assert contrast.differences(OLD, replace(OLD, extractor="qq-origin/9")) == ()


def test_the_values_are_fit_for_json() -> None:
    found = json.loads(json.dumps(contrast.plain(OLD, replace(OLD, **OTHER))))
    assert list(found) == list(contrast.FIELDS)
    assert found["title"] == {"old": "旧", "new": "新"}
    assert found["published"] == {"old": "2026-11-27T08:00:00+08:00", "new": None}
    assert [len(found["images"][age]) for age in ("old", "new")] == [2, 3]


@pytest.mark.parametrize(
    ("field", "old", "new", "said"),
    [
        ("title", "旧", "新", "旧 → 新"),
        ("title", "a\x1b[31m", "b\n c", "a[31m → b c"),
        ("author", None, "某号", "none → 某号"),
        ("author", "某号", "", "某号 → none"),
        ("paid", False, True, "no → yes"),
        ("published", None, AT, "none → 2026-11-27 08:00:00+08:00"),
        ("body", "一\n\n二", "一\n\n二\n\n三" * 400, "4 → 2,800 characters, 2 → 801 paragraphs"),
        ("body", "一\n\n二", "一\n\n三", "4 characters, 2 paragraphs"),
        ("images", PICTURES[:2], PICTURES, "2 → 3 (+1)"),
        ("images", PICTURES[:2], PICTURES[1:], "2 → 2 (+1 −1)"),
        ("images", PICTURES[:2], (), "2 → 0 (−2)"),
        ("tags", ("AI", "芯片"), ("芯片", "AI"), "2 → 2 (in another order)"),
    ],
)
def test_a_difference_in_words(field: str, old: object, new: object, said: str) -> None:
    assert contrast.said(Difference(field=field, old=old, new=new)) == said


texts = st.text(st.sampled_from("一二三\n \x1b\u202e"), max_size=40)


@given(texts, texts)
def test_what_is_said_is_one_line_that_moves_no_terminal(old: str, new: str) -> None:
    line = contrast.said(Difference(field="title", old=old, new=new))
    assert "\n" not in line
    assert line.isprintable()
