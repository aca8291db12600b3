"""``scraper scale dedup`` and ``scale views``: what they say, write, and refuse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .. import stock
from .trial import Trial

if TYPE_CHECKING:
    from pathlib import Path

    from .trial import Site

COUNT = 60


@pytest.fixture
def held(imitation: Site, tmp_path: Path) -> Trial:
    """A folder with an archive of the imitation's articles, copies among them."""
    made = Trial(tmp_path, imitation)
    made.configure()
    stock.fill(made.folder / "archive.db", COUNT)
    return made


def test_an_archive_is_compared_as_its_own_stories_say(held: Trial) -> None:
    engine = ("--engine", "processes", "--jobs", "2")
    done = held.run("scale", "dedup", "archive.db", "--parquet", "told", *engine, "--json")
    assert done.code == 0, done
    told = json.loads(done.out)
    with held.database() as db:
        (copies,) = db.execute("SELECT count(*) FROM articles WHERE story_id <> id").fetchone()
    assert (told["articles"], told["copies"]) == (COUNT, copies)
    assert (held.folder / "told/stories.json").exists()


def test_a_folder_of_parts_is_compared_in_its_place(held: Trial) -> None:
    words = ("scale", "reextract", "archive.db", "--parquet", "parts", "--engine", "processes")
    assert held.run(*words).code == 0
    done = held.run("scale", "dedup", "parts", "--engine", "processes")
    assert done.code == 0, done
    assert f"parts: {COUNT} articles" in done.out
    views = held.run("scale", "views", "parts")
    assert views.code == 0
    assert "CREATE OR REPLACE VIEW articles_today" in views.out
    assert json.loads((held.folder / "parts/stories.json").read_bytes())["stories"][0] in views.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("dedup", "archive.db"), "--parquet: say in which folder"),
        (("dedup", "nowhere.db", "--parquet", "told"), "nowhere.db: no archive"),
        (("dedup", "s3://bucket/parts"), "mount the storage"),
        (("views", "empty"), "no parts; make some with"),
        (("merge", "empty"), "no parts; make some with"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(held: Trial, words: tuple[str, ...], said: str) -> None:
    (held.folder / "empty").mkdir()
    engine = ("--engine", "processes") if words[0] == "dedup" else ()
    done = held.run("scale", *words, *engine)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
