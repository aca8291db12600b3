"""Which articles tell the same story, and which of them is its head."""

from __future__ import annotations

import contextlib
import random
import runpy
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.archive import retold, schema, similar, store, stories
from scraper.archive.store import Store
from scraper.dates import BEIJING
from scraper.models import Article, Kind

from .test_similar import said

BENCH = Path(__file__).parents[2] / "bench" / "labelled.py"
NOW = datetime(2025, 2, 12, 20, 0, tzinfo=BEIJING)

LONG = pytest.mark.timeout(600)
"""The labelled set is 1,464 articles, stored one after another."""

Make = Callable[..., Article]
Put = Callable[..., str]


@pytest.fixture
def put(archive: Store, make: Make) -> Put:
    """Stores an article of a number and a body; its id. It is first seen at minute `number`."""

    def store_it(number: int, body: str, at: int | None = None, **fields: object) -> str:
        article = make(number, body=body, **fields)
        minute = number if at is None else at
        archive.put(article, snapshot=None, at=NOW + timedelta(minutes=minute))
        return article.id

    return store_it


def heads(archive: Store) -> dict[str, str]:
    """The head of the story that each article tells, by their ids."""
    return {entry.article.id: entry.story for entry in archive.entries()}


def whole(archive: Store) -> bool:
    """Whether all sketches and stories are what the articles make them."""
    return list(stories.faults(archive._db)) == []


def test_an_article_alone_tells_its_own_story(archive: Store, put: Put) -> None:
    one, other = put(1, said(1)), put(2, said(2))
    assert heads(archive) == {one: one, other: other}
    assert list(archive.shelf.stories()) == []
    assert archive.shelf.story(one) is None


def test_a_copy_under_another_title_joins_the_first_seen(archive: Store, put: Put) -> None:
    one, copy = put(1, said(1)), put(2, f"**{said(1)}**", title="另一题", author="别号")
    assert heads(archive) == {one: one, copy: one}
    (story,) = archive.shelf.stories()
    assert (story.head.id, story.head.title, story.head.author) == (one, "大模型 1", "某号")
    (told,) = story.copies
    assert (told.id, told.title, told.author) == (copy, "另一题", "别号")
    assert told.url == f"https://new.qq.com/rain/a/{copy}"
    assert told.published == NOW + timedelta(minutes=2)
    assert told.first_seen == NOW + timedelta(minutes=2)
    assert archive.shelf.story(one) == story
    assert archive.shelf.story(copy) is None


def test_a_near_copy_joins_too(archive: Store, put: Put) -> None:
    one = put(1, said(1))
    near = put(2, f"编者按。{said(1)}{said(2, 100)}")
    nearer = put(3, said(1)[60:])
    assert set(heads(archive).values()) == {one}
    assert [told.id for told in archive.shelf.story(one).copies] == [near, nearer]  # type: ignore[union-attr]


def test_what_shares_a_passage_does_not(archive: Store, put: Put) -> None:
    one = put(1, said(1, 400))
    other = put(2, said(1, 400)[:150] + said(2, 400))
    assert heads(archive) == {one: one, other: other}


def test_texts_too_short_to_tell_apart_stay_alone(archive: Store, put: Put) -> None:
    one, other = put(1, said(1, similar.LEAST - 1)), put(2, said(1, similar.LEAST - 1))
    assert heads(archive) == {one: one, other: other}
    one, other = put(3, said(3, similar.LEAST)), put(4, said(3, similar.LEAST))
    assert heads(archive)[other] == one


def test_two_articles_in_one_join_one_story_and_glue_none(archive: Store, put: Put) -> None:
    short, long = put(1, said(1, 400)), put(2, said(2, 500))
    both = put(3, said(1, 400) + said(2, 500))
    again = put(4, said(1, 400))
    assert heads(archive) == {short: short, long: long, both: long, again: short}


