"""`import-warc` and `scale`: what they say, their exit codes, and kills at every step."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scraper.archive import lock
from scraper.dates import BEIJING
from scraper.warc import write

from .. import stock
from .trial import Done

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .trial import Trial

pytest.importorskip("pyarrow", reason="pyarrow is not there: pip install 'scraper[scale]'")
pytestmark = pytest.mark.timeout(300)

IMPORT = ("import-warc", "--jobs", "1")
READ = ("scale", "reextract", "--engine", "processes", "--jobs", "1")
TASKS = "archive.db.parts/tasks"


def warc(trial: Trial, count: int, name: str = "a.warc.gz", size: int = 0) -> Path:
    """A WARC of so many articles."""
    given = [fetched for _, fetched in stock.answers(count, size)]
    write.write(trial.folder / name, given, replace=True)
    return trial.folder / name


def empty(trial: Trial, name: str = "b.warc") -> Path:
    """A WARC of a page without an article."""
    one = replace(next(stock.answers(1))[1], body=b"<html><body>")
    write.write(trial.folder / name, [one], replace=True)
    return trial.folder / name


def tree(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and not one.name.startswith(".")
    }


def dump(trial: Trial) -> list[str]:
    """What the archive holds, but for its runs and the segments of an index."""
    own = re.compile(r'INSERT INTO "(?:runs|sqlite_sequence|_sqlite_migrations|\w+_index_\w+)"')
    with trial.database() as db:
        return [line for line in db.iterdump() if not own.match(line)]


def start(trial: Trial, *words: str | Path) -> subprocess.Popen[bytes]:
    return trial.start(*words, start_new_session=True)


def ended(process: subprocess.Popen[bytes]) -> Done:
    out, err = process.communicate(timeout=100)
    return Done(process.returncode, out.decode(), err.decode())


def wait(until: Callable[[], object], seconds: float = 100.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.005)


def session(number: int) -> Iterator[int]:
    """The processes of a session that are alive."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, found = place.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(found) == number and state != "Z":
            yield int(place.parent.name)


class TestImport:
    def test_into_the_archive(self, trial: Trial) -> None:
        file = warc(trial, 6)
        done = trial.call(*IMPORT, file)
        assert (done.code, done.err) == (0, "")
        assert done.out == f"{file}: 6 answers; passed over: 1 warcinfo record\n6 new\n"
        assert not (trial.folder / "archive.db.parts").exists()
        assert len(trial.documents()) == 6
        before = dump(trial)
        again = trial.call(*IMPORT, "a.warc.gz")
        assert (again.code, again.lines[-1]) == (0, "nothing new; 6 known")
        assert dump(trial) == before

    def test_objects(self, trial: Trial) -> None:
        warc(trial, 2)
        empty(trial)
        done = trial.call(*IMPORT, "--json", "a.warc.gz", "b.warc")
        assert done.code == 5
        assert done.kinds == ["new", "new", "unreadable"]
        assert done.complaints[-1] == "2 new, 1 unreadable"
        assert not (trial.folder / "archive.db.parts").exists()

    def test_as_parquet(self, trial: Trial) -> None:
        warc(trial, 3)
        empty(trial)
        done = trial.call(*IMPORT, "--parquet", "out", "*.warc*")
        where = trial.folder / "out"
        assert (done.code, done.err) == (5, "")
        assert done.lines == [
            f"{where}: 4 answers, 3 articles (3 new, 1 unreadable)",
            "passed over: 2 warcinfo record",
        ]
        assert not trial.archive.exists()
        again = trial.call(*IMPORT, "--parquet", "out", "--json", "a.warc.gz")
        assert (again.code, again.objects) == (
            0,
            [
                {
                    "folder": str(where),
                    "answers": 3,
                    "articles": 3,
                    "kinds": {"new": 3},
                    "passed": {"warcinfo record": 1},
                }
            ],
        )

    def test_pieces_and_jobs_change_nothing(self, trial: Trial) -> None:
        warc(trial, 50, size=90_000)
        assert trial.call("import-warc", "--piece", "1", "--jobs", "2", "a.warc.gz").code == 0
        ours = dump(trial)
        trial.archive.unlink()
        assert trial.call("import-archive", "a.warc.gz").code == 0
        assert dump(trial) == ours

    def test_what_cannot_be_read_is_told(self, trial: Trial) -> None:
        data = warc(trial, 5).read_bytes()
        (trial.folder / "a.warc.gz").write_bytes(data[:-300])
        done = trial.call(*IMPORT, "a.warc.gz")
        assert done.code == 5
        (line,) = done.complaints
        assert line.startswith(
            f"truncated    {trial.folder}/a.warc.gz, 0 to its end  damaged after "
        )
        assert done.lines[-1] == "4 new, 1 truncated"
        done = trial.call(*IMPORT, "--parquet", "out", "a.warc.gz")
        assert done.code == 5
        assert "a.warc.gz, 0 to its end: truncated: damaged after" in done.err

    def test_the_largest_page_is_as_configured(self, trial: Trial) -> None:
        warc(trial, 2, size=90_000)
        trial.configure(max_bytes=50_000)
        done = trial.call(*IMPORT, "a.warc.gz")
        assert (done.code, done.lines[-1]) == (5, "nothing new; 2 too-large")

    def test_names_that_are_no_text(self, trial: Trial) -> None:
        file = warc(trial, 1)
        os.rename(os.fsencode(file), os.fsencode(trial.folder) + b"/caf\xe9.warc.gz")
        for words in ((), ("--json",), ("--parquet", "out"), ("--parquet", "out", "--json")):
            done = trial.call(*IMPORT, *words, "*.warc.gz")
            assert (done.code, "Traceback" in done.err) == (0, False), words


