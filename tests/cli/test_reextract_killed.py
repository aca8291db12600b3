"""A re-extraction that is killed, interrupted or loses its processes comes to the same end."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scraper.archive import store
from scraper.archive.store import Selection
from scraper.extract.article import EXTRACTORS
from scraper.reextract import BATCH

from .. import stock
from .trial import Done, Trial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .trial import Site

COUNT = 2 * BATCH + 30
APPLY = ("reextract", "--apply")
SAID = f"{COUNT} changed"
TEXTS = (
    "SELECT id, title, body, author, published, summary, thumbnail, videos, tags, category,"
    " extractor, revision, first_seen, last_seen, snapshot_id, content_sha256 FROM articles"
    " ORDER BY id",
    "SELECT * FROM images ORDER BY article_id, position",
    "SELECT article_id, number, title, body, changed, extractor, stored_at, snapshot_id, cause"
    " FROM revisions ORDER BY article_id, number",
    "SELECT rowid, * FROM marks",
)
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="session")
def misread(imitation: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """Three batches of misread articles and some, with their documents; only to be copied."""
    trial = Trial(tmp_path_factory.mktemp("misread"), imitation)
    trial.configure()
    stock.fill(trial.archive, COUNT, stock.spoilt)
    assert trial.run("export", "documents").code == 0
    return trial


@pytest.fixture(scope="session")
def right(misread: Trial, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What an undisturbed run comes to."""
    trial = _copy(misread, tmp_path_factory.mktemp("right") / "copy")
    done = trial.run(*APPLY)
    assert (done.code, done.lines[-1][: len(SAID)]) == (0, SAID)
    return _end(trial)


@pytest.fixture
def large(misread: Trial, tmp_path: Path) -> Trial:
    return _copy(misread, tmp_path / "copy")


def _copy(trial: Trial, folder: Path) -> Trial:
    shutil.copytree(trial.folder, folder)
    return Trial(folder, trial.site)


def _end(trial: Trial) -> list[Any]:
    """Everything that a re-extraction changes, once the archive has proved whole."""
    checked = trial.run("check")
    assert (checked.code, checked.out[-13:]) == (0, "all is whole\n")
    return [*(trial.rows(sql) for sql in TEXTS), trial.documents().keys(), _documents(trial)]


def _documents(trial: Trial) -> list[bytes]:
    return [data for _, data in trial.documents().values()]


def _start(trial: Trial, *words: str) -> subprocess.Popen[bytes]:
    """A run in a session of its own, so that whoever it leaves behind is found."""
    return trial.start(*APPLY, "--jobs", "2", *words, start_new_session=True)


def _ended(process: subprocess.Popen[bytes]) -> Done:
    out, err = process.communicate(timeout=60)
    return Done(process.returncode, out.decode(), err.decode())


