"""Compressed bytes → the bytes meant, never more than a limit."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import brotli  # type: ignore[import-untyped]

from scraper import zstd
from scraper.models import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

ACCEPTED = "gzip, deflate, br, zstd"
"""What `undo` can undo, as an Accept-Encoding header."""
GZIP_MAGIC = b"\x1f\x8b"

_STACKED = 2  # codings in one answer; more has never been seen but in attacks
_MEMBERS = 1000  # gzip members or zstd frames in one answer
_SLICE = 64 * 1024  # bytes given to, and taken from, a decoder at once
_WINDOW_LOG = 23  # RFC 9659: zstd on the web needs a window of 8 MB, never more


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The bytes meant, or as many of them as came out before `kind` and `reason` stopped it."""

    body: bytes
    kind: Kind | None = None
    reason: str = ""


def undo(wire: bytes, header: str, limit: int) -> Undone:
    """`wire` with the codings of a Content-Encoding `header` undone, at most `limit` bytes.

    Kind UNREADABLE names a coding that is not known, TRUNCATED damaged or cut data, TOO_LARGE
    more than `limit` bytes. Where nothing at all could be undone the body is `wire` itself.
    """
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if unknown := [name for name in names if name not in _DECODERS]:
        reason = f"content coding {unknown[0][:40]!r} is not known"
        return Undone(body=wire, kind=Kind.UNREADABLE, reason=reason)
    if len(names) > _STACKED:
        reason = f"{len(names)} content codings on top of each other"
        return Undone(body=wire, kind=Kind.UNREADABLE, reason=reason)
    done = Undone(body=wire)
    for name in reversed(names):
        step = _one(name, done.body, limit)
        if step.kind and not step.body:
            return Undone(body=wire, kind=done.kind or step.kind, reason=done.reason or step.reason)
        done = Undone(
            body=step.body, kind=done.kind or step.kind, reason=done.reason or step.reason
        )
    return done


def _one(name: str, wire: bytes, limit: int) -> Undone:
    out = bytearray()
    try:
        for piece in _DECODERS[name](wire) if wire else ():
            out += piece
            if len(out) > limit:
                reason = f"more than {limit} bytes after decompression (fetch.max_bytes)"
                return Undone(body=bytes(out[:limit]), kind=Kind.TOO_LARGE, reason=reason)
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        reason = f"damaged or cut {name} data: {error}"
        return Undone(body=bytes(out), kind=Kind.TRUNCATED, reason=reason)
    return Undone(body=bytes(out))


class _Engine(Protocol):
    """One decoder at work on one gzip member, zstd frame or brotli stream."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """What `piece` decodes to, in slices."""

    def ended(self) -> bool:
        """Whether the end of the member was seen."""

    def rest(self) -> int:
        """How many bytes of the last piece lie after that end."""


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        out = b""
        while (piece or len(out) == _SLICE) and not self._inner.eof:
            out = self._inner.decompress(piece, _SLICE)
            piece = self._inner.unconsumed_tail
            yield out

    def ended(self) -> bool:
        return self._inner.eof

    def rest(self) -> int:
        return len(self._inner.unused_data)


class _Zstd:
    def __init__(self) -> None:
        options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
        self._inner = zstd.ZstdDecompressor(options=options)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield self._inner.decompress(piece, _SLICE)
        while not self._inner.needs_input and not self._inner.eof:
            yield self._inner.decompress(b"", _SLICE)

    def ended(self) -> bool:
        return self._inner.eof

    def rest(self) -> int:
        return len(self._inner.unused_data)


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        out = self._inner.process(piece, output_buffer_limit=_SLICE)
        yield out
        while out and not self._inner.is_finished():  # more may wait, whatever it says it accepts
            out = self._inner.process(b"", output_buffer_limit=_SLICE)
            yield out

    def ended(self) -> bool:
        return bool(self._inner.is_finished())

    def rest(self) -> int:
        return 0  # brotli raises on what follows its end


def _members(wire: bytes, make: Callable[[], _Engine], magic: bytes) -> Iterator[bytes]:
    """Each member in turn; what follows the last and does not begin with `magic` is padding."""
    start = 0
    for _ in range(_MEMBERS):
        engine = make()
        start = yield from _member(wire, start, engine)
        if not magic or not wire.startswith(magic, start):
            return
    raise EOFError(f"more than {_MEMBERS} members")


def _member(wire: bytes, start: int, engine: _Engine) -> Generator[bytes, None, int]:
    for at in range(start, len(wire), _SLICE):
        piece = wire[at : at + _SLICE]
        yield from engine.feed(piece)
        if engine.ended():
            return at + len(piece) - engine.rest()
    raise EOFError("it ends before its end mark")


def _gzip(wire: bytes) -> Iterator[bytes]:
    return _members(wire, lambda: _Zlib(31), GZIP_MAGIC)


def _deflate(wire: bytes) -> Iterator[bytes]:
    """RFC 9110 means the zlib format; many servers send raw deflate under the same name."""
    headed = wire[0] & 15 == 8 and int.from_bytes(wire[:2], "big") % 31 == 0
    return _members(wire, lambda: _Zlib(15 if headed else -15), b"")


def _brotli(wire: bytes) -> Iterator[bytes]:
    return _members(wire, _Brotli, b"")


def _zstd(wire: bytes) -> Iterator[bytes]:
    return _members(wire, _Zstd, zstd.MAGIC)


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
