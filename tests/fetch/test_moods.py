from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.fetch import moods
from scraper.models import Fetched, Kind

URL = "https://news.qq.com/rain/a/20250212A08YTH00"
HTML = b"<!DOCTYPE html><html><body>x</body></html>"
JSON = b'{"code":0,"data":[]}'


def _answer(
    status: int = 200,
    body: bytes = HTML,
    sort: str | None = "text/html; charset=utf-8",
    url: str = URL,
    location: str | None = None,
) -> Fetched:
    headers = [("content-type", sort)] if sort is not None else []
    headers += [("location", location)] if location is not None else []
    now = datetime(2026, 8, 10, tzinfo=UTC)
    return Fetched(asked=URL, url=url, status=status, headers=tuple(headers), body=body, at=now)


def _kind(answer: Fetched, fault: moods.Mood | None = None, fits=moods.page) -> Kind | None:
    mood = moods.judge(answer, fault, fits)
    return mood.kind if mood else None


@pytest.mark.parametrize(
    ("status", "kind", "again", "leave"),
    [
        (404, Kind.GONE, False, False),
        (410, Kind.GONE, False, False),
        (403, Kind.BLOCKED, False, False),
        (451, Kind.BLOCKED, False, False),
        (429, Kind.BLOCKED, True, True),
        (567, Kind.BLOCKED, True, True),
        (501, Kind.BLOCKED, False, True),
        (500, Kind.BUSY, True, False),
        (502, Kind.BUSY, True, False),
        (503, Kind.BUSY, True, False),
        (504, Kind.BUSY, True, False),
        (599, Kind.BUSY, True, False),
        (400, Kind.FAILED, False, False),
        (418, Kind.FAILED, False, False),
        (204, Kind.FAILED, False, False),
        (206, Kind.FAILED, False, False),
        (302, Kind.FAILED, False, False),
        (304, Kind.FAILED, False, False),
        (600, Kind.FAILED, False, False),
        (999, Kind.FAILED, False, False),
    ],
)
def test_the_status_says(status: int, kind: Kind, again: bool, leave: bool) -> None:
    mood = moods.judge(_answer(status), None, moods.page)
    assert mood
    assert (mood.kind, mood.again, mood.leave) == (kind, again, leave)
    assert str(status) in mood.reason


def test_the_firewall_is_known_by_its_page() -> None:
    body = b"<html><script>location='//waf.tencent.com/501page.html'</script></html>"
    for status in (200, 404, 501, 503):
        mood = moods.judge(_answer(status, body), None, moods.page)
        assert mood
        assert (mood.kind, mood.leave) == (Kind.BLOCKED, True)
    long = HTML + bytes(20_000) + b"waf.tencent.com/501page.html"
    assert _kind(_answer(200, long)) is None


@pytest.mark.parametrize("words", ["waf.tencent.com", "waf.tencent.com/501page.html"])
def test_a_list_that_names_the_firewall_is_a_list(words: str) -> None:
    title = f"<em>AI</em>爬虫为何总遇到 {words}？<script>"
    rows = json.dumps({"code": 0, "data": [{"title": title}]}, ensure_ascii=False)
    for body in (rows, f"callback({rows})", f"<?xml version='1.0'?><urlset>{title}</urlset>"):
        for sort in ("application/json", "text/html"):
            answer = _answer(200, body.encode(), sort)
            assert _kind(answer, fits=moods.anything) is None
    assert _kind(_answer(200, rows.encode(), "application/json"), fits=moods.listing) is None


def test_an_article_on_the_firewall_is_a_page() -> None:
    body = HTML.replace(b"x", "遇到 waf.tencent.com 怎么办".encode())
    assert _kind(_answer(200, body)) is None


@pytest.mark.parametrize("before", ["", "\ufeff", "\r\n ", "<!-- a -->\n", "<!DOCTYPE html>\n"])
def test_whatever_stands_before_it_the_firewalls_page_is_known(before: str) -> None:
    page = f"{before}<script>location='https://waf.tencent.com/501page.html?u=x'</script>"
    assert _kind(_answer(200, page.encode())) is Kind.BLOCKED


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_deleted_article_is_gone(status: int) -> None:
    for location in (
        "https://www.qq.com/babygohome/?pgv_ref=404",
        "//www.qq.com/babygohome",
        "HTTP://WWW.QQ.COM/babygohome/index.htm",
    ):
        assert _kind(_answer(status, b"", location=location)) is Kind.GONE
    assert _kind(_answer(url="https://www.qq.com/babygohome/")) is Kind.GONE


@pytest.mark.parametrize(
    "location",
    [
        "https://www.qq.com/",
        "https://www.qq.com.evil.example/babygohome",
        "https://evil.example/www.qq.com/babygohome",
        "http://[",
    ],
)
def test_other_redirects_are_not(location: str) -> None:
    assert _kind(_answer(302, b"", location=location)) is None
    assert moods.redirected(_answer(302, b"", location=location)) == location