def _session(number: int) -> Iterator[int]:
    """The processes of a session that are alive."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = place.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == number and state != "Z":
            yield int(place.parent.name)


def _wait(until: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.002)


def _places(trial: Trial) -> Callable[[], str]:
    """How far a run has come, by its mark."""
    db = sqlite3.connect(f"file:{trial.archive}?mode=ro", uri=True)

    def place() -> str:
        found = db.execute("SELECT value ->> 'after' FROM marks").fetchone()
        return found[0] if found else ""

    place.close = db.close  # type: ignore[attr-defined]
    return place


def test_killed_after_each_batch_it_goes_on(large: Trial, right: list[Any]) -> None:
    seen = []
    place = _places(large)
    with closing(place):
        for _ in range(COUNT // BATCH):
            process, before = _start(large), place()
            _wait(lambda before=before: place() != before)
            process.kill()
            assert _ended(process).code == -signal.SIGKILL
            seen.append(place())
    assert seen == sorted(set(seen))
    done = large.run(*APPLY)
    assert done.code == 0
    assert done.err.startswith(f"goes on after {seen[-1]}, where it was interrupted; ")
    assert _end(large) == right


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_again_and_again(seed: int, large: Trial, right: list[Any]) -> None:
    chance = random.Random(seed)
    for _ in range(5):
        process = _start(large)
        time.sleep(chance.uniform(0.3, 2.5))
        process.kill()
        _ended(process)
    assert large.run(*APPLY).code == 0
    assert _end(large) == right


def test_nobody_is_left_behind_by_a_killed_run(large: Trial) -> None:
    process = _start(large)
    _wait(lambda: len(list(_session(process.pid))) >= 3)
    process.kill()
    _ended(process)
    _wait(lambda: not list(_session(process.pid)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_end_it_ends_at_once_and_says_what_is_left(
    number: signal.Signals, large: Trial, right: list[Any]
) -> None:
    place = _places(large)
    process = _start(large)
    with closing(place):
        _wait(place)
        os.killpg(process.pid, number)  # as a terminal does: also the processes hear of it
        asked = time.monotonic()
        done = _ended(process)
        after = place()
    if done.code == 0:
        pytest.skip("it was done before it heard")
    assert time.monotonic() - asked < 5
    assert done.code == 130
    _wait(lambda: not list(_session(process.pid)))
    (line,) = done.complaints
    assert line.startswith("scraper: interrupted; ")
    assert line.endswith(" articles left; run again to go on where it stopped")
    assert large.rows("SELECT note, finished_at IS NULL FROM runs") == [("interrupted", 0)]
    again = large.run(*APPLY)
    assert (again.code, after in again.err) == (0, True)
    assert _end(large) == right


def test_interrupted_while_it_starts_it_leaves_no_trace(large: Trial) -> None:
    process = _start(large)
    time.sleep(0.9)
    os.killpg(process.pid, signal.SIGINT)
    done = _ended(process)
    assert "Traceback" not in done.err
    assert done.code in (0, 130, -signal.SIGINT)


def test_a_look_that_is_interrupted_writes_nothing(large: Trial) -> None:
    process = large.start("reextract", start_new_session=True)
    _wait(lambda: len(list(_session(process.pid))) >= 3)
    os.killpg(process.pid, signal.SIGINT)
    done = _ended(process)
    assert done.code == 130
    assert "Traceback" not in done.err
    assert large.rows("SELECT * FROM runs UNION SELECT name, value, 1, 1, 1, 1 FROM marks") == []


def test_a_process_that_is_killed_costs_nothing(large: Trial, right: list[Any]) -> None:
    process = _start(large)
    killed = 0
    while process.poll() is None and killed < 3:
        readers = [pid for pid in _session(process.pid) if _reads(pid)]
        if readers:
            os.kill(random.choice(readers), signal.SIGKILL)
            killed += 1
        time.sleep(0.3)
    done = _ended(process)
    if "did not start" in done.err:  # it was killed before it was ready
        assert done.code == 5
        assert large.run(*APPLY).code == 0
    else:
        assert (done.code, done.err) == (0, "")
    assert killed
    assert _end(large) == right


def _reads(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


class TestMark:
    """Where an interrupted run goes on, and where it must not."""

    @pytest.fixture
    def stopped(self, large: Trial) -> Trial:
        """An archive half done: the first batch."""
        place = _places(large)
        process = _start(large)
        with closing(place):
            _wait(place)
            process.kill()
        _ended(process)
        return large

    @pytest.mark.parametrize("words", [["--era", "qq-origin"], ["--since", "2020-01-01"]])
    def test_another_choice_begins_at_its_own_beginning(
        self, stopped: Trial, words: list[str]
    ) -> None:
        """What is since then was done with all, in the order of all."""
        done = stopped.run(*APPLY, *words)
        assert done.code == 0
        assert ("goes on" in done.err) == (words[0] == "--since")

    @pytest.mark.parametrize("key", ["extractors", "edition"])
    def test_other_extractors_begin_at_the_beginning(self, stopped: Trial, key: str) -> None:
        with stopped.database() as db:
            db.execute(f"UPDATE marks SET value = json_set(value, '$.{key}', 'x')")
        done = stopped.run(*APPLY)
        assert (done.code, done.err) == (0, "")
        assert stopped.rows("SELECT * FROM marks") == []

    def test_the_mark_names_what_it_is_of(self, stopped: Trial) -> None:
        with store.open(stopped.archive, readonly=True) as archive:
            mark = archive.origins.mark("reextract")
            assert mark
            assert mark["extractors"] == EXTRACTORS
            done = archive.origins.count(Selection()) - archive.origins.count(
                Selection(), mark["after"]
            )
            assert done % BATCH == 0
            changed = stopped.rows("SELECT count(*) FROM articles WHERE revision = 2")
            assert changed == [(done,)]


def test_documents_that_were_written_before_the_kill_are_no_trouble(
    large: Trial, right: list[Any], tmp_path: Path
) -> None:
    """The state between a batch's documents and its transaction."""
    ahead = _copy(large, tmp_path / "ahead")
    assert ahead.run(*APPLY).code == 0
    shutil.rmtree(large.folder / "documents")
    shutil.copytree(ahead.folder / "documents", large.folder / "documents")
    written = large.documents()
    assert large.run(*APPLY).code == 0
    assert _end(large) == right
    assert large.documents() == written