class TestWrong:
    def test_all_at_once_before_anything_is_done(self, trial: Trial) -> None:
        warc(trial, 1)
        for name in ("x.html", "y.gz"):
            (trial.folder / name).write_bytes(b"<html>")
        done = trial.call(*IMPORT, "a.warc.gz", "x.html", "y.gz", "documents")
        assert (done.code, done.out) == (2, "")
        assert len(done.complaints) in (1, 3)  # what is not there comes first
        done = trial.call(*IMPORT, "a.warc.gz", "x.html", "y.gz", ".")
        assert (done.code, len(done.complaints)) == (2, 3)
        assert all(one.startswith("scraper: ") for one in done.complaints)
        assert not trial.archive.exists()
        assert not (trial.folder / "archive.db.parts").exists()

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["import-warc"], "Missing argument"),
            (["import-warc", "none"], "none: there is nothing; check the path"),
            (["import-warc", "--piece", "0", "a"], "--piece"),
            (["import-warc", "--jobs", "0", "a"], "--jobs"),
            (["import-warc", "--engine", "spark", "a"], "--engine"),
            (["scale", "reextract", "a"], "--parquet"),
            (["scale", "merge"], "DIR"),
            (["scale", "merge", "none"], "no parts; make some with"),
            (["scale", "merge", "config.toml"], "no parts; make some with"),
            (["scale", "nothing"], "nothing"),
        ],
    )
    def test_usage(self, trial: Trial, words: list[str], says: str) -> None:
        done = trial.call(*words)
        assert (done.code, done.out) == (2, "")
        (line,) = done.complaints
        assert says in line
        assert not trial.archive.exists()

    def test_a_folder_that_cannot_be_written(self, trial: Trial) -> None:
        warc(trial, 1)
        (trial.folder / "out").touch()
        done = trial.call(*IMPORT, "--parquet", "out", "a.warc.gz")
        (line,) = done.complaints
        assert (done.code, f"{trial.folder}/out" in line) == (2, True)

    def test_an_archive_whose_folder_is_not_there(self, trial: Trial) -> None:
        warc(trial, 1)
        trial.configure('[archive]\npath = "none/archive.db"\n')
        done = trial.call(*IMPORT, "a.warc.gz")
        (line,) = done.complaints
        assert (done.code, "none/archive.db" in line) == (2, True)

    @pytest.mark.parametrize(
        ("package", "words", "says"),
        [
            ("pyarrow", ["import-warc", "a.warc.gz"], "Parquet"),
            ("pyarrow", ["scale", "merge", "out"], "Parquet"),
            ("fsspec", ["import-warc", "s3://a/b"], "s3://a/b"),
            ("fsspec", ["import-warc", "a.warc.gz", "--parquet", "s3://a/b"], "s3://a/b"),
            ("ray", ["import-warc", "a.warc.gz", "--engine", "ray"], "--engine ray"),
            ("ray", ["scale", "reextract", "a.warc.gz", "--parquet", "new"], "--engine ray"),
        ],
    )
    def test_without_the_extra(
        self,
        trial: Trial,
        package: str,
        words: list[str],
        says: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        warc(trial, 1)
        assert trial.call(*READ, "a.warc.gz", "--parquet", "out").code == 0
        for name in [one for one in sys.modules if one.split(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, package, None)
        done = trial.call(*words)
        (line,) = done.complaints
        assert done.code == 2
        assert says in line
        assert "pip install 'scraper[scale]'" in line

    def test_no_cluster(self, trial: Trial) -> None:
        pytest.importorskip("ray")
        warc(trial, 1)
        done = trial.call("import-warc", "a.warc.gz", "--address", "127.0.0.1:1")
        (line,) = done.complaints
        assert done.code == 2
        assert line.startswith("scraper: --address 127.0.0.1:1: ")
        assert line.endswith("; start a cluster there")

    def test_help(self, trial: Trial) -> None:
        done = trial.call("import-warc", "--help")
        for word in ("--parquet", "--json", "--piece", "--engine", "--address", "--jobs", "64"):
            assert word in done.out
        for word in ("reextract", "merge"):
            assert word in trial.call("scale", "--help").out
            assert trial.call("scale", word, "--help").code == 0
        assert "import-warc" in trial.call("--help").out


class TestOthersAtWork:
    def test_on_the_archive(self, trial: Trial) -> None:
        """What was read until then is not read again."""
        warc(trial, 2)
        with lock.hold(trial.archive, "crawl", datetime(2025, 2, 12, tzinfo=BEIJING)):
            done = trial.call(*IMPORT, "a.warc.gz")
        assert (done.code, "another run is at work" in done.err) == (7, True)
        assert (trial.folder / TASKS).is_dir()
        assert trial.call(*IMPORT, "a.warc.gz").lines[-1] == "2 new"

    def test_on_an_import(self, trial: Trial) -> None:
        warc(trial, 2)
        (trial.folder / "archive.db.parts").mkdir()
        place = trial.folder / "archive.db.parts" / "import"
        with lock.hold(place, "import-warc", datetime(2025, 2, 12, tzinfo=BEIJING)):
            done = trial.call(*IMPORT, "a.warc.gz")
        assert (done.code, "another run is at work" in done.err) == (7, True)
        assert len(done.complaints) == 1

    def test_two_imports_at_once_end_well(self, trial: Trial) -> None:
        warc(trial, 40, size=60_000)
        runs = [start(trial, *IMPORT, "a.warc.gz") for _ in range(2)]
        codes = sorted(ended(one).code for one in runs)
        assert codes in ([0, 0], [0, 7])
        assert trial.counts()["articles"] == 40
        assert not (trial.folder / "archive.db.parts").exists()

    def test_two_runs_into_one_folder_end_well(self, trial: Trial) -> None:
        warc(trial, 60, size=60_000)
        words = (*IMPORT, "--piece", "1", "a.warc.gz", "--parquet")
        runs = [start(trial, *words, "out") for _ in range(2)]
        for done in map(ended, runs):
            assert (done.code, done.err) == (0, "")
        assert trial.run(*words, "right").code == 0
        assert tree(trial.folder / "out") == tree(trial.folder / "right")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A WARC of many articles."""
    given = [fetched for _, fetched in stock.answers(TestKilled.COUNT, 24_000)]
    file = tmp_path_factory.mktemp("large") / "a.warc.gz"
    write.write(file, given, replace=True)
    return file.read_bytes()


class TestKilled:
    COUNT = 220

    @pytest.fixture
    def large(self, trial: Trial, data: bytes) -> Trial:
        (trial.folder / "a.warc.gz").write_bytes(data)
        return trial

    def test_while_it_reads_it_goes_on(self, large: Trial) -> None:
        words = ("import-warc", "--jobs", "2", "--piece", "1", "a.warc.gz")
        tasks = large.folder / TASKS
        process = start(large, *words)
        wait(lambda: tasks.is_dir() and list(tasks.glob("*.json")))
        process.kill()
        assert ended(process).code == -signal.SIGKILL
        wait(lambda: not list(session(process.pid)))  # nobody is left behind
        left = tree(large.folder / "archive.db.parts")
        assert not large.archive.exists()
        done = large.run(*words, "--parquet", "archive.db.parts")
        assert done.code == 0
        assert large.run(*words, "--parquet", "right").code == 0
        found = tree(large.folder / "archive.db.parts")
        assert {name: data for name, data in found.items() if name in left} == left
        found.pop("import.lock")
        assert found == tree(large.folder / "right")
        assert large.run(*words).lines[-1] == f"{self.COUNT} new"
        assert not (large.folder / "archive.db.parts").exists()

    def test_while_it_merges_nothing_is_lost(self, large: Trial) -> None:
        words = (*IMPORT, "a.warc.gz")
        process = start(large, *words)
        wait(lambda: count(large) >= 100)
        process.kill()
        assert ended(process).code == -signal.SIGKILL
        before = count(large)
        assert 100 <= before < self.COUNT
        assert large.rows("PRAGMA integrity_check") == [("ok",)]
        assert (large.folder / TASKS).is_dir()
        done = large.run(*words)
        assert done.lines[-1] == f"{self.COUNT - before} new, {before} known"
        assert not (large.folder / "archive.db.parts").exists()
        ours, documents = dump(large), large.documents()
        assert large.run("check").code == 0
        large.archive.unlink()
        assert large.run("import-archive", "a.warc.gz").code == 0
        assert dump(large) == ours
        assert large.documents().keys() == documents.keys()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_asked_to_end_it_ends_at_once(self, large: Trial, number: signal.Signals) -> None:
        process = start(large, "import-warc", "--jobs", "2", "--piece", "1", "a.warc.gz")
        wait(lambda: len(list(session(process.pid))) >= 4)
        time.sleep(0.5)
        os.killpg(process.pid, number)
        asked = time.monotonic()
        done = ended(process)
        assert time.monotonic() - asked < 20
        assert done.code == 130
        (line,) = done.complaints
        assert line == "scraper: interrupted; run again to go on where it stopped"
        wait(lambda: not list(session(process.pid)))
        assert large.run(*IMPORT, "--piece", "1", "a.warc.gz").lines[-1] == f"{self.COUNT} new"

    def test_a_reader_that_is_killed_costs_nothing(self, large: Trial) -> None:
        process = start(large, "import-warc", "--jobs", "2", "--piece", "1", "a.warc.gz")
        answers = large.folder / "archive.db.parts" / "answers"
        wait(lambda: process.poll() is not None or list(answers.glob(".scraper-*")))
        for pid in [one for one in session(process.pid) if reads(one)][:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        done = ended(process)
        if "did not start" not in done.err:  # it was killed before it was ready
            assert (done.code, done.err, done.lines[-1]) == (0, "", f"{self.COUNT} new")


def count(trial: Trial) -> int:
    """How many articles the archive holds, as another program sees it."""
    try:
        db = sqlite3.connect(f"file:{trial.archive}?mode=ro", uri=True)
        try:
            return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
        finally:
            db.close()
    except sqlite3.OperationalError:
        return 0


def reads(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


class TestNoRoom:
    def run(self, trial: Trial, size: int, *words: str) -> Done:
        """The command where no file may be larger than so many bytes."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # noqa: E731
        return ended(trial.start(*words, preexec_fn=limit))

    @pytest.mark.parametrize("size", [3, 4_000, 40_000])
    def test_for_parts(self, trial: Trial, size: int) -> None:
        warc(trial, 60, size=60_000)
        done = self.run(trial, size, *IMPORT, "a.warc.gz", "--parquet", "out")
        assert done.code == 2
        (line,) = done.complaints
        assert line.startswith(f"scraper: {trial.folder}/out/")
        assert "File too large" in line
        assert [one for one in (trial.folder / "out").rglob("*") if one.is_file()] == []
        assert trial.call(*IMPORT, "a.warc.gz", "--parquet", "out").code == 0

    def test_for_the_archive(self, trial: Trial) -> None:
        warc(trial, 60, size=60_000)
        assert trial.call(*IMPORT, "a.warc.gz", "--parquet", "archive.db.parts").code == 0
        done = self.run(trial, 300_000, *IMPORT, "a.warc.gz")
        assert done.code == 3
        assert "Traceback" not in done.err
        assert (trial.folder / TASKS).is_dir()
        trial.archive.unlink(missing_ok=True)
        assert trial.call(*IMPORT, "a.warc.gz").lines[-1] == "60 new"


class TestReextract:
    def articles(self, folder: Path) -> dict[str, dict[str, Any]]:
        from pyarrow import parquet

        return {
            row["id"]: row
            for one in (folder / "articles").glob("*.parquet")
            for row in parquet.read_table(one).to_pylist()
        }

    def test_an_archive_its_parts_and_its_warc(self, crawled: Trial, trial: Trial) -> None:
        before = crawled.archive.read_bytes()
        done = trial.call(*READ, crawled.archive, "--parquet", "one", "--json")
        assert crawled.archive.read_bytes() == before
        assert (done.code, done.err) == (5, "")  # one page is hollow
        (told,) = done.objects
        found = self.articles(trial.folder / "one")
        columns = "id, source_url, title, body, extractor, content_sha256"
        for key, url, title, body, extractor, digest in crawled.rows(
            f"SELECT {columns} FROM articles"
        ):
            row = found.pop(key)
            assert (row["source_url"], row["title"], row["body"]) == (url, title, body)
            assert (row["extractor"], row["content_sha256"]) == (extractor, digest)
        assert not found
        again = trial.call(*READ, trial.folder / "one", "--parquet", "two", "--json")
        (other,) = again.objects
        assert again.code == 5
        for name in ("answers", "articles", "kinds"):
            assert other[name] == told[name]
        assert self.articles(trial.folder / "two") == self.articles(trial.folder / "one")
        crawled.call("export-warc", trial.folder / "a.warc.gz")
        third = trial.call(*READ, "a.warc.gz", "--parquet", "three", "--json")
        assert third.objects[0]["articles"] == told["articles"]

    def test_into_where_it_reads_from_is_refused(self, trial: Trial) -> None:
        warc(trial, 1)
        assert trial.call(*READ, "a.warc.gz", "--parquet", "out").code == 0
        before = tree(trial.folder / "out")
        done = trial.call(*READ, "out", "--parquet", "./out/")
        assert done.code == 2
        (line,) = done.complaints
        assert line == "scraper: --parquet ./out/: it is read from; name another folder"
        assert tree(trial.folder / "out") == before

    def test_what_is_none_of_them(self, trial: Trial) -> None:
        (trial.folder / "x").write_text("{}")
        done = trial.call(*READ, "x", ".", "--parquet", "out")
        assert done.code == 2
        assert "x: not archive or parts or warc; name another file" in done.complaints[0]
        assert len(done.complaints) == 2

    def test_a_damaged_archive_ends_it(self, crawled: Trial, trial: Trial) -> None:
        (trial.folder / "cut.db").write_bytes(crawled.archive.read_bytes()[:50_000])
        done = trial.call(*READ, "cut.db", "--parquet", "out")
        (line,) = done.complaints
        assert (done.code, "cut.db" in line) == (3, True)


def test_what_it_says_is_one_line_whatever_a_file_is_called(trial: Trial) -> None:
    file = warc(trial, 1)
    file.rename(trial.folder / "a\x1b[31m\n.warc.gz")
    for words in (("--parquet", "out\x1b\n"), ("--parquet", "b\x9b", "--json"), ()):
        done = trial.call(*IMPORT, *words, "*.warc.gz")
        assert done.code == 0
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.out + done.err)
        if "--json" in words:
            json.loads(done.out)
