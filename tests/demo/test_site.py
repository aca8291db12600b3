"""The imitation answers as the site does: pages of each era, addresses, images."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import urls
from scraper.demo import edits
from scraper.demo.answers import Ask
from scraper.demo.content import ENTRIES
from scraper.demo.site import ARTICLES, Site, app, reply
from scraper.errors import UrlError

from .transport import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.demo.content import Entry

RECENT = [one for one in ARTICLES if one.era == "recent"]
PLACEHOLDER = re.compile(r"<!--(?:IMG|VIDEO)_\d+-->")
NEW = "https://new.qq.com"


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    referer = {"Referer": "https://news.qq.com/"}  # without which no image is shown
    with httpx.Client(transport=InProcess(app()), headers=referer) as client:
        yield client


def address(entry: Entry) -> str:
    """Where the article's own page is."""
    return entry.url


def page(web: httpx.Client, entry: Entry) -> str:
    answer = web.get(address(entry))
    assert answer.status_code == 200
    return answer.content.decode("gb18030" if entry.era == "classic" else "utf-8")


def data(text: str) -> dict:
    """What window.DATA holds, read from its brace as a browser would."""
    start = re.search(r"<script>\s*window\.DATA = ", text).end()
    return json.JSONDecoder().raw_decode(text, start)[0]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def body(entry: Entry, text: str) -> LexborHTMLParser:
    """What holds the text of the article: window.DATA where it has it, else the page."""
    if entry.era == "recent" and entry.origin != "none":
        return LexborHTMLParser(data(text)["originContent"]["text"])
    places = (
        "#article-content, #ArticleContent, .content-article, #Cnt-Main-Article-QQ, #ArticleCnt"
    )
    node = LexborHTMLParser(text).css(places)[-1]
    return LexborHTMLParser(node.html or "")


def test_there_are_enough_of_every_sort() -> None:
    told = [one for one in ARTICLES if one.topic]
    assert len(told) >= 30
    assert len([one for one in told if one.era == "recent" and one.origin != "none"]) >= 16
    assert len([one for one in told if one.era == "middle"]) == 3
    assert len([one for one in told if one.era == "classic"]) == 3
    assert len([one for one in told if one.origin == "none"]) >= 4
    assert len(ARTICLES) - len(told) >= 3
    assert len({one.id for one in ARTICLES}) == len({one.title for one in ARTICLES})


@pytest.mark.parametrize("entry", ARTICLES, ids=lambda one: one.id)
def test_a_page_holds_what_was_written(web: httpx.Client, entry: Entry) -> None:
    text = page(web, entry)
    tree = LexborHTMLParser(text)
    assert entry.title in tree.css_first("title").text()
    assert tree.css_first("h1").text() == entry.title
    found = body(entry, text)
    captions = {image.caption for image in entry.images} if entry.origin == "plain" else set()
    seen = squeezed(found.text())
    assert [one for one in entry.pieces if one not in captions and squeezed(one) not in seen] == []


@pytest.mark.parametrize("entry", RECENT, ids=lambda one: one.id)
def test_window_data_says_who_and_when(web: httpx.Client, entry: Entry) -> None:
    found = data(page(web, entry))
    assert found["title"] == entry.title
    assert found["media"] == entry.author.name
    assert found["pubtime"] == f"{entry.published:%Y-%m-%d %H:%M:%S}"
    assert found["article_id"] in (entry.id, entry.id[:14])
    assert ("originContent" in found) == (entry.origin != "none")


@pytest.mark.parametrize("entry", RECENT, ids=lambda one: one.id)
def test_every_placeholder_is_described(web: httpx.Client, entry: Entry) -> None:
    found = data(page(web, entry))
    if "originContent" not in found:
        return
    names = [name.strip("<!->") for name in PLACEHOLDER.findall(found["originContent"]["text"])]
    assert len(names) == len(entry.images) + len(entry.videos)
    assert set(names) <= found["originAttribute"].keys()


