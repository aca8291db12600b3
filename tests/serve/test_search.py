"""The search over a real socket: what is found, counted, linked, refused."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from scraper import urls
from scraper.archive import store
from scraper.models import Article
from scraper.serve import hits, wish

from .. import season
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = re.compile(r'<a [^>]*href="(/search[^"]*)"')


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("season") / "archive.db"
    season.fill(made, days=25, kept=20)
    return made


@pytest.fixture(scope="module")
def web(path: Path) -> Iterator[httpx.Client]:
    with site(path) as url, httpx.Client(base_url=url) as client:
        yield client


def facts(web: httpx.Client, **values: str) -> dict:
    answer = web.get("/search.json", params=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_nothing_asked_says_how_to_ask(web):
    page = web.get("/search")
    assert page.status_code == 200
    links = [parse_qs(urlsplit(unescape(link)).query) for link in LINK.findall(page.text)]
    asked = [values["q"][0] for values in links if values]
    assert "芯片" in asked
    for words in asked:
        assert web.get("/search", params={"q": words}).status_code == 200


def test_what_is_found_is_marked_and_counted(web):
    said = facts(web, q="模型")
    assert said["total"]["exact"]
    assert said["facets"]["counted"] == said["total"]["count"] > 0
    assert all("<mark>模型</mark>" in one["marked"] + one["snippet"] for one in said["hits"])
    assert "<mark>模型</mark>" in web.get("/search", params={"q": "模型"}).text


@pytest.mark.parametrize("name", ["media", "topic", "month"])
def test_each_value_of_a_facet_finds_as_many_as_it_says(web, name):
    said = facts(web, q="模型")
    values = said["facets"][name]
    assert values
    for one in values[:6]:
        found = facts(web, q="模型", **{name: one["value"]})
        assert found["total"] == {"count": one["count"], "exact": True}


def test_the_facets_of_the_page_are_links_that_work(web):
    page = web.get("/search", params={"q": "模型"}).text
    aside = page[page.index("<aside") : page.index("</aside>")]
    links = [unescape(link) for link in LINK.findall(aside)]
    assert {*parse_qs(urlsplit(links[0]).query)} == {"q", "media"}
    for link in links[:10]:
        assert 'class="chips chosen"' in web.get(link).text


def test_a_chosen_filter_can_be_taken_away(web):
    page = web.get("/search", params={"q": "模型", "topic": "DeepSeek", "sort": "newest"}).text
    chosen = re.search(r'<ul class="chips chosen".*?</ul>', page, re.DOTALL)
    link = unescape(LINK.findall(chosen[0])[0])
    assert parse_qs(urlsplit(link).query) == {"q": ["模型"], "sort": ["newest"]}


def test_pages_follow_one_another_to_the_last(web):
    ids, link = [], "/search.json?q=模型&sort=newest"
    while link:
        said = web.get(link).json()
        ids += [one["id"] for one in said["hits"]]
        link = said["next"] and said["next"].replace("/search?", "/search.json?")
    assert len(ids) == len({*ids}) == min(said["total"]["count"], wish.LAST * 20)
    assert said["previous"]


def test_the_newest_come_first_where_that_is_asked(web):
    times = [one["listed_at"] for one in facts(web, q="模型", sort="newest")["hits"]]
    assert times == sorted(times, reverse=True)


def test_days_are_meant_to_their_end(web):
    day = facts(web, q="模型", sort="newest")["hits"][0]["listed_at"][:10]
    found = facts(web, q="模型", since=day, until=day)
    assert found["hits"]
    assert {one["listed_at"][:10] for one in found["hits"]} == {day}
    assert facts(web, q="模型", month=day[:7], until=day)["total"]["count"] >= len(found["hits"])


def test_the_ends_of_the_calendar(web):
    for values, status in (
        ({"until": "9998-12-31"}, 200),
        ({"month": "9998-12"}, 200),
        ({"since": "0002-01-01"}, 200),
        ({"until": "9999-12-31"}, 400),
        ({"since": "0001-01-01"}, 400),
    ):
        assert web.get("/search", params={"q": "模型", **values}).status_code == status, values


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"q": '"芯片'}, "quotation mark"),
        ({"q": "OR"}, "OR stands between"),
        ({"q": "-芯片"}, "only what must not"),
        ({"q": "！！"}, "no letter and no digit"),
        ({"q": "芯片", "topic": "火星"}, "is no company"),
        ({"q": "芯片", "month": "2026-13"}, "is no month"),
        ({"q": "芯片", "month": "2026-1-1"}, "is no month"),
        ({"q": "芯片", "since": "gestern"}, "is no day"),
        ({"q": "芯片", "sort": "oldest"}, "sort"),
    ],
)
def test_what_is_no_question_stays_to_be_mended(web, values, said):
    page = web.get("/search", params=values)
    assert page.status_code == 400
    assert said in page.text
    assert 'role="alert"' in page.text
    assert re.search(r'<input type="search"[^>]*value="([^"]+)"', page.text)
    assert unescape(re.search(r'name="q"[^>]*value="([^"]+)"', page.text)[1]) == values["q"]
    assert said in web.get("/search.json", params=values).json()["error"]
    table = web.get("/search.csv", params=values)
    assert table.status_code == 400
    assert said in table.json()["error"]


@pytest.mark.parametrize(
    "values", [{"page": "0"}, {"page": "51"}, {"page": "x"}, {"q": "x" * 1001}]
)
def test_what_no_link_asks_for_is_refused(web, values):
    assert web.get("/search", params={"q": "模型", **values}).status_code == 400


def test_nothing_found_offers_to_loosen(web):
    page = web.get("/search", params={"q": "模型 绝无此词", "media": "绝无此报"})
    assert page.status_code == 200
    links = [parse_qs(urlsplit(unescape(link)).query) for link in LINK.findall(page.text)]
    assert {"q": ["模型 绝无此词"]} in links
    assert {"q": ["模型 OR 绝无此词"], "media": ["绝无此报"]} in links
    assert "aside" not in page.text


def test_the_hits_as_a_table(web):
    said = facts(web, q="模型", sort="newest")
    answer = web.get("/search.csv", params={"q": "模型", "sort": "newest"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = [*csv.DictReader(io.StringIO(answer.text))]
    assert len(rows) == min(said["total"]["count"], hits.MOST)
    assert [row["id"] for row in rows[:20]] == [one["id"] for one in said["hits"]]


def test_it_is_in_english_for_who_reads_that(web):
    page = web.get("/search", params={"q": "模型"}, headers={"accept-language": "en"}).text
    assert "Counted in all results." in page
    assert not re.search("built-in|Undefined", page)


def test_a_hostile_title_is_but_a_title(hostile):
    with site(hostile) as url, httpx.Client(base_url=url, timeout=30) as web:
        page = web.get("/search", params={"q": "毒"}).text
        assert "<script>alert" not in page
        assert "\u202e" not in page
        assert "<mark>毒</mark>" in page
        assert len(page) < 100_000
        assert web.get("/search", params={"q": '毒 "<img src=x>"'}).status_code == 200
        page = web.get("/search", params={"q": "毒", "media": '"><script>x'}).text
        assert "<script>x" not in page


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    titles = ("毒<script>alert(1)</script>", "毒\u202e倒", "毒" + "大" * 5_000_000)
    with store.open(path) as archive:
        for number, title in enumerate(titles):
            key = f"20261126A0000{number}00"
            article = Article(id=key, url=urls.of(key), title=title, body="毒", extractor="2023/1")
            archive.put(article, snapshot=None, at=season.END)
    return path


def test_pieces_are_escaped_cleaned_and_cut():
    pieces = (("<b>", False), ("a\u202e\n&", True), ("x" * 400, False), ("y", True))
    line = hits.marked(pieces, 20)
    assert line.startswith("&lt;b&gt;<mark>a &amp;</mark>xxx")
    assert line.endswith("x…")
    assert len(unescape(re.sub("<.*?>", "", line))) == 20 + len("…")


class TestOpenSearch:
    def test_it_names_the_address_it_was_asked_under(self, web):
        answer = web.get("/opensearch.xml", headers={"host": "localhost:81"})
        assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
        assert 'template="http://localhost:81/search?q={searchTerms}' in answer.text

    def test_every_page_says_where_it_is(self, web):
        for path in ("/", "/search", "/nowhere"):
            assert '<link rel="search" href="/opensearch.xml"' in web.get(path).text

    @pytest.mark.parametrize(
        ("proxy", "said", "scheme"),
        [(True, "https", "https"), (False, "https", "http"), (True, "gopher", "http")],
    )
    def test_a_proxy_says_how_it_is_asked(self, path, proxy, said, scheme):
        with site(path, proxy=proxy) as url:
            answer = httpx.get(f"{url}/opensearch.xml", headers={"x-forwarded-proto": said})
        assert f'template="{scheme}://127.0.0.1' in answer.text
