"""Servers of this machine: files over HTTP, with ranges or without, and an imitation of S3."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@dataclass
class Shop:
    """What a server has, by path, and how it behaves; `seen` is what it was asked for."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    sized: bool = True
    status: int = 0
    """Answer everything with this."""
    cut: int = 0
    """Break the connection after so many bytes of a body."""
    short: int = 0
    """Never send more than so many bytes, and say so."""
    most: int = 1000
    """Names in a page of a listing."""
    seen: list[str] = field(default_factory=list)


class _Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop: ClassVar[Shop]

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._get(body=False)

    def do_GET(self) -> None:
        self._get(body=True)

    def _get(self, *, body: bool) -> None:
        shop, path = self.shop, unquote(urlsplit(self.path).path)
        shop.seen.append(f"{self.command} {path} {self.headers.get('Range', '')}".strip())
        data = shop.files.get(path)
        if shop.status or data is None:
            self._send(shop.status or 404, {}, b"", body=body)
            return
        tag = {"ETag": f'"{md5(data).hexdigest()}"', "Last-Modified": formatdate(0, usegmt=True)}
        found = _RANGE.fullmatch(self.headers.get("Range", "")) if shop.ranges else None
        if not found:
            more = {"Accept-Ranges": "bytes" if shop.ranges else "none"}
            self._send(200, tag | more, data, body=body)
            return
        first, last = int(found[1]), int(found[2] or len(data) - 1)
        if first >= len(data):
            self._send(416, {}, b"", body=body)
            return
        some = data[first : last + 1]
        some = some[: shop.short] if shop.short else some
        said = {"Content-Range": f"bytes {first}-{first + len(some) - 1}/{len(data)}"}
        self._send(206, tag | said, some, body=body)

    def _send(self, status: int, head: dict[str, str], data: bytes, *, body: bool) -> None:
        self.send_response(status)
        for name, value in head.items():
            self.send_header(name, value)
        if self.shop.sized:
            self.send_header("Content-Length", str(len(data)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if body and self.shop.cut and len(data) > self.shop.cut:
            self.wfile.write(data[: self.shop.cut])
            self.close_connection = True
        elif body:
            self.wfile.write(data)


class _Bucket(_Files):
    """The few calls of S3 that are made: HEAD, GET, PUT, DELETE, list, delete many."""

    def _get(self, *, body: bool) -> None:
        parts = urlsplit(self.path)
        bucket, _, key = unquote(parts.path).strip("/").partition("/")
        if key or not bucket:
            super()._get(body=body)
            return
        self.shop.seen.append(f"{self.command} {self.path}")
        if self.shop.status or not any(one.startswith(f"/{bucket}/") for one in self.shop.files):
            fault = b"<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>"
            self._send(self.shop.status or 404, {}, fault, body=body)
            return
        data = self._list(bucket, {name: one[0] for name, one in parse_qs(parts.query).items()})
        self._send(200, {"Content-Type": "application/xml"}, data, body=body)

    def _list(self, bucket: str, asked: dict[str, str]) -> bytes:
        prefix, sign = asked.get("prefix", ""), asked.get("delimiter", "")
        keys, inner = [], []
        for path in sorted(self.shop.files):
            key = path.removeprefix(f"/{bucket}/")
            if not path.startswith(f"/{bucket}/") or not key.startswith(prefix):
                continue
            head, found, _ = key[len(prefix) :].partition(sign) if sign else ("", "", "")
            one = f"{prefix}{head}{sign}" if found else key
            (inner if found else keys).append(one)
        names = sorted({*keys, *inner})
        after = asked.get("continuation-token", "")
        rest = [one for one in names if one > after]
        page, more = rest[: self.shop.most], len(rest) > self.shop.most
        text = "".join(self._entry(bucket, one, inner=one in inner) for one in page)
        if more:
            text += f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f"<ListBucketResult><Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix>"
            f"<KeyCount>{len(page)}</KeyCount><MaxKeys>{self.shop.most}</MaxKeys>"
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{text}</ListBucketResult>"
        ).encode()

    def _entry(self, bucket: str, name: str, *, inner: bool) -> str:
        if inner:
            return f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
        data = self.shop.files[f"/{bucket}/{name}"]
        return (
            f"<Contents><Key>{escape(name)}</Key><Size>{len(data)}</Size>"
            "<LastModified>2024-05-01T00:00:00.000Z</LastModified>"
            f"<ETag>&quot;{md5(data).hexdigest()}&quot;</ETag>"
            "<StorageClass>STANDARD</StorageClass></Contents>"
        )

    def do_PUT(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.shop.seen.append(f"PUT {path}")
        data = self._body()
        if not self.shop.status:
            self.shop.files[path] = data
        self._send(self.shop.status or 200, {"ETag": f'"{md5(data).hexdigest()}"'}, b"", body=True)

    def do_DELETE(self) -> None:
        self.shop.files.pop(unquote(urlsplit(self.path).path), None)
        self._send(204, {}, b"", body=True)

    def do_POST(self) -> None:
        """Delete many."""
        bucket = urlsplit(self.path).path.strip("/")
        for key in re.findall(r"<Key>(.*?)</Key>", self._body().decode()):
            self.shop.files.pop(f"/{bucket}/{key}", None)
        self._send(200, {"Content-Type": "application/xml"}, b"<DeleteResult/>", body=True)

    def _body(self) -> bytes:
        if "chunked" not in (self.headers.get("Transfer-Encoding") or ""):
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        else:
            data = b"".join(iter(self._chunk, b""))
        return _signed(data) if "aws-chunked" in self.headers.get("Content-Encoding", "") else data

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data


def _signed(data: bytes) -> bytes:
    """What is in the chunks that S3 signs one by one."""
    found, at = b"", 0
    while at < len(data):
        line, _, _ = data[at:].partition(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if not size:
            break
        at += len(line) + 2
        found += data[at : at + size]
        at += size + 2
    return found


@contextmanager
def _served(handler: type[_Files]) -> Iterator[Shop]:
    shop = Shop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), {"shop": shop}))
    server.daemon_threads = True
    shop.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def files() -> object:
    """A server of files."""
    return _served(_Files)


def bucket() -> object:
    """An imitation of S3."""
    return _served(_Bucket)