@pytest.mark.parametrize("entry", ARTICLES, ids=lambda one: one.id)
def test_every_image_stands_on_the_page_and_is_served(web: httpx.Client, entry: Entry) -> None:
    text = page(web, entry)
    assert [key for key in entry.image_keys if key not in text] == []
    for found in set(re.findall(r"(?:https?:)?//inews\.gtimg\.com/[\w/-]+", text)):
        answer = web.get(re.sub(r"^(?:https?:)?", "https:", found))
        assert (answer.status_code, answer.headers["content-type"][:6]) == (200, "image/"), found


@pytest.mark.parametrize(("size", "width"), [("641", 641), ("1000", 1000), ("0", 1080)])
def test_an_image_has_the_size_of_its_address(web: httpx.Client, size: str, width: int) -> None:
    entry = next(one for one in RECENT if one.images and not one.images[0].moving)
    png = web.get(entry.images[0].url(size)).content
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == width
    height = int.from_bytes(png[20:24])
    length = int.from_bytes(png[png.index(b"IDAT") - 4 : png.index(b"IDAT")])
    start = png.index(b"IDAT") + 4
    assert len(zlib.decompress(png[start : start + length])) == (width + 1) * height


def test_a_moving_image_is_one(web: httpx.Client) -> None:
    moving = next(one for entry in RECENT for one in entry.images if one.moving)
    assert web.get(moving.url("0")).content.startswith(b"GIF89a")


@pytest.mark.parametrize("entry", [one for one in ARTICLES if one.era == "classic"])
def test_a_classic_page_is_gbk_that_says_gb2312(web: httpx.Client, entry: Entry) -> None:
    answer = web.get(entry.url)
    assert "gb2312" in answer.headers["content-type"].lower()
    assert b"charset=gb2312" in answer.content
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")
    text = answer.content.decode("gb18030")
    assert ("ARTICLE_INFO" in text) != entry.old
    assert ('id="ArticleCnt"' in text) == entry.old


def test_window_data_of_2018_is_pretty_and_has_no_semicolon(web: httpx.Client) -> None:
    entry = next(one for one in ARTICLES if one.id == "TEC2019021300930100")
    text = page(web, entry)
    assert data(text)["cms_id"] == entry.id
    assert re.search(r"window\.DATA = \{\n\t\t\t\"article_id\"", text)
    assert re.search(r"\n\t\}\n\n\t\t</script>", text)


@pytest.mark.parametrize(
    ("trait", "sign"),
    [
        ("escaped", "\\u003c"),
        ("braces", "};”"),
        ("nested", "135editor"),
        ("lazy", "data:image/gif;base64"),
        ("ask", "ac-ask-ai"),
    ],
)
def test_an_odd_page_is_odd(web: httpx.Client, trait: str, sign: str) -> None:
    entry = next(one for one in ARTICLES if trait in one.traits)
    assert sign in page(web, entry)


def test_a_style_sheet_may_be_huge(web: httpx.Client) -> None:
    entry = next(one for one in ARTICLES if "css" in one.traits)
    assert len(data(page(web, entry))["originContent"]["text"]) > 80_000


def test_the_gallery_repeats_the_images(web: httpx.Client) -> None:
    entry = next(one for one in ARTICLES if "carousel" in one.traits)
    rows = LexborHTMLParser(page(web, entry)).css(".image-carousel img")
    assert len(rows) == len(entry.images) > 0


