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
_BACK = 2 * PIECE
"""Plain bytes between what was unpacked last and what `place` is asked of: a buffer and a line."""
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
        self._start = self._at = start  # where in the file `_packed` begins
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
            self._fill()
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

    def taken(self) -> int:
        """How many bytes of the file were unpacked."""
        return self._at - self._start

    def _fill(self) -> None:
        """Read on where all is unpacked; zeros after a member are padding, and none of the file."""
        while not self._packed and (piece := self._raw.read(PIECE)):
            self._packed = piece
            self._skip()

    def _skip(self) -> None:
        rest = self._packed.lstrip(b"\0") if self._ended else self._packed
        self._at += len(self._packed) - len(rest)
        self._packed = rest

    def _begun(self) -> bool:
        """Begin the next member, where there is one."""
        if self._packed:
            if self._starts[-1][0] == self._plain:  # the one before is empty: no byte is in it
                self._starts.pop()
            self._starts.append((self._plain, self._at))
            if len(self._starts) > 2 * _BACK:  # a byte in each, so this many reach far enough back
                del self._starts[:-_BACK]
            self._member = zlib.decompressobj(_GZIP)
            self._ended = False
        return bool(self._packed)

    def _taken(self) -> None:
        """Go on behind what was unpacked."""
        rest = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
        self._at += len(self._packed) - len(rest)
        self._packed = rest
        if self._member.eof:
            self._ended = True
        self._skip()

    def place(self, plain: int) -> tuple[int, int]:
        """Of a byte that was read: where in the file its member begins, and how far in it it is."""
        at = bisect_right(self._starts, (plain, self._at)) - 1
        self._starts = self._starts[at:]
        began, member = self._starts[0]
        return member, plain - began


def following(raw: IO[bytes], start: int, end: int | None = None) -> int | None:
    """Where the first member from `start` on begins that begins a record; None where none does.

    It is looked for before `end`: a large record is not read through by each of its pieces.
    """
    at, window = start, b""
    raw.seek(start)
    while (end is None or at < end) and (piece := raw.read(PIECE)):
        window += piece
        found = window.find(MEMBER)
        while found >= 0 and (end is None or at + found < end):
            if _begins(raw, at + found, window[found : found + _SOME]):
                return at + found
            found = window.find(MEMBER, found + 1)
        kept = min(len(window), len(MEMBER) - 1)
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
