"""The feeds that are served: valid, of what is asked for, under the name that was asked by."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from scraper import pixels, urls
from scraper.archive import store
from scraper.demo import picture
from scraper.models import Image

from ..publish.feeds import judge
from . import altered
from .altered import HOSTILE, KEY, MADE, MANY, ONE, get
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ATOM = "application/atom+xml; charset=utf-8"
FLAWS = {
    "atom": (judge.atom, ATOM),
    "rss": (judge.rss, "application/rss+xml; charset=utf-8"),
    "json": (judge.jsonfeed, "application/feed+json; charset=utf-8"),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("altered") / "archive.db"
    altered.fill(path)
    return path


@pytest.fixture(scope="module")
def base(archive: Path) -> Iterator[str]:
    with site(archive) as url:
        yield url


def ids(base: str, place: str) -> list[str]:
    answer = get(f"{base}{place}")
    assert answer.status == 200, answer.text
    assert [*judge.atom(answer.body)] == []
    return [re.findall(r"2026\w{12}", one.id)[0] for one in judge.read(answer.body).entries]


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
@pytest.mark.parametrize("asked", ["", "?topic=智谱", "?media=他号", "?q=正文&heads=1"])
def test_every_form_is_valid(base: str, form: str, asked: str) -> None:
    answer = get(f"{base}/feed.{form}{quote(asked, safe='?=&')}")
    flaws, kind = FLAWS[form]
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert [*flaws(answer.body)] == []


def test_changes_in_both_forms(base: str) -> None:
    assert [*judge.rss(get(f"{base}/changes.rss").body)] == []
    assert len(ids(base, "/changes.atom")) == MANY + 3
    assert ids(base, "/changes.atom?kind=appended") == [KEY]
    assert ids(base, "/changes.atom?kind=headline&about=alert") == [HOSTILE]
    assert ids(base, "/changes.atom?kind=moved") == []
    assert "days" in get(f"{base}/changes.json").json  # which is the page's


def test_of_what_is_asked_for(base: str) -> None:
    assert len(ids(base, "/feed.atom")) == MANY + 3
    assert ids(base, "/feed.atom?topic=%E6%99%BA%E8%B0%B1") == [KEY]
    assert ids(base, f"/feed.atom?media={quote('某号')}") == [ONE]
    assert ids(base, f"/feed.atom?q={quote('融资')}") == [ONE]
    assert ids(base, f"/feed.atom?q={quote('融资')}&media={quote('他号')}") == []


def test_each_story_once(base: str) -> None:
    whole, heads = ids(base, "/feed.atom"), ids(base, "/feed.atom?heads=1")
    assert {KEY, ONE} <= {*whole}
    assert len({KEY, ONE} & {*heads}) == 1  # the same words


def test_its_own_address_and_page_by_the_name_that_was_asked(base: str) -> None:
    found = judge.read(get(f"{base}/feed.atom?topic=%E6%99%BA%E8%B0%B1").body).feed
    asked = "?topic=%E6%99%BA%E8%B0%B1"
    assert found.id == f"{base}/feed.atom{asked}"
    links = {(one.rel, one.href) for one in found.links}
    assert links == {("self", f"{base}/feed.atom{asked}"), ("alternate", f"{base}/{asked}")}
    other = base.replace("127.0.0.1", "localhost")
    assert judge.read(get(f"{other}/feed.atom").body).feed.id == f"{other}/feed.atom"
    assert get(f"{base}/feed.json").json["feed_url"] == f"{base}/feed.json"


@pytest.mark.parametrize(("proxy", "scheme"), [(False, "http"), (True, "https")])
def test_only_a_proxy_is_believed_about_the_scheme(archive: Path, proxy: bool, scheme: str) -> None:
    with site(archive, proxy=proxy) as base:
        for said, known in (("https", scheme), ("javascript", "http")):
            found = judge.read(get(f"{base}/feed.atom", x_forwarded_proto=said).body)
            assert found.feed.id.startswith(f"{known}://127.0.0.1:")


def test_what_is_no_feed(base: str) -> None:
    places = ("feed.xml", "changes.pdf", "feed.atom?topic=nobody", "feed.atom?q=-a")
    answers = [get(f"{base}/{place}") for place in places]
    assert [one.status for one in answers] == [404, 404, 404, 400]
    assert all(one.json["error"] for one in answers)


def test_what_is_there_already_is_not_sent_again(base: str) -> None:
    first = get(f"{base}/feed.atom")
    assert get(f"{base}/feed.atom", if_none_match=first.headers["etag"]).status == 304


def test_kept_images_are_shown_from_here(archive: Path, tmp_path: Path) -> None:
    path, data = tmp_path / "archive.db", picture.png("a", 64, 48)
    path.write_bytes(archive.read_bytes())
    url = "https://inews.gtimg.com/om_bt/K/641"
    with store.open(path) as opened:
        article = replace(MADE, body=f"![图片]({url})", images=(Image(url=url),))
        opened.put(article, snapshot=None, at=altered.START + 5 * altered.DAY)
        opened.gallery.keep(urls.image(url), pixels.read(data, 10**6), data, altered.START)
    with site(path) as base:
        found = re.findall(r'src=\\"([^"\\]+)', get(f"{base}/feed.json").text)
        assert any(one.startswith(f"{base}/image/") for one in found)
        assert {get(one).status for one in found if one.startswith(base)} == {200}


def test_linked_in_the_head_of_every_page(base: str) -> None:
    for place in ("/", "/changes", f"/a/{KEY}", f"/a/{KEY}/diff", "/nothing"):
        text = get(f"{base}{place}").text
        assert 'type="application/atom+xml" title="Atom 订阅" href="/feed.atom"' in text
        assert 'href="/changes.atom"' in text
    text = get(f"{base}/?topic=%E6%99%BA%E8%B0%B1").text
    assert text.count('href="/feed.atom?topic=%E6%99%BA%E8%B0%B1"') == 2
