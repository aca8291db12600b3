"""One request → the bytes of one answer, whole or in part; the window to the web.

Every fault of the web becomes a `Mood` here: nothing that httpx, httpcore or a socket raises gets
further. httpx's own client is not used: it reads Location headers itself, and fails on odd ones
before their answer can be kept.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from scraper.errors import FetchError
from scraper.fetch import coding, moods, transport
from scraper.fetch.limits import Deadline
from scraper.models import Fetched, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scraper.config import Fetch
    from scraper.fetch.limits import Reach
    from scraper.fetch.moods import Mood
    from scraper.models import Request

_OURS = frozenset({"connection", "content-length", "cookie", "host", "transfer-encoding"})
_FAULTS = (
    FetchError,  # of the guard, where it refuses an address
    httpx.HTTPError,
    httpx.StreamError,
    httpx.InvalidURL,
    OSError,
    ValueError,
)
_AROUND = 1_000_000  # bytes of heads, chunk sizes and trailers, beside twice those of the body
_PIECES = 200_000  # an answer in more is made to keep us busy: no server writes 50 bytes at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What came (None: not even a status), what was wrong on the way, and the fault behind it."""

    answer: Fetched | None = None
    fault: Mood | None = None
    cause: Exception | None = None


class Wire:
    """Sends one request at a time. `given` is a transport in place of the network, `reach` what
    the network itself is reached by.
    """

    def __init__(
        self,
        settings: Fetch,
        *,
        given: httpx.BaseTransport | None,
        reach: Reach | None,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._now = now
        self._deadline = Deadline(settings.total_timeout, monotonic)
        self._rule = ""
        self._transport = transport.build(settings, self._deadline, given, reach)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def send(
        self,
        request: Request,
        asked: str,
        limit: int,
        *,
        prefix: bool = False,
        rule: str = "fetch.max_bytes",
    ) -> Exchange:
        """The answer to `request`, at most `limit` bytes of it before and after decompression.

        A Content-Length that promises more is a fault at once, unless a `prefix` is wanted.
        `asked` is for `Fetched.asked`, `rule` the key that sets the limit.
        """
        self._rule = rule
        self._deadline.start(2 * limit + _AROUND)
        body = bytearray()
        head: Fetched | None = None
        try:
            response = self._transport.handle_request(self._build(request))
            with contextlib.closing(response):
                head = self._head(response, request, asked)
                fault = None if prefix else self._promised(head, limit)
                fault = fault or self._read(response, body, limit)
        except _FAULTS as error:
            fault = self._understand(error, headed=head is not None)
            cause: Exception | None = error
        else:
            cause = None
        if head is None:
            return Exchange(fault=fault, cause=cause)
        return replace(_finished(head, bytes(body), fault, limit), cause=cause)

    def _build(self, request: Request) -> httpx.Request:
        """Raises ValueError for headers that only we may set; httpx raises on other faults."""
        if not re.fullmatch(r"[A-Za-z]+", request.method):
            raise ValueError(f"{request.method!a} is not a method")
        added = {name.lower() for name, _ in request.headers}
        if ours := sorted(added & _OURS):
            raise ValueError(f"a request may not set the header {ours[0]}")
        own = [one for one in self._own() if one[0].lower() not in added]
        limits = self._settings
        timeout = httpx.Timeout(limits.read_timeout, connect=limits.connect_timeout, pool=None)
        return httpx.Request(
            request.method,
            request.url,
            headers=[*own, *request.headers],
            content=request.body or None,
            extensions={"timeout": timeout.as_dict()},
        )

    def _own(self) -> list[tuple[str, str]]:
        return [
            ("User-Agent", self._settings.user_agent),
            ("Accept", "*/*"),
            ("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5"),
            ("Accept-Encoding", coding.ACCEPTED),
        ]

    def _head(self, response: httpx.Response, request: Request, asked: str) -> Fetched:
        headers = tuple((_text(name).lower(), _text(value)) for name, value in response.headers.raw)
        return Fetched(
            asked=asked,
            url=request.url,
            status=response.status_code,
            headers=headers,
            body=b"",
            at=self._now(),
        )

    def _read(self, response: httpx.Response, body: bytearray, limit: int) -> Mood | None:
        """Read into `body`, which keeps what came whatever happens."""
        stream = response.stream
        pieces = stream if isinstance(stream, httpx.SyncByteStream) else ()
        for number, piece in enumerate(pieces):
            body += piece
            if len(body) > limit:
                del body[limit:]
                return moods.fault(Kind.TOO_LARGE, f"more than {limit} bytes ({self._rule})")
            if number >= _PIECES:
                reason = f"more than {_PIECES} pieces in {len(body)} bytes"
                return moods.fault(Kind.TOO_LARGE, reason)
            if self._deadline.left() <= 0:
                return self._late()
        return None

    def _promised(self, head: Fetched, limit: int) -> Mood | None:
        """The fault of a Content-Length beyond the limit; a chunked answer's is not believed."""
        size = moods.header(head, "content-length")
        if not re.fullmatch(r"[0-9]{1,18}", size) or moods.header(head, "transfer-encoding"):
            return None
        if int(size) <= limit:
            return None
        return moods.fault(Kind.TOO_LARGE, f"{size} bytes are more than {limit} ({self._rule})")

    def _late(self) -> Mood:
        total = self._settings.total_timeout
        return moods.fault(Kind.TIMEOUT, f"not complete after {total:g} s (fetch.total_timeout)")

    def _understand(self, error: Exception, *, headed: bool) -> Mood:
        """The fault that `error` was; `headed` tells that status and headers had come."""
        said = " ".join(str(error).split())[:200] or type(error).__name__
        said = said if said.isprintable() else ascii(said)
        if isinstance(error, FetchError):
            return moods.fault(error.kind, error.reason)
        if isinstance(error, httpx.TimeoutException):
            return self._timeout(error, said)
        if self._deadline.over:
            reason = f"more than {self._deadline.most} bytes with what is around the body"
            return moods.fault(Kind.TOO_LARGE, f"{reason} ({self._rule})")
        return self._broken(error, said, headed=headed)

    def _broken(self, error: Exception, said: str, *, headed: bool) -> Mood:
        """The fault where the connection, or the form of request or answer, is to blame."""
        if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol):
            return moods.fault(Kind.FAILED, f"the request cannot be sent: {said}")
        if isinstance(error, httpx.TransportError | OSError) and headed:
            return moods.fault(Kind.TRUNCATED, f"the answer ended before its end: {said}")
        if isinstance(error, httpx.RemoteProtocolError):
            return self._garbled(said)
        if isinstance(error, httpx.TransportError | OSError):
            return moods.fault(Kind.UNREACHABLE, f"no connection: {said}")
        return moods.fault(Kind.FAILED, f"the request cannot be sent: {said}")

    def _timeout(self, error: httpx.TimeoutException, said: str) -> Mood:
        if self._deadline.left() <= 0:
            return self._late()
        if isinstance(error, httpx.ConnectTimeout):
            after = f"{self._settings.connect_timeout:g} s (fetch.connect_timeout)"
            return moods.fault(Kind.TIMEOUT, f"no connection after {after}: {said}")
        after = f"{self._settings.read_timeout:g} s (fetch.read_timeout)"
        return moods.fault(Kind.TIMEOUT, f"nothing came for {after}")

    def _garbled(self, said: str) -> Mood:
        """A head that is not HTTP, or breaks off, or never came."""
        if not self._deadline.received:
            return moods.fault(Kind.UNREACHABLE, f"closed without an answer: {said}")
        if self._deadline.ended:
            return moods.fault(Kind.TRUNCATED, f"the answer ended within its headers: {said}")
        return moods.fault(Kind.UNREADABLE, f"not an HTTP answer: {said}")


def _finished(head: Fetched, wire: bytes, fault: Mood | None, limit: int) -> Exchange:
    """The answer with its compression undone, a gzipped file's (``sitemap.xml.gz``) too."""
    codings = ",".join(value for name, value in head.headers if name == "content-encoding")
    done = coding.undo(wire, codings, limit)
    answer = replace(head, body=done.body)
    if not done.kind and _packed(answer):
        done = coding.undo(answer.body, "gzip", limit)
        answer = replace(head, body=done.body)
    if done.kind and not fault:
        fault = moods.fault(done.kind, done.reason)
    return Exchange(answer=answer, fault=fault)


def _packed(answer: Fetched) -> bool:
    sort = moods.header(answer, "content-type").lower()
    file = urlsplit(answer.url).path.lower().endswith(".gz") or "gzip" in sort
    return file and answer.body.startswith(coding.GZIP_MAGIC)


def _text(raw: bytes) -> str:
    """A header as text: UTF-8 where it is that, Latin-1 otherwise."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
