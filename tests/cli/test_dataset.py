"""``publish dataset``: a release, as of a time, and what is said where there can be none."""

from __future__ import annotations

import os
import shutil
import signal
import time
from typing import TYPE_CHECKING

import pytest

from scraper import disk
from scraper.archive import store

if TYPE_CHECKING:
    from pathlib import Path

    from .trial import Trial


@pytest.fixture
def stored(crawled: Trial, trial: Trial) -> Trial:
    """A folder of its own with what a crawl left."""
    shutil.copy(crawled.archive, trial.archive)
    return trial


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_a_release_and_the_same_as_of_the_time_it_says(stored: Trial, form: str) -> None:
    done = stored.run("publish", "dataset", "a", "--format", form)
    assert (done.code, done.err) == (0, "")
    count = len(stored.ids())
    at = done.out.partition(" as of ")[2].partition(";")[0]
    assert done.out == f"a: {count} articles as of {at}; 3 files written, 0 unchanged\n"
    assert stored.run("publish", "dataset", "b", "--format", form, "--as-of", at).code == 0
    assert files(stored.folder / "a") == files(stored.folder / "b")
    again = stored.run("publish", "dataset", "a", "--format", form)
    assert again.out.endswith("; 0 files written, 3 unchanged\n")


def test_another_folder_another_machine_another_time_zone(stored: Trial) -> None:
    stored.run("publish", "dataset", "a")
    stored.run("publish", "dataset", "b", env={"TZ": "America/New_York", "LC_ALL": "C"})
    assert files(stored.folder / "a") == files(stored.folder / "b")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2020-01-31", "2020-01-31T23:59:59.999999+08:00"),
        ("2020-01-31 08:00", "2020-01-31T08:00:00+08:00"),
        ("2020-01-31T00:00:00.5+00:00", "2020-01-31T08:00:00.500000+08:00"),
    ],
)
def test_a_day_is_meant_to_its_end(stored: Trial, as_of: str, said: str) -> None:
    done = stored.call("publish", "dataset", "a", "--format", "csv", "--as-of", as_of)
    assert done.out == f"a: 0 articles as of {said}; 3 files written, 0 unchanged\n"


@pytest.mark.parametrize("as_of", ["2999-01-01", "今天", "2999-01-01T00:00:00+08:00"])
def test_a_time_that_is_not_over_is_none(stored: Trial, as_of: str) -> None:
    done = stored.run("publish", "dataset", "a", "--as-of", as_of)
    assert done.code == 2
    assert "is not over" in done.err
    assert len(done.complaints) == 1
    assert not (stored.folder / "a").exists()


def test_how_the_crawler_is_set_stands_in_the_data_sheet(stored: Trial) -> None:
    source = '[[source]]\nname = "x"\nkind = "hot"\nrobots = false'
    stored.configure(source)
    stored.call("publish", "dataset", "a", "--format", "csv")
    assert "obeys robots.txt" in (sheet := (stored.folder / "a/README.md").read_text("utf-8"))
    assert "but for the lists `x` (`robots = false`)" in sheet
    stored.configure(robots=False)
    stored.call("publish", "dataset", "a", "--format", "csv")
    told = (stored.folder / "a/README.md").read_text("utf-8")
    assert "it does not ask robots.txt (`fetch.robots = false`)" in told


def test_without_the_extra_parquet_says_what_to_install(stored: Trial) -> None:
    (stored.folder / "pyarrow.py").write_text("raise ImportError('no pyarrow')")
    env = {**os.environ, "PYTHONPATH": str(stored.folder)}
    done = stored.run("publish", "dataset", "a", env=env)
    assert done.code == 2
    remedy = "pip install 'scraper[dataset]', or choose jsonl or csv"
    assert done.complaints == [f"scraper: --format parquet: needs one more package; {remedy}"]
    assert not (stored.folder / "a").exists()
    assert stored.run("publish", "dataset", "a", "--format", "jsonl", env=env).code == 0


def test_an_empty_archive_and_none(trial: Trial) -> None:
    done = trial.run("publish", "dataset", "a")
    assert (done.code, len(done.complaints)) == (3, 1)
    store.open(trial.archive).close()
    done = trial.run("publish", "dataset", "a")
    assert (done.code, len(done.complaints)) == (3, 1)
    assert "the archive is empty; fill it with `scraper crawl`" in done.err


def test_a_folder_of_something_else(stored: Trial) -> None:
    (stored.folder / "a").mkdir()
    (stored.folder / "a/notes.txt").touch()
    done = stored.run("publish", "dataset", "a")
    assert (done.code, files(stored.folder / "a")) == (2, {"notes.txt": b""})
    said = "a/notes.txt: of no release, and would stand in one; choose a new folder"
    assert done.complaints == [f"scraper: {said}"]


def _heard() -> None:
    """Tests that run in the background of a shell have it that nobody hears Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_stopped_it_leaves_nothing(stored: Trial) -> None:
    """Interrupted as soon as the first part is there."""
    with stored.database() as db:
        body = "很长的一段。" * 200_000
        db.execute("UPDATE articles SET body = body || ?", [body])
    running = stored.start("publish", "dataset", "a", "--format", "jsonl", preexec_fn=_heard)
    while running.poll() is None and not [*(stored.folder / "a").glob(f"{disk.PREFIX}*")]:
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert err.decode().startswith("scraper: interrupted")
    assert files(stored.folder / "a") == {}
