"""A compressed file, entered anywhere: what gzip gives from there, and where each record begins."""

from __future__ import annotations

import gzip
import io
import zlib
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.models import Fetched, Kind
from scraper.warc import members, read, unpack
from scraper.warc.members import MEMBER, PIECE, RECORD, Members, following

from .test_read import LIMIT, PAGE, packed, record

PADDING = st.sampled_from([0, 0, 0, 1, 2, 7, 100])
PAYLOADS = st.one_of(
    st.binary(max_size=40),
    st.binary(max_size=40).map(lambda data: RECORD + b"0\r\n" + data),
    st.integers(0, 3000).map(lambda size: RECORD + bytes(size)),
)
FILES = st.lists(st.tuples(PAYLOADS, st.integers(0, 9), PADDING), min_size=1, max_size=12)
"""Payloads, each with the level it is packed by and the zeros behind it."""
PIECES = st.sampled_from([1, 2, 3, 5, 17, 64, 300, PIECE])


def built(parts: list[tuple[bytes, int, int]]) -> tuple[bytes, list[int]]:
    """A file of members, and where each begins."""
    packs = [gzip.compress(data, level, mtime=0) + bytes(zeros) for data, level, zeros in parts]
    return b"".join(packs), [0, *accumulate(map(len, packs))][:-1]


def plain(data: bytes, start: int = 0) -> bytes:
    return io.BufferedReader(Members(io.BytesIO(data), start), PIECE).read()


def begins(data: bytes, at: int) -> bool:
    """Whether a record begins in a member at a place, tried by gzip's own means."""
    try:
        found = zlib.decompressobj(31).decompress(data[at:], len(RECORD))
    except zlib.error:
        return False
    return data[at : at + 3] == MEMBER and found == RECORD


@settings(max_examples=150)
@given(FILES, PIECES)
def test_from_each_member_it_gives_what_gzip_gives(parts, piece: int) -> None:
    data, starts = built(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "PIECE", piece)
        for start in starts:
            assert plain(data, start) == gzip.decompress(data[start:])


