"""Settings → the transport that carries requests: direct, by a proxy, or all to one gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from scraper.errors import ConfigError
from scraper.fetch.limits import Backend

if TYPE_CHECKING:
    from scraper.config import Fetch
    from scraper.fetch.limits import Deadline, Reach


class Network(httpx.HTTPTransport):
    """The real network, within a deadline. The one place that uses private names of httpx.

    All is sent to `proxy` where there is one, else to `gateway` where there is one: then nothing
    else is connected to.
    """

    def __init__(
        self, proxy: str, gateway: httpx.URL | None, deadline: Deadline, reach: Reach | None = None
    ) -> None:
        super().__init__(proxy=proxy or None)
        only = httpx.URL(proxy) if proxy else gateway
        self._pool._network_backend = Backend(deadline, only=_place(only), reach=reach)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`, never one that came without being asked for.

        What a server sends beyond the end of an answer waits in the connection, and would be read
        as the answer to the next request: such a connection is closed first.
        """
        for connection in self._pool.connections:
            inner: Any = connection
            while hasattr(inner, "_connection"):
                inner = inner._connection
            if inner and inner._h11_state.trailing_data[0]:
                connection.close()
        return super().handle_request(request)


class Gateway(httpx.BaseTransport):
    """Sends every request to one address, with path and Host header of the real one.

    X-Forwarded-Proto tells the real scheme. Made for an imitation of the site on this machine.
    """

    def __init__(self, inner: httpx.BaseTransport, address: httpx.URL) -> None:
        self._inner = inner
        self._address = address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The gateway's answer to `request`."""
        url = request.url.copy_with(
            scheme=self._address.scheme, host=self._address.host, port=self._address.port
        )
        headers = [*request.headers.raw, (b"X-Forwarded-Proto", request.url.raw_scheme)]
        return self._inner.handle_request(
            httpx.Request(
                request.method,
                url,
                headers=headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )

    def close(self) -> None:
        """Close what carries the requests."""
        self._inner.close()


def build(
    settings: Fetch,
    deadline: Deadline,
    given: httpx.BaseTransport | None = None,
    reach: Reach | None = None,
) -> httpx.BaseTransport:
    """The transport that `settings` describe, `given` in place of the network where there is one.

    Raises ConfigError where fetch.proxy or fetch.gateway cannot be used.
    """
    address = _gateway(settings.gateway) if settings.gateway else None
    inner = given if given is not None else _network(settings.proxy, address, deadline, reach)
    return Gateway(inner, address) if address else inner


def _place(url: httpx.URL | None) -> tuple[str, int] | None:
    """Host and port as httpcore connects to them."""
    if url is None:
        return None
    port = url.port or {"http": 80, "https": 443}.get(url.scheme, 1080)
    return url.raw_host.decode("ascii"), port


def _network(
    proxy: str, gateway: httpx.URL | None, deadline: Deadline, reach: Reach | None
) -> httpx.BaseTransport:
    try:  # the address is not repeated in the message: it may hold a password
        if proxy and not urlsplit(proxy).hostname:
            raise ValueError("no host")
        return Network(proxy, gateway, deadline, reach)
    except (ValueError, httpx.InvalidURL) as error:
        remedy = "write it as http://HOST:PORT"
        raise ConfigError(f"fetch.proxy: not the address of a proxy; {remedy}") from error
    except ImportError as error:
        remedy = "install httpx[socks]"
        raise ConfigError(f"fetch.proxy: a SOCKS proxy needs one more package; {remedy}") from error


def _gateway(address: str) -> httpx.URL:
    try:
        parts = urlsplit(address)
        bare = parts.path in ("", "/") and not parts.query and "@" not in parts.netloc
        if parts.scheme in ("http", "https") and parts.hostname and bare:
            return httpx.URL(scheme=parts.scheme, host=parts.hostname, port=parts.port)
        raise ValueError("not scheme, host and port")
    except (ValueError, httpx.InvalidURL) as error:
        remedy = "write it as http://127.0.0.1:8000"
        raise ConfigError(f"fetch.gateway: {address!a} is not an address; {remedy}") from error
