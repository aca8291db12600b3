"""Answers made to fill the memory or to last for ever, by name: what is sent, what it comes to."""

from __future__ import annotations

import functools
import gzip
import random
import socket
import time
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import brotli

from scraper import zstd
from scraper.config import Fetch
from scraper.dates import BEIJING
from scraper.errors import FetchError
from scraper.fetch import robots
from scraper.fetch.client import Client

Send = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MOST = 10_000_000
"""`fetch.max_bytes` as it is by default."""


class Bomb(NamedTuple):
    """What the child makes of the address of the server, and what it does with it."""

    make: Callable[..., Any]
    work: Callable[[Any], str]
    says: str


def visit(url: str) -> str:
    """What a visit comes to, by a client as the door opens it but for its patience."""
    gateway, _, path = url.partition("|")
    settings = Fetch(
        interval=0, jitter=0, total_timeout=3, attempts=1, gateway=gateway, robots=False
    )
    client = Client(
        settings,
        now=lambda: datetime.now(BEIJING),
        monotonic=time.monotonic,
        sleep=time.sleep,
        chance=random.random,
    )
    with client:
        try:
            return f"page of {len(client.page(f'https://new.qq.com{path}').body)}"
        except FetchError as error:
            size = len(error.answer.body) if error.answer else 0
            return f"{error.kind}: {error.reason}" if size <= MOST else f"{size} bytes kept"


def body(data: bytes, coding: str) -> Send:
    head = f"Content-Encoding: {coding}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    return lambda connection: connection.sendall(HEAD + head + data)


def on(head: bytes, piece: bytes, most: int = 1 << 40) -> Send:
    """A head, and then a piece again and again."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        sent = 0
        many = piece * max(1, 65536 // len(piece))
        while sent < most:
            connection.sendall(many)
            sent += len(many)

    return send


def drip(head: bytes, piece: bytes) -> Send:
    """A head at once, and then a byte now and then."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(0.05)

    return send


@functools.cache
def zeros() -> bytes:
    """Some kilobytes that mean 300 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(300)]
    return b"".join([*parts, packer.flush()])


def members(count: int) -> bytes:
    return gzip.compress(b"", mtime=0) * count


def _brotli() -> bytes:
    packer = brotli.Compressor(quality=1)
    parts = [packer.process(bytes(1 << 20)) for _ in range(300)]
    return b"".join([*parts, packer.finish()])


def _zstd() -> bytes:
    packer = zstd.ZstdCompressor()
    parts = [packer.compress(bytes(1 << 20)) for _ in range(300)]
    return b"".join([*parts, packer.flush()])


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LARGE, LATE = "too-large: ", "timeout: "

SENT: dict[str, tuple[Callable[[], Send], str]] = {
    "gzip": (lambda: body(zeros(), "gzip"), LARGE),
    "deflate": (lambda: body(zlib.compress(bytes(100 << 20), 9), "deflate"), LARGE),
    "brotli": (lambda: body(_brotli(), "br"), LARGE),
    "zstd": (lambda: body(_zstd(), "zstd"), LARGE),
    "gzip in gzip": (lambda: body(gzip.compress(zeros()), "gzip, gzip"), LARGE),
    "gzip in brotli": (lambda: body(brotli.compress(zeros()), "gzip, br"), LARGE),
    "zstd in gzip": (lambda: body(gzip.compress(_zstd()), "zstd, gzip"), LARGE),
    "nine codings": (lambda: body(zeros(), ", ".join(["gzip"] * 9)), "unreadable: 9 content cod"),
    "10,000 gzip members": (lambda: body(members(10_000), "gzip"), "truncated: "),
    "zstd with a window of 2 GB": (
        lambda: body(b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00" * 9, "zstd"),
        "truncated: ",
    ),
    "a body without end": (lambda: on(HEAD + b"\r\n", b"<p>news</p>"), LARGE),
    "chunks without end": (lambda: on(CHUNKED, b"5\r\nhello\r\n"), ""),
    "chunks of one byte": (lambda: on(CHUNKED, b"1\r\nx\r\n"), ""),
    "a byte a second": (lambda: drip(HEAD + b"Content-Length: 9999\r\n\r\n", b"x"), LATE),
    "a chunk a second": (lambda: drip(CHUNKED, b"1\r\nx\r\n"), LATE),
    "a length of 10^17": (
        lambda: on(HEAD + b"Content-Length: 99999999999999999\r\n\r\n", b"x"),
        LARGE,
    ),
    "a length of 10,000 digits": (
        lambda: on(HEAD + b"Content-Length: " + b"9" * 10_000 + b"\r\n\r\n", b"x"),
        "",
    ),
    "headers without end": (lambda: on(HEAD, b"X-A: b\r\n"), "unreadable: "),
    "100,000 headers": (
        lambda: on(HEAD, b"X-A: b\r\n", 800_000),
        "unreadable: ",
    ),
    "one header line without end": (lambda: on(HEAD + b"X-A: ", b"b"), "unreadable: "),
    "a status line without end": (lambda: on(b"HTTP/1.1 200 ", b"O"), "unreadable: "),
    "a header a second": (lambda: drip(HEAD, b"X: y\r\n"), LATE),
    "interim answers without end": (lambda: on(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), LATE),
    "early hints without end": (
        lambda: on(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        LATE,
    ),
    "a chunk's size without end": (lambda: on(CHUNKED, b"0"), ""),
    "a chunk's extension without end": (lambda: on(CHUNKED + b"5;", b"a=b;"), ""),
    "trailers without end": (lambda: on(CHUNKED + b"0\r\n", b"X-A: b\r\n"), ""),
    "one trailer without end": (lambda: on(CHUNKED + b"0\r\nX: ", b"b"), ""),
    "noise": (lambda: on(b"", random.Random(1).randbytes(65536)), ""),
    "silence": (lambda: lambda connection: time.sleep(4), LATE),
}
"""What each sends, and how what it comes to begins; "" is any outcome with a name."""


def obey(body: bytes) -> str:
    """What a robots.txt says of an address."""
    allowed = robots.parse(body).can_fetch("https://new.qq.com/rain/a/20261122A01KX700", "scraper")
    return "allowed" if allowed else "forbidden"


def rules(agents: int, rule: str) -> bytes:
    """Rules up to the largest size, for so many robots at once."""
    named = "".join(f"user-agent:{number}\n" for number in range(agents))
    return (named + rule * ((robots.LARGEST - len(named)) // len(rule))).encode()


RULES: dict[str, tuple[Callable[[], bytes], str]] = {
    "an index for 36 robots": (lambda: rules(36, "allow:/index.html\n"), "unreadable: 36 groups"),
    "an index for 7 robots": (lambda: rules(7, "allow:/index.html\n"), "allowed"),
    "one sign for 3 robots": (lambda: rules(3, "allow:/a\n"), "allowed"),
    "stars for all": (lambda: b"user-agent:*\n" + rules(0, "disallow:/*a*0*b\n"), "allowed"),
}
"""The largest robots.txt, and how what it says begins."""

BOMBS: dict[str, Bomb] = {
    **{name: Bomb(lambda address: address, visit, says) for name, (_, says) in SENT.items()},
    **{f"robots.txt: {name}": Bomb(make, obey, says) for name, (make, says) in RULES.items()},
}
