"""Bytes on a socket ↔ a question and its answer, where a library would be too polite."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 30.0


@dataclass(frozen=True)
class Reply:
    """An answer; the names of the headers are small, the last of each counts."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(base: str, path: str = "/", *, method: str = "GET", **headers: str | None) -> Reply:
    """The answer at `base`; ``host=None`` leaves that header out, ``if_none_match`` has dashes."""
    there = {"host": urlsplit(base).netloc, "connection": "close", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in there.items() if value]
    return say(base, f"{method} {path} HTTP/1.1", *lines)


def say(base: str, *lines: str | bytes) -> Reply:
    """The answer to just these lines."""
    head = b"\r\n".join(one.encode() if isinstance(one, str) else one for one in lines)
    with opened(base) as line:
        line.sendall(head + b"\r\n\r\n")
        return reply(b"".join(iter(lambda: line.recv(1 << 16), b"")))


def reply(said: bytes) -> Reply:
    """What was answered."""
    head, _, body = said.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (one.partition(": ") for one in lines)
    return Reply(int(first.split()[1]), {name.lower(): value for name, _, value in pairs}, body)


def opened(base: str) -> socket.socket:
    """A connection."""
    place = urlsplit(base)
    assert place.hostname
    assert place.port
    return socket.create_connection((place.hostname, place.port), PATIENCE)
