"""An earlier text, a later text, and what kinds of change lie between."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.archive import store
from scraper.archive.changes import Change, Version, kinds

HERE = Path(__file__).parent
FIRST = "智谱今天发布了新一代基座模型，参数量达到3550亿，支持二十六种语言。"
SECOND = "公司表示，模型已经在多个客户处试用，效果好于预期。"
THIRD = "分析人士认为，这一赛道的竞争还会继续下去。"
MORE = "发布会之后，公司的股价在盘后交易中上涨。"
BODY = "\n\n".join((FIRST, SECOND, THIRD))
TITLE = "智谱发布新模型"


def found(body: str = BODY, title: str = TITLE, *, old: str = BODY) -> str:
    return " ".join(kinds(Version(TITLE, old), Version(title, body)))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BODY, ""),
        (BODY.replace("3550", "3650"), "number"),
        (BODY.replace("二十六", "三十"), "number"),
        (BODY.replace("3550亿", "1.2万亿"), "number"),
        (f"{BODY}\n\n{MORE}", "appended"),
        (BODY.replace(SECOND, f"{MORE}\n\n{SECOND}"), "inserted"),
        (f"{MORE}\n\n{BODY}", "inserted"),
        (f"{FIRST}\n\n{THIRD}", "removed"),
        (f"{FIRST}\n\n{SECOND}", "removed"),
        ("\n\n".join((SECOND, THIRD, FIRST)), "moved"),
        (BODY.replace("效果好于预期", "客户的反馈总体而言相当积极"), "rewording"),
        (BODY.replace("赛道", "塞道"), "correction"),
        (BODY.replace("公司表示，", "公司表示："), "correction"),
        (BODY.replace("认为，", "认为"), "correction"),
        (f"{BODY}\n\n更正：此前报道中的参数量有误。", "correction appended"),
        (f"编者按：本文已经更新。\n\n{BODY}", "correction inserted"),
        (BODY.replace("预期。", "预期（更正：原文误作低于预期）。"), "correction"),
        (BODY.replace("3550", "3650").replace("赛道", "塞道"), "number correction"),
        (f"{BODY.replace('3550', '3650')}\n\n{MORE}", "number appended"),
        (BODY.replace("智谱", "**智谱**", 1), "layout"),
        (f"![图片](https://inews.gtimg.com/om_bt/K/641)\n\n{BODY}", "layout"),
        ("今日早报：股市大涨，油价大跌。\n\n黄金持平，央行没有新的动作。", "another"),
    ],
)
def test_each_kind(body: str, said: str) -> None:
    assert found(body) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("智谱发布新一代模型", "headline"),
        ("智谱发布2个新模型", "headline"),
        ("月之暗面完成融资", "headline"),
        ("智谱发布新模型（更正）", "headline correction"),
    ],
)
def test_headlines(title: str, said: str) -> None:
    assert found(title=title) == said


def test_a_figure_of_a_headline() -> None:
    assert kinds(Version("估值200亿", BODY), Version("估值300亿", BODY)) == (
        Change.HEADLINE,
        Change.NUMBER,
    )


def test_a_note_that_stood_there_before_is_no_correction() -> None:
    noted = f"{BODY}\n\n更正：此前报道有误。"
    assert found(noted.replace("3550", "3650"), old=noted) == "number"


def test_words_of_amount_are_not_always_figures() -> None:
    old = "效果十分明显，客户十分满意，市场十分看好，公司表示十分高兴。"
    assert found(old.replace("十分", "非常"), old=old) == "rewording"


def test_a_body_that_was_only_images() -> None:
    image = "![图片](https://inews.gtimg.com/om_bt/K/641)"
    assert found(BODY, old=image) == "appended"
    assert found(image, old=BODY) == "removed"
    assert found(image.replace("K", "L"), old=image) == "layout"


PARTS = st.lists(st.sampled_from([FIRST, SECOND, THIRD, MORE, "更正", "12", "", "```", "# 题"]))
BODIES = PARTS.map("\n\n".join) | st.text(max_size=80)


@given(BODIES, BODIES, st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=300)
def test_it_never_fails_and_says_each_once(old: str, new: str, title: str, later: str) -> None:
    said = kinds(Version(title, old), Version(later, new))
    assert len(said) == len(set(said))
    assert (Change.HEADLINE in said) is (title != later)
    assert bool(said) is ((title, old) != (later, new))


@given(BODIES, st.text(max_size=20))
def test_the_same_is_no_change(body: str, title: str) -> None:
    assert kinds(Version(title, body), Version(title, body)) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲" * 130_000, "乙" * 130_000),
        ("ab\n\n" * 100_000, "ba\n\n" * 100_000),
        ("甲乙" * 65_000, "乙甲" * 65_000),
        ("\n" * 400_000, "x"),
        (
            "".join(map(chr, range(0x4E00, 0x9FFF))) * 6,
            "".join(map(chr, range(0x9FFE, 0x4DFF, -1))) * 6,
        ),
    ],
)
def test_the_largest_bodies_come_to_something(old: str, new: str) -> None:
    assert kinds(Version("", old), Version("", new))


class TestStored:
    """What a revision says of itself."""

    def test_each_revision_says_what_the_next_one_changed(self, archive, make, now) -> None:
        made = make(body=BODY)
        archive.put(made, snapshot=None, at=now)
        archive.put(replace(made, title="另一题"), snapshot=None, at=now)
        archive.put(replace(made, body=f"{BODY}\n\n{MORE}"), snapshot=None, at=now)
        archive.put(replace(made, body=BODY, author="他人"), snapshot=None, at=now)
        found = [one.kinds for one in archive.revisions(made.id)]
        assert found == [("headline",), ("headline", "appended"), ("removed",)]

    def test_other_fields_alone_have_no_kind(self, archive, make, now) -> None:
        archive.put(make(), snapshot=None, at=now)
        archive.put(make(author="他人"), snapshot=None, at=now)
        (one,) = archive.revisions(make().id)
        assert (one.kinds, one.changed) == ((), ("author",))


def test_revisions_of_older_archives_are_told_when_they_migrate(path: Path) -> None:
    conn = sqlite3.connect(path)
    conn.executescript((HERE / "schema-2.sql").read_text(encoding="utf-8"))
    conn.executemany(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
        [("scraper", name, "2026-01-01") for name in ("0001-first", "0002-watch")],
    )
    conn.execute("INSERT INTO contents VALUES ('a', 1, x'00')")
    for number in (1, 2):
        conn.execute("INSERT INTO snapshots VALUES (?, '', '', 200, '[]', '', 'a', NULL)", [number])
    conn.execute(
        "INSERT INTO articles (id, source_url, title, summary, body, videos, tags, lang, paid,"
        " extractor, revision, first_seen, last_seen, changed_at, snapshot_id)"
        " VALUES ('1', 'u', '新题', '', ?, '[]', '[]', 'zh-CN', 0, 'x/2', 3, ?, ?, ?, 2)",
        [BODY, *["2026-11-01T00:00:00+08:00"] * 3],
    )
    for number, title, body in ((1, "旧题", FIRST), (2, "旧题", BODY)):
        conn.execute(
            "INSERT INTO revisions VALUES ('1', ?, ?, ?, '{}', 'x/1', ?, ?)",
            [number, title, body, f"2026-11-0{number}T00:00:00+08:00", 1],
        )
    conn.commit()
    conn.close()
    with store.open(path) as archive:
        rows = archive._db.rows("SELECT cause, kinds, replaced_at FROM revisions ORDER BY number")
    assert [tuple(row.values()) for row in rows] == [
        ("extractor", '["appended"]', "2026-11-02T00:00:00+08:00"),
        ("site", '["headline"]', "2026-11-01T00:00:00+08:00"),
    ]
