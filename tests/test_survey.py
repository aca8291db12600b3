"""How far a source is followed whose lists name no rows: each list once, so many, and then told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scraper.config import Settings, Source
from scraper.demo import answers
from scraper.demo.site import app
from scraper.models import Kind

from .cli.trial import Site
from .test_crawl import FETCH, House

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scraper.demo.answers import Answer, Ask

MAP = Source(name="map", kind="sitemap", filter=False)
AUTHOR = Source(name="author", kind="author", author="8QMc3X5a6YQevQ==", filter=False)
INDEX = "/sitemap/index.xml"
LISTS = "/getSubNewsMixedList"
ROW = {"id": "20261122A01KX700", "title": "DeepSeek", "articletype": "0"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(folder=tmp_path, site=Site(app()), settings=Settings(fetch=FETCH))


def index(*names: str) -> Callable[[Ask], Answer]:
    """An index of maps of these names."""
    maps = "".join(
        f"<sitemap><loc>https://news.qq.com/sitemap/{one}</loc></sitemap>" for one in names
    )
    body = f"<sitemapindex>{maps}</sitemapindex>"
    return lambda _: answers.page(body, type="application/xml")


def urls(*keys: str) -> Callable[[Ask], Answer]:
    """A map of these articles."""
    entries = "".join(f"<url><loc>https://new.qq.com/rain/a/{key}</loc></url>" for key in keys)
    body = f"<urlset>{entries}</urlset>"
    return lambda _: answers.page(body, type="application/xml")


def without_end(rows: dict[int, list[dict[str, str]]]) -> Callable[[Ask], Answer]:
    """Lists of an account that always name a next one; what the one of each number holds."""
    numbers = iter(range(10_000))

    def reply(_: Ask) -> Answer:
        number = next(numbers)
        return answers.listing(
            {
                "ret": 0,
                "newslist": rows.get(number, []),
                "hasNext": 1,
                "offsetInfo": f"o{number}",
            }
        )

    return reply


def asked(house: House) -> list[str]:
    return [one.rpartition("/")[2] for one in house.site.seen if not one.endswith("robots.txt")]


def test_maps_that_name_one_another_are_asked_once(house: House) -> None:
    house.site.replies[INDEX] = index("a.xml")
    house.site.replies["/sitemap/a.xml"] = index("b.xml")
    house.site.replies["/sitemap/b.xml"] = index("a.xml", "index.xml")
    seen = house.look(replace(MAP, pages=50))
    assert asked(house) == ["index.xml", "a.xml", "b.xml"]
    (fault,) = seen.outcomes
    assert (fault.kind, fault.source) == (Kind.FAILED, "map")
    assert fault.url.endswith(INDEX)
    assert fault.reason.startswith("3 lists that only lead to further lists")


def test_a_circle_beside_maps_with_articles_is_no_fault(house: House) -> None:
    house.site.replies[INDEX] = index("1.xml", "2.xml")
    house.site.replies["/sitemap/2.xml"] = index("1.xml", "index.xml")
    house.site.replies["/sitemap/1.xml"] = urls("20261122A01KX700")
    seen = house.look(MAP)
    assert sorted(asked(house)) == ["1.xml", "2.xml", "index.xml"]
    assert [one.kind for one in seen.outcomes] == [Kind.DUE]


@pytest.mark.parametrize("pages", [1, 3])
def test_maps_without_end_are_left(house: House, pages: int) -> None:
    for number in range(50):
        house.site.replies[f"/sitemap/{number}.xml"] = index(f"{number + 1}.xml")
    house.site.replies[INDEX] = index("0.xml")
    (fault,) = house.look(replace(MAP, pages=pages)).outcomes
    assert fault.kind is Kind.FAILED
    assert len(asked(house)) == 2 * pages + 2


def test_an_index_of_indexes_is_read_as_far_as_its_pages(house: House) -> None:
    house.site.replies[INDEX] = index("2024.xml", "2025.xml", "2026.xml")
    keys = [f"2026112{n}A01KX700" for n in range(9)]
    for place, year in enumerate((2024, 2025, 2026)):
        names = [f"{year}-{n}.xml" for n in range(3)]
        house.site.replies[f"/sitemap/{year}.xml"] = index(*names)
        for number, name in enumerate(names):
            house.site.replies[f"/sitemap/{name}"] = urls(keys[3 * place + number])
    seen = house.look(replace(MAP, pages=3))
    assert [one.kind for one in seen.outcomes] == [Kind.DUE] * 3
    assert asked(house)[4:] == ["2026-2.xml", "2026-1.xml", "2026-0.xml"]


def test_an_account_of_empty_lists_without_end_is_a_fault(house: House) -> None:
    house.site.replies[LISTS] = without_end({})
    seen = house.crawl(replace(AUTHOR, pages=2))
    (fault,) = seen.outcomes
    assert (fault.kind, fault.source) == (Kind.FAILED, "author")
    assert fault.reason.startswith("6 lists that only lead to further lists")
    assert len(asked(house)) == 6
    (survey,) = house.rows("SELECT source, reason, kind FROM surveys")
    assert survey == {"source": "author", "reason": fault.reason, "kind": "failed"}


def test_an_account_that_has_some_is_none(house: House) -> None:
    house.site.replies[LISTS] = without_end({1: [ROW]})
    seen = house.look(replace(AUTHOR, pages=2))
    assert [one.kind for one in seen.outcomes] == [Kind.DUE]
    assert len(asked(house)) == 6


def test_an_account_that_has_nothing_is_none(house: House) -> None:
    house.site.replies[LISTS] = lambda _: answers.listing({"ret": 0, "newslist": []})
    assert house.look(AUTHOR).outcomes == []
