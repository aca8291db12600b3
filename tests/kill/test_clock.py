"""A clock that jumps: nothing is lost, doubled or silenced by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper.config import Documents, Settings, Source
from scraper.dates import BEIJING
from scraper.demo.site import app

from ..cli.trial import Site
from ..test_crawl import FETCH, House
from . import judge

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)
DAY = timedelta(days=1)
LIST = Source(name="ai", kind="channel", channel="news_news_fx", filter=False, pages=1)
PARTS = ("articles", "images", "revisions", "aliases", "quarantine", "unread")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return built(tmp_path)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> House:
    """What one run with a clock that is right makes of the site; only to be read."""
    made = built(tmp_path_factory.mktemp("undisturbed"))
    made.crawl()
    return made


def built(folder: Path) -> House:
    """A house with a site of its own."""
    (folder / "documents").mkdir()
    documents = Documents(dir=str(folder / "documents"))
    settings = Settings(fetch=FETCH, documents=documents, source=(LIST,))
    return House(folder=folder, site=Site(app(delay=0.3)), settings=settings, now=NOW)


def same(made: House, other: House, *parts: str) -> None:
    """Both archives say the same of `parts`, are sound, and their documents are the same."""
    path = made.folder / "archive.db"
    assert list(judge.unsound(path)) == []
    is_now, should = judge.said(path), judge.said(other.folder / "archive.db")
    assert [one for one in parts or should if is_now[one] != should[one]] == []
    folders = (one.folder / "documents" for one in (made, other))
    written, whole = map(judge.documents, folders)
    assert written == whole


@pytest.mark.parametrize("days", [1, 30])
def test_a_run_in_the_past_of_the_last_one_changes_nothing(
    days: int, house: House, undisturbed: House
) -> None:
    house.crawl()
    before = house.stored()
    replace(house, now=NOW - days * DAY).crawl()
    same(house, undisturbed)
    assert {key: entry.last_seen for key, entry in house.stored().items()} == {
        key: entry.last_seen for key, entry in before.items()
    }


def test_a_run_years_in_the_past_looks_again_and_finds_the_same(
    house: House, undisturbed: House
) -> None:
    house.crawl()
    replace(house, now=NOW - 4000 * DAY).crawl()
    same(house, undisturbed, *PARTS)
    assert all(entry.last_seen == NOW for entry in house.stored().values())


@pytest.mark.parametrize("days", [-3650, -1, 1, 3650])
def test_what_a_run_with_a_wrong_clock_left_the_next_one_completes(
    days: int, house: House, undisturbed: House
) -> None:
    replace(house, now=NOW + days * DAY).crawl(limit=7)
    assert 0 < len(house.stored()) < len(undisturbed.stored())
    house.crawl()
    same(house, undisturbed, *PARTS)


def test_a_page_that_failed_while_the_clock_ran_ahead_is_not_silenced(house: House) -> None:
    """Its pause was counted from a day that is years away."""
    offline = house.having(read_timeout=0.1)
    offline.site.on("/rain/a/20261121A0HOLL00", "busy", 503)
    replace(offline, now=NOW + 3650 * DAY).bring("20261121A0HOLL00")
    (link,) = house.rows("SELECT kind, due_at FROM links")
    assert link["kind"] == "busy"
    assert link["due_at"] > "2036"
    with house.archive() as archive:
        assert [one.address.id for one in archive.due(NOW)] == ["20261121A0HOLL00"]


def test_a_clock_that_jumps_back_and_forth_within_a_run(house: House, undisturbed: House) -> None:
    made = Jumping(folder=house.folder, site=house.site, settings=house.settings)
    made.crawl()
    same(house, undisturbed)


class Jumping(House):
    """A house in which every look at the clock is three days before, or one after the last."""

    turn = 0

    @property
    def now(self) -> datetime:
        self.turn += 1
        return NOW + (self.turn % 2 * -4 + 1) * DAY

    @now.setter
    def now(self, _: datetime) -> None:
        pass
