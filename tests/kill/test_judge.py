"""The judge of the kills has eyes: each way to lose something is seen by it."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from scraper import urls
from scraper.archive import functions, store
from scraper.dates import BEIJING
from scraper.models import Article, Fetched, Kind
from scraper.publish import files

from . import judge, plan
from .nest import Run
from .plan import Kill, Known

KEY = "20250212A0000100"
AT = datetime(2025, 2, 12, tzinfo=BEIJING)
ARTICLE = Article(id=KEY, url=urls.of(KEY), title="题", body="文")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "archive.db"
    with store.open(made) as archive:
        answer = Fetched(asked=KEY, url=KEY, status=200, headers=(), body=b"page", at=AT)
        snapshot = archive.keep(answer)
        archive.put(ARTICLE, snapshot=snapshot, at=AT)
        archive.alias("https://xw.qq.com/cmsid/x", ARTICLE.url, AT)
        archive.visited(ARTICLE.url, Kind.NEW, at=AT, due_at=None, snapshot=snapshot)
    return made


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        functions.register(db)
        db.execute(statement)
        db.commit()


def run(*outcomes: dict[str, str], code: int = -9, err: str = "") -> Run:
    out = "".join(json.dumps(one) + "\n" for one in outcomes)
    return Run(code=code, out=f'{out}{{"kind": "ne', err=err, seconds=0.0)


def test_what_is_whole_is_found_whole(path: Path) -> None:
    stored = {"kind": "new", "id": KEY, "url": ARTICLE.url}
    assert list(judge.unsound(path)) == []
    assert list(judge.broken(path, run(stored))) == []
    assert list(judge.differences(judge.said(path), judge.said(path))) == []


def test_an_article_that_was_reported_and_is_not_there(path: Path) -> None:
    lost = {"kind": "new", "id": "20250212A0000200", "url": "https://x"}
    assert list(judge.broken(path, run(lost))) == ["reported as new, but not there: https://x"]


def test_a_failure_that_was_reported_and_not_remembered(path: Path) -> None:
    change(path, "UPDATE links SET kind = NULL")
    failed = {"kind": "hollow", "id": KEY, "url": ARTICLE.url}
    (found,) = judge.broken(path, run(failed))
    assert "not remembered" in found


def test_an_article_that_is_there_twice(path: Path) -> None:
    with store.open(path) as archive:
        other = replace(ARTICLE, id="20250212A0000200", url=urls.of("20250212A0000200"))
        archive.put(other, snapshot=1, at=AT)
        archive.visited(ARTICLE.url, Kind.NEW, at=AT, due_at=None)
    stored = {"kind": "new", "id": KEY, "url": ARTICLE.url}
    found = [one.partition(":")[0] for one in judge.broken(path, run(stored))]
    assert found == ["visited twice", "stored twice"]


def test_a_fault_that_nobody_translated(path: Path) -> None:
    (found,) = judge.broken(path, run(code=99, err="Traceback (…)\nKeyError: 'x'\n"))
    assert found == "it ended by a fault: KeyError: 'x'"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM contents",
        "UPDATE contents SET size = 1",
        "DELETE FROM articles",
        "DROP INDEX visits_at",
    ],
)
def test_an_archive_that_is_not_sound(statement: str, path: Path) -> None:
    change(path, statement)
    assert list(judge.unsound(path)) != []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM aliases",
        "DELETE FROM visits",
        "UPDATE links SET kind = 'same'",
        "UPDATE articles SET body = 'x'",
        "UPDATE articles SET snapshot_id = NULL",
        "UPDATE links SET pending_id = 1",
        "INSERT INTO snapshots (asked, url, status, headers, fetched_at, sha256)"
        " SELECT asked, url, status, headers, fetched_at, sha256 FROM snapshots",
    ],
)
def test_an_archive_that_says_something_else(statement: str, path: Path) -> None:
    before = judge.said(path)
    change(path, statement)
    assert list(judge.differences(judge.said(path), before)) != []


def test_half_a_document(tmp_path: Path) -> None:
    written = files.write(tmp_path, ARTICLE)
    assert written
    whole = {written.name: {written.read_bytes()}}
    assert list(judge.half(tmp_path, whole)) == []
    (tmp_path / ".scraper-x.part").write_text("half")  # the next run sweeps it
    assert list(judge.half(tmp_path, whole)) == []
    assert list(judge.half(tmp_path, {})) == [
        f"a document that says something else: {written.name}"
    ]
    written.write_bytes(written.read_bytes()[:50])
    (found,) = judge.half(tmp_path, whole)
    assert found.startswith("half a document")


KNOWN = {
    name: Known(steps=[(what, n) for what in "abc" for n in range(1, 9)], seconds=1.0)
    for name in plan.SHARES
}


class TestPlan:
    def test_it_has_as_many_kills_as_asked_for_of_every_scene(self) -> None:
        for count in (100, 777):
            kills = plan.kills(KNOWN, count, 3)
            assert len(kills) == count
            assert {kill.scene for kill in kills} == set(plan.SHARES)

    def test_the_same_seed_gives_the_same_kills(self) -> None:
        assert plan.kills(KNOWN, 50, 3) == plan.kills(KNOWN, 50, 3)
        assert plan.kills(KNOWN, 50, 3) != plan.kills(KNOWN, 50, 4)

    def test_each_kind_of_step_comes_before_a_second_of_any(self) -> None:
        steps = plan.spread(KNOWN["crawl"].steps, random.Random(1))
        assert sorted(steps) == sorted(KNOWN["crawl"].steps)
        assert {name for name, _ in steps[:3]} == set("abc")

    def test_a_kill_is_read_as_it_is_written(self) -> None:
        for kill in (
            *plan.kills(KNOWN, 200, 3),
            Kill(scene="crawl", step=("before INSERT articles", 7), again=0.25),
            Kill(scene="crawl", seconds=1.5, fresh=True),
        ):
            assert str(Kill.read(str(kill))) == str(kill)
