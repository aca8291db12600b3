"""The archive and a time → what is worth telling of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from scraper import hall, urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.discover.dictionary import builtin
from scraper.models import Article
from scraper.publish.digest import day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=BEIJING)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = "一段足够长的文字，说的是同一件事情，从头到尾一字不差，所以是同一则报道。"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[store.Store]:
    with store.open(tmp_path / "archive.db") as opened:
        yield opened


def _words(number: int) -> str:
    """A text that is like no other's."""
    return "".join(chr(0x4E00 + (number * 7919 + n * (n + number)) % 20000) for n in range(200))


def article(number: int, title: str, body: str = "", ago: timedelta = HOUR) -> Article:
    key = f"20261124A{number:05}00"
    return Article(
        id=key,
        url=urls.of(key),
        title=title,
        body=body or _words(number),
        published=NOW - ago,
        author=f"号{number}",
    )


def put(archive: store.Store, one: Article, at: datetime = NOW) -> Article:
    named = hall.mentions(builtin(), one.title, one.body)
    archive.put(one, snapshot=None, at=at, source="ai", mentions=named)
    return one


def test_copies_are_counted_and_not_told(archive: store.Store) -> None:
    put(archive, article(1, "DeepSeek开源新引擎", LONG * 9), NOW - HOUR)
    put(archive, article(2, "转载的题目", LONG * 9), NOW)
    found = day.published(archive, NOW - DAY, NOW)
    assert (found.articles, found.stories, found.media) == (2, 1, 2)
    ((name, (one,)),) = ((group.name, group.pieces) for group in found.groups)
    assert (name, one.title, one.others) == ("DeepSeek", "DeepSeek开源新引擎", ("号2",))


def test_only_what_was_published_in_the_time(archive: store.Store) -> None:
    put(archive, article(1, "太早", ago=2 * DAY))
    put(archive, article(2, "在内", ago=DAY))
    put(archive, article(3, "太晚", ago=timedelta()))
    found = day.published(archive, NOW - DAY, NOW)
    assert [one.title for group in found.groups for one in group.pieces] == ["在内"]


def test_what_is_fresh_is_told_whenever_it_was_published(archive: store.Store) -> None:
    put(archive, article(1, "早就有了", ago=HOUR), NOW - 2 * DAY)
    put(archive, article(2, "刚刚见到", ago=100 * DAY), NOW - HOUR)
    found = day.fresh(archive, NOW - DAY, NOW)
    assert [one.title for group in found.groups for one in group.pieces] == ["刚刚见到"]


def test_a_headline_changed_twice_is_told_once(archive: store.Store) -> None:
    one = put(archive, article(1, "第一题", ago=9 * DAY), NOW - 9 * DAY)
    put(archive, replace(one, title="第二题"), NOW - 3 * HOUR)
    put(archive, replace(one, title="第三题"), NOW - HOUR)
    (found,) = day.published(archive, NOW - DAY, NOW).altered
    assert (found.old_title, found.new_title) == ("第一题", "第三题")
    assert day.published(archive, NOW - DAY, NOW - 4 * HOUR).altered == ()


def test_a_headline_that_is_as_it_was_is_not_told(archive: store.Store) -> None:
    one = put(archive, article(1, "第一题"), NOW - 9 * HOUR)
    put(archive, replace(one, title="第二题"), NOW - 3 * HOUR)
    put(archive, one, NOW - HOUR)
    assert day.published(archive, NOW - DAY, NOW).altered == ()


def test_what_is_gone_since(archive: store.Store) -> None:
    for number, ago in ((1, 3 * DAY), (2, 3 * HOUR), (3, HOUR), (4, timedelta())):
        one = put(archive, article(number, f"题{number}", ago=9 * DAY))
        archive.gone(one.url, NOW - ago)
    found = day.published(archive, NOW - DAY, NOW)
    assert [one.title for one in found.gone] == ["题3", "题2"]