FORMS = [
    "https://news.qq.com/rain/a/20261122A01KX700",
    "https://new.qq.com/rain/a/20261122A01KX7",
    "https://new.qq.com/rain/a/20261122A01KX701?suid=1&media_id=2",
    "https://new.qq.com/omn/20261122/20261122A01KX7.html",
    "https://new.qq.com/omn/20261122A01KX700",
    "https://view.inews.qq.com/a/20261122A01KX700",
    "https://view.inews.qq.com/k/20261122A01KX7",
    "https://xw.qq.com/cmsid/20261122A01KX7/20261122A01KX700",
    "http://kuaibao.qq.com/s/20261122A01KX700",
    "https://page.om.qq.com/page/OdKx7mQpV3w8sYb2Lt0",
]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_address_leads_to_the_article(web: httpx.Client, form: str) -> None:
    answer = web.get(form, follow_redirects=True)
    assert answer.status_code == 200
    assert data(answer.text)["article_id"] == "20261122A01KX700"


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("https://new.qq.com/cmsn/20190213/20190213009301.html", "TEC2019021300930100"),
        ("https://new.qq.com/omn/TWF20200/TWF2020041300303000.html", "TWF2020041300303000"),
        ("https://new.qq.com/omn/20210426/20210426A0R5GM00.html", "20210426A0R5GM00"),
    ],
)
def test_former_addresses_answer_themselves(web: httpx.Client, form: str, name: str) -> None:
    assert data(web.get(form).text)["cms_id"] == name


def test_a_classic_article_is_reached_by_its_id_too(web: httpx.Client) -> None:
    for form in (f"{NEW}/rain/a/TEC2016101400812300", "https://xw.qq.com/c/tech/20161014008123"):
        answer = web.get(form, follow_redirects=True)
        assert str(answer.url) == "http://tech.qq.com/a/20161014/008123.htm"
        assert answer.status_code == 200


@pytest.mark.parametrize("entry", ARTICLES, ids=lambda one: one.id)
def test_our_own_reading_of_an_address_finds_the_page(web: httpx.Client, entry: Entry) -> None:
    found = urls.read(entry.url)
    assert found.id == entry.id
    assert web.get(found.fetch_url).status_code == 200


def test_an_unknown_article_is_deleted(web: httpx.Client) -> None:
    answer = web.get(f"{NEW}/rain/a/20261122A0ZZZZ00")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://www.qq.com/babygohome")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{NEW}/", 200),
        ("https://www.qq.com/", 200),
        (f"{NEW}/zt/template/?id=TWF2019030200534800", 200),
        (f"{NEW}/nothing", 404),
        ("https://tech.qq.com/a/20161014/999999.htm", 404),
        ("https://finance.qq.com/a/20161014/008123.htm", 404),
        ("https://inews.gtimg.com/om_bt/x/99", 404),
        ("https://i.news.qq.com/nothing", 404),
        ("https://elsewhere.example.com/", 421),
    ],
)
def test_what_is_no_article_is_none(web: httpx.Client, url: str, status: int) -> None:
    assert web.get(url).status_code == status
    with pytest.raises(UrlError):
        urls.read(url.replace("999999", "x").replace("finance.qq.com/a", "finance.qq.com/b"))


def test_a_page_cannot_be_posted_to(web: httpx.Client) -> None:
    assert web.post(f"{NEW}/rain/a/20261122A01KX700").status_code == 405


def test_the_same_site_answers_the_same(web: httpx.Client) -> None:
    with httpx.Client(transport=InProcess(app())) as other:
        for entry in ARTICLES:
            assert web.get(entry.url).content == other.get(entry.url).content


def test_what_is_altered_later_stands_on_its_page_and_in_the_lists() -> None:
    altered = edits.later()
    now = Site(shown=(), edits=altered)
    for key, entry in altered.items():
        assert entry is not None
        page = reply(Ask(host="new.qq.com", path=f"/rain/a/{key}"), now)
        assert entry.title in b"".join(page.parts).decode()
        assert entry.title != ENTRIES[key].title
        ask = Ask(host="i.news.qq.com", path="/gw/event/pc_hot_ranking_list")
        for path in ("/gw/event/pc_hot_ranking_list", "/gw/event/hot_ranking_list"):
            listed = b"".join(reply(replace(ask, path=path), now).parts).decode()
            assert ENTRIES[key].title not in listed
    gone = Site(shown=(), edits=dict.fromkeys(altered))
    for key in altered:
        found = reply(Ask(host="new.qq.com", path=f"/rain/a/{key}"), gone)
        assert dict(found.headers)["location"].startswith("https://www.qq.com/babygohome/")
