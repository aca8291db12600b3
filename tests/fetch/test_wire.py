"""What the web can do to one request, over a real socket."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import httpx
import pytest

from scraper import zstd
from scraper.errors import FetchError
from scraper.models import Kind, Request

PATH = "/rain/a/20250212A08YTH00"
URL = f"https://news.qq.com{PATH}"
HTML = b"<html><body>" + b"text " * 100 + b"</body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

Visit = Callable[..., FetchError]


@pytest.fixture
def visit(world: Any) -> Visit:
    """The error of one visit without further attempts, by the real clock."""

    def run(reply: Any, **changes: Any) -> FetchError:
        world.site.on(PATH, reply)
        client = world.client(real=True, **{"attempts": 1, "robots": False, **changes})
        with pytest.raises(FetchError) as caught:
            client.page(URL)
        assert caught.value.url == URL
        assert str(caught.value).isprintable()
        return caught.value

    return run


def test_an_answer_as_it_came(world: Any) -> None:
    reply = world.site.answer(HTML, 200, "X-One: 1", "x-one: 2", "Set-Cookie: a=b", "X-新: 闻")
    world.site.on(PATH, reply.replace(b"X-\xe6\x96\xb0", b"X-New"))
    fetched = world.client().page(URL)
    assert (fetched.asked, fetched.url, fetched.status) == (URL, URL, 200)
    assert fetched.body == HTML
    assert fetched.at == world.clock.now()
    assert fetched.headers == (
        ("content-length", str(len(HTML))),
        ("content-type", "text/html; charset=utf-8"),
        ("x-one", "1"),
        ("x-one", "2"),
        ("set-cookie", "a=b"),
        ("x-new", "闻"),
    )


def test_the_headers_we_send(world: Any) -> None:
    world.site.on(PATH, world.site.answer(HTML, 200, "Set-Cookie: a=b; Path=/"))
    client = world.client(user_agent="Tester/1.0")
    client.page(URL)
    client.page(URL)
    headers = world.site.seen[-1].headers
    assert headers["user-agent"] == "Tester/1.0"
    assert headers["accept"].startswith("text/html")
    assert headers["accept-language"].startswith("zh-CN")
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert headers["host"] == "news.qq.com"
    assert "cookie" not in headers


def test_one_connection_serves_many_requests(world: Any) -> None:
    world.site.on(PATH, world.site.answer(HTML))
    client = world.client()
    for _ in range(3):
        client.page(URL)
    assert {one.connection for one in world.site.seen} == {1}


def test_a_connection_closed_while_idle_is_opened_again(world: Any) -> None:
    world.site.on(PATH, world.site.raw(world.site.answer(HTML)))
    client = world.client(attempts=1)
    assert client.page(URL).body == HTML
    time.sleep(0.3)  # until the end of the connection has arrived: it is idle then, not broken off
    assert client.page(URL).body == HTML


@pytest.mark.parametrize("pause", [0.02, 0.2])
def test_slow_headers_end_in_time(world: Any, visit: Visit, pause: float) -> None:
    start = time.monotonic()
    error = visit(world.site.drip(b"", HEAD * 9, pause), total_timeout=0.4)
    assert error.kind is Kind.TIMEOUT
    assert "fetch.total_timeout" in error.reason
    assert error.answer is None
    assert time.monotonic() - start < 1.5


def test_a_slow_body_ends_in_time_and_is_kept(world: Any, visit: Visit) -> None:
    head = HEAD + b"Content-Length: 100\r\n\r\n"
    error = visit(world.site.drip(head, b"x" * 100, 0.05), total_timeout=0.4)
    assert error.kind is Kind.TIMEOUT
    assert "fetch.total_timeout" in error.reason
    assert error.answer
    assert 1 <= len(error.answer.body) <= 10


def test_an_endless_trickle_of_interim_answers_ends(world: Any, visit: Visit) -> None:
    error = visit(world.site.endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50), total_timeout=0.4)
    assert error.kind is Kind.TIMEOUT


def test_silence_is_a_read_timeout(world: Any, visit: Visit) -> None:
    error = visit(world.site.silent(0.6), read_timeout=0.2)
    assert error.kind is Kind.TIMEOUT
    assert "fetch.read_timeout" in error.reason


def test_a_body_that_stops_is_a_read_timeout(world: Any, visit: Visit) -> None:
    head = HEAD + b"Content-Length: 100\r\n\r\nabc"
    error = visit(world.site.drip(head, b"x", 0.6), read_timeout=0.2)
    assert error.kind is Kind.TIMEOUT
    assert error.answer
    assert error.answer.body == b"abcx"


def test_no_connection_in_time(world: Any, visit: Visit) -> None:
    error = visit(b"", connect_timeout=0.0)
    assert error.kind is Kind.TIMEOUT
    assert "fetch.connect_timeout" in error.reason


def test_nobody_there(world: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    for gateway in (address, "http://nowhere.invalid"):
        with pytest.raises(FetchError) as caught:
            world.client(gateway=gateway, robots=False, attempts=1).page(URL)
        assert caught.value.kind is Kind.UNREACHABLE
        assert caught.value.__cause__


def test_no_tls_where_tls_is_wanted(world: Any) -> None:
    def speak_first(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 400 X\r\n\r\n")
            connection.recv(9999)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=speak_first, args=(listener,))
        thread.start()
        gateway = f"https://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(FetchError) as caught:
            world.client(gateway=gateway, robots=False, attempts=1).page(URL)
        thread.join()
    assert caught.value.kind is Kind.UNREACHABLE
    assert "SSL" in caught.value.reason


def test_a_silent_handshake_ends_in_time(world: Any) -> None:
    gateway = world.site.address.replace("http:", "https:")
    with pytest.raises(FetchError) as caught:
        world.client(gateway=gateway, robots=False, attempts=1, connect_timeout=0.2).page(URL)
    assert caught.value.kind is Kind.TIMEOUT


def test_a_proxy_that_refuses_the_tunnel(world: Any) -> None:
    world.site.on("news.qq.com:443", world.site.answer(b"", 407))
    client = world.client(gateway="", proxy=world.site.address, robots=False, attempts=1)
    with pytest.raises(FetchError) as caught:
        client.page(URL)
    assert caught.value.kind is Kind.UNREACHABLE
    assert "407" in caught.value.reason


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"", Kind.UNREACHABLE),
        (b"HTTP/1.1 20", Kind.TRUNCATED),
        (b"HTTP/1.1 200 OK\r\nContent-Ty", Kind.TRUNCATED),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", Kind.UNREADABLE),
        (b"<html>no HTTP at all</html>\r\n\r\n", Kind.UNREADABLE),
        (b"HTTP/1.1 abc OK\r\n\r\n", Kind.UNREADABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", Kind.UNREADABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", Kind.UNREADABLE),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", Kind.UNREADABLE),
        (b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n", Kind.UNREADABLE),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", Kind.UNREADABLE),
    ],
)
def test_heads_that_are_none(world: Any, visit: Visit, reply: bytes, kind: Kind) -> None:
    error = visit(world.site.raw(reply))
    assert error.kind is kind
    assert error.answer is None


@pytest.mark.parametrize(
    ("reply", "came"),
    [
        (HEAD + b"Content-Length: 100\r\n\r\n<html>", b"<html>"),
        (HEAD + b"Content-Length: 100\r\n\r\n", b""),
        (CHUNKED + b"6\r\n<html>\r\n", b"<html>"),
        (CHUNKED + b"6\r\n<html>\r\n20\r\nab", b"<html>ab"),
        (CHUNKED + b"6\r\n<html>\r\nzz\r\nab\r\n", b"<html>"),
        (CHUNKED + b"6\r\n<html>ab\r\n", b"<html>"),
        (CHUNKED + b"-6\r\n<html>\r\n", b""),
    ],
)
def test_a_body_that_breaks_off_is_kept(
    world: Any, visit: Visit, reply: bytes, came: bytes
) -> None:
    error = visit(world.site.raw(reply))
    assert error.kind is Kind.TRUNCATED
    assert error.answer
    assert (error.answer.body, error.answer.status, error.answer.url) == (came, 200, URL)


def test_a_body_until_the_end_of_the_connection(world: Any) -> None:
    world.site.on(
        PATH, world.site.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML)
    )
    assert world.client().page(URL).body == HTML


def test_a_promise_beyond_the_limit_is_not_read(world: Any, visit: Visit) -> None:
    error = visit(world.site.answer(b"<html>", size=10**15))
    assert error.kind is Kind.TOO_LARGE
    assert "fetch.max_bytes" in error.reason
    assert error.answer
    assert error.answer.body == b""


def test_an_endless_body_is_cut_at_the_limit(world: Any, visit: Visit) -> None:
    for head, piece in (
        (HEAD + b"\r\n", b"x" * 10_000),
        (CHUNKED, b"2710\r\n" + b"x" * 10_000 + b"\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n", b"1\r\nx\r\n" * 9999),
    ):
        error = visit(world.site.endless(head, piece), max_bytes=20_000)
        assert error.kind is Kind.TOO_LARGE
        assert error.answer
        assert error.answer.body == b"x" * 20_000


def test_exactly_the_limit_is_right(world: Any) -> None:
    world.site.on(PATH, world.site.answer(b"x" * 20_000))
    assert len(world.client(max_bytes=20_000).page(URL).body) == 20_000
    with pytest.raises(FetchError):
        world.client(max_bytes=19_999, robots=False).page(URL)


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
}


@pytest.mark.parametrize("coding", CODERS)
def test_compression(world: Any, visit: Visit, coding: str) -> None:
    def answer(body: bytes, **more: Any) -> bytes:
        return world.site.answer(body, 200, f"Content-Encoding: {coding}", **more)

    wire = CODERS[coding](HTML)
    world.site.on(PATH, answer(wire))
    fetched = world.client().page(URL)
    assert fetched.body == HTML
    assert ("content-encoding", coding) in fetched.headers

    bomb = visit(answer(CODERS[coding](bytes(3_000_000))))
    assert (bomb.kind, len(bomb.answer.body) <= 100_000) == (Kind.TOO_LARGE, True)
    cut = visit(answer(wire[:-4]))
    assert cut.kind is Kind.TRUNCATED
    assert cut.answer.body
    short = visit(world.site.raw(answer(wire[:-4], size=len(wire))))
    assert (short.kind, short.answer) == (Kind.TRUNCATED, cut.answer and short.answer)
    damaged = visit(answer(b"\x00\xff" + wire))
    assert damaged.kind is Kind.TRUNCATED


def test_an_unknown_coding_keeps_the_bytes(world: Any, visit: Visit) -> None:
    error = visit(world.site.answer(b"wire", 200, "Content-Encoding: rot13"))
    assert error.kind is Kind.UNREADABLE
    assert "rot13" in error.reason
    assert error.answer.body == b"wire"


def test_two_headers_of_codings(world: Any) -> None:
    wire = brotli.compress(gzip.compress(HTML))
    headers = ("Content-Encoding: gzip", "content-encoding: br")
    world.site.on(PATH, world.site.answer(wire, 200, *headers))
    assert world.client().page(URL).body == HTML


@pytest.mark.parametrize("sort", ["application/gzip", "application/octet-stream", "text/xml"])
def test_a_gzipped_sitemap_is_opened(world: Any, sort: str) -> None:
    url = "https://news.qq.com/sitemap/1.xml.gz"
    world.site.on("/sitemap/1.xml.gz", world.site.answer(gzip.compress(b"<urlset/>"), sort=sort))
    assert world.client().ask(Request(url=url)).body == b"<urlset/>"
    bomb = gzip.compress(b"<" + bytes(9_000_000))
    world.site.on("/sitemap/1.xml.gz", world.site.answer(bomb, sort=sort))
    with pytest.raises(FetchError) as caught:
        world.client().ask(Request(url=url))
    assert caught.value.kind is Kind.TOO_LARGE


@pytest.mark.parametrize(
    "request_",
    [
        Request(url=URL, headers=(("Cookie", "a=b"),)),
        Request(url=URL, headers=(("content-length", "5"),)),
        Request(url=URL, headers=(("Host", "evil.example"),)),
        Request(url=URL, headers=(("X", "a\r\nY: b"),)),
        Request(url=URL, headers=(("X", "新"),)),
        Request(url=URL, headers=(("X Y", "a"),)),
        Request(url=URL, method="GE T"),
        Request(url=URL, method="获"),
    ],
)
def test_a_request_that_cannot_be_sent(world: Any, request_: Request) -> None:
    with pytest.raises(FetchError) as caught:
        world.client(robots=False).ask(request_)
    assert caught.value.kind is Kind.FAILED
    assert world.site.seen == []


class _Broken(httpx.SyncByteStream):
    def __init__(self, error: Exception) -> None:
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        yield b"<html>"
        raise self._error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ReadError("reset"), Kind.TRUNCATED),
        (httpx.ReadTimeout(""), Kind.TIMEOUT),
        (ssl.SSLError("bad record"), Kind.TRUNCATED),
        (OSError(), Kind.TRUNCATED),
        (httpx.StreamClosed(), Kind.FAILED),
        (UnicodeError(), Kind.FAILED),
        (httpx.DecodingError("x"), Kind.FAILED),
    ],
)
def test_no_foreign_exception_gets_out(world: Any, error: Exception, kind: Kind) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    def break_off(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=_Broken(error))

    for handler in (fail, break_off):
        client = world.client(httpx.MockTransport(handler), robots=False, attempts=1)
        with pytest.raises(FetchError) as caught:
            client.page(URL)
        assert caught.value.__cause__ is error
    assert caught.value.kind is kind
    assert caught.value.answer.body == b"<html>"


def test_a_clock_that_jumps_ends_the_reading(world: Any) -> None:
    class Slow(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(100):
                world.clock.at += 1.0
                yield b"x"

    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=Slow()))
    with pytest.raises(FetchError) as caught:
        world.client(transport, robots=False, attempts=1, total_timeout=10.0).page(URL)
    assert caught.value.kind is Kind.TIMEOUT
    assert len(caught.value.answer.body) == 10
