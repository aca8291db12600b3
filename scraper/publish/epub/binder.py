"""Named texts and images → the file of a book: the same bytes for the same parts."""

from __future__ import annotations

from types import TracebackType
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from scraper.publish.epub.plates import Plate

_TYPE = "application/epub+zip"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can say: nothing in a book depends on when it was bound."""
_UNIX, _RIGHTS = 3, 0o644 << 16


class Binder:
    """A book that is bound into `file`, a part at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w")

    def __enter__(self) -> Self:
        """Begin the book with its type, as readers ask."""
        try:
            self._add("mimetype", _TYPE.encode(), ZIP_STORED)
        except OSError:
            self._zip.fp = None
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the book; a broken one gets no end, nor when it is thrown away."""
        try:
            if kind is None:
                self._zip.close()
        finally:
            self._zip.fp = None

    def text(self, name: str, text: str) -> None:
        """Bind a page, or anything else of letters."""
        self._add(name, text.encode(), ZIP_DEFLATED)

    def plate(self, plate: Plate) -> None:
        """Bind an image, which is compressed already."""
        self._add(f"EPUB/{plate.name}", plate.data, ZIP_STORED)

    def _add(self, name: str, data: bytes, way: int) -> None:
        entry = ZipInfo(name, _BEGINNING)
        entry.create_system, entry.external_attr, entry.compress_type = _UNIX, _RIGHTS, way
        self._zip.writestr(entry, data)
