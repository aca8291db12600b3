"""Whom the stored articles name: written with them, matched anew, counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import match
from scraper.archive import store
from scraper.discover.dictionary import builtin, merged
from scraper.errors import ArchiveError
from scraper.hall import mentions
from scraper.models import Mention

WORLD = builtin()
OWN = merged('[[company]]\nname = "海潮智能"\n[[company]]\nname = "知乎"\ndrop = true', "own")


def put(archive, article, at, known=WORLD):
    named = mentions(known, article.title, article.body)
    return archive.put(article, snapshot=None, at=at, mentions=named)


def whole(archive, known=WORLD):
    return list(match.anew(archive, known))


def rows(archive):
    found = archive._db.rows("SELECT article_id, entity, count, in_title FROM mentions")
    return {tuple(row.values()) for row in found}


def mark(archive):
    (value,) = archive._db.execute("SELECT value FROM marks WHERE name = 'entities'").fetchone()
    return value


def test_mentions_are_stored_with_the_article(archive, make, now):
    article = make(title="讯飞新品", body="科大讯飞与**DeepSeek**，[智谱](https://kimi.com)")
    put(archive, article, now)
    assert archive.topics.of(article.id) == [
        Mention(entity="科大讯飞", kind="company", count=2, in_title=True),
        Mention(entity="DeepSeek", kind="company", count=1, in_title=False),
        Mention(entity="智谱", kind="company", count=1, in_title=False),
    ]


def test_a_changed_text_replaces_them(archive, make, now):
    put(archive, make(body="智谱"), now)
    put(archive, make(body="月之暗面"), now)
    assert rows(archive) == {(make().id, "月之暗面", 1, 0)}
    put(archive, make(body="无人"), now)
    assert rows(archive) == set()


def test_the_same_text_leaves_them(archive, make, now):
    put(archive, make(body="智谱"), now)
    archive.put(make(body="智谱"), snapshot=None, at=now)
    assert rows(archive) == {(make().id, "智谱", 1, 0)}


def test_an_article_and_its_mentions_are_stored_together_or_not_at_all(archive, make, now):
    twice = [Mention(entity="智谱", kind="company", count=1)] * 2
    with pytest.raises(ArchiveError):
        archive.put(make(), snapshot=None, at=now, mentions=twice)
    assert archive.article(make().id) is None
    assert archive.counts()["entities"] == 0


def test_an_article_takes_its_mentions_with_it(archive, make, now):
    put(archive, make(body="智谱"), now)
    with archive._db.writing():
        archive._db.execute("UPDATE articles SET id = 'x', story_id = 'x'")
    assert rows(archive) == {("x", "智谱", 1, 0)}
    with archive._db.writing():
        archive._db.execute("DELETE FROM images")
        archive._db.execute("DELETE FROM articles")
    assert rows(archive) == set()


def test_an_archive_that_was_never_matched_is_matched_whole(archive, make, now):
    for number in range(1, 6):
        archive.put(make(number, body="智谱"), snapshot=None, at=now)
    assert not archive.topics.matched(WORLD.digest)
    assert whole(archive) == [(5, 5)]
    assert archive.topics.matched(WORLD.digest)
    assert len(rows(archive)) == 5
    assert archive.counts()["entities"] == len(WORLD.entities)


def test_an_archive_of_version_2_is_matched_by_the_first_who_asks(path, make):
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.executescript((Path(__file__).parent / "schema-2.sql").read_text(encoding="utf-8"))
        conn.executemany(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('scraper', ?, '2026-01-01 00:00:00+00:00')",
            [("0001-first",), ("0002-watch",)],
        )
        conn.execute(
            "INSERT INTO articles (id, source_url, title, summary, body, videos, tags, lang, paid,"
            " extractor, first_seen, last_seen) VALUES (?, ?, '智谱上市', '', '讯飞', '[]', '[]',"
            " 'zh-CN', 0, 'qq/1', '2026-01-01T00:00:00+08:00', '2026-01-01T00:00:00+08:00')",
            [make().id, make().url],
        )
    with store.open(path) as archive:
        assert rows(archive) == set()
        whole(archive)
        assert {entity for _, entity, _, _ in rows(archive)} == {"智谱", "科大讯飞"}


def test_an_archive_that_is_matched_is_left_alone(archive, make, now):
    archive.put(make(body="智谱"), snapshot=None, at=now)
    whole(archive)
    before = list(archive._db.conn.iterdump())
    assert whole(archive) == []
    assert list(archive._db.conn.iterdump()) == before


def test_another_dictionary_means_every_article(archive, make, now):
    put(archive, make(1, body="海潮智能与知乎"), now)
    whole(archive)
    assert {entity for _, entity, _, _ in rows(archive)} == {"知乎"}
    assert not archive.topics.matched(OWN.digest)
    assert whole(archive, OWN) == [(1, 1)]
    assert {entity for _, entity, _, _ in rows(archive)} == {"海潮智能"}
    assert archive.topics.matched(OWN.digest)
    assert not archive.topics.matched(WORLD.digest)
    assert archive._db.rows("SELECT * FROM entities WHERE name = '知乎'") == []


def test_what_was_interrupted_goes_on(archive, make, now, monkeypatch):
    monkeypatch.setattr(match, "CHUNK", 2)
    for number in range(1, 8):
        archive.put(make(number, body="智谱"), snapshot=None, at=now)
    steps = match.anew(archive, WORLD)
    assert [next(steps), next(steps)] == [(2, 7), (4, 7)]
    steps.close()
    assert len(rows(archive)) == 4
    assert not archive.topics.matched(WORLD.digest)
    assert whole(archive) == [(2, 3), (3, 3)]
    assert len(rows(archive)) == 7


def test_an_article_whose_mentions_nobody_said_is_matched_later(archive, make, now):
    put(archive, make(1, body="智谱"), now)
    put(archive, make(2, body="智谱"), now)
    whole(archive)
    archive.put(make(1, body="月之暗面"), snapshot=None, at=now)
    assert not archive.topics.matched(WORLD.digest)
    assert rows(archive) == {(make(2).id, "智谱", 1, 0)}
    whole(archive)
    assert rows(archive) == {(make(1).id, "月之暗面", 1, 0), (make(2).id, "智谱", 1, 0)}


def test_matching_anew_equals_matching_when_stored(archive, make, now, tmp_path):
    with store.open(tmp_path / "other.db") as other:
        for number, body in enumerate(("腾讯混元", "老黄与英伟达", "苹果树", "GPT-4o"), start=1):
            put(archive, make(number, body=body), now)
            other.put(make(number, body=body), snapshot=None, at=now)
        whole(other)
        assert rows(other) == rows(archive)
        assert len(rows(other)) == 5


def test_the_table_of_entities_shows_the_dictionary(archive):
    whole(archive)
    (row,) = archive._db.rows("SELECT * FROM entities WHERE name = '通义千问'")
    assert (row["kind"], row["company"]) == ("model", "阿里巴巴")
    assert '"Qwen"' in row["aliases"]


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("科大讯飞", "科大讯飞"),
        ("訊飛", "科大讯飞"),
        ("IFLYTEK", "科大讯飞"),
        (" ｑｗｅｎ ", "通义千问"),
        ("没有", None),
        ("", None),
        ("%", None),
    ],
)
def test_an_entity_is_known_by_any_of_its_names(archive, name, entity):
    whole(archive)
    assert archive.topics.resolve(name) == entity


class TestCounts:
    """How often whom, and when."""

    @pytest.fixture
    def filled(self, archive, make, now):
        """Wednesday 12 February 2025, and the days before and after."""
        for number, (days, title, body) in enumerate(
            [
                (-40, "智谱", "Kimi"),
                (-3, "大模型", "智谱"),
                (-2, "智谱上市", "智谱，智谱"),
                (0, "Kimi", "智谱"),
                (1, "无人", "无人"),
            ],
            start=1,
        ):
            at = now + timedelta(days=days)
            put(archive, make(number, title=title, body=body, published=at), now)
        return archive

    def test_by_week(self, filled):
        first, second = filled.topics.counts("week")
        assert (first.entity, first.kind, first.articles, first.titles) == ("智谱", "company", 4, 2)
        assert first.periods == {"2024-12-30": 1, "2025-02-03": 1, "2025-02-10": 2}
        assert (second.entity, second.articles, second.titles) == ("Kimi", 2, 1)

    def test_by_day_and_by_month(self, filled):
        first, *_ = filled.topics.counts("month")
        assert first.periods == {"2025-01": 1, "2025-02": 3}
        first, *_ = filled.topics.counts("day")
        assert list(first.periods) == ["2025-01-03", "2025-02-09", "2025-02-10", "2025-02-12"]

    def test_of_a_time_and_a_kind(self, filled, now):
        (only,) = filled.topics.counts("day", since=now - timedelta(days=2), kind="company")
        assert (only.entity, only.articles) == ("智谱", 2)
        (first, _) = filled.topics.counts("day", until=now - timedelta(days=30))
        assert first.articles == 1
        assert filled.topics.counts("day", kind="chip") == []

    def test_of_nothing(self, archive):
        assert archive.topics.counts("week") == []

    def test_the_sums_are_those_of_the_rows(self, filled):
        topics = filled.topics.counts("day")
        assert sum(one.articles for one in topics) == len(rows(filled))
        assert all(one.articles == sum(one.periods.values()) for one in topics)
