"""The object of the page's script to facts, whatever types it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract import data
from scraper.models import Video

KEYS = (
    "cms_id cmsId article_id title pubtime media thumbnail shareImg img catalog1 tags article_type "
    "atype article_is_pay payment_info is_deleted vid desc duration need_pay is_free_to_read "
    "text_free_percent"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_facts() -> None:
    found = data.facts(
        {
            "cms_id": "20260810A0BO7100",
            "article_id": "20260810A0BO71",
            "title": " 大模型 &amp; 芯片 ",
            "pubtime": "2026-08-10 19:43:37",
            "media": "某号",
            "thumbnail": "",
            "shareImg": "https://inews.gtimg.com/news_ls/KEY_870492/0",
            "catalog1": "tech",
            "tags": "AI,芯片，AI;大模型",
            "article_type": "0",
            "is_deleted": 0,
            "abstract": "它讲什么",
            "desc": "它讲",
        }
    )
    assert found == {
        "ids": ("20260810A0BO7100", "20260810A0BO71"),
        "title": "大模型 & 芯片",
        "published": "2026-08-10 19:43:37",
        "author": "某号",
        "thumbnail": "https://inews.gtimg.com/news_ls/KEY_870492/0",
        "category": "tech",
        "tags": ("AI", "芯片", "大模型"),
        "abstracts": ("它讲什么", "它讲"),
        "film": False,
        "paid": False,
        "locked": False,
        "deleted": False,
    }


@pytest.mark.parametrize("kind", ["4", 56, "102", "103", "118", "123"])
def test_a_video_calls_itself_one(kind: object) -> None:
    assert data.facts({"article_type": kind})["film"]
    assert data.facts({"atype": kind})["film"]


@pytest.mark.parametrize(
    ("given", "paid", "locked"),
    [
        ({"article_is_pay": 1}, True, True),
        ({"article_is_pay": "1"}, True, True),
        ({"payment_info": {"need_pay": True}}, True, True),
        ({"payment_info": {"need_pay": 1, "is_free_to_read": 1}}, True, False),
        ({"payment_info": {"need_pay": 1, "text_free_percent": 100}}, True, False),
        ({"payment_info": {"need_pay": 1, "text_free_percent": "30"}}, True, True),
        ({"payment_info": {"need_pay": 0}}, False, False),
        ({"payment_info": [1]}, False, False),
        ({"article_is_pay": False}, False, False),
        ({"article_is_pay": "no"}, False, False),
    ],
)
def test_payment(given: dict[str, object], paid: bool, locked: bool) -> None:
    found = data.facts(given)
    assert (found["paid"], found["locked"]) == (paid, locked)


def test_a_video_of_the_data() -> None:
    row = {
        "vid": "x0336abc",
        "title": "发布会",
        "duration": "00:02:24",
        "img": "//puui.qpic.cn/a/0",
    }
    video = data.video(row)
    assert video == Video(
        vid="x0336abc",
        url="https://v.qq.com/x/page/x0336abc.html",
        title="发布会",
        duration=144,
        thumbnail="https://puui.qpic.cn/a/0",
    )
    assert data.label(video) == "视频：发布会（2:24）"


@pytest.mark.parametrize(
    "row", [None, [], "x", {}, {"vid": None}, {"vid": "../../etc"}, {"vid": "a b"}, {"vid": ["x"]}]
)
def test_a_row_without_a_video(row: object) -> None:
    assert data.video(row) is None


def test_a_video_without_a_title_is_called_by_its_description_or_id() -> None:
    named, bare = data.video({"vid": "v12345", "desc": "说明"}), data.video({"vid": "v12345"})
    assert named is not None
    assert bare is not None
    assert (data.label(named), data.label(bare)) == ("视频：说明", "视频：v12345")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("00:02:24", 144),
        ("2:24", 144),
        ("144", 144),
        (144, 144),
        ("0", None),
        ("-1", None),
        ("1:2:3:4", None),
        ("２", None),
        (True, None),
        (None, None),
        ("9" * 50, None),
    ],
)
def test_seconds(value: object, seconds: int | None) -> None:
    assert data.seconds(value) == seconds


@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_any_data_gives_facts_of_the_right_types(given: dict[str, object]) -> None:
    found = data.facts(given)
    for key in ("title", "published", "author", "thumbnail", "category"):
        assert isinstance(found[key], str)
        assert "\n" not in found[key]
    for key in ("film", "paid", "locked", "deleted"):
        assert isinstance(found[key], bool)
    assert all(isinstance(one, str) and one for one in found["ids"] + found["tags"])
    video = data.video(given)
    assert video is None or data.label(video)
