"""A file, compressed or not → its plain bytes, a piece at a time, never a flood of them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from scraper import zstd
from scraper.fetch.coding import GZIP_MAGIC

FAULTS = (EOFError, gzip.BadGzipFile, zlib.error, zstd.ZstdError)
"""What reading raises where the bytes are damaged or end too early."""

_FLOOD = 256_000_000  # bytes from which on the ratio is looked at
_RATIO = 300  # pages shrink to a tenth; only bombs to less than this
_LINE = 64 * 1024
_HEAD = 1 << 20  # bytes of lines in one record


class FloodError(Exception):
    """The bytes are made to keep us busy: one line that says how."""


class Plain:
    """A stream of plain bytes that ends in a FloodError where it would never end by itself."""

    def __init__(self, inner: IO[bytes], taken: Callable[[], int]) -> None:
        """`inner` gives the plain bytes; `taken` says how many bytes of the file they were."""
        self._inner, self._taken = inner, taken
        self._count = self._spent = 0

    def rest(self) -> None:
        """A new record begins: its lines are counted anew."""
        self._spent = 0

    def read(self, size: int = _LINE) -> bytes:
        """At most `size` bytes; none at the end."""
        return self._counted(self._inner.read(size))

    def readline(self, size: int | None = None) -> bytes:
        """The next line, with its end; none at the end of all."""
        line = self._counted(self._inner.readline(min(size or _LINE, _LINE)))
        self._spent += len(line)
        if (len(line) == _LINE and line[-1:] != b"\n") or self._spent > _HEAD:
            raise FloodError("a head that does not end")
        return line

    def tell(self) -> int:
        """How many bytes were read."""
        return self._count

    def _counted(self, piece: bytes) -> bytes:
        self._count += len(piece)
        if self._count > _FLOOD and self._count > _RATIO * self._taken():
            raise FloodError(f"it unpacks to more than {_RATIO} times its size")
        return piece


@contextmanager
def opened(file: Path) -> Iterator[Plain]:
    """The plain bytes of a file, with gzip or Zstandard undone; OSError where it has none."""
    with file.open("rb") as raw, plain(raw) as source:
        yield source


@contextmanager
def plain(raw: IO[bytes]) -> Iterator[Plain]:
    """The same of a file that is open, and stands at its beginning."""
    magic = raw.read(len(zstd.MAGIC))
    raw.seek(0)
    if magic == zstd.MAGIC:
        with zstd.open(raw, "rb") as inner:
            yield Plain(cast("IO[bytes]", inner), raw.tell)
    elif magic.startswith(GZIP_MAGIC):
        with gzip.GzipFile(fileobj=raw) as packed:
            yield Plain(cast("IO[bytes]", packed), raw.tell)
    else:
        yield Plain(raw, raw.tell)
