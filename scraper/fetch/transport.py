"""Settings → the transport that carries requests: direct, by a proxy, or all to one gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from scraper.errors import ConfigError
from scraper.fetch.limits import Backend

if TYPE_CHECKING:
    from scraper.config import Fetch
    from scraper.fetch.limits import Deadline


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
    settings: Fetch, deadline: Deadline, given: httpx.BaseTransport | None = None
) -> httpx.BaseTransport:
    """The transport that `settings` describe, `given` in place of the network where there is one.

    Raises ConfigError where fetch.proxy or fetch.gateway cannot be used.
    """
    inner = given if given is not None else _network(settings.proxy, deadline)
    if not settings.gateway:
        return inner
    try:
        return Gateway(inner, _address(settings.gateway))
    except ConfigError:
        inner.close()
        raise


def _network(proxy: str, deadline: Deadline) -> httpx.BaseTransport:
    try:  # the address is not repeated in the message: it may hold a password
        transport = httpx.HTTPTransport(proxy=proxy or None)
    except (ValueError, httpx.InvalidURL) as error:
        remedy = "write it as http://HOST:PORT"
        raise ConfigError(f"fetch.proxy: not the address of a proxy; {remedy}") from error
    except ImportError as error:
        remedy = "install httpx[socks]"
        raise ConfigError(f"fetch.proxy: a SOCKS proxy needs one more package; {remedy}") from error
    # httpx offers no way to name a backend, so its pool is given ours: only here.
    transport._pool._network_backend = Backend(deadline)
    return transport


def _address(gateway: str) -> httpx.URL:
    try:
        url = httpx.URL(gateway)
    except httpx.InvalidURL as error:
        raise _unusable(gateway) from error
    bare = url.path == "/" and not url.query and not url.userinfo and not url.fragment
    if url.scheme not in ("http", "https") or not url.host or not bare:
        raise _unusable(gateway)
    return url


def _unusable(gateway: str) -> ConfigError:
    return ConfigError(
        f"fetch.gateway: {gateway!r} is not an address; write it as http://127.0.0.1:8000"
    )
