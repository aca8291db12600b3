"""Each mood answers as it should, over a real socket and in process."""

from __future__ import annotations

import gzip
import json
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from scraper.demo.moods import MOODS, NOW
from scraper.demo.site import EXPECTED, app, serve
from scraper.models import Kind

from .transport import InProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

DELAY = 0.6
LIMIT = 2_000_000


@pytest.fixture(scope="module")
def socket() -> Iterator[httpx.Client]:
    """The site over a socket, asked by way of a gateway: the Host header names the host."""
    with serve(app(delay=DELAY)) as site, httpx.Client(base_url=site.url, timeout=5) as client:
        yield client


@pytest.fixture(scope="module")
def process() -> Iterator[httpx.Client]:
    with httpx.Client(transport=InProcess(app(delay=DELAY)), base_url="http://site") as client:
        yield client


@pytest.fixture(params=["socket", "process"])
def web(request: pytest.FixtureRequest) -> httpx.Client:
    return request.getfixturevalue(request.param)


def ask(web: httpx.Client, name: str, host: str = "new.qq.com", **more) -> httpx.Response:
    key = next(one for one in MOODS if one[10:14] == name)
    return web.get(f"/rain/a/{key}", headers={"Host": host, "Accept-Encoding": "identity"}, **more)


def data(text: str) -> dict:
    return json.JSONDecoder().raw_decode(text, text.index("{", text.index("window.DATA =")))[0]


def taken(web: httpx.Client, name: str) -> int:
    """How many bytes come before a reader has had enough."""
    total = 0
    path = f"/rain/a/20261121A0{name}00"
    with web.stream("GET", path, headers={"Host": "new.qq.com"}) as answer:
        for part in answer.iter_bytes():
            total += len(part)
            if total > LIMIT:
                break
    return total


def test_every_kind_that_can_be_served_has_a_mood() -> None:
    without = {"known", "same", "changed", "unreachable", "off-topic", "due"}  # not of a page
    assert set(EXPECTED.values()) == {kind for kind in Kind if kind not in without}


def test_every_address_answers_something() -> None:
    with httpx.Client(transport=InProcess(app(delay=0.0)), timeout=5) as web:
        for url in EXPECTED:
            with web.stream("GET", url, headers={"Accept-Encoding": "identity"}) as answer:
                assert answer.status_code in (200, 302, 400, 429, 500, 501, 503, 567), url


def test_deleted(web: httpx.Client) -> None:
    assert "babygohome" in ask(web, "GONE").headers["location"]
    assert data(ask(web, "FLAG").text)["is_deleted"] == 1


def test_blocked(web: httpx.Client) -> None:
    assert [ask(web, "RATE").status_code for _ in range(3)] == [567] * 3
    answer = ask(web, "WALL")
    assert answer.status_code == 501
    assert "waf.tencent.com/501page.html" in answer.text


def test_blocked_twice_and_then_well(web: httpx.Client) -> None:
    assert [ask(web, "HEAL").status_code for _ in range(4)] == [567, 567, 200, 200]


def test_busy(web: httpx.Client) -> None:
    assert ask(web, "BUSY").json() == {"ret": 404}
    assert ask(web, "BUSR").json() == {"code": 10001, "msg": "系统繁忙"}
    assert ask(web, "S503").headers["retry-after"] == "2"
    until = parsedate_to_datetime(ask(web, "S429").headers["retry-after"])
    assert (until - NOW).total_seconds() == 30


def test_hollow(web: httpx.Client) -> None:
    text = ask(web, "HOLL").text
    assert '<div id="article-content"></div>' in text
    assert "originContent" not in data(text)
    assert data(ask(web, "HOLT").text)["originContent"]["text"] == ""


def test_paid(web: httpx.Client) -> None:
    found = data(ask(web, "PAID").text)
    assert found["article_is_pay"] is True
    assert len(found["originContent"]["text"]) < 60
    assert "originContent" not in data(ask(web, "PAIB").text)


def test_video(web: httpx.Client) -> None:
    found = data(ask(web, "CLIP").text)
    assert found["article_type"] == "4"
    assert found["originContent"]["text"] == "<!--VIDEO_0-->"
    assert found["originAttribute"]["VIDEO_0"]["vid"]


@pytest.mark.parametrize("name", ["SLOW", "DRIP"])
def test_slow(web: httpx.Client, name: str) -> None:
    with pytest.raises(httpx.ReadTimeout):
        ask(web, name, timeout=0.1)


@pytest.mark.parametrize("name", ["CUTS", "CUTC"])
def test_cut(web: httpx.Client, name: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask(web, name)


def test_cut_within(web: httpx.Client) -> None:
    text = ask(web, "HALF").text
    assert "</html>" not in text
    with pytest.raises(json.JSONDecodeError):
        data(text)
    with web.stream("GET", "/rain/a/20261121A0CUTZ00", headers={"Host": "new.qq.com"}) as answer:
        packed = b"".join(answer.iter_raw())
    with pytest.raises(EOFError):
        gzip.decompress(packed)


@pytest.mark.parametrize("name", ["FLOW", "HUGE", "BOMB"])
def test_too_large(web: httpx.Client, name: str) -> None:
    assert taken(web, name) > LIMIT


def test_packed_wrongly(web: httpx.Client) -> None:
    with pytest.raises(httpx.DecodingError):
        ask(web, "GARB")


def test_not_a_page(web: httpx.Client) -> None:
    assert ask(web, "DEEP").text.count("<div>") == 100_000
    assert ask(web, "BINA").content.startswith(b"\x89PNG")
    assert ask(web, "PDFS").headers["content-type"] == "application/pdf"
    assert ask(web, "VOID").content == b""


def test_charsets(web: httpx.Client) -> None:
    answer = ask(web, "GBKU")
    assert answer.charset_encoding == "utf-8"
    entry = MOODS["20261121A0GBKU00"].entry
    assert data(answer.content.decode("gb18030"))["title"] == entry.title
    for wrong, charset in ((answer, "utf-8"), (ask(web, "NOIS"), "gb18030")):
        with pytest.raises(UnicodeDecodeError):
            wrong.content.decode(charset)


def test_redirects(web: httpx.Client) -> None:
    there = ask(web, "LOOP").headers["location"]
    back = ask(web, "LOOP", host="news.qq.com").headers["location"]
    assert (there[8:19], back[8:18]) == ("news.qq.com", "new.qq.com")
    assert "example.com" in ask(web, "AWAY").headers["location"]
    assert "169.254" in ask(web, "META").headers["location"]


def test_another_object_after_the_data(web: httpx.Client) -> None:
    text = ask(web, "TAIL").text
    assert "window.NOTE" in text
    assert data(text)["originContent"]["text"].startswith("<P>")


def test_pages_of_something_else(web: httpx.Client) -> None:
    for name in ("SPEC", "HOME"):
        target = httpx.URL(ask(web, name).headers["location"])
        text = web.get(target.raw_path.decode(), headers={"Host": target.host}).text
        assert "window.DATA" not in text
        assert "article-content" not in text


def test_each_app_counts_for_itself() -> None:
    for _ in range(2):
        with httpx.Client(transport=InProcess(app()), base_url="http://site") as web:
            assert ask(web, "HEAL").status_code == 567
