"""WARC → the answers in it: what is asked for, within limits; the rest with its reason."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO

from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import (  # type: ignore[import-untyped]
    ArcWarcRecord,
    ArcWarcRecordLoader,
)
from warcio.statusandheaders import (  # type: ignore[import-untyped]
    StatusAndHeaders,
    StatusAndHeadersParserException,
)

from scraper import zstd
from scraper.dates import YEARS
from scraper.fetch import coding
from scraper.models import Fetched, Kind
from scraper.warc.unpack import FAULTS, FloodError, Plain
from scraper.warc.write import ASKED

MAGIC = b"WARC/"
"""What every WARC begins with, once it is unpacked."""

_AROUND = 1_000_000  # bytes of heads and chunk sizes, beside twice those of the body
_PIECE = 1 << 16
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_DIGESTS = ("md5", "sha1", "sha256", "sha512")
_PACKED = (coding.GZIP_MAGIC, zstd.MAGIC)
_UNREADABLE = (*FAULTS, FloodError, ArchiveLoadFailed, StatusAndHeadersParserException)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A record that is not taken: `reason` in a few words, the same for all of its sort.

    `kind` is None where nothing is wrong with it; `url` is what it is of.
    """

    reason: str
    url: str = ""
    kind: Kind | None = None


class _RecordError(Exception):
    """One record cannot be taken."""

    def __init__(self, kind: Kind, reason: str) -> None:
        super().__init__(reason)
        self.kind, self.reason = kind, reason


def read(
    source: Plain,
    wanted: Callable[[str], bool],
    limit: int,
    ends: Callable[[int], bool] = lambda _: False,
) -> Iterator[Fetched | Passed]:
    """Every record: an answer whose address is `wanted`, of at most `limit` bytes, or why not.

    Where the file is damaged the last one says so, and what came before it is good. `ends` is told
    where in the plain bytes each record begins, and whether that is no longer to be read.
    """
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    try:
        while (first := _first(source)) and not ends(source.tell() - len(first)):
            record = loader.parse_record_stream(source, first, "warc", no_record_parse=True)
            if record.length is None:
                raise FloodError("a record without its length")
            yield _taken(record, loader, wanted, limit)
            while record.raw_stream.read(_PIECE):
                pass
            if record.raw_stream.limit:
                raise EOFError("it ends within a record")
            source.rest()
    except _UNREADABLE as error:
        reason = f"damaged after {source.tell()} bytes: {' '.join(str(error).split())[:200]}"
        cut = isinstance(error, EOFError)
        yield Passed(reason=reason, kind=Kind.TRUNCATED if cut else Kind.UNREADABLE)


def _first(source: Plain) -> bytes:
    """The first line of the next record; empty at the end."""
    while line := source.readline():
        if line.strip():
            return line
    return b""


def _taken(
    record: ArcWarcRecord, loader: ArcWarcRecordLoader, wanted: Callable[[str], bool], limit: int
) -> Fetched | Passed:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type != "response":
        return Passed(reason=f"{str(record.rec_type)[:20]} record", url=url)
    if not wanted(url):
        return Passed(reason="not an article's address", url=url)
    try:
        answer = _answer(record, loader, url, limit)
    except _RecordError as error:
        return Passed(reason=error.reason, url=url, kind=error.kind)
    except (ValueError, TypeError, AttributeError, LookupError, StatusAndHeadersParserException):
        return Passed(reason="its head cannot be read", url=url, kind=Kind.UNREADABLE)
    asked = record.rec_headers.get_header(ASKED) or ""
    return replace(answer, asked=asked if wanted(asked) else url)


def _answer(record: ArcWarcRecord, loader: ArcWarcRecordLoader, url: str, limit: int) -> Fetched:
    """The answer in a record; a ValueError or the like where its head is not as it should be."""
    said = record.rec_headers
    if said.get_header("WARC-Truncated"):
        raise _RecordError(Kind.TRUNCATED, "cut when it was captured")
    if record.length > 2 * limit + _AROUND:
        raise _large(limit)
    block = record.raw_stream.read()
    if len(block) < record.length:
        raise EOFError("it ends within a record")
    if not block:
        raise _RecordError(Kind.UNREADABLE, "an empty record")
    if not _whole(block, said.get_header("WARC-Block-Digest") or ""):
        raise _RecordError(Kind.UNREADABLE, "its digest does not fit")
    stream = BytesIO(block)
    head = loader.http_parser.parse(stream)
    return Fetched(
        asked=url,
        url=url,
        status=_status(head.get_statuscode()),
        headers=tuple((name.lower(), value) for name, value in head.headers),
        body=_body(head, stream.read(), limit),
        at=_time(said.get_header("WARC-Date")),
    )


def _body(head: StatusAndHeaders, wire: bytes, limit: int) -> bytes:
    """The body meant: chunks joined, codings undone; where neither was there, as it stands."""
    if (head.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        wire = _joined(wire)
    done = coding.undo(wire, head.get_header("Content-Encoding") or "", limit)
    if done.kind is Kind.TOO_LARGE or len(done.body) > limit:
        raise _large(limit)
    if done.kind and (done.body != wire or wire.startswith(_PACKED)):
        raise _RecordError(done.kind, done.reason)
    return done.body


def _joined(wire: bytes) -> bytes:
    """The chunks in one; `wire` itself where it is none, as of programs that joined them before."""
    pieces, at = [], 0
    while found := _CHUNK.match(wire, at):
        size = int(found[1], 16)
        pieces.append(wire[found.end() : found.end() + size])
        at = found.end() + size + 2
    return b"".join(pieces) if pieces else wire


def _large(limit: int) -> _RecordError:
    return _RecordError(Kind.TOO_LARGE, f"more than {limit} bytes (fetch.max_bytes)")


def _whole(block: bytes, digest: str) -> bool:
    """Whether a block is what its digest says; True where that says nothing we know."""
    name, _, value = digest.partition(":")
    if name.lower() not in _DIGESTS:
        return True
    found = hashlib.new(name.lower(), block, usedforsecurity=False).digest()
    return value.lower() in (found.hex(), base64.b32encode(found).decode("ascii").lower())


def _status(text: str) -> int:
    """The status of an answer; ValueError where it is none."""
    status = int(text)
    if not 0 <= status <= 999:
        raise ValueError(f"{status}: out of range")
    return status


def _time(text: str) -> datetime:
    """The time of a record, which is UTC where it does not say; ValueError where it is none."""
    at = datetime.fromisoformat(text)
    at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    if at.year not in YEARS:
        raise ValueError(f"{text}: out of range")
    return at
