"""What is asked of the demo's site, and what it answers, as values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, its query read; `host` without a port, in lower case."""

    host: str
    path: str
    method: str = "GET"
    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    referer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: `parts` are sent one by one.

    `wait` and `pause` are seconds before the headers and after each part; a `cut` answer ends
    without its end, as when the line breaks; a `silent` one closes the connection before a word.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    parts: Iterable[bytes] = ()
    wait: float = 0.0
    pause: float = 0.0
    cut: bool = False
    silent: bool = False


def page(body: str | bytes, *, status: int = 200, type: str = "text/html; charset=utf-8") -> Answer:  # noqa: A002
    """A whole body with its length."""
    data = body.encode() if isinstance(body, str) else body
    return Answer(status=status, headers=sized(data, type), parts=(data,))


def sized(data: bytes, type: str) -> tuple[tuple[str, str], ...]:  # noqa: A002
    """The headers of a body of known length."""
    return (("content-type", type), ("content-length", str(len(data))))


def listing(value: dict[str, Any]) -> Answer:
    """The answer of a list endpoint."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return page(text, type="application/json; charset=utf-8")


def redirect(url: str, status: int = 302) -> Answer:
    """The answer that sends elsewhere."""
    return Answer(status=status, headers=(("location", url), ("content-length", "0")))


def deleted() -> Answer:
    """What the site answers for an article it no longer has."""
    return redirect("https://www.qq.com/babygohome/?pgv_ref=404")


def missing() -> Answer:
    """What the site answers for an address it does not know."""
    return page(
        "<html><head><title>404</title></head><body>404 Not Found</body></html>", status=404
    )
