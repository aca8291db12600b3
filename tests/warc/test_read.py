"""WARC → answers, within limits; what is hostile or damaged ends in a line."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.models import Fetched, Kind
from scraper.warc import read, unpack, write
from scraper.warc.read import Passed

from .test_write import GIVEN, URL, answer

LIMIT = 1_000_000
PAGE = "<html>一页</html>".encode()

packed = partial(gzip.compress, mtime=0)
"""The same bytes each time: tests are named by them."""


def taken(file: Path, limit: int = LIMIT) -> list[Fetched | Passed]:
    with unpack.opened(file) as source:
        return list(read.read(source, lambda url: "qq.com" in url, limit))


def record(
    body: bytes = PAGE, head: str = "", sort: str = "response", url: str = URL, more: str = ""
) -> bytes:
    block = f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body
    return (
        (
            f"WARC/1.0\r\nWARC-Type: {sort}\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Date: 2024-05-01T00:00:00Z\r\n{more}"
            f"Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


@pytest.fixture
def made(tmp_path: Path) -> Callable[[bytes], list[Fetched | Passed]]:
    """What is read from a file of these bytes."""

    def build(data: bytes, limit: int = LIMIT) -> list[Fetched | Passed]:
        file = tmp_path / "x.warc"
        file.write_bytes(data)
        return taken(file, limit)

    return build


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_what_was_written_is_read(name: str, tmp_path: Path) -> None:
    write.write(tmp_path / name, GIVEN, replace=False)
    info, *found = taken(tmp_path / name)
    assert info == Passed(reason="warcinfo record")
    for sent, one in zip(GIVEN, found, strict=True):
        assert isinstance(one, Fetched)
        assert (one.asked, one.url, one.status) == (sent.asked, sent.url, sent.status)
        assert (one.body, one.at) == (sent.body, sent.at)


def test_what_warcio_writes_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        for sort in ("request", "response", "metadata"):
            record = writer.create_warc_record(
                URL, sort, io.BytesIO(PAGE), len(PAGE), http_headers=head
            )
            writer.write_record(record)
    request, found, metadata = taken(file)
    assert [request.reason, metadata.reason] == ["request record", "metadata record"]
    assert (found.url, found.body) == (URL, PAGE)


def test_one_gzip_around_all_and_zstandard_are_read_too(tmp_path: Path) -> None:
    data = record() * 3
    (tmp_path / "a.gz").write_bytes(packed(data))
    (tmp_path / "a.zst").write_bytes(unpack.zstd.compress(data))
    for name in ("a.gz", "a.zst"):
        assert [one.body for one in taken(tmp_path / name)] == [PAGE] * 3


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (packed(PAGE), "Content-Encoding: gzip\r\n"),
        (zlib.compress(PAGE), "content-encoding: deflate\r\n"),
        (brotli.compress(PAGE), "Content-Encoding: br\r\n"),
        (b"5\r\n" + PAGE[:5] + b"\r\n%x;x=y\r\n" % (len(PAGE) - 5) + PAGE[5:] + b"\r\n0\r\n\r\n",
         "Transfer-Encoding: chunked\r\n"),
        (PAGE, "Transfer-Encoding: chunked\r\n"),  # joined before it was written
        (PAGE, "Content-Encoding: gzip\r\n"),  # undone before it was written
    ],
    ids=["gzip", "deflate", "br", "chunked", "joined", "undone"],
)  # fmt: skip
def test_the_body_is_as_it_is_meant(made, body: bytes, head: str) -> None:
    (found,) = made(record(body, head))
    assert found.body == PAGE


def test_chunks_around_gzip(made) -> None:
    data = packed(PAGE)
    body = b"%x\r\n" % len(data) + data + b"\r\n0\r\n\r\n"
    (found,) = made(record(body, "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"))
    assert found.body == PAGE


def test_times_are_utc(made) -> None:
    (found,) = made(record())
    assert found.at == datetime(2024, 5, 1, tzinfo=UTC)


def test_other_sites_and_records_are_passed_over(made) -> None:
    data = record(url="https://example.com/") + record(sort="revisit") + record(sort="名")
    found = made(data + record())
    assert [one.reason for one in found[:3]] == [
        "not an article's address",
        "revisit record",
        "名 record",
    ]
    assert all(one.kind is None for one in found[:3])
    assert found[3].body == PAGE


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (record(b"x" * 3000), Kind.TOO_LARGE, "more than 1000 bytes"),
        (record(b"x" * 2_000_000), Kind.TOO_LARGE, "more than 1000 bytes"),
        (
            record(packed(bytes(9_000_000)), "Content-Encoding: gzip\r\n"),
            Kind.TOO_LARGE,
            "more than 1000 bytes",
        ),
        (
            record(packed(PAGE * 9)[:-12], "Content-Encoding: gzip\r\n"),
            Kind.TRUNCATED,
            "cut",
        ),
        (record(more="WARC-Truncated: length\r\n"), Kind.TRUNCATED, "cut when it was captured"),
        (record(more="WARC-Block-Digest: sha1:AAAA\r\n"), Kind.UNREADABLE, "digest"),
        (record().replace(b"2024-05-01T00", b"May"), Kind.UNREADABLE, "head"),
        (record().replace(b"2024-", b"9999-"), Kind.UNREADABLE, "head"),
        (record().replace(b"200 OK", b"fine"), Kind.UNREADABLE, "head"),
    ],
)
def test_one_bad_record_does_not_stop_the_next(made, data, kind: Kind, says: str) -> None:
    bad, good = made(data + record(), limit=1000)
    assert (bad.kind, bad.url) == (kind, URL)
    assert says in bad.reason
    assert good.body == PAGE


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (record()[:-20], Kind.TRUNCATED),
        (packed(record() * 3)[:-30], Kind.TRUNCATED),
        (b"<html>", Kind.UNREADABLE),
        (b"WARC/1.0\r\n" + b"a: b\r\n" * 500_000, Kind.UNREADABLE),
        (b"WARC/1.0\r\na: " + b"b" * 500_000, Kind.UNREADABLE),
        (b"\r\n" * 900_000, Kind.UNREADABLE),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", Kind.UNREADABLE),
        (record().replace(b"Content-Length: ", b"Content-Length: -"), Kind.UNREADABLE),
        (record().replace(b"Content-Length: ", b"Content-Length: 9999999"), Kind.TRUNCATED),
        (packed(record())[:-8] + b"12345678", Kind.UNREADABLE),
        (packed(record()) + b"garbage", Kind.UNREADABLE),
    ],
    ids=lambda one: one.value if isinstance(one, Kind) else f"{len(one)}",
)
def test_damage_is_said_once_and_what_came_before_is_good(made, data: bytes, kind: Kind) -> None:
    *good, last = made(record() + data) if data[:2] != b"\x1f\x8b" else made(data)
    assert last.kind is kind
    assert last.reason.startswith("damaged after ")
    assert all(one.body == PAGE for one in good if isinstance(one, Fetched))


def test_a_bomb_does_not_go_off(made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "_FLOOD", 1_000_000)
    bomb = f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {10**12}\r\n\r\n".encode()
    _, last = made(packed(bomb + bytes(50_000_000)))
    assert last.kind is Kind.UNREADABLE
    assert "300 times its size" in last.reason


def test_an_address_asked_for_must_be_an_articles(made) -> None:
    (found,) = made(record(more=f"{write.ASKED}: https://example.com/\r\n"))
    assert found.asked == URL


@settings(max_examples=50)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    file = tmp_path_factory.mktemp("noise") / "x"
    data = record()
    file.write_bytes(data[:at] + noise + data[at:])
    for one in taken(file):
        assert isinstance(one, Fetched | Passed)


def test_an_answer_keeps_its_head(made) -> None:
    (found,) = made(record(head="Set-Cookie: a\r\nSet-Cookie: b\r\nX-Name: 值\r\n"))
    assert found.headers == (("set-cookie", "a"), ("set-cookie", "b"), ("x-name", "值"))
    assert answer().status == found.status
