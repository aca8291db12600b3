"""Questions → an OpenAI-compatible endpoint's answers, with the patience that it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from scraper.errors import EndpointError, FetchError, TongueError
from scraper.extract import clean
from scraper.fetch.endpoint import Endpoint, Reply
from scraper.models import Kind
from scraper.tongue import check, prompt
from scraper.tongue.asking import Answer, Question
from scraper.tongue.budget import tokens

PATIENCE = 60.0
"""Seconds that an endpoint is waited for when it asks to; one that asks for more ends the run."""
PAUSES = (2.0, 8.0)
"""Seconds before a question is asked again after a fault that may pass."""
LIMIT = 4_000_000
"""Bytes of an answer."""

_REMEDIES = {
    401: "the key is refused; check translate.key_env",
    402: "it wants to be paid; check your account there",
    403: "the key may not do this; check translate.key_env",
    404: "no such model or path; check translate.model and translate.url",
    405: "this is no /chat/completions; check translate.url",
}
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_AWAY = frozenset({Kind.UNREACHABLE, Kind.REFUSED})


class Chat:
    """A model at an endpoint. `sleep` waits, in seconds; `extra` is told it besides."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        model: str,
        max_tokens: int,
        extra: str,
        sleep: Callable[[float], None],
    ) -> None:
        self.name = model
        self.most = max(300, min(max_tokens // 2, 6_000))
        self._endpoint = endpoint
        self._max_tokens = max_tokens
        self._extra = extra
        self._sleep = sleep

    def close(self) -> None:
        """Close the connection."""
        self._endpoint.close()

    def need(self, question: Question) -> int:
        """The tokens of what is told, and of an answer as long."""
        told, shown = self._told(question), prompt.shown(question.piece)
        answer = 300 if question.sum_up else tokens(shown)
        return tokens(told) + tokens(shown) + min(answer, self._max_tokens)

    def ask(self, question: Question) -> Answer:
        """The model's answer, its lines unchecked."""
        told, shown = self._told(question), prompt.shown(question.piece)
        messages = [{"role": "system", "content": told}, {"role": "user", "content": shown}]
        body = {"model": self.name, "messages": messages, "max_tokens": self._max_tokens}
        reply = self._persist(json.dumps({**body, "temperature": 0, "stream": False}).encode())
        content, cut, used = _read(reply.body)
        return Answer(
            lines=prompt.read(content),
            tokens=used or tokens(told) + tokens(shown) + tokens(content),
            cut=cut,
            refused=check.refused(content) or not content,
        )

    def _told(self, question: Question) -> str:
        if question.sum_up:
            return prompt.summarize(question.target, self._extra, question.faults)
        return prompt.translate(question.source, question.target, self._extra, question.faults)

    def _persist(self, body: bytes) -> Reply:
        """The reply, asked for again after what may pass."""
        pauses = list(PAUSES)
        while True:
            try:
                reply = self._endpoint.post(body)
            except FetchError as error:
                if error.kind in _AWAY:
                    raise EndpointError(
                        f"{self._endpoint.host}: {error.reason}; check translate.url"
                    ) from error
                if not pauses or error.kind is not Kind.TRUNCATED:
                    raise TongueError(f"{self._endpoint.host}: {error.reason}") from error
                self._sleep(pauses.pop(0))
                continue
            if reply.status == 200:
                return reply
            self._wait(reply, pauses)

    def _wait(self, reply: Reply, pauses: list[float]) -> None:
        """Wait as long as a reply of another status asks; raise where it will be no better."""
        host, status = self._endpoint.host, reply.status
        if remedy := _REMEDIES.get(status):
            raise EndpointError(f"{host} answered {status}: {remedy}")
        if 300 <= status < 400:
            raise EndpointError(f"{host} answered {status}: it leads elsewhere; name that address")
        wait = reply.retry_after
        if wait is not None and wait > PATIENCE and status in _PASSING:
            raise EndpointError(f"{host} answered {status}: busy for {wait:g} s; run again later")
        if status not in _PASSING or not pauses:
            if status == 429:
                raise EndpointError(f"{host} answered {status}: it is busy; run again later")
            raise TongueError(f"{host} answered {status}")
        pause = pauses.pop(0)
        self._sleep(max(pause, wait or 0.0))


def _read(body: bytes) -> tuple[str, bool, int]:
    """What was said, whether its end is missing, and the tokens used (0: it does not say).

    TongueError where that is no answer of the protocol.
    """
    try:
        value = json.loads(body)
        choice = value["choices"][0]
        content = choice["message"].get("content") or ""
        usage = value.get("usage") or {}
        if not isinstance(content, str) or not isinstance(usage, dict):
            raise TypeError("of the wrong type")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        said = clean.line(body[:80].decode("utf-8", "replace"))
        raise TongueError(f"the answer is no chat completion: {said!r}") from error
    return content, choice.get("finish_reason") == "length", _count(usage)


def _count(usage: dict[str, Any]) -> int:
    """The total; of a number that cannot be, none."""
    total = usage.get("total_tokens")
    if isinstance(total, int) and not isinstance(total, bool) and 0 < total < 10_000_000:
        return total
    return 0
