"""Every story once, under whom it tells most about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.publish import groups

from .pieces import named, piece


def names(*pieces: groups.Piece) -> list[tuple[str, list[str]]]:
    return [(one.name, [each.title for each in one.pieces]) for one in groups.of(pieces)]


def test_the_title_counts_before_the_text() -> None:
    one = piece(1, "a", mentions=(named("英伟达", 9, title=False), named("DeepSeek", 1)))
    assert names(one) == [("DeepSeek", ["a"])]


def test_of_two_in_the_title_the_one_named_more_counts() -> None:
    one = piece(1, "a", mentions=(named("英伟达", 9), named("DeepSeek", 2)))
    two = piece(2, "b", mentions=(named("DeepSeek", 2),))
    three = piece(3, "c", mentions=(named("DeepSeek", 2),))
    four = piece(4, "d", mentions=(named("英伟达", 2),))
    assert names(one, two, three, four) == [("DeepSeek", ["b", "c"]), ("英伟达", ["a", "d"])]


def test_of_two_named_as_often_the_one_of_more_stories_counts() -> None:
    one = piece(1, "a", mentions=(named("A", 2), named("B", 2)))
    two = piece(2, "b", mentions=(named("B", 2),))
    assert names(one, two) == [("B", ["a", "b"])]


def test_a_story_alone_joins_those_of_another_whom_its_title_names() -> None:
    alone = piece(1, "a", mentions=(named("黄仁勋", 9), named("英伟达", 5)))
    others = [piece(n, str(n), mentions=(named("英伟达"),)) for n in (2, 3)]
    assert names(alone, *others) == [("英伟达", ["a", "2", "3"])]


def test_who_is_named_once_in_a_text_is_not_what_it_is_about() -> None:
    once = piece(1, "a", mentions=(named("英伟达", 1, title=False),))
    twice = piece(2, "b", mentions=(named("昇腾", 2, title=False),))
    assert names(once, twice) == [("昇腾", ["b"]), ("", ["a"])]


def test_the_largest_group_is_first_and_nobodys_last() -> None:
    given = [piece(1, "x"), piece(2, "y"), piece(3, "z"), piece(4, "a", mentions=(named("A"),))]
    given += [piece(n, str(n), mentions=(named("B"),)) for n in (5, 6)]
    assert [name for name, _ in names(*given)] == ["B", "A", ""]


def test_in_a_group_what_most_told_is_first_and_then_the_newest() -> None:
    given = [piece(3, "old"), piece(1, "new"), piece(5, "told", others=("乙", "丙"))]
    assert names(*given) == [("", ["told", "new", "old"])]


mentions = st.builds(named, st.sampled_from("ABCD"), st.integers(1, 9), title=st.booleans())
pieces = st.lists(st.lists(mentions, max_size=4, unique_by=lambda one: one.entity), max_size=12)


@given(pieces, st.randoms())
def test_every_story_stands_once_in_whatever_order_they_come(found, chance) -> None:  # type: ignore[no-untyped-def]
    made = [piece(n, str(n), mentions=tuple(one)) for n, one in enumerate(found)]
    mixed = chance.sample(made, len(made))
    assert groups.of(mixed) == groups.of(made)
    assert sorted(each.title for one in groups.of(made) for each in one.pieces) == sorted(
        one.title for one in made
    )
