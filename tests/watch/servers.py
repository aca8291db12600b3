"""Servers on 127.0.0.1 that receive notices, kindly or not: HTTP, TLS and mail."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import BinaryIO

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


@dataclass
class Post:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.line.split(" ")[1]


Serve = Callable[["Listener", socket.socket], None]


@dataclass
class Listener:
    """A port and what came to it; every connection is served in a thread of its own."""

    serve: Serve
    tls: ssl.SSLContext | None = None
    posts: list[Post] = field(default_factory=list)
    mails: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    connected: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connected += 1
                self._open.append(connection)
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                self.serve(self, connection)

    def close(self) -> None:
        self.ending.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


@contextlib.contextmanager
def listening(serve: Serve, tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    listener = Listener(serve, tls)
    try:
        yield listener
    finally:
        listener.close()


def answer(reply: bytes = OK) -> Serve:
    """Take one request whole, remember it, and answer."""

    def serve(listener: Listener, connection: socket.socket) -> None:
        if connection.recv(1, socket.MSG_PEEK) == b"\x16" and not listener.tls:
            connection.sendall(b"HTTP/1.1 400 this is no TLS\r\n\r\n")
            return
        with connection.makefile("rb") as stream:
            line = stream.readline().decode().strip()
            headers = {}
            while row := stream.readline().decode().strip():
                name, _, value = row.partition(":")
                headers[name.lower()] = value.strip()
            body = stream.read(int(headers.get("content-length", 0)))
        listener.posts.append(Post(line, headers, body))
        connection.sendall(reply)

    return serve


def status(code: int, *headers: str, body: bytes = b"") -> Serve:
    lines = [f"HTTP/1.1 {code} X", f"Content-Length: {len(body)}", *headers, "", ""]
    return answer("\r\n".join(lines).encode() + body)


def json(body: bytes) -> Serve:
    return status(200, "Content-Type: application/json", body=body)


def silent(listener: Listener, connection: socket.socket) -> None:
    """Say nothing, until the test is over."""
    listener.ending.wait(60)


def drip(listener: Listener, connection: socket.socket) -> None:
    """A byte now and then, so that no single wait is ever too long."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000:
        connection.sendall(bytes([byte]))
        if listener.ending.wait(0.05):
            return


def hang_up(listener: Listener, connection: socket.socket) -> None:
    connection.recv(10)


def cut(listener: Listener, connection: socket.socket) -> None:
    """End in the middle of the answer."""
    answer(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nabc")(listener, connection)


def reset(listener: Listener, connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.recv(10)


def garbage(listener: Listener, connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"\x15\x03\x01 nonsense\r\n\r\n")


def post_office(*, refuse: bytes = b"", password: bool = True) -> Serve:
    """Mail as servers take it; `refuse` is said to the password, or to the message without one."""

    def serve(listener: Listener, connection: socket.socket) -> None:
        with connection.makefile("rwb") as stream:
            converse(listener, stream)

    def converse(listener: Listener, stream: BinaryIO) -> None:
        def say(line: bytes) -> None:
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"220 here")
        sender, receivers = "", []
        while line := stream.readline().decode().strip():
            word = line[:4].upper()
            if word in ("EHLO", "HELO"):
                say(b"250-here\r\n250 AUTH PLAIN" if password else b"250 here")
            elif word == "AUTH":
                say(refuse or b"235 welcome")
            elif word == "MAIL":
                sender = line
                say(b"250 fine")
            elif word == "RCPT":
                receivers.append(line)
                say(b"250 fine")
            elif word == "DATA":
                say(b"354 go on")
                rows = []
                while (row := stream.readline()) not in (b".\r\n", b""):
                    rows.append(row.removeprefix(b".") if row.startswith(b"..") else row)
                mail = message_from_bytes(b"".join(rows), policy=policy.default)
                listener.mails.append((sender, receivers, mail))
                say(b"250 taken")
            elif word == "QUIT":
                say(b"221 bye")
                return
            else:
                say(b"250 fine")

    return serve


def certified(folder: Path) -> ssl.SSLContext:
    """TLS by a certificate that nobody vouches for."""
    file = folder / "nobody.pem"
    file.write_text(NOBODY, encoding="ascii")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def unused_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def took(start: float) -> float:
    return time.monotonic() - start


NOBODY = """\
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIJsn3NUKAQTxS0dYHquta0piUD9AyTCZeDy21sNBvGbToAoGCCqGSM49
AwEHoUQDQgAEmxSYcc63DHycnu72yYbFWRkT8J6zr3XbqZFWQGw8dnSqhaV063pi
Zb8qpq/P+0HYwKJhTdeayoQl+jkJpaAVUA==
-----END EC PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUTpBF5M7H/C/vD/7nqlWtmTuXPi4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyNDE5MjQxNFoYDzIxMjYxMDMx
MTkyNDE0WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASbFJhxzrcMfJye7vbJhsVZGRPwnrOvddupkVZAbDx2dKqFpXTremJl
vyqmr8/7QdjAomFN15rKhCX6OQmloBVQo2QwYjAdBgNVHQ4EFgQUsw4idK28FegL
/U+lhXQjwhb+9hcwHwYDVR0jBBgwFoAUsw4idK28FegL/U+lhXQjwhb+9hcwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IAS3cgWr6qcgTpgDScE5LGrMQhPnixC6H01bGHoY44nFAiEA1PERhkwHQI+LPiUM
FZ0nkb3tIV3gEBbD64ljSrihf0o=
-----END CERTIFICATE-----
"""
