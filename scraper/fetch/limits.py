"""Network → the same network, where everything ends at a deadline and only the guard's is met."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpcore

from scraper.fetch import guard, names

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    from scraper.fetch.names import Lookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What reaches the outside: `lookup` finds the addresses of a name, `dial` connects to one."""

    lookup: Lookup = names.system
    dial: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)


class Deadline:
    """The end of the exchange under way, in time and in bytes, and what has come of its answer.

    `received` counts bytes; `ended` tells that the other side has closed the connection.
    """

    def __init__(self, total: float, monotonic: Callable[[], float]) -> None:
        self.total = total
        self._monotonic = monotonic
        self.start()

    def start(self, most: int = sys.maxsize) -> None:
        """Begin a new exchange: `total` seconds from now, and at most `most` bytes of answer."""
        self._end = self._monotonic() + self.total
        self.most = most
        self.received = 0
        self.ended = False

    @property
    def over(self) -> bool:
        """Whether more came than may come."""
        return self.received > self.most

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
    """TCP as httpcore knows it: the one place that connects, and whatever connects is judged here.

    A name is looked up once, its addresses are judged, and one of these very addresses is connected
    to. With `only`, the host and port of a proxy or gateway that the operator named, that one alone
    is connected to, wherever it may be. Every step is within the deadline: httpx's own limits hold
    for one step, and a server that sends a byte now and then is never late.
    """

    def __init__(
        self,
        deadline: Deadline,
        *,
        only: tuple[str, int] | None = None,
        reach: Reach | None = None,
    ) -> None:
        reach = reach or Reach()
        self._deadline = deadline
        self._only = only
        self._names = names.Names(reach.lookup)
        self._dial = reach.dial

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers, each given its share of time:
        lookup and all of them together stay below `timeout`.

        Raises FetchError of kind REFUSED where the guard lets none of them pass.
        """
        end = self._deadline.left() - self._deadline.cap(timeout, httpcore.ConnectTimeout)
        addresses = self._admitted(host, port, self._deadline.left() - end)
        for tried, address in enumerate(addresses):
            share = (self._deadline.left() - end) / (len(addresses) - tried)
            share = self._deadline.cap(share, httpcore.ConnectTimeout)
            try:
                inner = self._dial.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if tried == len(addresses) - 1:
                    raise
            else:
                return _Stream(inner, self._deadline)
        raise httpcore.ConnectError(f"no address for {host}")

    def _admitted(self, host: str, port: int, seconds: float) -> list[str]:
        """The addresses of `host` that may be connected to, at least one."""
        if self._only not in (None, (host, port)):
            raise httpcore.ConnectError(f"{host}:{port} is not the proxy or gateway")
        found = self._names.find(host, port, seconds)
        return found if self._only else guard.public(host, port, found)

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
        if self._deadline.over:
            raise httpcore.ReadError(f"more than {self._deadline.most} bytes")
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
