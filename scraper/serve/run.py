"""An app → a port on which browsers find it, until somebody stops it."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from scraper.config import Serve
from scraper.errors import ConfigError
from scraper.serve.gate import App

BUSY = 200
"""Connections at once; more are told to come again."""


def allowed(chosen: Serve) -> None:
    """ConfigError where others could read the archive without being asked for anything."""
    if chosen.host in ("127.0.0.1", "::1", "localhost") or chosen.password or chosen.proxy:
        return
    raise ConfigError(
        f"serve.host: {chosen.host} can be reached from outside; set a password in "
        f"{chosen.password_env or 'serve.password'}, or serve.proxy = true behind a reverse proxy"
    )


def serve(app: App, chosen: Serve, told: Callable[[str], None]) -> None:
    """Serve until a signal comes; `told` hears the address. ConfigError where it is taken."""
    family = socket.AF_INET6 if ":" in chosen.host else socket.AF_INET
    try:
        listener = socket.create_server((chosen.host, chosen.port), family=family, backlog=BUSY)
    except OSError as error:
        place = f"serve.port: {chosen.host}:{chosen.port}"
        raise ConfigError(f"{place}: {error.strerror or error}; choose another") from error
    with listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = listener.getsockname()[1]
        host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        told(f"http://{host}:{port}/")
        uvicorn.Server(_config(app)).run(sockets=[listener])


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
