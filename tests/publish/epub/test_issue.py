"""Stories in the order of an issue."""

from __future__ import annotations

from datetime import timedelta

from scraper.publish.epub import cover, issue

from ..pieces import AT, named, piece

DAY = 24 * 60


def of(*pieces: issue.Piece, limit: int | None = None) -> issue.Issue:
    made = issue.of(pieces, limit)
    assert made
    return made


def test_the_newest_day_is_first_and_in_it_the_largest_group() -> None:
    given = [piece(DAY + 1, "昨"), piece(1, "独"), piece(9, "早")]
    given += [piece(n, f"芯{n}", mentions=(named("昇腾"),)) for n in (2, 3)]
    made = of(*given)
    assert [str(one.day) for one in made.days] == ["2026-11-24", "2026-11-23"]
    assert [one.head for one in made.days[0].sections] == ["昇腾", ""]
    assert [one.piece.title for one in made.chapters] == ["芯2", "芯3", "独", "早", "昨"]
    assert [one.name for one in made.chapters] == [f"story-{n:04}.xhtml" for n in range(1, 6)]
    assert (made.file, made.names, made.media) == ("ai-news-2026-11-24.epub", ["昇腾"], 1)


def test_of_many_those_stay_that_most_told() -> None:
    made = of(piece(1, "新"), piece(2, "中"), piece(3, "多", others=("乙",)), limit=2)
    assert [one.piece.title for one in made.chapters] == ["多", "新"]


def test_no_stories_are_no_issue() -> None:
    assert issue.of([]) is None


def test_all_of_it_follows_from_its_stories() -> None:
    given = [piece(n, changed=AT + timedelta(hours=n)) for n in range(3)]
    assert of(*given) == of(*reversed(given))
    assert of(*given).modified == AT + timedelta(hours=2)
    assert of(*given).identifier == of(*given[:2]).identifier != of(piece(DAY)).identifier
    assert cover.draw(of(*given)) == cover.draw(of(*given))
