"""A compressed WARC, entered anywhere → its plain bytes from the next record on, and where it is.

A record of a ``.warc.gz`` is a member of gzip of its own, as the format asks (WARC/1.1, annex D),
so such a file can be read from any of its members. A member is known by its first bytes, and by
what they unpack to: the beginning of a record.
"""

from __future__ import annotations

import io
import zlib
from bisect import bisect_right
from typing import IO

from scraper.fetch.coding import GZIP_MAGIC

MEMBER = GZIP_MAGIC + b"\x08"
"""What each member of gzip begins with: its only method is 8."""

RECORD = b"WARC/1."
"""What each record begins with."""

PIECE = 1 << 17
"""Bytes that are read, and unpacked, at once."""
_SOME = 256  # bytes of a member that unpack to the beginning of a record
_GZIP = 16 + zlib.MAX_WBITS


class Members(io.RawIOBase):
    """The plain bytes of the members of a file from `start` on, one after another.

    EOFError where the file ends within one, zlib.error where one is damaged.
    """

    def __init__(self, raw: IO[bytes], start: int) -> None:
        super().__init__()
        self._raw = raw
        self._raw.seek(start)
        self._packed = b""
        self._at = start  # where in the file `_packed` begins
        self._plain = 0
        self._member = zlib.decompressobj(_GZIP)
        self._starts = [(0, start)]
        self._ended = True  # no member is open
        self.over = False
        """Whether all was read, to the end of the file."""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill some of `buffer`; 0 at the end of the file."""
        while True:
            self._packed = self._packed or self._raw.read(PIECE)
            if self._ended and not self._begun():
                self.over = True
                return 0
            over = not self._packed
            piece = self._member.decompress(self._packed, len(buffer))
            self._taken()
            if piece:
                buffer[: len(piece)] = piece
                self._plain += len(piece)
                return len(piece)
            if over:
                raise EOFError("it ends within a record")

    def _begun(self) -> bool:
        """Begin the next member, where there is one."""
        if self._packed:
            self._starts.append((self._plain, self._at))
            self._member = zlib.decompressobj(_GZIP)
            self._ended = False
        return bool(self._packed)

    def _taken(self) -> None:
        """Go on behind what was unpacked; padding of zeros after a member is none of the file."""
        rest = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
        if self._member.eof:
            self._ended = True
            if rest[:1] == b"\0":
                rest = rest.lstrip(b"\0")
        self._at += len(self._packed) - len(rest)
        self._packed = rest

    def place(self, plain: int) -> tuple[int, int]:
        """Of a byte that was read: where in the file its member begins, and how far in it it is."""
        at = bisect_right(self._starts, (plain, self._at)) - 1
        self._starts = self._starts[at:]
        began, member = self._starts[0]
        return member, plain - began


def following(raw: IO[bytes], start: int) -> int | None:
    """Where the first member from `start` on begins that begins a record; None where none does."""
    at, window = start, b""
    raw.seek(start)
    while piece := raw.read(PIECE):
        window += piece
        found = window.find(MEMBER)
        while found >= 0:
            if _begins(raw, at + found, window[found : found + _SOME]):
                return at + found
            found = window.find(MEMBER, found + 1)
        kept = len(MEMBER) - 1
        at += len(window) - kept
        window = window[-kept:]
    return None


def _begins(raw: IO[bytes], at: int, some: bytes) -> bool:
    """Whether what stands at a place unpacks to a record."""
    if len(some) < _SOME:
        here = raw.tell()
        raw.seek(at)
        some = raw.read(_SOME)
        raw.seek(here)
    try:
        return zlib.decompressobj(_GZIP).decompress(some, len(RECORD)) == RECORD
    except zlib.error:
        return False
