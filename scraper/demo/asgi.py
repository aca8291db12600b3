"""ASGI messages → what is asked; an answer → ASGI messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from scraper.demo.answers import Answer, Ask

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


async def read(scope: Scope, receive: Receive) -> Ask:
    """The request of a scope, its body whole."""
    parts = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    query = scope.get("query_string", b"").decode("latin-1")
    return Ask(
        host=_host(scope),
        path=scope["path"],
        method=scope["method"],
        query=dict(parse_qsl(query, keep_blank_values=True)),
        body=b"".join(parts),
        referer=_header(scope, b"referer"),
    )


async def write(answer: Answer, receive: Receive, send: Send) -> None:
    """Send an answer; ends early where the other side has gone, or the answer is cut."""
    gone = asyncio.ensure_future(_gone(receive))
    try:
        if answer.silent:
            await _hang_up(send, gone)
        else:
            await _write(answer, send, gone)
    finally:
        gone.cancel()


async def _write(answer: Answer, send: Send, gone: asyncio.Future[None]) -> None:
    if await _left(gone, answer.wait):
        return
    headers = [(name.encode(), value.encode()) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    for part in answer.parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
        if await _left(gone, answer.pause):
            return
    if not answer.cut:  # a cut answer just stops: the server then breaks the connection
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _hang_up(send: Send, gone: asyncio.Future[None]) -> None:
    """Close the connection, for which ASGI has no word: uvicorn's own transport does it."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
        await gone


async def _gone(receive: Receive) -> None:
    """Ends when the other side has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _left(gone: asyncio.Future[None], seconds: float) -> bool:
    """Whether the other side hung up within so many seconds."""
    await asyncio.wait({gone}, timeout=seconds)
    return gone.done()


def _host(scope: Scope) -> str:
    return _header(scope, b"host").partition(":")[0].lower()


def _header(scope: Scope, name: bytes) -> str:
    return str(dict(scope["headers"]).get(name, b"").decode("latin-1"))
