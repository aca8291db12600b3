from __future__ import annotations

import time
from typing import Any

import httpcore
import httpx
import pytest

from scraper import config
from scraper.errors import ConfigError
from scraper.fetch import transport
from scraper.fetch.limits import Backend, Deadline

PAGE = "http://news.qq.com/rain/a/20250212A08YTH00?q=%E6%96%B0"


def _build(**changes: Any) -> httpx.BaseTransport:
    return transport.build(config.Fetch(**changes), Deadline(1.0, time.monotonic))


@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9", "https://127.0.0.1:9"])
def test_every_connection_goes_through_our_backend(proxy: str) -> None:
    """Guards the one place where a private name of httpx is used."""
    built = _build(proxy=proxy)
    assert isinstance(built, httpx.HTTPTransport)
    made = built._pool.create_connection(httpcore.Origin(b"https", b"news.qq.com", 443))
    for _ in range(5):  # a tunnel wraps the connection to the proxy
        if not hasattr(made, "_network_backend"):
            made = made._connection
    assert isinstance(made._network_backend, Backend)
    built.close()


@pytest.mark.parametrize("excess", [b"more", b"HTTP/1.1 200 X\r\nContent-Length: 5\r\n\r\nwrong"])
@pytest.mark.parametrize("proxied", [False, True])
def test_an_answer_nobody_asked_for_is_not_taken(world: Any, excess: bytes, proxied: bool) -> None:
    """Guards the other: a server that sends more than its answer."""
    path = PAGE.removeprefix("http://news.qq.com")
    world.site.on(path, world.site.answer(b"<html>right", 200) + excess)
    way = {"gateway": "", "proxy": world.site.address} if proxied else {}
    client = world.client(robots=False, attempts=1, **way)
    assert [client.page(PAGE).body for _ in range(3)] == [b"<html>right"] * 3
    assert [one.connection for one in world.site.seen] == [1, 2, 3]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_gateway_gets_path_and_host_of_the_real_address(world: Any, scheme: str) -> None:
    path = "/rain/a/20250212A08YTH00?q=%E6%96%B0"
    world.site.on(path, world.site.answer())
    url = f"{scheme}://news.qq.com{path}"
    fetched = world.client().page(url)
    assert (fetched.url, fetched.asked) == (url, url)
    seen = world.site.seen[-1]
    assert (seen.path, seen.host) == (path, "news.qq.com")
    assert seen.headers["x-forwarded-proto"] == scheme


def test_the_gateway_stands_before_a_given_transport_too() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    given = httpx.MockTransport(answer)
    settings = config.Fetch(gateway="http://127.0.0.1:1234")
    built = transport.build(settings, Deadline(1.0, time.monotonic), given)
    built.handle_request(httpx.Request("POST", PAGE, content=b"x"))
    assert str(seen[0].url) == PAGE.replace("news.qq.com", "127.0.0.1:1234")
    assert seen[0].headers["host"] == "news.qq.com"
    assert seen[0].read() == b"x"


def test_a_proxy_carries_the_request(world: Any) -> None:
    world.site.on(PAGE.removeprefix("http://news.qq.com"), world.site.answer())
    client = world.client(gateway="", proxy=world.site.address)
    assert client.page(PAGE).status == 200
    assert [one.line for one in world.site.seen] == [
        "GET http://news.qq.com/robots.txt HTTP/1.1",
        f"GET {PAGE} HTTP/1.1",
    ]


def test_a_proxy_with_a_password(world: Any) -> None:
    world.site.on(PAGE.removeprefix("http://news.qq.com"), world.site.answer())
    proxy = world.site.address.replace("//", "//me:word@")
    world.client(gateway="", proxy=proxy, robots=False).page(PAGE)
    assert world.site.seen[0].headers["proxy-authorization"] == "Basic bWU6d29yZA=="


@pytest.mark.parametrize(
    "proxy",
    ["127.0.0.1:80", "ftp://127.0.0.1", "http://[", "me:word@x", "http://a:word\n", "socks5://a"],
)
def test_an_unusable_proxy_is_named_without_its_password(proxy: str) -> None:
    with pytest.raises(ConfigError, match=r"^fetch\.proxy: ") as caught:
        _build(proxy=proxy)
    assert "word" not in str(caught.value)


@pytest.mark.parametrize(
    "gateway",
    [
        "127.0.0.1:80",
        "ftp://127.0.0.1",
        "http://",
        "http://[",
        "http://a/path",
        "http://a/?q",
        "http://me@a",
        "http://a:99999999",
        "\ud800",
    ],
)
def test_an_unusable_gateway_is_named(gateway: str) -> None:
    with pytest.raises(ConfigError, match=r"^fetch\.gateway: "):
        _build(gateway=gateway)
