"""When to look again, and what is worth a first look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import urls
from scraper.archive.values import State
from scraper.discover import plan
from scraper.models import STORED, Hint, Kind, Link

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KINDS = st.sampled_from(list(Kind))


def link(key: str, title: str = "") -> Link:
    return Link(address=urls.read(key), hint=Hint(title=title))


@pytest.mark.parametrize(
    ("kind", "pauses"),
    [
        (Kind.BUSY, [10 / 1440, 1 / 24, 6 / 24, 1, 1, 3, 7]),
        (Kind.HOLLOW, [1 / 24, 6 / 24, 1, 3, 7, 30]),
        (Kind.GONE, [1]),
        (Kind.PAID, [7]),
        (Kind.WRONG_TYPE, [1, 7, 30]),
        (Kind.NEW, []),
        (Kind.VIDEO, []),
        (Kind.NOT_ARTICLE, []),
        (Kind.OFF_TOPIC, []),
    ],
)
def test_the_pauses_of_a_kind(kind: Kind, pauses: list[float]) -> None:
    found = [plan.again(kind, tries, NOW) for tries in range(1, 20)]
    due = [NOW + pause * DAY for pause in pauses]
    assert [round((one - NOW).total_seconds()) for one in found if one] == [
        round((one - NOW).total_seconds()) for one in due
    ]
    assert found[len(due) :] == [None] * (19 - len(due))


def test_what_is_no_fault_of_the_page_is_never_given_up() -> None:
    found = [plan.again(Kind.BLOCKED, tries, NOW) for tries in range(1, 20)]
    assert [one and one - NOW for one in found[:6]] == list(plan.AGAIN[Kind.BLOCKED])
    assert set(found[6:]) == {NOW + 7 * DAY}
    assert plan.again(Kind.UNREACHABLE, 1000, NOW) == NOW + 7 * DAY
    assert plan.again(Kind.UNREACHABLE, 0, NOW) is None


@pytest.mark.parametrize(
    ("kinds", "tries"),
    [
        ("busy timeout hollow failed", [1, 2, 3, 4]),
        ("unreachable blocked unreachable busy timeout", [1, 2, 3, 1, 2]),
        ("busy busy blocked busy", [1, 2, 1, 1]),
        ("busy new gone", [1, 0, 1]),
        ("blocked same known blocked", [1, 0, 0, 1]),
    ],
)
def test_an_outage_is_counted_apart(kinds: str, tries: list[int]) -> None:
    state, found = None, []
    for kind in map(Kind, kinds.split()):
        found.append(plan.tries(kind, state))
        state = State(stored=kind in STORED, kind=kind, tries=found[-1])
    assert found == tries


def test_what_was_only_discovered_was_never_tried() -> None:
    assert plan.tries(Kind.BUSY, State(stored=False)) == 1
    assert plan.tries(Kind.BLOCKED, State(stored=False)) == 1


@given(KINDS, KINDS, st.integers(0, 50))
def test_an_outage_is_never_held_against_a_page(before: Kind, kind: Kind, tries: int) -> None:
    found = plan.tries(kind, State(stored=False, kind=before, tries=tries))
    assert found in {0, 1, tries + 1}
    if before in plan.PATIENT and kind in plan.AGAIN:
        assert plan.again(kind, found, NOW)


def test_what_is_stored_is_never_visited_by_itself() -> None:
    assert not STORED & set(plan.AGAIN)


def test_a_server_that_asks_for_more_is_obeyed() -> None:
    assert plan.again(Kind.BUSY, 1, NOW, 3 * 3600.0) == NOW + timedelta(hours=3)
    assert plan.again(Kind.BUSY, 1, NOW, 1.0) == NOW + timedelta(minutes=10)
    assert plan.again(Kind.BUSY, 1, NOW, 1e300) == NOW + 30 * DAY


@given(KINDS, st.integers(), st.none() | st.floats(min_value=0, allow_nan=False))
def test_it_is_always_later_or_never(kind: Kind, tries: int, wait: float | None) -> None:
    due = plan.again(kind, tries, NOW, wait)
    assert due is None or NOW < due <= NOW + 30 * DAY


AGES = (timedelta(hours=1), timedelta(hours=6), DAY, 7 * DAY, 30 * DAY)


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (0.0, 1),
        (0.99, 1),
        (1.0, 6),
        (5.9, 6),
        (6.0, 24),
        (24.0, 7 * 24),
        (30 * 24 - 0.1, 30 * 24),
        (30 * 24.0, None),
        (10_000.0, None),
        (-1.0, 30 * 24 - 1.0),
    ],
)
def test_a_stored_article_is_looked_at_by_its_age(age: float, due: float | None) -> None:
    first = NOW - timedelta(hours=age)
    expected = None if due is None else first + timedelta(hours=due)
    if age < 0:  # first seen by a clock that ran ahead
        expected = NOW + 30 * DAY
    assert plan.revisit(first, NOW, AGES) == expected


def test_no_ages_mean_never() -> None:
    assert plan.revisit(NOW, NOW, ()) is None
    assert plan.revisit(NOW + DAY, NOW, ()) is None


@given(
    st.timedeltas(max_value=timedelta(days=1000), min_value=timedelta(days=-1000)),
    st.lists(st.timedeltas(min_value=timedelta(minutes=1), max_value=40 * DAY), unique=True),
)
def test_a_look_is_always_ahead_and_each_is_the_last_at_its_age(
    age: timedelta, ages: list[timedelta]
) -> None:
    ordered = sorted(ages)
    due = plan.revisit(NOW - age, NOW, ordered)
    assert due is None or NOW < due <= NOW + 40 * DAY
    looks, now = 0, NOW
    while age >= timedelta(0) and (later := plan.revisit(NOW - age, now, ordered)):
        looks, now = looks + 1, later
    assert looks <= len(ages)


def test_each_unknown_article_once() -> None:
    one, other = link("20250212A08YTH00", "first"), link("20250212A08YTJ00")
    again = link("https://news.qq.com/rain/a/20250212A08YTH", "second")
    assert plan.unseen([one, other, again], []) == [one, other]
    assert plan.unseen([one, other, again], {one.address.url}) == [other]
    assert plan.unseen([], []) == []


IDS = st.sampled_from(["20250212A08YTH00", "20250212A08YTJ00", "TEC2019021300930100"])
LINKS = st.builds(
    lambda key, title, author, source, reason: Link(
        address=urls.read(key),
        source=source,
        reason=reason,
        hint=Hint(title=title, author=author),
    ),
    IDS,
    st.none() | st.text(),
    st.none() | st.text(),
    st.text(max_size=3),
    st.text(max_size=3),
)


@given(st.lists(LINKS), st.lists(IDS))
def test_what_is_unseen_is_each_link_once_and_stays_so(links: list[Link], seen: list[str]) -> None:
    known = [urls.canonical(key) for key in seen]
    found = plan.unseen(links, known)
    assert len({link.address.url for link in found}) == len(found)
    assert not {link.address.url for link in found} & set(known)
    assert plan.unseen(found, known) == found


@given(LINKS, st.none() | LINKS)
def test_joining_fills_only_gaps_and_only_once(link: Link, known: Link | None) -> None:
    made = plan.joined(link, known)
    assert made.address == link.address
    assert plan.joined(made, known) == made
    for name in ("title", "author"):
        said = getattr(link.hint, name)
        assert not said or getattr(made.hint, name) == said
