"""The gate: who may ask, by which name, and what every answer tells a browser."""

from __future__ import annotations

import base64
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from scraper.serve.gate import HEADERS, SLOW

from .asking import ask, say
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "密码: a b"
HTTP = "HTTP/1.1"


@pytest.fixture(scope="module")
def named(stocked: Path) -> Iterator[str]:
    with site(stocked, names=("News.Example", "dot.example.", "::1")) as url:
        yield url


@pytest.fixture(scope="module")
def locked(stocked: Path) -> Iterator[str]:
    with site(stocked, password=SECRET) as url:
        yield url


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost",
        "localhost.",
        "localhost:80",
        "127.0.0.1",
        "127.0.0.1:9",
        "192.168.7.9:8765",
        "[::1]",
        "[::1]:8765",
        "[2001:DB8::7]",
        "news.example",
        "NEWS.example:443",
        "news.example.",
        "dot.example",
    ],
)
def test_its_own_names_are_let_in(named: str, host: str) -> None:
    assert ask(named, host=host).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "news.example.evil.example",
        "evil.news.example",
        "127.0.0.1.nip.example",
        "localhost.evil.example",
        "127.1",
        "0x7f000001",
        "2130706433",
        "localhost@evil.example",
        "localhost, evil.example",
        "localhost:port",
        "localhost:123456",
        "::1",
        "[::1",
        "[evil.example]",
        "localhost..",
        "..",
        "新闻.example",
        "localhost/evil",
    ],
)
def test_other_names_are_not(named: str, host: str) -> None:
    answer = ask(named, host=host)
    assert answer.status in (400, 421)  # the former by the server, for what is no header
    assert b"<article" not in answer.body


def test_without_a_name_or_with_two_nothing_is_said(shown: str) -> None:
    assert ask(shown, host=None).status == 400
    assert say(shown, "GET / HTTP/1.0").status == 421
    twice = say(
        shown, f"GET / {HTTP}", "Host: localhost", "Host: evil.example", "connection: close"
    )
    assert twice.status == 400


def test_a_whole_address_is_asked_for_by_its_header(shown: str) -> None:
    """As a proxy is asked: what counts is who the browser thinks this is."""
    first = f"GET http://localhost/ {HTTP}"
    answer = say(shown, first, "Host: evil.example", "connection: close")
    assert answer.status in (400, 421)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"])
def test_nothing_but_reading_is_done(shown: str, method: str) -> None:
    answer = ask(shown, method=method, content_length="0")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/index.json",
        "/a/nothing",
        "/nothing/at/all",
        "/?day=never",
        "/static/0/site.css",
        "/static/0/../../etc/passwd",
        "/image/0.png",
        "/a/0/image/0",
        "/a//",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_says_what_a_browser_may_do(shown: str, path: str, method: str) -> None:
    guarded(ask(shown, path, method=method).headers)


def test_so_do_those_without_a_page(shown: str, locked: str) -> None:
    style = re.search(r'"(/static/[^"]+css)"', ask(shown).text)
    assert style
    guarded(ask(shown, style[1]).headers)
    etag = ask(shown).headers["etag"]
    same = ask(shown, if_none_match=etag)
    assert same.status == 304
    guarded(same.headers)
    guarded(ask(shown, host="evil.example").headers)
    guarded(ask(locked).headers)


def guarded(headers: dict[str, str]) -> None:
    for name, value in HEADERS:
        given = headers[name.decode()]
        if name == b"content-security-policy":  # of an image it allows still less
            assert given.startswith("default-src 'none'")
            assert "unsafe" not in given
        else:
            assert given == value.decode()
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def basic(text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    return f"Basic {base64.b64encode(data).decode()}"


@pytest.mark.parametrize("said", [basic(f":{SECRET}"), basic(f"我:{SECRET}")])
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_password_opens_under_any_name(locked: str, said: str, scheme: str) -> None:
    assert ask(locked, authorization=said.replace("Basic", scheme)).status == 200


@pytest.mark.parametrize(
    "said",
    [
        basic(":"),
        basic(SECRET.partition(": ")[0]),
        basic(f":{SECRET} "),
        basic(f":{SECRET}".encode("utf-16")),
        basic(f":{SECRET}").replace("Basic", "Bearer"),
        "Basic",
        "Basic  ",
        "Basic !!!!",
        "Basic QQ",
        "Basic \x7f",
    ],
)
def test_nothing_else_does(locked: str, said: str) -> None:
    answer = ask(locked, authorization=said)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="scraper", charset="UTF-8"'
    assert b"<article" not in answer.body


@pytest.mark.parametrize("path", ["/", "/index.json", "/static/0/site.css", "/image/0.png"])
def test_without_it_nothing_is_told(locked: str, path: str) -> None:
    assert ask(locked, path).status == 401


def test_a_wrong_one_costs_time_and_keeps_nobody_waiting(locked: str) -> None:
    def wrong(_: int) -> float:
        start = time.monotonic()
        assert ask(locked, authorization=basic(":guess")).status == 401
        return time.monotonic() - start

    start = time.monotonic()
    with ThreadPoolExecutor(20) as many:
        tries = many.map(wrong, range(20))
        assert ask(locked, authorization=basic(f":{SECRET}")).status == 200
        assert min(tries) >= SLOW
    assert time.monotonic() - start < 20 * SLOW


def test_the_name_counts_before_the_password(locked: str) -> None:
    answer = ask(locked, host="evil.example", authorization=basic(f":{SECRET}"))
    assert answer.status == 421
    assert urlsplit(locked).hostname == "127.0.0.1"
