"""Who may ask, by which name, and what a browser may do with the answer."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Any, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of Content-Security-Policy: nothing runs but our own files, nothing comes from elsewhere."""

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"x-frame-options", b"DENY"),
    (b"x-robots-tag", b"noindex, nofollow"),
)

SLOW = 0.5
"""Seconds that a wrong password costs."""

_HOST = re.compile(r"(?P<name>[^:\[\]]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """An app behind a gate: `names` it may be asked by, the `password` to say, "" for none."""

    app: App
    names: Collection[str]
    password: str = ""

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        """Let a question through, or answer it here; every answer leaves with HEADERS."""
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        if scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "this archive is only read", (b"allow", b"GET, HEAD"))
        elif not self._named(headers.get(b"host", b"").decode("latin-1")):
            text = "asked for under another name; add it to serve.names in config.toml"
            await _refuse(send, 421, text)
        elif not self._known(headers.get(b"authorization", b"")):
            await asyncio.sleep(SLOW if b"authorization" in headers else 0)
            challenge = (b"www-authenticate", b'Basic realm="scraper", charset="UTF-8"')
            await _refuse(send, 401, "a password is needed", challenge)
        else:
            await self.app(scope, receive, _guarded(send))

    @property
    def _secret(self) -> bytes:
        # an environment gives it in whatever form
        return self.password.encode("utf-8", "surrogateescape")

    def _named(self, host: str) -> bool:
        """Whether this is asked for by a name of its own: another site's name that leads here
        would let that site's pages read the archive. An address of numbers is nobody's name.
        """
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"].lower().removesuffix(".")
        return name in self.names or name == "localhost" or _number(name.strip("[]"))

    def _known(self, said: bytes) -> bool:
        if not self.password:
            return True
        scheme, _, token = said.partition(b" ")
        try:
            given = base64.b64decode(token, validate=True).partition(b":")[2]
        except binascii.Error:
            given = b""
        return scheme.lower() == b"basic" and compare_digest(given, self._secret)


def _number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name for name, _ in message["headers"]}
            more = [one for one in HEADERS if one[0] not in there]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return guarded


async def _refuse(send: Send, status: int, text: str, *more: tuple[bytes, bytes]) -> None:
    body = f"{text}\n".encode()
    length = (b"content-length", str(len(body)).encode())
    plain = (b"content-type", b"text/plain; charset=utf-8")
    headers = [plain, length, *HEADERS, *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
