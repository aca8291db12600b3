"""``topics``: a table for people, JSON Lines for machines, and the user's own entities."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from scraper.archive.values import Topic
from scraper.cli.topics import lines

if TYPE_CHECKING:
    from .trial import Trial

OWN = '[[company]]\nname = "示例公司"\naliases = ["模型"]\n'


def own(trial: Trial, text: str = OWN, name: str = "mine.toml") -> None:
    (trial.folder / name).write_text(text, encoding="utf-8")
    trial.configure('[topics]\nentities = "mine.toml"')


class TestCrawled:
    """After one crawl, which matched what it stored."""

    def test_a_table_for_people(self, crawled: Trial) -> None:
        done = crawled.run("topics")
        assert (done.code, done.err) == (0, "")
        head, *rows = done.lines
        assert head.split()[:4] == ["entity", "kind", "articles", "titles"]
        assert head.endswith("by week")
        counts = [int(row.split()[-3]) for row in rows]
        assert counts == sorted(counts, reverse=True)
        assert 0 < len(rows) <= 30

    def test_json_for_machines(self, crawled: Trial) -> None:
        found = crawled.run("topics", "--json", "--by", "day", "--limit", "500").objects
        assert found
        total = sum(one["articles"] for one in found)
        assert crawled.rows("SELECT count(*) FROM mentions") == [(total,)]
        for one in found:
            assert one.keys() == {"entity", "kind", "articles", "titles", "by", "periods"}
            assert sum(one["periods"].values()) == one["articles"] >= one["titles"]

    def test_of_one_kind(self, crawled: Trial) -> None:
        found = crawled.run("topics", "--json", "--kind", "model").objects
        assert {one["kind"] for one in found} == {"model"}

    def test_of_a_time(self, crawled: Trial) -> None:
        every = crawled.run("topics", "--json", "--by", "day", "--limit", "500").objects
        days = sorted({day for one in every for day in one["periods"]})
        some = crawled.run(
            "topics", "--json", "--by", "day", "--since", days[0], "--until", days[0]
        ).objects
        assert {day for one in some for day in one["periods"]} == {days[0]}
        assert crawled.run("topics", "--since", "2100-01-01").out == ""

    def test_the_limit(self, crawled: Trial) -> None:
        assert len(crawled.run("topics", "--limit", "2").lines) == 3
        assert len(crawled.run("topics", "--limit", "2", "--json").lines) == 2

    def test_the_entities_are_there_for_any_tool(self, crawled: Trial) -> None:
        (count,) = crawled.rows("SELECT count(*) FROM entities WHERE name = '科大讯飞'")
        assert count == (1,)


@pytest.mark.parametrize(
    "words", [("--by", "year"), ("--kind", "firm"), ("--limit", "0"), ("--since", "soon")]
)
def test_wrong_usage_is_one_line(trial: Trial, words: tuple[str, str]) -> None:
    done = trial.call("topics", *words)
    assert done.code == 2
    assert len(done.complaints) == 1


@pytest.mark.parametrize("words", [(), ("--update",)])
def test_without_an_archive(trial: Trial, words: tuple[str, ...]) -> None:
    done = trial.call("topics", *words)
    assert done.code == 3
    assert "there is no archive here" in done.err
    assert not trial.archive.exists()


def test_the_users_own_entities(trial: Trial) -> None:
    trial.run("crawl")
    own(trial)
    done = trial.run("topics", "--json", "--limit", "500")
    assert (done.code, done.complaints) == (
        0,
        [
            "scraper: the figures are of an older dictionary, or of a part of the archive;"
            " `scraper topics --update` counts anew"
        ],
    )
    assert "示例公司" not in {one["entity"] for one in done.objects}
    done = trial.run("topics", "--update", "--json", "--limit", "500")
    assert (done.code, done.err) == (0, "")
    assert "示例公司" in {one["entity"] for one in done.objects}
    assert trial.run("topics").err == ""


def test_the_next_crawl_matches_anew_too(trial: Trial) -> None:
    trial.run("crawl", "--source", "ai", "--limit", "3")
    own(trial)
    trial.run("crawl", "--source", "ai", "--limit", "1")
    assert trial.run("topics").err == ""
    (count,) = trial.rows("SELECT count(*) FROM mentions WHERE entity = '示例公司'")
    assert count[0] > 0


def test_an_import_matches_what_it_brings(trial: Trial) -> None:
    trial.run("import", "20261122A04DUP00")
    assert trial.run("topics").err == ""


def test_every_fault_of_the_users_file_is_named(trial: Trial) -> None:
    own(trial, '[[company]]\nname = ""\n[[firm]]\nname = "x"\n')
    done = trial.call("topics")
    assert done.code == 2
    assert [line.partition("mine.toml: ")[2] for line in done.complaints] == [
        "firm: unknown key; remove it or check its spelling"
    ]
    own(trial, '[[company]]\nname = ""\n[[chip]]\nname = "智谱"\n')
    for words in (("topics",), ("crawl",), ("import", "20261122A04DUP00")):
        done = trial.call(*words)
        assert done.code == 2
        assert len(done.complaints) == 2
    assert not trial.archive.exists()


def test_a_file_that_is_not_there(trial: Trial) -> None:
    trial.configure('[topics]\nentities = "none.toml"')
    done = trial.call("topics")
    assert done.code == 2
    assert "none.toml: cannot be read (No such file or directory)" in done.err
    assert len(done.complaints) == 1


def test_commands_that_name_nobody_do_not_ask_for_the_file(trial: Trial) -> None:
    trial.run("crawl", "--source", "ai", "--limit", "1")
    trial.configure('[topics]\nentities = "none.toml"')
    assert trial.call("list").code == 0
    assert trial.call("status").code == 0


def test_a_name_that_would_move_a_terminal(trial: Trial) -> None:
    trial.run("crawl", "--source", "ai", "--limit", "1")
    with closing(sqlite3.connect(trial.archive)) as db, db:
        db.execute("INSERT INTO entities (name, kind) VALUES (?, 'company')", ["\x1b[31m红"])
        db.execute("INSERT INTO mentions SELECT id, ?, 1, 1 FROM articles LIMIT 1", ["\x1b[31m红"])
    done = trial.run("topics")
    assert done.code == 0
    assert "\x1b" not in done.out + trial.run("topics", "--json").out


class TestLines:
    """The table."""

    @staticmethod
    def topic(entity: str, **periods: int) -> Topic:
        days = {day.removeprefix("d").replace("_", "-"): count for day, count in periods.items()}
        return Topic(
            entity=entity, kind="company", articles=sum(days.values()), titles=0, periods=days
        )

    def test_periods_without_articles_are_dots(self) -> None:
        found = [self.topic("甲", d2026_01_01=1, d2026_01_04=8)]
        head, row = lines(found, 9, "day")
        assert head.endswith("2026-01-01 – 2026-01-04 by day")
        assert row.endswith("  ▂··█")

    def test_weeks_and_months(self) -> None:
        (_, row) = lines([self.topic("甲", d2026_01_05=2, d2026_01_19=2)], 9, "week")
        assert row.endswith("  █·█")
        (_, row) = lines([self.topic("甲", d2025_11=1, d2026_02=1)], 9, "month")
        assert row.endswith("  █··█")

    def test_only_the_latest_periods_are_drawn(self) -> None:
        (head, row) = lines([self.topic("甲", d2020_01_01=5, d2026_01_01=1)], 9, "day")
        assert head.endswith("2025-12-03 – 2026-01-01 by day")
        assert row.endswith("  " + "·" * 29 + "█")

    def test_the_columns_stand_below_one_another(self) -> None:
        found = [self.topic("科大讯飞", d2026_01_01=12), self.topic("OpenAI", d2026_01_01=3)]
        head, *rows = lines(found, 9, "day")
        assert head.startswith("entity    kind")
        assert rows[0].startswith("科大讯飞  company            12")
        assert rows[1].startswith("OpenAI    company             3")

    def test_a_time_nobody_can_read(self) -> None:
        (_, row) = lines([self.topic("甲", d0000=1, dx=1)], 9, "day")
        assert row.endswith("  ██")
