"""Network → the same network, where everything ends at a deadline."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable


class Deadline:
    """The end of the exchange under way, and what has come of its answer.

    `received` counts bytes; `ended` tells that the other side has closed the connection.
    """

    def __init__(self, total: float, monotonic: Callable[[], float]) -> None:
        self.total = total
        self._monotonic = monotonic
        self.start()

    def start(self) -> None:
        """Begin a new exchange: `total` seconds from now."""
        self._end = self._monotonic() + self.total
        self.received = 0
        self.ended = False

    def left(self) -> float:
        """Seconds until the end; 0 or less where it has passed."""
        return self._end - self._monotonic()

    def cap(self, timeout: float | None, fault: type[httpcore.TimeoutException]) -> float:
        """The seconds that one step may take; raises `fault` where none are left."""
        left = self.left()
        seconds = left if timeout is None else min(timeout, left)
        if seconds <= 0:
            raise fault(f"nothing left of {self.total:g} s")
        return seconds


class Backend(httpcore.NetworkBackend):
    """TCP as httpcore knows it, every step of it within the deadline.

    httpx's own limits hold for one step: a server that sends a byte now and then is never late.
    The one thing not capped is the resolver, which has limits of its own.
    """

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers, each given its share of time:
        all of them together stay below `timeout`.
        """
        addresses = _resolve(host, port)
        end = self._deadline.left() - self._deadline.cap(timeout, httpcore.ConnectTimeout)
        for tried, address in enumerate(addresses):
            share = (self._deadline.left() - end) / (len(addresses) - tried)
            share = self._deadline.cap(share, httpcore.ConnectTimeout)
            try:
                inner = self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(addresses) - 1:
                    raise
            else:
                return _Stream(inner, self._deadline)
        raise httpcore.ConnectError(f"no address for {host}")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the form that httpcore calls
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Never: the web is not on this disk."""
        raise httpcore.ConnectError(f"{path}: not a host")


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._deadline.cap(timeout, httpcore.ReadTimeout))
        self._deadline.received += len(data)
        self._deadline.ended = not data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cap(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.cap(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host}: {error}") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))
