"""An app → a port on which browsers find it, until somebody stops it."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import uvicorn

from scraper.config import Serve
from scraper.errors import ConfigError, line
from scraper.serve.gate import App

BUSY = 500
"""Connections at once; more are told to come again."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def allowed(chosen: Serve) -> None:
    """ConfigError where others could read the archive without being asked for anything."""
    if not chosen.host.strip():
        raise ConfigError("serve.host: empty; name an address, e.g. 127.0.0.1")
    if _inside(chosen.host) or chosen.password or chosen.proxy:
        return
    raise ConfigError(
        f"serve.host: {chosen.host} can be reached from outside; set a password in "
        f"{chosen.password_env or 'serve.password'}, or serve.proxy = true behind a reverse proxy"
    )


def _inside(host: str) -> bool:
    """Whether nobody but this machine itself can come to an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class _Server(uvicorn.Server):
    """A server that ends when it is asked to, by Ctrl-C or SIGTERM; that is no fault.

    `ready` is called once it can be asked, and asked to end.
    """

    def __init__(self, app: App, ready: Callable[[], None]) -> None:
        super().__init__(_config(app))
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals, and give them back to whom they belonged."""
        former = {one: signal.signal(one, self.handle_exit) for one in _SIGNALS}
        try:
            yield
        finally:
            for one, former_one in former.items():
                signal.signal(one, former_one)


def serve(app: App, chosen: Serve, told: Callable[[str], None]) -> None:
    """Serve until a signal comes; `told` hears the address. ConfigError where it is taken."""
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        socket.getaddrinfo(chosen.host, chosen.port, family)
        listener = socket.create_server((chosen.host, chosen.port), family=family, backlog=BUSY)
    except (OSError, ValueError) as error:  # the latter for what is no name at all
        reason = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        place = line(f"serve.host, serve.port: {chosen.host}:{chosen.port}: {reason}")
        raise ConfigError(f"{place}; choose another") from error
    with listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = listener.getsockname()[1]
        host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        _Server(app, lambda: told(f"http://{host}:{port}/")).run(sockets=[listener])


def _config(app: App) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=True,
        limit_concurrency=BUSY,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        proxy_headers=False,
        interface="asgi3",
    )
