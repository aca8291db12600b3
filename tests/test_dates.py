"""Written times of every kind, in Beijing time; any other text is no time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import dates
from scraper.dates import BEIJING

NOW = datetime(2026, 8, 10, 20, 0, 0, tzinfo=BEIJING)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-08-10 19:43:37", at(2026, 8, 10, 19, 43, 37)),
        ("2019-09-23 07:48", at(2019, 9, 23, 7, 48)),
        ("2016年10月14日07:17", at(2016, 10, 14, 7, 17)),
        ("2024年5月1日 08:00", at(2024, 5, 1, 8, 0)),
        ("2026/8/1", at(2026, 8, 1)),
        ("2026.08.01", at(2026, 8, 1)),
        ("2026-11-22T09:12:45", at(2026, 11, 22, 9, 12, 45)),
        (" 2026-08-10 ", at(2026, 8, 10)),
        ("刚刚", NOW),
        ("30秒前", NOW - timedelta(seconds=30)),
        ("5分钟前", NOW - timedelta(minutes=5)),
        ("3小时前", NOW - timedelta(hours=3)),
        ("2 天前", NOW - timedelta(days=2)),
        ("1周前", NOW - timedelta(days=7)),
        ("3个月前", NOW - timedelta(days=90)),
        ("1年前", NOW - timedelta(days=365)),
        ("今天", at(2026, 8, 10)),
        ("昨天 08:30", at(2026, 8, 9, 8, 30)),
        ("前天23:59", at(2026, 8, 8, 23, 59)),
        ("8月10日", at(2026, 8, 10)),
        ("8月11日", at(2026, 8, 11)),
        ("8月12日", at(2025, 8, 12)),
        ("12-31 23:00", at(2025, 12, 31, 23, 0)),
        ("7d", NOW - timedelta(days=7)),
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(days=14)),
    ],
)
def test_a_time(text: str, moment: datetime) -> None:
    assert dates.parse(text, NOW) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-13-01",
        "2026-02-30",
        "2026-08-10 25:00",
        "0000-01-01",
        "13月1日",
        "2月30日",
        "999999年前",
        "99999999天前",
        "-7d",
        "7",
        "7x",
        "2026",
        "08:30",
    ],
)
def test_no_time(text: str) -> None:
    assert dates.parse(text, NOW) is None


def test_a_leap_day_of_another_year() -> None:
    assert dates.parse("2月29日", at(2024, 3, 1)) == at(2024, 2, 29)
    assert dates.parse("2月29日", at(2025, 3, 1)) == at(2024, 2, 29)
    assert dates.parse("2月29日", at(2026, 3, 1)) is None


def test_now_may_be_of_any_zone() -> None:
    west = datetime(2026, 8, 9, 18, 0, tzinfo=timezone(-timedelta(hours=10)))
    assert dates.parse("今天 01:00", west) == at(2026, 8, 10, 1, 0)
    assert dates.parse("1h", NOW.astimezone(UTC)) == NOW - timedelta(hours=1)


def test_a_unix_time() -> None:
    assert dates.stamp(0) == at(1970, 1, 1, 8)
    assert dates.stamp(1786362217) == at(2026, 8, 10, 19, 43, 37)
    for wrong in (float("nan"), float("inf"), -float("inf"), 1e18, -1e18, 10**400):
        assert dates.stamp(wrong) is None


fragments = st.sampled_from(
    [
        "2026",
        "8",
        "0",
        "99999",
        "年",
        "月",
        "日",
        "-",
        "/",
        ":",
        "T",
        " ",
        "前",
        "小时",
        "天",
        "今天",
        "d",
        "٣",
    ]
)


@pytest.mark.parametrize(
    ("text", "days"), [("2026-11-01", 1), ("2026-11-01 00:00", 0), ("2026-11-01 08:30", 0)]
)
def test_a_day_is_meant_to_its_end(text: str, days: int) -> None:
    found = dates.parse(text, NOW)
    assert found
    assert dates.until(text, NOW) == found + timedelta(days=days)


def test_the_end_of_no_time_is_none() -> None:
    assert dates.until("soon", NOW) is None
    assert dates.until("9999-12-31", NOW) == dates.parse("9999-12-31", NOW)


@given(st.text() | st.lists(fragments).map("".join))
def test_no_text_does_any_harm(text: str) -> None:
    for found in (dates.parse(text, NOW), dates.absolute(text)):
        assert found is None or found.utcoffset() == timedelta(hours=8)


@given(st.datetimes(datetime(1900, 1, 1), datetime(9998, 1, 1)))
def test_what_is_written_is_read(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=BEIJING)
    for form in ("%Y-%m-%d %H:%M:%S", "%Y年%m月%d日%H:%M:%S", "%Y/%m/%dT%H:%M:%S"):
        assert dates.parse(moment.strftime(form), NOW) == moment


@given(st.floats() | st.integers())
def test_no_number_does_any_harm(seconds: float) -> None:
    found = dates.stamp(seconds)
    assert found is None or found.utcoffset() == timedelta(hours=8)
