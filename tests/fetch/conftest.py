"""A server on 127.0.0.1 that misbehaves at byte level, and a client whose clock is ours."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scraper import config
from scraper.fetch.client import Client

NOW = datetime(2026, 8, 10, 12, 0, tzinfo=UTC)
HTML = "<!DOCTYPE html><html><head><title>t</title></head><body>新闻</body></html>".encode()


@dataclass
class Seen:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


Reply = bytes | Callable[[socket.socket], None]


class Site:
    """Replies per path, in order, the last one again and again. A callable writes for itself."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.replies: dict[str, list[Reply]] = defaultdict(lambda: [self.answer(b"", 404)])
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    @staticmethod
    def answer(
        body: bytes = HTML,
        status: int = 200,
        *headers: str,
        sort: str = "text/html; charset=utf-8",
        size: int | None = None,
    ) -> bytes:
        """The bytes of an answer; `size` is its Content-Length where that shall be wrong."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if size is None else size}"]
        lines += [f"Content-Type: {sort}"] if sort else []
        return "\r\n".join([*lines, *headers, "", ""]).encode("utf-8", "surrogateescape") + body

    @classmethod
    def moved(cls, location: str, status: int = 302) -> bytes:
        return cls.answer(b"", status, f"Location: {location}")

    @staticmethod
    def raw(data: bytes) -> Reply:
        """Sends `data` and closes the connection."""
        return lambda connection: connection.sendall(data)

    @staticmethod
    def drip(head: bytes, data: bytes, pause: float) -> Reply:
        """Sends `head` at once, then `data` one byte per `pause` seconds."""

        def write(connection: socket.socket) -> None:
            connection.sendall(head)
            for byte in data:
                connection.sendall(bytes([byte]))
                time.sleep(pause)

        return write

    @staticmethod
    def endless(head: bytes, piece: bytes) -> Reply:
        def write(connection: socket.socket) -> None:
            connection.sendall(head)
            while True:
                connection.sendall(piece)

        return write

    @staticmethod
    def silent(seconds: float) -> Reply:
        return lambda connection: time.sleep(seconds)

    def on(self, path: str, *replies: Reply) -> None:
        self.replies[path] = list(replies)

    def paths(self) -> list[str]:
        """The paths asked for, robots.txt left out."""
        return [one.path for one in self.seen if one.path != "/robots.txt"]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                number = len(self._open)
                thread = threading.Thread(
                    target=self._serve, args=(connection, number), daemon=True
                )
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, contextlib.suppress(OSError):
            while seen := _request(connection, number):
                self.seen.append(seen)
                path = seen.path.removeprefix("http://" + seen.host)
                waiting = self.replies[path]
                reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                if callable(reply):
                    reply(connection)
                    return
                connection.sendall(reply)


def _request(connection: socket.socket, number: int) -> Seen | None:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := connection.recv(65536)):
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    line, *rest = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)
    }
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Seen(line, headers, body, number)


@dataclass
class Clock:
    """A clock that only sleep moves; it remembers every sleep."""

    at: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.at - 1000.0)


@dataclass
class World:
    """The site, the clock, and clients to visit the one by the other."""

    site: Site
    clock: Clock
    opened: list[Client] = field(default_factory=list)

    def client(
        self, transport: Any = None, *, reach: Any = None, real: bool = False, **changes: Any
    ) -> Client:
        """A client through the gateway; with `real` the time limits run by the real clock.

        With `reach` it is one without a gateway, for which `reach` is the net outside.
        """
        quick = config.Fetch(
            interval=0.0,
            jitter=0.0,
            connect_timeout=2.0,
            read_timeout=2.0,
            total_timeout=4.0,
            max_bytes=100_000,
            gateway="" if transport or reach else self.site.address,
        )
        client = Client(
            replace(quick, **changes),
            transport=transport,
            reach=reach,
            now=self.clock.now,
            monotonic=time.monotonic if real else self.clock.monotonic,
            sleep=self.clock.sleep,
            chance=lambda: 0.0,
        )
        self.opened.append(client)
        return client


@pytest.fixture
def site() -> Iterator[Site]:
    one = Site()
    yield one
    one.close()


@pytest.fixture
def world(site: Site) -> Iterator[World]:
    one = World(site, Clock())
    yield one
    for client in one.opened:
        client.close()
