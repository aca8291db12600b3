"""A model that stands behind a real port: it translates like a parrot, and misbehaves when told."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scraper.demo import asgi
from scraper.demo.answers import Answer, Ask
from scraper.demo.asgi import Receive, Scope, Send
from scraper.demo.server import serve

HAN = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef“”‘’…—]+")
LINE = re.compile(r"^@@([\w.]+)@@ (.*)$", re.MULTILINE)
SCALED = re.compile(r"(\d+(?:\.\d+)?)亿")


def english(text: str) -> str:
    """Other words in the place of the Chinese, all else as it is."""
    text = SCALED.sub(lambda it: f"{float(it[1]) * 100:g} million", text)
    return HAN.sub(" words ", text).strip()


def translated(text: str) -> str:
    """A right answer to what a model is shown."""
    return "\n".join(f"@@{name}@@ {english(line)}" for name, line in LINE.findall(text))


def completion(content: str | None, tokens: int | None = 100, reason: str = "stop") -> bytes:
    """An answer of the protocol."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}}
    said: dict[str, Any] = {"choices": [{**choice, "finish_reason": reason}]}
    if tokens is not None:
        said["usage"] = {"total_tokens": tokens}
    return json.dumps(said).encode()


def sent(body: bytes, status: int = 200, **more: Any) -> Answer:
    headers = (("content-type", "application/json"), *more.pop("headers", ()))
    return Answer(status=status, headers=headers, parts=(body,), **more)


@dataclass(frozen=True)
class Said:
    """What one request said."""

    path: str
    authorization: str
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        return str(self.body["messages"][1]["content"])


Reply = Callable[[Said], Answer]


def well(said: Said) -> Answer:
    """As it should be: a translation, or a lead."""
    if "You write the lead" in said.system:
        return sent(completion("@@summary@@ 一句新的话，说它讲了什么。"))
    return sent(completion(translated(said.user)))


@dataclass
class Model:
    """Answers as `replies` say, one after another, then as `always` does."""

    url: str = ""
    seen: list[Said] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    always: Reply = well

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ask: Ask = await asgi.read(scope, receive)
        key = dict(scope["headers"]).get(b"authorization", b"").decode()
        said = Said(scope["path"], key, json.loads(ask.body))
        self.seen.append(said)
        reply = self.replies.pop(0) if self.replies else self.always
        await asgi.write(reply(said), receive, send)


@contextlib.contextmanager
def listening() -> Iterator[Model]:
    model = Model()
    with serve(model) as server:
        model.url = f"{server.url}/v1"
        yield model
