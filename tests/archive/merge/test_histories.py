"""Two histories of one article → the one of an archive that saw all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls
from scraper.archive.merge.histories import History, Sighting, Version, same, unite
from scraper.archive.values import Cause
from scraper.dates import BEIJING
from scraper.models import Article

KEY = "20250212A0000100"
START = datetime(2025, 2, 12, tzinfo=BEIJING)


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def text(body: str, extractor: str = "qq-origin/1") -> Article:
    return Article(id=KEY, url=urls.of(KEY), title="题", body=body, extractor=extractor)


def history(words: str, last: int | None = None, **more: object) -> History:
    """A history of `body@hour body@hour …`, the last seen at its own hour or later."""
    pairs = [(one.split("@")[0], int(one.split("@")[1])) for one in words.split()]
    versions = tuple(
        Version(article=text(body), stored_at=at(hour), snapshot=hour) for body, hour in pairs
    )
    seen = at(pairs[-1][1] if last is None else last)
    return History(versions=versions, last_seen=seen, **more)  # type: ignore[arg-type]


def told(versions: tuple[Version, ...]) -> str:
    hours = [int((one.stored_at - START).total_seconds()) // 3600 for one in versions]
    return " ".join(f"{one.article.body}@{hour}" for one, hour in zip(versions, hours, strict=True))


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        ("a@1", "a@1", "a@1"),
        ("a@2", "a@1", "a@1"),
        ("a@1 b@3", "a@2 b@4", "a@1 b@3"),
        ("a@1 b@3", "a@4 b@6", "a@1 b@3"),  # the same sequence, later: no third and fourth text
        ("a@1 c@5", "b@3", "a@1 b@3 c@5"),
        ("a@1", "b@3", "a@1 b@3"),
        ("b@3", "a@1", "a@1 b@3"),
        ("a@1 b@3", "a@4", "a@1 b@3 a@4"),  # it turned back: there it was seen
        ("a@1 b@3 a@5", "a@1 b@3", "a@1 b@3 a@5"),
        ("a@1 b@3", "a@2 b@3 c@4", "a@1 b@3 c@4"),
    ],
)
def test_texts_are_joined_in_the_order_of_time(ours, theirs, both) -> None:
    assert told(unite(history(ours), history(theirs))) == both
    assert told(unite(history(theirs), history(ours))) == both


def test_the_last_is_the_one_that_was_seen_last() -> None:
    still, short = history("a@1", 20), history("b@4", 12)
    assert told(unite(still, short)) == "a@1 b@4 a@20"
    assert told(unite(short, still)) == "a@1 b@4 a@20"


def test_a_visit_that_found_the_same_tells_when_it_came_back() -> None:
    still = history("a@1", 30, sightings=(Sighting(at=at(20), snapshot=99),))
    found = unite(still, history("b@4", 12))
    assert told(found) == "a@1 b@4 a@20"
    assert [one.snapshot for one in found] == [1, 4, 99]


def test_what_read_it_last_is_named() -> None:
    old = History(
        versions=(Version(article=text("a", "qq-origin/1"), stored_at=at(1)),), last_seen=at(2)
    )
    new = History(
        versions=(Version(article=text("a", "qq-origin/2"), stored_at=at(3)),), last_seen=at(4)
    )
    for found in (unite(old, new), unite(new, old)):
        assert told(found) == "a@1"
        assert found[0].article.extractor == "qq-origin/2"


def test_why_it_changed_is_kept_where_the_two_still_follow_one_another() -> None:
    ours = history("a@1 c@5")
    told_why = Version(
        article=text("c"), stored_at=at(5), cause=Cause.EXTRACTOR, kinds=("headline",)
    )
    ours = History(versions=(ours.versions[0], told_why), last_seen=at(5))
    assert unite(ours, history("a@2"))[1].kinds == ("headline",)
    between = unite(ours, history("b@3"))
    assert [one.kinds for one in between] == [(), ("another",), ("another",)]
    assert [one.cause for one in between] == [Cause.SITE] * 3


def test_what_documents_said_comes_before_what_pages_gave() -> None:
    paper = History(
        versions=(Version(article=text("d", "document/1"), stored_at=at(9)),), last_seen=at(9)
    )
    for found in (unite(paper, history("a@1 b@3")), unite(history("a@1 b@3"), paper)):
        assert told(found) == "d@9 a@1 b@3"
        assert [one.cause for one in found] == [Cause.SITE, Cause.EXTRACTOR, Cause.SITE]
        again = History(versions=found, last_seen=at(9))
        assert told(unite(again, paper)) == told(found)


HISTORIES = st.builds(
    lambda pairs, later: history(
        " ".join(f"{body}@{hour}" for body, hour in pairs), pairs[-1][1] + later
    ),
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(0, 40)),
        min_size=1,
        max_size=6,
        unique_by=lambda pair: pair[1],
    ).map(lambda pairs: _distinct(sorted(pairs, key=lambda pair: pair[1]))),
    st.integers(0, 9),
)


def _distinct(pairs: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """No text twice in a row: the archive stores none."""
    return pairs[:1] + [two for one, two in pairwise(pairs) if one[0] != two[0]]


def whole(versions: tuple[Version, ...], *told: History) -> History:
    return History(versions=versions, last_seen=max(one.last_seen for one in told))


@given(HISTORIES, HISTORIES)
def test_a_second_time_adds_nothing(ours: History, theirs: History) -> None:
    once = unite(ours, theirs)
    merged = whole(once, ours, theirs)
    assert told(unite(merged, theirs)) == told(once)
    assert told(unite(merged, ours)) == told(once)
    assert unite(merged, merged) == once


@given(HISTORIES, HISTORIES)
def test_no_text_is_lost_and_none_stands_twice_in_a_row(ours: History, theirs: History) -> None:
    found = unite(ours, theirs)
    bodies = [one.article.body for one in found]
    assert set(bodies) == {one.article.body for one in (*ours.versions, *theirs.versions)}
    assert not any(same(one, two) for one, two in pairwise(found))
    assert [one.stored_at for one in found] == sorted(one.stored_at for one in found)
    first = min(one.versions[0].stored_at for one in (ours, theirs))
    assert found[0].stored_at == first


@given(HISTORIES, HISTORIES)
def test_who_takes_over_whom_is_all_one(ours: History, theirs: History) -> None:
    assert told(unite(ours, theirs)) == told(unite(theirs, ours))


@given(HISTORIES, HISTORIES)
def test_the_latest_seen_is_the_present_one(ours: History, theirs: History) -> None:
    if ours.last_seen != theirs.last_seen:
        latest = max(ours, theirs, key=lambda one: one.last_seen)
        assert same(unite(ours, theirs)[-1], latest.versions[-1])


@pytest.mark.parametrize("last", ["ours", "theirs"])
def test_an_abstract_that_one_has_of_the_same_text_is_kept_and_no_other_version(last: str) -> None:
    silent = history("a@1 b@3", last=9 if last == "ours" else 4)
    told_ = history("a@2 b@4", last=9 if last == "theirs" else 4)
    told_ = replace(
        told_,
        versions=tuple(
            replace(one, article=replace(one.article, abstract="站方的话"))
            for one in told_.versions
        ),
    )
    both = unite(silent, told_)
    assert told(both) == "a@1 b@3"
    assert {one.article.abstract for one in both} == {"站方的话"}
    assert unite(both_history(both, 9), silent) == both


def both_history(versions: tuple[Version, ...], last: int) -> History:
    return History(versions=versions, last_seen=at(last))
