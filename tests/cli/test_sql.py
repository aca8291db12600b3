"""``sql`` and ``compact`` as a user types them."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .trial import Trial

KEY = "20261122A01KX700"


@pytest.fixture
def kept(trial: Trial) -> Trial:
    assert trial.call("import", KEY).code == 0
    return trial


def test_a_table(kept: Trial) -> None:
    done = kept.call("sql", "SELECT id, 7 AS n, NULL AS none, x'00ff' AS raw FROM articles")
    assert done.code == 0
    head, _, row = (line.split() for line in done.out.strip().splitlines())
    assert head == ["id", "n", "none", "raw"]
    assert row == [KEY, "7", "<2", "bytes>"]


def test_commas_between(kept: Trial) -> None:
    done = kept.call("sql", "--csv", "SELECT id, 'a,\"b' AS odd, x'00ff' AS raw FROM articles")
    assert [*csv.reader(io.StringIO(done.out))] == [["id", "odd", "raw"], [KEY, 'a,"b', "00ff"]]


def test_json_lines(kept: Trial) -> None:
    done = kept.call("sql", "--json", "SELECT id, 1 AS x, 2.5 AS x, NULL AS n FROM articles")
    assert json.loads(done.out) == {"id": KEY, "x": 1, "x:2": 2.5, "n": None}


def test_nothing_that_moves_a_terminal(kept: Trial) -> None:
    for form in ("--table", "--json"):
        done = kept.call("sql", form, "SELECT char(27) || '[2J' AS bad, '\u202e' AS turned")
        assert "\x1b" not in done.out
        assert "\u202e" not in done.out


def test_a_long_answer_says_that_it_is_cut(kept: Trial) -> None:
    many = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)"
        " SELECT i FROM n"
    )
    done = kept.call("sql", many)
    assert len(done.out.strip().splitlines()) == 1002
    assert done.err == "more than 1000 rows; --csv or --json writes all\n"
    assert len(kept.call("sql", many, "--csv").out.splitlines()) == 1501


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DROP TABLE articles", "the archive is only read"),
        ("SELECT x", "no such column: x; docs/archive.md has the tables"),
        ("", "the query is empty"),
    ],
)
def test_a_fault_is_one_line(kept: Trial, query: str, said: str) -> None:
    done = kept.call("sql", query)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_without_an_archive(trial: Trial) -> None:
    done = trial.call("sql", "SELECT 1")
    assert done.code == 3
    assert "no archive here" in done.err


def test_a_query_that_never_ends_can_be_stopped(kept: Trial) -> None:
    endless = (
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )
    process = subprocess.Popen(
        [*kept.command(), "sql", endless],
        cwd=kept.folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - as at a terminal
    )
    usage = Path(f"/proc/{process.pid}/stat")
    while sum(map(int, usage.read_text().split()[13:15])) < 200:  # two seconds of the processor:
        time.sleep(0.05)  # it has begun
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said == "scraper: interrupted; run again to go on where it stopped\n"


def test_compact_says_what_it_saved(kept: Trial) -> None:
    before = kept.call("show", KEY).out
    done = kept.call("compact")
    assert done.code == 0
    assert "MB before" in done.out
    assert kept.call("show", KEY).out == before
    assert kept.call("check").code == 0


def test_compact_makes_no_archive(trial: Trial) -> None:
    done = trial.call("compact")
    assert done.code == 3
    assert not trial.archive.exists()
