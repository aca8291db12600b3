"""The archive for many threads: written to, replaced, taken away, spoilt."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.archive import functions, restore, store
from scraper.errors import ArchiveError
from scraper.serve.stores import APART, UNREAD, Stores

from .. import stock
from .asking import ask
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = Path(__file__).parents[1] / "archive" / "archive-4.sql"


def soon(true: Callable[[], bool], seconds: float = 3.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_version_is_another_once_somebody_has_written(path: Path) -> None:
    stores = Stores(str(path))
    first = stores.version(0.0)
    with store.open(path) as archive:
        archive.start("crawl", stock.AT)
        assert stores.version(APART / 2) == first
        assert stores.version(APART * 2) != first
    stores.here().close()


def test_there_must_be_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive here"):
        Stores(str(tmp_path / "archive.db"))


def test_of_this_version(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as db:
        functions.register(db)
        db.executescript(OLD.read_text(encoding="utf-8"))
    with pytest.raises(ArchiveError, match="of an older version"):
        Stores(str(path))


def test_a_restored_archive_is_shown_in_the_place_of_the_former(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    stock.fill(other, 3)
    with site(path) as url:
        before = ask(url, "/index.json")
        assert before.text.count('"listed_at"') > 3
        restore.restore(path, other, stock.AT, force=True)
        soon(lambda: ask(url, "/index.json").text.count('"listed_at"') == 3)
        assert ask(url).status == 200


def test_what_is_open_can_be_read_on_where_the_archive_was_taken_away(path: Path) -> None:
    told: list[str] = []
    with site(path, told=told) as url:
        before = ask(url)
        for one in path.parent.glob("archive.db*"):
            one.unlink()
        time.sleep(2 * APART)
        assert ask(url).body == before.body
        others = {ask(url, f"/?n={n}").status for n in range(20)}
        assert others <= {200, 503}
        stock.fill(path, 2)
        soon(lambda: ask(url, "/index.json").text.count('"listed_at"') == 2)


@pytest.mark.parametrize("spoilt", [b"", b"x" * 4096])
def test_what_is_no_archive_any_more_is_said(path: Path, spoilt: bytes, stocked: Path) -> None:
    told: list[str] = []
    with site(path, told=told) as url:
        assert ask(url).status == 200
        fresh = path.with_name("fresh")
        fresh.write_bytes(spoilt)
        for one in path.parent.glob("archive.db*"):
            one.unlink()
        fresh.rename(path)
        time.sleep(2 * APART)
        for where in ("/", "/index.json", "/a/x", "/image/x.png", "/a/x/image/y"):
            assert ask(url, where).status == 503
        assert told
        assert not any("\n" in one for one in told)
        whole = path.with_name("whole")
        whole.write_bytes(stocked.read_bytes())
        whole.rename(path)
        soon(lambda: ask(url).status == 200)


def test_its_number_is_none_where_it_cannot_be_read(path: Path) -> None:
    stores = Stores(str(path))
    path.unlink()
    path.write_bytes(b"x" * 4096)
    assert stores.version(1.0)[1] == UNREAD
