"""The soak: a small one passes, and every sort of loss that it is there to see is seen."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from soaking import audit
from soaking.child import Clock
from soaking.crew import Crew, Done
from soaking.ledger import Ledger
from soaking.memory import Sample, growth

from scraper.archive import functions
from scraper.dates import BEIJING

if TYPE_CHECKING:
    from pathlib import Path

    from soaking.soak import Soak

MB = 1 << 20


@pytest.fixture
def harmed(soaked: Soak, tmp_path: Path) -> Path:
    """A copy of the archive, to do harm to."""
    copy = tmp_path / "archive.db"
    with closing(sqlite3.connect(soaked.archive)) as db, closing(sqlite3.connect(copy)) as other:
        db.backup(other)
    return copy


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        functions.register(db)
        for statement in statements:
            assert db.execute(statement).rowcount
        db.commit()


def faults(soaked: Soak, path: Path) -> str:
    return "\n".join(audit.judge(path, soaked.weather.truth(), soaked.now()).faults)


def test_a_small_soak_ends_with_every_article_and_no_fault(soaked: Soak) -> None:
    result = soaked.result
    assert result.faults == []
    assert result.truth["could be had"] > 20
    assert result.verdict.counts["articles"] == result.truth["could be had"]
    assert {code.split()[0] for code in result.codes} == {"long", "cron"}
    assert any(name.startswith("page: ") for name in result.site)
    assert json.loads(json.dumps(result.plain))["seed"] == 11


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (
            "DELETE FROM articles WHERE id = (SELECT min(id) FROM articles)",
            "could be had, but is lost: ",
        ),
        ("UPDATE articles SET body = 'x' WHERE id = (SELECT max(id) FROM articles)", "body is 'x'"),
        ("UPDATE articles SET title = title || '!'", "the headline is"),
        (
            "UPDATE articles SET id = '20250212A08YTH00', source_url = 'x' WHERE id ="
            " (SELECT max(id) FROM articles)",
            "in the archive, but no article of the site",
        ),
        (
            "UPDATE links SET due_at = '2026-11-23T08:00:00+08:00' WHERE source_url ="
            " (SELECT min(source_url) FROM links)",
            "due 2026-11-23",
        ),
        ("UPDATE links SET kind = NULL WHERE kind = 'gone'", "never visited"),
        ("UPDATE links SET kind = 'busy', tries = 1 WHERE kind = 'gone'", "given up after 1 tries"),
        ("UPDATE contents SET zstd = (SELECT max(zstd) FROM contents)", "content"),
        ("UPDATE articles SET snapshot_id = (SELECT min(id) FROM snapshots)", "no visit brought"),
        ("UPDATE visits SET run_id = NULL", "visits of no run"),
    ],
    ids=lambda one: one.split(" WHERE")[0][:40],
)
def test_the_audit_sees(harm: str, said: str, soaked: Soak, harmed: Path) -> None:
    change(harmed, harm)
    assert said in faults(soaked, harmed)


def test_the_audit_sees_a_document_that_differs_or_is_one_too_many(
    soaked: Soak, tmp_path: Path
) -> None:
    documents = shutil.copytree(soaked.folder / "documents", tmp_path / "documents")
    assert list(audit.folders(documents, soaked.folder / "whole")) == []
    first, second, *_ = sorted(documents.iterdir())
    first.write_bytes(b"half")
    second.rename(documents / ".half.part")
    said = list(audit.folders(documents, soaked.folder / "whole"))
    assert len(said) == 3
    assert ".half.part: only in documents" in said


@pytest.fixture
def run(soaked: Soak, tmp_path: Path) -> tuple[Ledger, int, list[dict[str, str]]]:
    """The last run with outcomes, as it was printed, and a ledger just before it."""
    with closing(sqlite3.connect(soaked.archive)) as db:
        sql = "SELECT id FROM runs WHERE command = 'crawl' AND note = '' AND counts LIKE '%new%'"
        (key,) = db.execute(f"{sql} AND finished_at IS NOT NULL ORDER BY id DESC").fetchone()
        later = "DELETE FROM visits WHERE run_id > ?", "DELETE FROM runs WHERE id > ?"
        copy = tmp_path / "archive.db"
        with closing(sqlite3.connect(copy)) as other:
            db.backup(other)
            for statement in later:
                other.execute(statement, [key])
            visits = other.execute(
                "SELECT coalesce(aliases.source_url, visits.source_url), kind FROM visits"
                " LEFT JOIN aliases ON form = visits.source_url AND kind IN ('new', 'same')"
                " WHERE run_id = ?",
                [key],
            ).fetchall()
            (counts,) = other.execute("SELECT counts FROM runs WHERE id = ?", [key]).fetchone()
            other.commit()
    said = [{"kind": kind, "url": url, "reason": ""} for url, kind in visits]
    for kind, count in json.loads(counts).items():
        lists = count - sum(one["kind"] == kind for one in said)
        said += [{"kind": kind, "url": "https://i.news.qq.com/list", "reason": ""}] * lists
    return Ledger(copy, last=key - 1), key, said


def printed(folder: Path, said: list[dict[str, str]], code: int = 5, mode: str = "cron") -> Done:
    out, err = folder / "said.out", folder / "said.err"
    out.write_text("".join(f"{json.dumps(one)}\n" for one in said))
    err.write_text("")
    return Done(mode=mode, words=("crawl", "--json"), code=code, out=out, err=err, seconds=1.0)


def test_the_ledger_settles_what_adds_up(run, tmp_path: Path) -> None:
    ledger, key, said = run
    assert ledger.settle([printed(tmp_path, said)]) == []
    assert (ledger.last, ledger.runs, ledger.kinds.total()) == (key, 1, len(said))


def test_the_ledger_sees_an_outcome_too_few_and_one_too_many(run, tmp_path: Path) -> None:
    ledger, key, said = run
    few = Ledger(ledger.archive, last=key - 1).settle([printed(tmp_path, said[1:])])
    assert any("counts" in one for one in few)
    assert any("visited, but not printed" in one for one in few)
    much = [*said, said[0] | {"kind": "hollow"}]
    many = Ledger(ledger.archive, last=key - 1).settle([printed(tmp_path, much)])
    assert any("but no visit" in one for one in many)


def test_the_ledger_sees_what_was_reported_stored_and_is_not(run, tmp_path: Path) -> None:
    ledger, _, said = run
    lost = {"kind": "new", "url": "https://new.qq.com/rain/a/20250212A08YTH00", "reason": ""}
    assert any("but not stored" in one for one in ledger.settle([printed(tmp_path, [*said, lost])]))


@pytest.mark.parametrize("code", [1, 2, 3])
def test_the_ledger_excuses_no_other_exit_code(code: int, run, tmp_path: Path) -> None:
    ledger, _, said = run
    assert len(ledger.settle([printed(tmp_path, said, code)])) == 1


def test_the_ledger_sees_two_runs_of_one_command(run, tmp_path: Path) -> None:
    ledger, key, said = run
    early = Ledger(ledger.archive, last=key - 2)
    assert any("runs in the archive" in one for one in early.settle([printed(tmp_path, said)]))


def test_the_ledger_sees_a_run_that_never_finished(run, tmp_path: Path) -> None:
    ledger, key, said = run
    change(ledger.archive, f"UPDATE runs SET finished_at = NULL, counts = '{{}}' WHERE id = {key}")
    assert any("never finished" in one for one in ledger.settle([printed(tmp_path, said)]))
    killed = Ledger(ledger.archive, last=key - 1)
    assert killed.settle([printed(tmp_path, said, -9, "killed")]) == []


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, -15)])
def test_a_child_can_be_struck(sign: signal.Signals, code: int, tmp_path: Path) -> None:
    with Crew(tmp_path, lambda: 0.0) as crew:
        running = crew.start("killed", "--help")
        running.strike(sign, 0, 0.05)
        done = running.end()
    assert (done.code, done.outcomes) == (code, [])


def test_the_clock_of_a_child_is_shifted_and_does_not_sleep() -> None:
    clock = Clock(shift=3600.0)
    start = time.monotonic()
    clock.sleep(500.0)
    assert time.monotonic() - start < 1
    assert clock.monotonic() >= start + 500
    assert abs(clock.now() - datetime.now(BEIJING) - timedelta(seconds=4100)) < timedelta(seconds=1)


def samples(rise: float, files: int = 0) -> list[Sample]:
    """A process that first grows to its size, then by `rise` megabytes in 1,000 pages."""
    return [
        Sample(
            pages=100 * n,
            rss=int((60 + 10 * min(n, 20) / 20 + max(n - 20, 0) * rise / 10) * MB) + n % 3 * MB,
            files=3 + files * n // 30,
            threads=1,
        )
        for n in range(100)
    ]


def test_memory_that_is_flat_after_its_beginning_is_flat() -> None:
    assert growth(samples(0.0)).faults == []
    assert growth(samples(0.5)).faults == []
    assert growth([]) is None


def test_memory_that_grows_is_seen() -> None:
    assert "memory grows by 2" in growth(samples(2.0)).faults[0]


def test_open_files_that_grow_are_seen() -> None:
    assert growth(samples(0.0, files=1)).faults == ["open files grow from 4 to 5"]
