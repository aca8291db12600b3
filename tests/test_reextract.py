"""Re-extraction where a process dies over a page, and the marks that it leaves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper import reextract, urls
from scraper.archive import store
from scraper.archive.store import Selection
from scraper.config import Archive, Settings
from scraper.crew import Crew
from scraper.models import Kind
from scraper.reextract import Begun, Wanted
from scraper.reread import Look, Trial

from . import stock
from .mortal import Mortal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.archive.store import Store

ALL = Selection()
HOLLOW = "20261121A0HOLL00"


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes import from here."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Store]:
    stock.fill(tmp_path / "archive.db", 40, stock.spoilt)
    with store.open(tmp_path / "archive.db") as opened:
        yield opened


def readers(folder: Path, ids: set[str]) -> reextract.Readers:
    setting = Settings(archive=Archive(path=str(folder / "archive.db")))
    return Crew(Mortal(settings=setting, ids=frozenset(ids)), jobs=2, seconds=20)


def test_pages_over_which_a_process_dies_are_named_and_the_others_read(
    archive: Store, tmp_path: Path
) -> None:
    keys = list(archive.origins.ids(ALL))
    with readers(tmp_path, {keys[3], keys[39]}) as made:
        wanted = Wanted(articles=ALL, quarantine=False)
        begun, *looks = reextract.look(archive, wanted, made)
    assert begun == Begun(total=40)
    assert [one.id for one in looks if isinstance(one, Look)] == keys
    dead = [one for one in looks if isinstance(one, Look) and one.kind is not Kind.CHANGED]
    assert [(one.id, one.kind) for one in dead] == [
        (keys[3], Kind.UNREADABLE),
        (keys[39], Kind.UNREADABLE),
    ]
    assert {one.reason for one in dead} == {"its reader died (SIGSEGV), twice"}


def test_a_page_in_quarantine_may_kill_its_reader_too(archive: Store, tmp_path: Path) -> None:
    ((_, fetched),) = stock.answers(1)
    number = archive.keep(fetched)
    url = urls.read(HOLLOW).url
    archive.visited(url, Kind.HOLLOW, at=stock.AT, snapshot=number, due_at=None, extractors="x/1")
    with readers(tmp_path, {HOLLOW}) as made:
        (found,) = reextract.look(archive, Wanted(articles=None), made)
    assert isinstance(found, Trial)
    assert (found.kind, found.leaves, found.doubt.url) == (Kind.UNREADABLE, False, url)


class TestPlace:
    """Where a run goes on that finds the mark of another."""

    def test_where_the_same_was_interrupted(self) -> None:
        for chosen in (ALL, Selection(ids=("a", "b")), Selection(since=stock.AT, era="qq-omn")):
            assert reextract._place(reextract._mark(chosen, "m"), chosen) == "m"

    def test_without_a_mark_at_the_beginning(self) -> None:
        assert reextract._place(None, ALL) == ""

    @pytest.mark.parametrize(
        "other", [Selection(ids=("a",)), Selection(era="qq-omn"), Selection(ids=())]
    )
    def test_another_choice_at_the_beginning(self, other: Selection) -> None:
        assert reextract._place(reextract._mark(other, "m"), ALL) == ""
        assert reextract._place(reextract._mark(ALL, "m"), other) == ""

    def test_what_is_newer_was_done_with_what_is_older(self) -> None:
        later = Selection(since=stock.AT + timedelta(hours=1))
        earlier = Selection(since=stock.AT)
        assert reextract._place(reextract._mark(earlier, "m"), later) == "m"
        assert reextract._place(reextract._mark(later, "m"), earlier) == ""
        assert reextract._place(reextract._mark(later, "m"), ALL) == ""

    @pytest.mark.parametrize("mark", [{}, {"after": "m"}, {"after": 3, "since": None}])
    def test_a_mark_of_another_shape_is_none(self, mark: dict[str, object]) -> None:
        assert reextract._place(mark, ALL) == ""
