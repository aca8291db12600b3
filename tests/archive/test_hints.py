"""What lists say of a stored article: is it news."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.archive import cells, hints
from scraper.dates import BEIJING
from scraper.models import Kind

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)
HOUR = timedelta(hours=1)


def at(hours: float) -> str:
    return cells.stamp(NOW + hours * HOUR)


@pytest.mark.parametrize(
    ("first", "said", "found"),
    [
        ({}, {}, {}),
        ({"title": "甲"}, {"title": "甲"}, {}),
        ({"title": "甲"}, {"title": "「甲」"}, {}),
        ({"title": "甲"}, {"title": "乙"}, {"title": "乙", "titles": ["甲", "乙"]}),
        ({"title": "乙", "titles": ["甲", "乙"]}, {"title": "甲"}, {}),
        ({}, {"title": "乙"}, {"title": "乙", "titles": ["乙"]}),
        ({"title": "甲"}, {"title": ""}, {}),
        ({}, {"published": at(0)}, {"published": at(0)}),
        ({"published": at(0)}, {"published": at(0)}, {}),
        ({"published": at(0)}, {"published": at(-1)}, {}),
        ({"published": at(0)}, {"published": at(1)}, {"published": at(1)}),
    ],
)
def test_what_no_list_said_before(first: dict, said: dict, found: dict) -> None:
    assert hints.later(first, said) == found


@given(st.lists(st.fixed_dictionaries({"title": st.text(max_size=5), "published": st.just(at(0))})))
def test_saying_it_all_once_more_is_never_news(said: list[dict]) -> None:
    known: dict = {}
    for one in said[: hints.TITLES]:
        known |= hints.later(known, one)
    for one in said[: hints.TITLES]:
        assert hints.later(known, one) == {}
    assert len(known.get("titles", ())) <= hints.TITLES


@pytest.mark.parametrize(
    ("title", "stored", "said"),
    [
        ("智谱发布新模型", "智谱发布新模型", False),
        ("智谱 发布 新模型！", "智谱发布新模型", False),
        ("智谱发布", "智谱发布新模型", False),
        ("智谱发布旧模型", "智谱发布新模型", True),
        ("", "智谱发布新模型", False),
        (None, "智谱发布新模型", False),
    ],
)
def test_another_title_than_the_stored_one(title: str | None, stored: str, said: bool) -> None:
    assert hints.retitled({"title": title}, stored) is said


@pytest.mark.parametrize(
    ("listed", "stored", "said"),
    [
        (-3, -3, False),
        (-3, -3.9, False),  # "3小时前"
        (-3, -4, True),
        (-48, -71, False),  # "2天前"
        (-48, -72, True),
        (-3, -27, True),
        (-27, -3, False),
        (None, -3, False),
        (-3, None, False),
    ],
)
def test_a_later_time_than_the_stored_one(
    listed: float | None, stored: float | None, said: bool
) -> None:
    hint = {"published": None if listed is None else at(listed)}
    assert hints.renewed(hint, None if stored is None else at(stored), NOW) is said


class TestStored:
    """The same in an archive: what becomes due, once."""

    @pytest.fixture
    def known(self, archive, link, make, now):
        archive.discovered([link(1, title="大模型 1", published=make(1).published)], now)
        archive.put(make(1), snapshot=None, at=now)
        archive.visited(link(1).address.url, Kind.NEW, at=now, due_at=None)
        return archive

    def due(self, archive, now) -> int:
        assert archive.due(now) == []
        return len(archive.revisits(now))

    def test_what_lists_say_again_is_not_due(self, known, link, make, now):
        for _ in range(3):
            known.discovered([link(1, title="大模型 1", published=make(1).published)], now)
        assert self.due(known, now) == 0

    def test_another_title_is_due_once(self, known, link, now):
        known.discovered([link(1, title="另一题")], now)
        (found,) = known.revisits(now)
        assert found.hint.title == "另一题"
        known.visited(link(1).address.url, Kind.SAME, at=now, due_at=None)
        known.discovered([link(1, title="另一题"), link(1, title="大模型 1")], now)
        assert self.due(known, now) == 0

    def test_a_later_time_is_due_once(self, known, link, make, now):
        later = make(1).published + timedelta(days=1)
        known.discovered([link(1, published=later)], now)
        assert self.due(known, now) == 1
        known.visited(link(1).address.url, Kind.SAME, at=now, due_at=None)
        known.discovered([link(1, published=later)], now)
        assert self.due(known, now) == 0

    def test_what_is_due_already_stays_so(self, known, link, now):
        known.visited(link(1).address.url, Kind.SAME, at=now, due_at=now - HOUR)
        known.discovered([link(1, title="另一题")], now)
        assert known.states([link(1).address.url])[link(1).address.url].due_at == now - HOUR

    def test_an_article_under_another_form(self, archive, link, make, now):
        archive.put(make(2), snapshot=None, at=now)
        archive.alias(link(1).address.url, make(2).url, now)
        archive.discovered([link(1, title="大模型 2")], now)
        archive.discovered([link(1, title="另一题")], now)
        assert self.due(archive, now) == 1

    def test_what_is_not_stored_keeps_its_first_word(self, archive, link, now):
        archive.discovered([link(1, title="甲")], now)
        archive.discovered([link(1, title="乙")], now)
        assert [one.hint.title for one in archive.due(now)] == ["甲"]
        assert archive.revisits(now) == []

    def test_by_source_and_no_more_than_asked(self, archive, link, make, now):
        for number, source in ((1, "ai"), (2, "hot"), (3, "ai")):
            archive.put(make(number), snapshot=None, at=now)
            asked = link(number, source=source)
            archive.visited(
                asked.address.url, Kind.SAME, at=now, due_at=now + number * HOUR, link=asked
            )
        later = now + 9 * HOUR
        assert archive.revisits(now) == []
        assert archive.revisits(later) == [link(1), link(2, source="hot"), link(3)]
        assert archive.revisits(later, 2) == [link(1), link(2, source="hot")]
        assert archive.revisits(later, 0) == archive.revisits(later, -1) == []
        assert archive.revisits(later, sources={"hot"}) == [link(2, source="hot")]
        assert archive.due(later) == []
