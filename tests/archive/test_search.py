"""What is found is what a plain look at every text finds: all of it, nothing else, in order."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import text, urls
from scraper.archive import query, search, store
from scraper.archive.store import Scope, Store
from scraper.errors import ArchiveError, QueryError
from scraper.models import Article

ROOT = Path(__file__).parents[2]
LETTER = f"[^\\W_{text.HAN}]"

TEXTS = (
    ("深度求索发布DeepSeek-R1", "大模型的算力来自芯片，30B参数。"),
    ("融資消息", "某晶片公司完成ＡＩ融資，國產芯片與大模型。"),
    ("AI大模型周报", "GPT-4o与gpt4o不同；Deepseek也是DEEPSEEK。\n\n**大**模型"),
    ("OpenAI新闻", "OpenAI大模型用了token，芯"),
    ("模大与型模", "大模，模型；芯\n\n片。算\u200b力"),
    ("算力 芯片 融资", "没有别的"),
    ("É là 👩\u200d💻", "cafe\u0301 [链接](https://a.cn/芯片) ![图片](https://a.cn/b)"),
)
TYPED = (
    *"芯片 算力 融资 大模型 芯 片 力 型 的 模大 AI ai大模型 OpenAI大模型 30B 30 GPT-4o 4o".split(),
    *"gpt4o DeepSeek deepseek-r1 seek deep* gpt* d* 3* token café 国产 國產 ＡＩ 图片 链接".split(),
    *"周报 没有别的 芯片，30b ，国产 大模型。 参数。 👩\u200d💻é 不存在 型模".split(),
)


@pytest.fixture
def filled(archive: Store, make: Callable[..., Article], now: Any) -> Store:
    with archive.together():
        for number, (title, body) in enumerate(TEXTS, 1):
            archive.put(make(number, title=title, body=body), snapshot=None, at=now, source="ai")
    return archive


def scan(found: Store, needle: str, *, prefix: bool = False) -> set[str]:
    """The ids of the articles whose text has the words, by reading every one."""
    wanted = text.fold(needle).strip()
    before = f"(?<!{LETTER})" if re.match(LETTER, wanted) else ""
    after = f"(?!{LETTER})" if re.search(f"{LETTER}$", wanted) and not prefix else ""
    pattern = re.compile(before + re.escape(wanted) + after)
    return {
        entry.article.id
        for entry in found.entries()
        if pattern.search(
            text.fold(entry.article.title) + "\n" + text.fold(text.plain(entry.article.body))
        )
    }


def ids(found: Store, typed: str, **asked: Any) -> list[str]:
    return [hit.entry.article.id for hit in found.shelf.search(query.read(typed), **asked)]


def numbers(found: Store, typed: str, **asked: Any) -> list[int]:
    return [int(key[9:14]) for key in ids(found, typed, **asked)]


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_found_is_what_a_scan_finds(filled: Store, typed: str) -> None:
    found = ids(filled, typed)
    assert len(found) == len(set(found))
    assert set(found) == scan(filled, typed.removesuffix("*"), prefix=typed.endswith("*"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("芯片 融资", [6, 2]),
        ("芯片 -融资", [1]),
        ("大模型 -OpenAI大模型 -国产", [3, 1]),
        ("芯片 -大模型", [6]),
        ("DeepSeek OR OpenAI", [4, 1, 3]),
        ("算力 芯片 OR 融资", [6, 1]),
        ('"算力 芯片"', [6]),
        ("DeepSeek ；", [3]),
        ("芯片 👩", []),
        ("大模型 -！", [4, 3, 2, 1]),
        ("大模型 -30b -", [3]),
        ("gpt* -gpt4o", []),
        ("芯* -芯片", [4, 5]),
    ],
)
def test_operators(filled: Store, typed: str, found: list[int]) -> None:
    assert sorted(numbers(filled, typed)) == sorted(found)


def test_the_title_counts_more_and_then_the_time(archive, make, now):
    said = (
        ("芯片与算力", "x", 1),
        ("芯片", "算力", 9),
        ("x", "芯片算力", 20),
        ("算力与芯片", "x", 5),
        ("x", "算力，芯片", 30),
        ("算力", "芯片", 2),
        ("芯片", "x", 40),
    )
    for number, (title, body, day) in enumerate(said, 1):
        at = now + timedelta(days=day)
        archive.put(make(number, title=title, body=body, published=at), snapshot=None, at=now)
    assert numbers(archive, "芯片 算力") == [4, 1, 2, 6, 5, 3]
    scores = [hit.score for hit in archive.shelf.search(query.read("芯片 算力"))]
    assert scores == [3, 3, 2, 2, 1, 1]
    assert numbers(archive, "芯片 算力", newest=True) == [5, 3, 2, 4, 6, 1]
    for limit in range(1, 8):
        assert numbers(archive, "芯片 算力", limit=limit) == [4, 1, 2, 6, 5, 3][:limit]
        assert numbers(archive, "芯片 算力", newest=True, limit=limit) == [5, 3, 2, 4, 6, 1][:limit]


def test_of_the_same_time_the_later_id_is_first(archive, make, now):
    for number in (3, 1, 2):
        archive.put(make(number, title="芯片", published=now), snapshot=None, at=now)
    assert numbers(archive, "芯片") == [3, 2, 1]


@pytest.fixture
def scattered(archive, make, now, monkeypatch):
    """Articles whose numbers say little of their time, in many small blocks."""
    chance = random.Random(3)
    with archive.together():
        for number in range(1, 120):
            day = timedelta(days=number + chance.choice((0, 0, 0, 500, -500)))
            words = chance.sample(("芯片", "算力", "大模型", "AI", "x"), k=3)
            body, at = "，".join(words[1:]), None if number % 7 == 0 else now + day
            made = make(number, title=words[0], body=body, published=at, author=f"号{number % 3}")
            archive.put(made, snapshot=None, at=now + day, source=f"s{number % 2}")
    db = archive._db
    with db.writing():
        db.execute("DELETE FROM blocks")
        db.execute(
            "INSERT INTO blocks SELECT number / 4, min(listed_at), max(listed_at) FROM articles"
            " GROUP BY number / 4"
        )
    monkeypatch.setattr(search, "BLOCK", 4)
    return archive


def ranked(found: Store, typed: str, *, newest: bool = False) -> list[str]:
    """What a search should give, by reading every article."""
    asked = query.read(typed)
    entries = [
        entry
        for entry in found.entries()
        if asked.admits(text.fold(entry.article.title) + "\n" + text.fold(entry.article.body))
    ]
    if not newest:
        entries.sort(key=lambda entry: -asked.level(text.fold(entry.article.title)))
    return [entry.article.id for entry in entries]


@pytest.mark.parametrize(
    "typed",
    [
        "芯片",
        "芯片 算力",
        "大模型",
        "芯* -算力",
        "大模型 OR 芯片 AI",
        "算力 -大模型",
        "a* 芯",
        "AI 大模型",
    ],
)
@pytest.mark.parametrize("limit", [1, 5, 20, None])
def test_blocks_change_nothing_of_the_order(scattered, typed, limit):
    assert ids(scattered, typed, limit=limit) == ranked(scattered, typed)[:limit]
    found = ids(scattered, typed, limit=limit, newest=True)
    assert found == ranked(scattered, typed, newest=True)[:limit]


def test_few_blocks_are_read_for_a_common_word(scattered):
    read = []
    scattered._db.conn.set_trace_callback(read.append)
    assert len(ids(scattered, "芯片", limit=3)) == 3
    asked = [one for one in read if "BETWEEN" in one and "title_index MATCH" in one]
    assert 1 <= len(asked) <= 8


def test_filters(scattered, now):
    entries = {entry.article.id: entry for entry in scattered.entries()}
    since, until = now + timedelta(days=20), now + timedelta(days=60)
    scopes = {
        Scope(since=since): lambda one: listed(one) >= since,
        Scope(until=until): lambda one: listed(one) < until,
        Scope(since=since, until=until): lambda one: since <= listed(one) < until,
        Scope(since=until, until=since): lambda one: False,
        Scope(media="号１"): lambda one: one.article.author == "号1",
        Scope(media="none"): lambda one: False,
        Scope(source="s1"): lambda one: one.source == "s1",
        Scope(source="s1", media="号2", since=since): lambda one: (
            one.source == "s1" and one.article.author == "号2" and listed(one) >= since
        ),
    }
    for scope, admits in scopes.items():
        for typed in ("芯片", "芯*", "大模型 芯片"):
            wanted = [key for key in ranked(scattered, typed) if admits(entries[key])]
            assert ids(scattered, typed, scope=scope) == wanted, scope


def listed(entry):
    return entry.article.published or entry.first_seen


def test_an_end_is_no_part_of_the_time(archive, make, now):
    archive.put(make(1, title="芯片", published=now), snapshot=None, at=now)
    assert numbers(archive, "芯片", scope=Scope(since=now)) == [1]
    assert numbers(archive, "芯片", scope=Scope(until=now)) == []


def test_a_topic_is_known_by_all_its_names(filled):
    db = filled._db
    with db.writing():
        db.execute("""INSERT INTO entities VALUES ('深度求索', 'company', NULL, '["DeepSeek"]')""")
        db.execute("INSERT INTO entities (name, kind) VALUES ('智谱', 'company')")
        (key,) = db.execute("SELECT id FROM articles WHERE number = 1").fetchone()
        db.execute("INSERT INTO mentions VALUES (?, '深度求索', 1, 1)", [key])
    for topic in ("深度求索", "deepseek", "ＤｅｅｐＳｅｅｋ", " 深度求索 "):
        assert numbers(filled, "芯片", scope=Scope(topic=topic)) == [1]
    assert numbers(filled, "芯片", scope=Scope(topic="智谱")) == []
    with pytest.raises(QueryError, match="--topic 火星: no such company"):
        ids(filled, "芯片", scope=Scope(topic="火星"))


def test_the_index_follows_every_change(archive, make, now):
    first = make(1, title="芯片", body="算力")
    archive.put(first, snapshot=None, at=now)
    assert (numbers(archive, "芯片"), numbers(archive, "融资")) == ([1], [])
    archive.put(make(1, title="融资", body="大模型"), snapshot=None, at=now)
    assert (numbers(archive, "芯片"), numbers(archive, "融资")) == ([], [1])
    assert numbers(archive, "大模型") == [1]
    moved = make(1, title="融资", body="大模型", published=now + timedelta(days=900))
    archive.put(moved, snapshot=None, at=now)
    assert numbers(archive, "融资", scope=Scope(since=now + timedelta(days=800))) == [1]
    with archive._db.writing():
        archive._db.execute("DELETE FROM images")
        archive._db.execute("DELETE FROM revisions")
        archive._db.execute("DELETE FROM articles")
    assert numbers(archive, "融资") == []


def test_a_transaction_that_fails_leaves_no_trace(archive, make, now):
    with suppress(RuntimeError), archive.together():
        archive.put(make(1, title="芯片"), snapshot=None, at=now)
        raise RuntimeError
    assert numbers(archive, "芯片") == []
    assert archive._db.execute("SELECT count(*) FROM blocks").fetchone() == (0,)


def test_an_archive_of_the_version_before_is_searched_too(path):
    with closing(sqlite3.connect(path)) as db:
        db.executescript((Path(__file__).parent / "schema-2.sql").read_text(encoding="utf-8"))
        for name in ("0001-first", "0002-watch"):
            db.execute(
                "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                " VALUES ('scraper', ?, '2026-01-01 00:00:00+00:00')",
                [name],
            )
        for number in (2, 1, 3):
            at, key = f"2025-01-0{number}T00:00:00+08:00", f"2025010{number}A0000100"
            db.execute(
                "INSERT INTO articles (id, source_url, title, summary, body, videos, tags, lang,"
                " paid, extractor, first_seen, last_seen)"
                " VALUES (?, ?, '芯片', '', '**大**模型', '[]', '[]', 'zh-CN', 0, 'x/1', ?, ?)",
                [key, urls.of(key), at, at],
            )
        db.commit()
    store.open(path).close()
    with store.open(path, readonly=True) as opened:
        wanted = [f"2025010{number}A0000100" for number in (3, 2, 1)]
        assert ids(opened, "芯片 大模型") == ids(opened, "芯*", newest=True) == wanted
        assert [one for one in opened.upkeep.audit(lambda *_: None) if not one.note] == []


def test_an_empty_archive_has_nothing(archive):
    assert ids(archive, "芯片") == ids(archive, "芯*", newest=True) == []


def test_what_is_shown_of_a_hit(filled):
    (hit,) = [one for one in filled.shelf.search(query.read("国产")) if one]
    assert hit.entry.article.title == "融資消息"
    assert hit.title == (("融資消息", False),)
    assert ("國產", True) in hit.snippet
    assert hit.score == 1
    (hit,) = filled.shelf.search(query.read("图片 OR 链接"))
    assert hit.snippet == (("cafe\u0301 ", False), ("链接", True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(typed=st.text(max_size=30) | st.text('芯片算力aiR1*"-－ OR。大模型', max_size=20))
def test_whatever_is_typed_is_found_or_refused(filled: Store, typed: str) -> None:
    try:
        asked = query.read(typed)
    except QueryError:
        return
    found = [hit.entry.article.id for hit in filled.shelf.search(asked)]
    wanted = {
        entry.article.id
        for entry in filled.entries()
        if asked.admits(
            text.fold(entry.article.title) + "\n" + text.fold(text.plain(entry.article.body))
        )
    }
    assert set(found) == wanted
    assert len(found) == len(wanted)


PLAIN = (
    "SELECT articles.number FROM articles JOIN text_index ON text_index.rowid = articles.number"
    " WHERE text_index MATCH ? AND instr(lower(articles.title || body), ?)"
)


def test_any_program_can_search(filled, path):
    """SQLite alone, without our functions."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        assert db.execute(PLAIN, ("大模 模型", "大模型")).fetchall() == [(1,), (2,), (3,), (4,)]
        found = "SELECT rowid FROM text_index WHERE text_index MATCH ? ORDER BY rowid"
        assert db.execute(found, ("芯片 NOT 融资",)).fetchall() == [(1,)]
        assert db.execute(found, ("deepseek",)).fetchall() == [(1,), (3,)]
        assert db.execute(found, ('"芯"*',)).fetchall() == [(1,), (2,), (4,), (5,), (6,)]
        titles = "SELECT rowid FROM title_index WHERE title_index MATCH 'ai'"
        assert db.execute(titles).fetchall() == [(3,)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles SET title = 'x' WHERE number = 1",
        "DELETE FROM articles WHERE number = 7",
        "INSERT INTO articles (id, source_url, title, summary, body, videos, tags, lang, paid,"
        " extractor, first_seen, last_seen, content_sha256, story_id)"
        " VALUES ('a', 'b', 'c', '', 'd', '[]', '[]', 'zh', 0, 'e', 'f', 'g', 'h', 'a')",
    ],
)
def test_no_other_program_can_bring_the_index_out_of_step(filled, path, change):
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA recursive_triggers = ON")
        with pytest.raises(sqlite3.OperationalError, match=r"no such function: \w+_terms"):
            db.execute(change)
    assert [one for one in filled.upkeep.audit(lambda *_: None) if not one.note] == []


def test_a_damaged_index_is_an_error_of_the_archive(filled, path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM text_index_data WHERE id > 10")
        db.commit()
    with store.open(path, readonly=True) as opened, pytest.raises(ArchiveError, match="damaged"):
        list(opened.shelf.search(query.read("不存在的词 OR 芯片")))