def test_the_best_match_counts_not_the_first(archive: Store, put: Put) -> None:
    one = put(1, said(1, 600))
    other = put(2, said(1, 250) + said(2, 350))
    copy = put(3, said(1, 250) + said(2, 350) + said(3, 30))
    assert heads(archive) == {one: one, other: other, copy: other}


def test_the_first_seen_is_the_head_even_where_it_comes_last(archive: Store, put: Put) -> None:
    second, third = put(2, said(1)), put(3, said(1))
    assert heads(archive) == {second: second, third: second}
    first = put(1, said(1))
    assert set(heads(archive).values()) == {first}
    assert whole(archive)


def test_of_those_seen_at_once_the_first_id_is_the_head(archive: Store, put: Put) -> None:
    later, first = put(2, said(1), at=0), put(1, said(1), at=0)
    assert heads(archive) == {later: first, first: first}


def test_a_head_that_changes_leaves_its_story_to_the_next(archive: Store, put: Put) -> None:
    one, two, three = put(1, said(1)), put(2, said(1)), put(3, said(1) + said(9, 50))
    assert put(1, said(2), at=10) == one
    assert heads(archive) == {one: one, two: two, three: two}
    assert whole(archive)


def test_a_copy_that_changes_leaves_and_may_join_another(archive: Store, put: Put) -> None:
    one, other, copy = put(1, said(1)), put(2, said(2)), put(3, said(1))
    put(3, said(2) + said(3, 60), at=10)
    assert heads(archive) == {one: one, other: other, copy: other}
    assert whole(archive)


def test_a_copy_that_changes_a_little_stays(archive: Store, put: Put) -> None:
    one, copy = put(1, said(1)), put(2, said(1))
    put(1, said(1) + said(2, 60), at=10)
    put(2, said(1) + said(3, 60), at=11)
    assert heads(archive) == {one: one, copy: one}
    assert whole(archive)


def test_an_article_that_becomes_a_copy_joins(archive: Store, put: Put) -> None:
    one, other = put(1, said(1)), put(2, said(2))
    put(1, said(2), at=10)
    assert heads(archive) == {one: one, other: one}
    assert whole(archive)


def test_another_title_alone_moves_nothing(archive: Store, put: Put) -> None:
    one, copy = put(1, said(1)), put(2, said(1))
    before = sketches(archive)
    put(1, said(1), at=10, title="改过的标题")
    assert heads(archive) == {one: one, copy: one}
    assert sketches(archive) == before


def test_an_id_that_changes_keeps_its_copies(archive: Store, put: Put, make: Make) -> None:
    one, copy = put(1, said(1)), put(2, said(1))
    moved = make(1, body=said(1), id="20250212A0000101")
    assert archive.put(moved, snapshot=None, at=NOW + timedelta(hours=1)) is Kind.CHANGED
    assert heads(archive) == {moved.id: moved.id, copy: moved.id}
    assert one not in heads(archive)


def sketches(archive: Store) -> list[tuple[int, int]]:
    return archive._db.execute("SELECT hash, number FROM sketches ORDER BY 1, 2").fetchall()


BODIES = st.sampled_from(
    [
        said(1, 300),
        said(1, 300) + said(2, 60),
        said(2, 300),
        said(1, 200) + said(2, 200),
        said(2, 300)[40:],
        said(3, 300),
        said(3, 20),
    ]
)


class UndoError(Exception):
    """Ends a transaction that leaves nothing."""


def undone(archive: Store, make: Make, told: Iterable[tuple[int, str, int]]) -> dict[str, str]:
    """The heads after articles of a number, a body and a minute were put; then nothing is there."""
    with contextlib.suppress(UndoError), archive.together():
        for number, body, minute in told:
            at = NOW + timedelta(minutes=minute)
            archive.put(make(number, body=body), snapshot=None, at=at)
        answer = heads(archive)
        assert whole(archive)
        raise UndoError
    assert heads(archive) == {}
    return answer


