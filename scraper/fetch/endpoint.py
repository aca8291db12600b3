"""A question to one address that the operator named → its answer; no other is ever connected to."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from scraper.errors import FetchError
from scraper.fetch.limits import Deadline, Reach
from scraper.fetch.transport import Network
from scraper.models import Kind

_FAULTS = (FetchError, httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ValueError)
_SORTS: tuple[tuple[tuple[type[Exception], ...], tuple[Kind, str]], ...] = (
    ((httpx.ConnectTimeout,), (Kind.UNREACHABLE, "no connection in time")),
    ((httpx.ConnectError, httpx.UnsupportedProtocol), (Kind.UNREACHABLE, "no connection")),
    (
        (httpx.LocalProtocolError, httpx.InvalidURL, ValueError),
        (Kind.UNREACHABLE, "the request cannot be sent; check the address and the key"),
    ),
)
_AROUND = 200_000  # bytes of heads and chunk sizes, beside twice those of the body


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer of any status; `retry_after` is the seconds that it asks to wait, if it does."""

    status: int
    body: bytes
    retry_after: float | None = None


class Endpoint:
    """One address, which may be of this machine or network. Not for two threads.

    `key` is sent as a bearer's token and said nowhere. An answer is whole within `timeout` seconds
    and has at most `limit` bytes. No redirect is followed, and no proxy is asked: what the address
    is told is for nobody else.
    """

    def __init__(  # noqa: PLR0913 - time and network are arguments
        self,
        url: str,
        *,
        key: str,
        timeout: float,
        limit: int,
        monotonic: Callable[[], float],
        reach: Reach | None = None,
    ) -> None:
        self._url = url
        self._headers = {"User-Agent": "scraper", "Content-Type": "application/json"}
        self._headers |= {"Accept": "application/json", "Accept-Encoding": "identity"}
        self._headers |= {"Authorization": f"Bearer {key}"} if key else {}
        self._limit = limit
        self._deadline = Deadline(timeout, monotonic)
        self._network = Network("", httpx.URL(url), self._deadline, reach)
        self.host = urlsplit(url).hostname or ""

    def close(self) -> None:
        """Close all connections."""
        self._network.close()

    def post(self, body: bytes) -> Reply:
        """The answer to `body`; FetchError, with the host in the place of the address, for none."""
        self._deadline.start(2 * self._limit + _AROUND)
        seconds = httpx.Timeout(self._deadline.total).as_dict()
        try:
            request = httpx.Request(
                "POST",
                self._url,
                headers=self._headers,
                content=body,
                extensions={"timeout": seconds},
            )
            with closing(self._network.handle_request(request)) as answer:
                return self._read(answer)
        except _FAULTS as error:
            kind, reason = self._understood(error)
            raise FetchError(self.host, kind, reason) from error

    def _read(self, answer: httpx.Response) -> Reply:
        body = bytearray()
        stream = answer.stream
        for piece in stream if isinstance(stream, httpx.SyncByteStream) else ():
            body += piece
            if len(body) > self._limit:
                reason = f"its answer has more than {self._limit} bytes"
                raise FetchError(self.host, Kind.TOO_LARGE, reason)
        after = answer.headers.get("retry-after", "")
        wait = float(after) if re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", after) else None
        return Reply(status=answer.status_code, body=bytes(body), retry_after=wait)

    def _understood(self, error: Exception) -> tuple[Kind, str]:
        """What kind of fault that is, and what to say of it; never what was sent."""
        if isinstance(error, FetchError):
            return error.kind, error.reason
        if self._deadline.over:
            return Kind.TOO_LARGE, f"its answer has more than {self._limit} bytes"
        if isinstance(error, httpx.TimeoutException) and not isinstance(
            error, httpx.ConnectTimeout
        ):
            return Kind.TIMEOUT, f"no answer in {self._deadline.total:g} s (translate.timeout)"
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return Kind.UNREACHABLE, "its certificate is not trusted"
        return next(
            (said for sorts, said in _SORTS if isinstance(error, sorts)),
            (Kind.TRUNCATED, "its answer is not HTTP, or ended early"),
        )
