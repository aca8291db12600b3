"""An httpx transport that runs an ASGI app in this process, without a socket.

A body is taken from the app piece by piece as it is read, so endless and slow answers work, and
httpx's own time limits hold. An answer that ends without its end is a RemoteProtocolError.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.demo.asgi import App


class InProcess(httpx.BaseTransport):
    """Runs `app` for every request; the Host header is what the app sees, as over a socket."""

    def __init__(self, app: App) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        talk = _Talk(self._app, request)
        try:
            start = talk.next(request.extensions.get("timeout", {}).get("read"))
        except BaseException:
            talk.close()
            raise
        return httpx.Response(start["status"], headers=start["headers"], stream=talk)


class _Talk(httpx.SyncByteStream):
    """One exchange with the app, in an event loop of its own."""

    def __init__(self, app: App, request: httpx.Request) -> None:
        self._loop = asyncio.new_event_loop()
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=1)
        self._limit = request.extensions.get("timeout", {}).get("read")
        self._length: int | None = None
        self._left = asyncio.Event()
        self._asked = False
        self._body = request.read()
        running = app(_scope(request), self._receive, self._said.put)
        self._task = self._loop.create_task(running)  # type: ignore[arg-type]

    def next(self, limit: float | None) -> dict[str, Any]:
        """The app's next message; ReadTimeout or RemoteProtocolError where none comes."""
        return self._loop.run_until_complete(self._next(limit))

    def __iter__(self) -> Iterator[bytes]:
        more = True
        while more:
            message = self.next(self._limit)
            more = message.get("more_body", False)
            if message["body"]:
                yield message["body"]

    def close(self) -> None:
        if self._loop.is_closed():
            return
        self._task.cancel()
        self._loop.run_until_complete(asyncio.gather(self._task, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _next(self, limit: float | None) -> dict[str, Any]:
        message = asyncio.ensure_future(self._said.get())
        await asyncio.wait({message, self._task}, timeout=limit, return_when="FIRST_COMPLETED")
        if not message.done() and not self._task.done():
            message.cancel()
            raise httpx.ReadTimeout("nothing came")
        if message.done() or not self._said.empty():
            return await message
        message.cancel()
        self._task.result()  # an error of the app itself
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message")

    async def _receive(self) -> dict[str, Any]:
        if self._asked:
            await self._left.wait()
        self._asked = True
        return {"type": "http.request", "body": self._body, "more_body": False}


def _scope(request: httpx.Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": (request.url.host, request.url.port),
    }