@given(told=st.lists(st.tuples(BODIES, st.integers(0, 3)), max_size=7), chance=st.randoms())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_work_does_not_count(
    archive: Store, make: Make, told: list[tuple[str, int]], chance: random.Random
) -> None:
    """Only when each was first seen: late, or changed on the way, it comes to the same."""
    put = [(number, body, minute) for number, (body, minute) in enumerate(told)]
    usual = undone(archive, make, put)
    chance.shuffle(put)
    assert undone(archive, make, put) == usual
    before = [(number, said(chance.randrange(9)), minute) for number, _, minute in put]
    assert undone(archive, make, [*before, *put]) == usual


def test_all_orders_of_two_stories_and_an_article_of_both(archive: Store, make: Make) -> None:
    bodies = [said(1, 400), said(2, 400), said(1, 400) + said(2, 380), said(2, 400)[20:]]
    put = [(number, body, number) for number, body in enumerate(bodies)]
    answers = [undone(archive, make, order) for order in permutations(put)]
    assert all(answer == answers[0] for answer in answers)
    assert len(set(answers[0].values())) == 2


def test_a_story_told_very_often_has_one_head_in_any_order(archive: Store, make: Make) -> None:
    first, again = said(1), said(1) + said(2, 30)
    others = [again] * 8 + [said(1)[at:] for at in range(1, 9)]
    put = [(number, body, number) for number, body in enumerate([first, *others])]
    for chance in map(random.Random, range(2)):
        assert set(undone(archive, make, put).values()) == {"20250212A0000000"}
        chance.shuffle(put)


def test_what_is_undone_leaves_nothing(archive: Store, put: Put, make: Make) -> None:
    one = put(1, said(1))
    with contextlib.suppress(UndoError), archive.together():
        put(2, said(1))
        put(1, said(2), at=9)
        raise UndoError
    assert heads(archive) == {one: one}
    assert whole(archive)


def test_stories_are_those_with_a_copy_since_the_latest_first(archive: Store, put: Put) -> None:
    for number in (1, 2, 3):
        put(number, said(number))
    for number, body in ((11, 2), (12, 1), (13, 2), (14, 9)):
        put(number, said(body))
    first, second = (f"20250212A{number:05}00" for number in (2, 1))
    assert [story.head.id for story in archive.shelf.stories()] == [first, second]
    assert [story.head.id for story in archive.shelf.stories(limit=1)] == [first]
    since = NOW + timedelta(minutes=13)
    assert [story.head.id for story in archive.shelf.stories(since)] == [first]
    assert list(archive.shelf.stories(NOW + timedelta(minutes=14))) == []


def test_heads_are_listed_without_their_copies(archive: Store, put: Put) -> None:
    one, _, other = put(1, said(1)), put(2, said(1)), put(3, said(3))
    assert [entry.article.id for entry in archive.entries(heads=True)] == [other, one]


def test_the_view_tells_heads_and_who_else(archive: Store, put: Put) -> None:
    one, _, _ = put(1, said(1)), put(2, said(1), author=None), put(3, said(3))
    query = "SELECT id, copies, json_extract(told, '$[0].title'), latest FROM stories"
    latest = (NOW + timedelta(minutes=2)).isoformat()
    assert archive._db.execute(query).fetchall() == [(one, 1, "大模型 2", latest)]


def test_the_stories_since_a_day_are_found_without_reading_all(archive: Store) -> None:
    plan = archive._db.execute(f"EXPLAIN QUERY PLAN {retold.LATEST}", ["2025", 9]).fetchall()
    assert "SEARCH articles USING INDEX articles_copies (listed_at>?)" in str(plan)


