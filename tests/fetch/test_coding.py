from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import zstd
from scraper.fetch import coding
from scraper.models import Kind


def _raw(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


def _wide(data: bytes) -> bytes:
    options = {
        zstd.CompressionParameter.window_log: 26,
        zstd.CompressionParameter.content_size_flag: 0,
    }
    return zstd.compress(data, options=options)


CODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", _raw),
    "brotli": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "gzip then brotli": ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    "gzip and nothing": ("identity, gzip,", gzip.compress),
}
LIMIT = 1_000_000
coder = pytest.mark.parametrize(("header", "compress"), CODERS.values(), ids=CODERS)
TEXT = "人工智能 AI ".encode() * 30_000


@coder
@given(data=st.binary(max_size=2000), times=st.integers(1, 300))
def test_what_was_compressed_comes_back(
    header: str, compress: Callable[[bytes], bytes], data: bytes, times: int
) -> None:
    assert coding.undo(compress(data * times), header, LIMIT) == coding.Undone(body=data * times)


@coder
def test_exactly_the_limit_is_allowed(header: str, compress: Callable[[bytes], bytes]) -> None:
    assert coding.undo(compress(TEXT), header, len(TEXT)).kind is None
    done = coding.undo(compress(TEXT), header, len(TEXT) - 1)
    assert done.kind is Kind.TOO_LARGE
    assert done.body == TEXT[:-1]


@coder
def test_cut_data_keeps_its_beginning(header: str, compress: Callable[[bytes], bytes]) -> None:
    wire = compress(TEXT)
    done = coding.undo(wire[:-2], header, LIMIT)
    assert done.kind is Kind.TRUNCATED
    assert TEXT.startswith(done.body) or done.body == wire[:-2]


@coder
def test_a_bomb_stays_small(header: str, compress: Callable[[bytes], bytes]) -> None:
    bomb = compress(bytes(20_000_000))
    tracemalloc.start()
    done = coding.undo(bomb, header, LIMIT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done.kind is Kind.TOO_LARGE
    assert len(done.body) <= LIMIT
    assert peak < 10 * LIMIT


@coder
@given(data=st.binary(min_size=1, max_size=300))
def test_any_bytes_are_answered(
    header: str, compress: Callable[[bytes], bytes], data: bytes
) -> None:
    for wire in (data, compress(b"abc") + data, compress(data)[:9] + data):
        done = coding.undo(wire, header, LIMIT)
        assert done.kind in (None, Kind.TRUNCATED, Kind.TOO_LARGE)
        assert bool(done.kind) == bool(done.reason)


def test_plain_bytes_that_call_themselves_gzip_are_kept() -> None:
    done = coding.undo(b"<html>", "gzip", LIMIT)
    assert (done.body, done.kind) == (b"<html>", Kind.TRUNCATED)


def test_a_wrong_checksum_is_damage() -> None:
    wire = bytearray(gzip.compress(TEXT))
    wire[-6] ^= 1
    assert coding.undo(bytes(wire), "gzip", LIMIT).kind is Kind.TRUNCATED


def test_several_members_and_padding() -> None:
    wire = gzip.compress(b"a") + gzip.compress(b"b") + bytes(512)
    assert coding.undo(wire, "gzip", LIMIT).body == b"ab"
    assert coding.undo(zstd.compress(b"a") + zstd.compress(b"b"), "zstd", LIMIT).body == b"ab"


def test_a_flood_of_empty_members_ends() -> None:
    done = coding.undo(gzip.compress(b"") * 5000, "gzip", LIMIT)
    assert done.kind is Kind.TRUNCATED


def test_a_zstd_window_too_wide_for_the_web_is_not_opened() -> None:
    assert coding.undo(_wide(bytes(50_000_000)), "zstd", LIMIT).kind is Kind.TRUNCATED


@pytest.mark.parametrize("header", ["utf-8", "compress", "gzip, rot13", "gzip, gzip, gzip", "é"])
def test_an_unknown_coding_is_unreadable(header: str) -> None:
    done = coding.undo(b"wire", header, LIMIT)
    assert (done.kind, done.body) == (Kind.UNREADABLE, b"wire")


@pytest.mark.parametrize("header", ["", "identity", " , ", "IDENTITY"])
def test_no_coding_is_no_change(header: str) -> None:
    assert coding.undo(b"wire", header, LIMIT) == coding.Undone(body=b"wire")


@given(st.text(), st.binary(max_size=100))
def test_any_header_is_answered(header: str, wire: bytes) -> None:
    assert isinstance(coding.undo(wire, header, 50).body, bytes)
