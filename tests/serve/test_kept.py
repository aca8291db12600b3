"""What is kept in memory: the latest, for one version of the archive, never too much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.serve.kept import Answer, Kept

ONE, TWO = (1, 1), (1, 2)


def answer(size: int = 10, good: float = 0.0) -> Answer:
    return Answer(status=200, type="text/plain", body=b"x" * size, etag='"e"', good=good)


def test_an_answer_is_good_for_its_version() -> None:
    kept: Kept[str] = Kept()
    kept.put("a", ONE, answer())
    assert kept.get("a", ONE, 5.0)
    assert kept.get("a", TWO, 5.0) is None
    assert kept.get("a", (2, 1), 5.0) is None
    assert kept.get("b", ONE, 5.0) is None


def test_or_for_as_long_as_it_says() -> None:
    kept: Kept[str] = Kept()
    kept.put("a", ONE, answer(good=7.0))
    assert kept.get("a", TWO, 7.0)
    assert kept.get("a", TWO, 7.1) is None


def test_the_longest_unused_makes_room() -> None:
    kept: Kept[str] = Kept(room=60)
    for key in "ab":
        kept.put(key, ONE, answer())
    kept.get("a", ONE, 0.0)
    kept.put("c", ONE, answer(40))
    assert [key for key in "abc" if kept.get(key, ONE, 0.0)] == ["a", "c"]


def test_one_that_is_too_large_is_not_kept() -> None:
    kept: Kept[str] = Kept(room=60)
    kept.put("a", ONE, answer(100))
    assert kept.get("a", ONE, 0.0) is None


@given(st.lists(st.tuples(st.text(max_size=30), st.integers(0, 40)), max_size=60))
def test_all_of_them_never_take_more_room_than_there_is(puts: list[tuple[str, int]]) -> None:
    kept: Kept[str] = Kept(room=100)
    for key, size in puts:
        kept.put(key, ONE, answer(size))
    held = {key for key, _ in puts if kept.get(key, ONE, 0.0)}
    assert sum(len(key) for key in held) <= 100
    assert kept._size == sum(size for _, _, size in kept._held.values()) <= 100