def test_a_redirect_is_made_absolute() -> None:
    assert moods.redirected(_answer(301, location="/x?y")) == "https://news.qq.com/x?y"
    assert moods.redirected(_answer(301, location="  ")) == ""
    assert moods.redirected(_answer(200, location="/x")) == ""


@pytest.mark.parametrize(
    "said",
    [
        {"ret": 404},
        {"ret": "404", "info": "x"},
        {"code": 10001, "msg": "系统繁忙"},
        {"code": 99998},
        {"code": "99998"},
    ],
)
@pytest.mark.parametrize("fits", [moods.page, moods.listing])
def test_the_busy_answer(said: object, fits: object) -> None:
    for mark in (b"", b"\xef\xbb\xbf \n"):
        answer = _answer(body=mark + json.dumps(said).encode(), sort="application/json")
        assert _kind(answer, None, fits) is Kind.BUSY


@pytest.mark.parametrize(
    "body",
    [
        b'{"ret":0}',
        b'{"ret":true}',
        b'{"ret":[404]}',
        b'{"ret":404',
        b"[404]",
        b'"ret"',
        b"{" * 9000,
        b'{"a":' * 2000,
        b'{"code":' + b"9" * 9000 + b"}",
        b'{"ret":404}' + b" " * 20_000,
        b"\xff{}",
    ],
)
def test_other_json_is_not_busy(body: bytes) -> None:
    assert _kind(_answer(body=body, sort="application/json"), None, moods.anything) is None


@pytest.mark.parametrize(
    ("sort", "body", "kind"),
    [
        ("text/html", HTML, None),
        ("TEXT/HTML;charset=GBK", HTML, None),
        ("text/html, text/html", HTML, None),
        ("application/xhtml+xml", HTML, None),
        (None, HTML, None),
        ("", b"\xef\xbb\xbf\n<!-- x --><HTML>", None),
        (None, b'{"html":"<html>"}', Kind.WRONG_TYPE),
        (None, b"", Kind.WRONG_TYPE),
        (None, b"\x89PNG", Kind.WRONG_TYPE),
        ("application/json", JSON, Kind.WRONG_TYPE),
        ("image/png", HTML, Kind.WRONG_TYPE),
        ("text/plain", HTML, Kind.WRONG_TYPE),
        (";", HTML, None),
    ],
)
def test_a_page_is_html(sort: str | None, body: bytes, kind: Kind | None) -> None:
    assert _kind(_answer(body=body, sort=sort)) is kind


@pytest.mark.parametrize(
    ("sort", "body", "kind"),
    [
        ("application/json;charset=utf-8", JSON, None),
        ("text/json", JSON, None),
        ("application/vnd.api+json", JSON, None),
        ("application/javascript", b"callback({})", None),
        ("text/xml", b"<urlset/>", None),
        ("application/xml", b"<sitemapindex/>", None),
        ("application/rss+xml", b"<rss/>", None),
        ("text/plain", b"https://news.qq.com/rain/a/20250212A08YTH00", None),
        ("text/html", JSON, None),
        ("text/html", b"\xef\xbb\xbf [1]", None),
        ("application/octet-stream", b"<?xml version='1.0'?><urlset/>", None),
        (None, JSON, None),
        ("application/json", HTML, Kind.WRONG_TYPE),
        ("text/xml", b"<?xml version='1.0'?><!-- x --><html>", Kind.WRONG_TYPE),
        ("text/html", HTML, Kind.WRONG_TYPE),
        ("text/html", b"hello", Kind.WRONG_TYPE),
        ("image/png", b"\x89PNG", Kind.WRONG_TYPE),
        (None, b"", Kind.WRONG_TYPE),
    ],
)
def test_a_list_is_json_xml_or_text(sort: str | None, body: bytes, kind: Kind | None) -> None:
    assert _kind(_answer(body=body, sort=sort), None, moods.listing) is kind


def test_the_status_counts_before_the_fault_and_the_fault_before_the_sort() -> None:
    cut = moods.fault(Kind.TRUNCATED, "cut")
    assert cut.again
    assert _kind(_answer(567), cut) is Kind.BLOCKED
    assert _kind(_answer(404), cut) is Kind.GONE
    assert _kind(_answer(302, location="/x"), cut) is None
    assert _kind(_answer(200, sort="image/png"), cut) is Kind.TRUNCATED
    assert not moods.fault(Kind.TOO_LARGE, "large").again


@given(
    st.integers(100, 999),
    st.binary(max_size=200) | st.text().map(lambda text: json.dumps({"ret": text}).encode()),
    st.none() | st.text(),
    st.none() | st.text(),
)
def test_it_answers_anything(status: int, body: bytes, sort: str | None, to: str | None) -> None:
    for fits in (moods.page, moods.listing, moods.anything):
        mood = moods.judge(_answer(status, body, sort, location=to), None, fits)
        assert mood is None or mood.reason
