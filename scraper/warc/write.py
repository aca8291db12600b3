"""Answers → a file of WARC/1.1 that other programs replay; the same answers, the same bytes."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha1
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from scraper import disk
from scraper.models import Fetched

ASKED = "Scraper-Asked"
"""The field of a record that has the address asked for, where a redirect led elsewhere."""

_UNTRUE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers of what was on the way: the body is kept as it is meant."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_START = datetime(1970, 1, 1, tzinfo=UTC)


def write(file: Path, answers: Iterable[Fetched], *, replace: bool) -> int:
    """How many answers were written; each record is compressed where the name ends in ``.gz``.

    FileExistsError where the file is there and may not be replaced, OSError where it cannot be
    written; then nothing is.
    """
    count = 0
    with disk.part(file.parent) as part:
        writer = WARCWriter(part, gzip=file.suffix == ".gz", warc_version="1.1")
        for answer in answers:
            if not count:
                writer.write_record(_info(answer.at))
            writer.write_record(_record(answer))
            count += 1
        if not count:
            writer.write_record(_info(_START))
        disk.settle(part, file, replace=replace)
    return count


def _info(at: datetime) -> ArcWarcRecord:
    """The record that begins a file: what wrote it, dated as the first answer."""
    body = b"software: scraper\r\nformat: WARC File Format 1.1\r\n"
    said = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, _date(at))}>"),
        ("WARC-Date", _date(at)),
    ]
    return _built("warcinfo", said, body, "application/warc-fields")


def _record(answer: Fetched) -> ArcWarcRecord:
    """One answer: its headers made true for the body as it is kept."""
    digest = _digest(answer.body)
    name = uuid5(NAMESPACE_URL, f"{answer.asked} {answer.at.isoformat()} {digest}")
    said = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:{name}>"),
        ("WARC-Date", _date(answer.at)),
        ("WARC-Target-URI", _line(answer.url)),
        ("WARC-Payload-Digest", digest),
    ]
    if answer.asked != answer.url:
        said.append((ASKED, _line(answer.asked)))
    block = _head(answer) + answer.body
    return _built("response", said, block, "application/http; msgtype=response")


def _built(sort: str, said: list[tuple[str, str]], block: bytes, media: str) -> ArcWarcRecord:
    said.append(("WARC-Block-Digest", _digest(block)))
    headers = StatusAndHeaders("", said, protocol="WARC/1.1")
    return ArcWarcRecord("warc", sort, headers, BytesIO(block), None, media, len(block))


def _head(answer: Fetched) -> bytes:
    """The status line and the headers, without what no header may hold."""
    phrase = HTTPStatus(answer.status).phrase if answer.status in set(HTTPStatus) else ""
    lines = [f"HTTP/1.1 {answer.status} {phrase}"]
    lines += [
        f"{name}: {_line(value)}"
        for name, value in answer.headers
        if name.lower() not in _UNTRUE and _TOKEN.fullmatch(name)
    ]
    lines.append(f"content-length: {len(answer.body)}")
    return "\r\n".join([*lines, "", ""]).encode()


def _line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _date(at: datetime) -> str:
    """A time of WARC/1.1: UTC, to the microsecond where there is one."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _digest(data: bytes) -> str:
    digest = sha1(data, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode('ascii')}"
