"""An ASGI app → a port on this machine, for as long as it is wanted."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn

from scraper.demo.asgi import App

_PATIENCE = 10.0  # seconds for a start or a stop; both take some tenths


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """An app that is being served; `url` is the base of its addresses, without a slash."""

    url: str


class _Server(uvicorn.Server):
    """A server that says when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextlib.contextmanager
def serve(app: App, *, port: int = 0) -> Iterator[Serving]:
    """Serve an app on 127.0.0.1, on a free port where none is named, until the block ends.

    Answers still under way are then broken off. Raises OSError where the port is taken.
    """
    with socket.create_server(("127.0.0.1", port)) as listener:
        # asyncio does not set this for a listener made here, and each answer took 40 ms longer
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _Server(_config(app))
        thread = threading.Thread(target=_run, args=(server, listener), daemon=True)
        thread.start()
        try:
            if not server.ready.wait(_PATIENCE):
                raise RuntimeError("the demo server did not start; try again")
            yield Serving(url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)


def _run(server: _Server, listener: socket.socket) -> None:
    server.run(sockets=[listener])


def _config(app: Any) -> uvicorn.Config:
    """Silent, and without patience for answers under way when it stops."""
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
        timeout_graceful_shutdown=0,
        interface="asgi3",
    )
