"""``doctor`` over an archive that cannot be read: it looks at all the rest."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .trial import Done, Trial


def states(done: Done) -> list[tuple[str, str]]:
    return [(one["name"], one["state"]) for one in done.objects]


REST = [
    ("lock", "ok"),
    ("disk", "ok"),
    ("documents", "ok"),
    ("clock", "ok"),
    ("list ai", "ok"),
    ("era", "warn"),
]
"""What is looked at beside an archive that cannot be read."""


@pytest.mark.parametrize(
    ("data", "text", "remedy"),
    [
        (b"not a database " * 400, "not an SQLite database", "choose another path"),
        (b"short", "not an SQLite database", "choose another path"),
        (b"", "there is no archive here", "make one with `scraper crawl`"),
    ],
    ids=["garbage", "short", "empty"],
)
def test_garbage_in_place_of_the_archive(data: bytes, text: str, remedy: str, trial: Trial) -> None:
    trial.archive.write_bytes(data)
    done = trial.run("doctor", "--json")
    assert (done.code, done.err) == (5, "")
    assert states(done) == [("config", "ok"), ("archive", "fail"), *REST]
    found = done.objects[1]
    assert found["text"] == f"archive.db: {text}"
    assert found["remedy"].startswith(remedy)
    assert trial.archive.read_bytes() == data


def test_an_archive_that_proves_to_be_damaged_on_the_way(crawled: Trial, trial: Trial) -> None:
    shutil.copy(crawled.archive, trial.archive)
    with trial.database() as db:
        db.execute("UPDATE articles SET published = 'soon'")
    done = trial.run("doctor", "--json")
    assert (done.code, done.err) == (5, "")
    found = [one for one in done.objects if one["state"] == "fail"]
    assert {one["name"] for one in found} == {"archive"}
    assert all(one["remedy"].startswith("restore it from a backup") for one in found)
    assert ("list ai", "ok") in states(done)


def test_a_damaged_database(crawled: Trial, trial: Trial) -> None:
    crawled.call("list")
    with trial.database() as copy, crawled.database() as source:
        source.backup(copy)
    whole = trial.archive.read_bytes()
    trial.archive.write_bytes(whole[:8192] + b"\x5a" * (len(whole) - 8192))
    done = trial.run("doctor", "--json")
    assert done.code == 5
    assert ("archive", "fail") in states(done)
    assert [one for one in states(done) if one in REST[:-1]] == REST[:-1]


def test_a_folder_of_the_archive_that_is_not_there(trial: Trial) -> None:
    trial.configure('[archive]\npath = "no/such/archive.db"')
    done = trial.run("doctor", "--json")
    assert (done.code, done.err) == (5, "")
    found = {one["name"]: one for one in done.objects}
    assert found["archive"]["text"] == "no/such/archive.db: its folder does not exist"
    assert found["archive"]["remedy"] == "make it, or choose another path"
    assert found["disk"]["text"].endswith(f"GB free at {trial.folder}")
    assert not (trial.folder / "no").exists()


def test_before_the_first_run_there_is_none_yet(trial: Trial) -> None:
    done = trial.run("doctor")
    assert "ok    archive           none yet; the first crawl makes it" in done.lines
    assert done.code == 0
    assert not trial.archive.exists()