@pytest.mark.parametrize(
    ("damage", "where", "what"),
    [
        ("DELETE FROM sketches WHERE number = 2", "articles", "sketch"),
        ("INSERT INTO sketches VALUES (1, 2)", "sketches", "1 of texts that are not there"),
        ("UPDATE articles SET story_id = id WHERE number = 1", "articles", ""),
        ("UPDATE articles SET content_sha256 = 'x' WHERE number = 1", "articles", "hash"),
        (
            "UPDATE articles SET story_id = (SELECT id FROM articles WHERE number = 2)",
            "articles",
            "not the first",
        ),
    ],
)
def test_what_is_damaged_is_found(
    archive: Store, put: Put, damage: str, where: str, what: str
) -> None:
    put(1, said(1))
    put(2, said(1))
    archive._db.execute(damage)
    found = list(stories.faults(archive._db))
    if what:
        assert any(one.startswith(where) and what in told for one, told in found)
    else:
        assert found == []


class TestMigration:
    """An archive of the second schema, whose articles have no stories yet."""

    @pytest.fixture
    def old(self, path: Path) -> Path:
        db = store.connection.Database(path)
        schema.functions.register(db.conn)
        db.executescript(schema.tables(1) + schema.tables(2))
        schema.migrations.ensure_migrations_table(db)
        for name in ("0001-first", "0002-watch"):
            row = {"migration_set": "scraper", "name": name, "applied_at": "2025"}
            db.table("_sqlite_migrations").insert(row)
        for number, body in enumerate([said(1), said(2), said(1) + said(3, 90), said(2)]):
            self.put(db, number, body)
        db.close()
        return path

    @staticmethod
    def put(db: Any, number: int, body: str) -> None:
        row = {
            "id": f"20250212A{number:05}00",
            "source_url": f"https://new.qq.com/rain/a/20250212A{number:05}00",
            "title": "题",
            "summary": "",
            "body": body,
            "videos": "[]",
            "tags": "[]",
            "lang": "zh-CN",
            "paid": 0,
            "extractor": "2023/1",
            "first_seen": (NOW - timedelta(minutes=number)).isoformat(),
            "last_seen": NOW.isoformat(),
        }
        db.table("articles").insert(row)

    def test_they_are_there_after_it_the_first_seen_as_heads(self, old: Path) -> None:
        with store.open(old) as archive:
            assert heads(archive) == {
                "20250212A0000000": "20250212A0000200",
                "20250212A0000100": "20250212A0000300",
                "20250212A0000200": "20250212A0000200",
                "20250212A0000300": "20250212A0000300",
            }
            assert whole(archive)


@pytest.fixture(scope="session")
def bench() -> dict[str, Any]:
    """The names of bench/labelled.py."""
    return runpy.run_path(str(BENCH), run_name="labelled")


@pytest.fixture(scope="session")
def judged(
    shared: Path, bench: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Any, list[str]]:
    """The labelled set, and the story that the archive finds for each of it."""
    known = bench["labelled"](shared / "bodies" / "bodies.jsonl.gz")
    with store.open(tmp_path_factory.mktemp("labelled") / "archive.db") as archive:
        with archive.together():
            for article, at in bench["articles"](known.samples):
                archive.put(article, snapshot=None, at=at)
        found = heads(archive)
    return known, [found[article.id] for article, _ in bench["articles"](known.samples)]


@LONG
def test_real_repeats_edits_and_traps_are_told_apart(
    judged: tuple[Any, list[str]], bench: dict[str, Any]
) -> None:
    known, found = judged
    figures = bench["score"](found, known)
    assert figures.wanted > 300
    assert figures.precision >= 0.98
    assert figures.recall >= 0.98


@LONG
def test_no_kind_of_edit_or_trap_is_weak(
    judged: tuple[Any, list[str]], bench: dict[str, Any]
) -> None:
    known, found = judged
    counts = bench["kinds"](found, known)
    assert counts.keys() == {"real", *bench["EDITS"]}
    for kind, (right, count) in counts.items():
        assert right >= 0.95 * count, kind


@LONG
def test_the_doubtful_are_few_even_if_all_of_them_were_wrong(
    judged: tuple[Any, list[str]], bench: dict[str, Any]
) -> None:
    known, found = judged
    strict = bench["score"](found, known._replace(doubtful=frozenset()))
    assert strict.precision >= 0.98
