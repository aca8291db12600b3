"""A release of the imitation of the site, and the same one after it was crawled on and altered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from scraper.config import Documents, Settings
from scraper.demo.content import ENTRIES
from scraper.demo.site import Edits, app
from scraper.discover.dictionary import builtin
from scraper.hall import mentions
from scraper.publish.dataset import release, sheet

from ..cli.trial import Site
from ..test_crawl import FETCH, House

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

ALTERED, REMOVED, BACK = "20261122A01KX700", "20261121A07QZB00", "20261122A04DUP00"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def edits() -> Edits:
    return {}


@pytest.fixture
def house(tmp_path: Path, edits: Edits) -> House:
    """A house that asks no lists, and writes no documents."""
    settings = Settings(fetch=FETCH, documents=Documents(dir=""), source=())
    return House(folder=tmp_path, site=Site(app(delay=0.3, edits=edits)), settings=settings)


def write(house: House, name: str, form: str, as_of: datetime | None = None) -> release.Release:
    known = builtin()
    order = release.Order(
        form=form,
        as_of=as_of,
        since=None,
        heads=False,
        named=partial(mentions, known),
        digest=known.digest,
        manners=sheet.Manners(robots=True, but=(), interval=1.0),
    )
    with house.archive() as opened:
        return release.write(opened, house.folder / name, order, lambda *_: None)


def files(house: House, name: str) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (house.folder / name).iterdir()}


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_crawled_on_with_changes_it_is_the_same_to_the_byte(
    house: House, edits: Edits, form: str
) -> None:
    house.bring(ALTERED, REMOVED, BACK)
    edits[BACK] = None
    house.now += DAY
    assert {one.kind for one in house.crawl().outcomes} == {"same", "gone"}
    made = write(house, "then", form)

    first = ENTRIES[ALTERED]
    edits[ALTERED] = replace(first, title="另一个标题", body=ENTRIES[BACK].body)
    edits[REMOVED] = None
    del edits[BACK]
    house.now += 7 * DAY
    assert {one.kind for one in house.crawl().outcomes} == {"changed", "gone", "same"}
    house.now += HOUR
    house.bring(*[key for key, one in ENTRIES.items() if one.era == "recent"][:8])

    assert write(house, "now", form).rows > made.rows
    write(house, "again", form, as_of=made.as_of)
    assert files(house, "again") == files(house, "then")


def test_what_a_crawl_changes_is_told_as_of_each_time(house: House, edits: Edits) -> None:
    house.bring(ALTERED, REMOVED)
    edits[ALTERED] = replace(ENTRIES[ALTERED], title="另一个标题")
    edits[REMOVED] = None
    house.now += DAY
    house.crawl()
    write(house, "now", "jsonl")
    write(house, "then", "jsonl", as_of=house.now - HOUR)
    now, then = ({one["id"]: one for one in rows(house, name)} for name in ("now", "then"))
    assert (now[ALTERED]["title"], now[ALTERED]["revision"]) == ("另一个标题", 2)
    assert now[ALTERED]["changed_at"] == now[REMOVED]["gone_at"] == house.now.isoformat()
    assert now[ALTERED]["raw_sha256"] != then[ALTERED]["raw_sha256"]
    assert then[ALTERED]["title"] == ENTRIES[ALTERED].title
    for name in ("changed_at", "gone_at"):
        assert [one[name] for one in then.values()] == [None, None]
    assert now[REMOVED]["entities"] == then[REMOVED]["entities"]


def rows(house: House, name: str) -> list[dict[str, object]]:
    data = files(house, name)["articles-00000-of-00001.jsonl"]
    return [json.loads(line) for line in data.split(b"\n") if line]
