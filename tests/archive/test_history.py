"""What was changed, from any place of the list on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scraper.archive import history
from scraper.archive.history import Moment
from scraper.archive.values import Cause
from scraper.models import Mention

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scraper.archive.store import Store
    from scraper.models import Article

MANY = 12


@pytest.fixture
def changed(archive: Store, make: Callable[..., Article], now: datetime) -> Store:
    """An archive of so many headlines changed, three of them at each moment."""
    for number in range(MANY):
        at = now + timedelta(hours=number // 3)
        named = [Mention(entity="DeepSeek", kind="company", count=1)] if number == 5 else []
        old = make(number)
        archive.put(old, snapshot=None, at=now, mentions=named)
        new = replace(old, title=f"開放 {number}")
        archive.put(new, snapshot=None, at=at, mentions=named)
    reread = replace(make(3), title="开放 3", author="他号", extractor="2023/2")
    archive.put(reread, snapshot=None, at=now, cause=Cause.EXTRACTOR)
    return archive


@pytest.mark.parametrize("page", [1, 2, 5, 100])
@pytest.mark.parametrize("extractor", [False, True])
def test_each_once_whatever_the_size_of_a_page(
    changed: Store, monkeypatch: pytest.MonkeyPatch, page: int, extractor: bool
) -> None:
    whole = [*changed.history.changes(extractor=extractor)]
    monkeypatch.setattr(history, "PAGE", page)
    assert [*changed.history.changes(extractor=extractor)] == whole
    assert len(whole) == MANY + extractor
    for number, one in enumerate(whole):
        rest = changed.history.changes(extractor=extractor, before=Moment.of(one), limit=3)
        assert [*rest] == whole[number + 1 : number + 4]


@pytest.mark.parametrize(
    ("about", "count"),
    [("", MANY), (" ", MANY), ("开放", MANY), ("大模型 1", 3), ("deepseek", 1), ("100%", 0)],
)
def test_about_what(changed: Store, about: str, count: int) -> None:
    found = [*changed.history.changes(about=about)]
    assert len(found) == count
    assert [*changed.history.changes(about=about, limit=2)] == found[:2]


def test_none_is_none(changed: Store) -> None:
    assert [*changed.history.changes(limit=0)] == []