@pytest.mark.parametrize("zeros", [1, PIECE - 20, PIECE, PIECE + 1, 3 * PIECE])
def test_zeros_between_members_are_padding_however_many(zeros: int) -> None:
    one = gzip.compress(b"one", mtime=0)
    data = one + bytes(zeros) + gzip.compress(b"two", mtime=0) + bytes(zeros)
    assert plain(data) == gzip.decompress(data) == b"onetwo"


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 5_000_000])
@pytest.mark.parametrize("level", [0, 9])
def test_large_members(size: int, level: int) -> None:
    payload = bytes(range(256)) * (size // 256 + 1)
    data = gzip.compress(payload[:size], level, mtime=0) * 2
    inner = Members(io.BytesIO(data), 0)
    assert io.BufferedReader(inner, PIECE).read() == payload[:size] * 2
    assert (inner.over, inner.taken()) == (True, len(data))


@settings(max_examples=150)
@given(FILES, PIECES, st.integers(1, 5000), st.integers(1, 200))
def test_the_place_of_each_byte(parts, piece: int, buffer: int, step: int) -> None:
    data, starts = built(parts)
    ends = [*accumulate(len(one) for one, _, _ in parts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "PIECE", piece)
        inner = Members(io.BytesIO(data), 0)
        source, at = io.BufferedReader(inner, buffer), 0
        while source.read(1):
            here = next(n for n, end in enumerate(ends) if at < end)
            assert inner.place(at) == (starts[here], at - (ends[here - 1] if here else 0))
            at += 1 + len(source.read(step - 1))


@settings(max_examples=200)
@given(FILES, st.binary(max_size=20), PIECES, st.integers(0, 200), st.none() | st.integers(0, 4000))
def test_each_member_that_begins_a_record_is_found_and_nothing_else(
    parts, noise: bytes, piece: int, start: int, end: int | None
) -> None:
    data = noise + built(parts)[0]
    stop = len(data) if end is None else end
    right = [at for at in range(start, min(stop, len(data))) if begins(data, at)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(members, "PIECE", piece)
        at, found = start, []
        while (here := following(io.BytesIO(data), at, end)) is not None:
            found.append(here)
            at = here + 1
    assert found == right


def test_what_only_looks_like_a_member_is_none() -> None:
    fakes = [
        MEMBER,
        MEMBER * 9000,
        MEMBER + bytes(500),
        gzip.compress(b"HTTP/1.1 200 OK\r\n", mtime=0),
        gzip.compress(b"WARC", mtime=0),
        gzip.compress(RECORD, mtime=0)[:12],
    ]
    data = b"".join(fakes)
    member = packed(record())
    assert following(io.BytesIO(data), 0) is None
    assert following(io.BytesIO(data + member), 0) == len(data)
    assert following(io.BytesIO(data + member), len(data) + 1) is None


def test_the_middle_of_a_large_record_is_not_read_to_its_end() -> None:
    class Counted(io.BytesIO):
        count = 0

        def read(self, size: int | None = -1) -> bytes:
            found = super().read(size)
            self.count += len(found)
            return found

    raw = Counted(bytes(50 * PIECE) + packed(record()))
    assert following(raw, PIECE, 2 * PIECE) is None
    assert raw.count <= 2 * PIECE


class TestDamage:
    def test_a_file_that_ends_within_a_member(self) -> None:
        data = packed(record()) * 3
        for cut in range(1, len(packed(record()))):
            source = io.BufferedReader(Members(io.BytesIO(data[:-cut]), 0), PIECE)
            whole = 2 * len(record())
            assert b"".join(source.read(1) for _ in range(whole)) == record() * 2
            with pytest.raises(EOFError):
                source.read(len(record()) + 1)

    @pytest.mark.parametrize("tail", [b"garbage", b"\x1f\x8b\x08\xff", b"\0\0x"])
    def test_what_is_no_member_is_said(self, tail: bytes) -> None:
        source = io.BufferedReader(Members(io.BytesIO(packed(b"one") + tail), 0), PIECE)
        assert source.read(3) == b"one"
        with pytest.raises((zlib.error, EOFError)):
            source.read(1)

    @settings(max_examples=100)
    @given(st.binary(min_size=1, max_size=3), st.data())
    def test_no_damage_raises_anything_else(self, noise: bytes, data: st.DataObject) -> None:
        file = packed(record()) * 3
        at = data.draw(st.integers(0, len(file) - 1))
        file = file[:at] + noise + file[at + len(noise) :]
        inner = Members(io.BytesIO(file), 0)
        source = unpack.Plain(io.BufferedReader(inner, PIECE), inner.taken)
        for one in read.read(source, lambda _: True, LIMIT):
            assert not isinstance(one, Fetched) or one.body == PAGE or inner.taken() >= at

    def test_a_digest_that_does_not_fit_is_said(self) -> None:
        data = packed(record())
        inner = Members(io.BytesIO(data[:-8] + b"12345678" + data), 0)
        source = unpack.Plain(io.BufferedReader(inner, PIECE), inner.taken)
        *_, last = read.read(source, lambda _: True, LIMIT)
        assert last.kind is Kind.UNREADABLE


class TestBounds:
    def test_members_of_nothing_take_no_memory(self) -> None:
        data = packed(b"") * 30_000 + packed(b"x")
        inner = Members(io.BytesIO(data), 0)
        assert io.BufferedReader(inner, PIECE).read() == b"x"
        assert len(inner._starts) == 1

    def test_members_of_a_byte_take_little(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(members, "_BACK", 500)
        data = packed(b"x") * 5_000
        inner = Members(io.BytesIO(data), 0)
        source = io.BufferedReader(inner, 200)
        for at in range(5_000):
            assert source.read(1) == b"x"
            assert len(inner._starts) <= 1_000
            if at > 4_000:
                assert inner.place(at) == (at * len(packed(b"x")), 0)

    def test_a_bomb_late_in_a_file_does_not_go_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What lies before the piece is no part of its size."""
        monkeypatch.setattr(unpack, "_FLOOD", 1_000_000)
        head = f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {10**12}\r\n\r\n".encode()
        before = bytes(400_000)
        inner = Members(io.BytesIO(before + packed(head + bytes(50_000_000))), len(before))
        source = unpack.Plain(io.BufferedReader(inner, PIECE), inner.taken)
        _, last = read.read(source, lambda _: True, LIMIT)
        assert "300 times its size" in last.reason
        assert source.tell() < 20_000_000


def test_records_say_where_they_begin_and_are_told_when_to_end() -> None:
    data = record()
    file = packed(data * 3) + packed(data) + packed(b"\r\n" + data)
    inner = Members(io.BytesIO(file), 0)
    source = unpack.Plain(io.BufferedReader(inner, PIECE), inner.taken)
    seen: list[tuple[int, int]] = []

    def ends(at: int) -> bool:
        seen.append(inner.place(at))
        return len(seen) > 4

    found = list(read.read(source, lambda _: True, LIMIT, ends))
    assert [one.body for one in found] == [PAGE] * 4
    second = len(packed(data * 3))
    third = second + len(packed(data))
    assert seen == [(0, 0), (0, len(data)), (0, 2 * len(data)), (second, 0), (third, 2)]
