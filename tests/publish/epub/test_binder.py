"""A book on a disk that fills up while it is bound: the fault of the disk, and nothing besides."""

from __future__ import annotations

import errno
import gc
import io
import os

import pytest

from scraper.publish.epub.binder import Binder


class Small(io.BytesIO):
    """A disk with so much room."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: object) -> int:
        self.room -= len(data)  # type: ignore[arg-type]
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("room", [40, 200, 2_000, 10_400])
def test_a_full_disk_is_told_once(room: int) -> None:
    file = Small(room)
    with pytest.raises(OSError, match="No space left"):
        _bound(file)
    file.close()
    gc.collect()  # what is thrown away writes nothing more


def _bound(file: Small) -> None:
    with Binder(file) as book:
        for number in range(100):
            book.text(f"EPUB/{number}.xhtml", f"{number}".zfill(500))
