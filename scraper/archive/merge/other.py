"""File of another archive → its tables beside ours, of this version; the file is only read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scraper import disk, zstd
from scraper.archive import audit, backup, connection, restore
from scraper.archive.connection import Database
from scraper.archive.faults import translated
from scraper.errors import ArchiveError

MAGIC = b"SQLite format 3\0"
"""What every database of SQLite begins with."""


@contextmanager
def opened(db: Database, path: Path, file: Path) -> Iterator[Database]:
    """The archive in `file`, also as the schema `other` of `db`, which is the archive at `path`.

    It is a copy of one moment, brought to this version, sound row by row, and gone at the end.
    `file` may be a backup, compressed too. ArchiveError where it is no archive, damaged, or `path`
    itself.
    """
    if os.path.realpath(file) == os.path.realpath(path):
        raise ArchiveError(f"{file}: the archive itself; name another one")
    folder = Path(os.path.realpath(path)).parent
    disk.sweep(folder)
    with backup.written(folder), disk.part(folder) as part:
        copy = Path(part.name)
        _copied(file, copy)
        with translated(file), closing(_current(copy)) as other:
            _sound(other, file)
            with _beside(db, copy):
                yield other


def _copied(file: Path, copy: Path) -> None:
    """Fill an empty file with the archive in another; ArchiveError where that holds none."""
    remedy = "import a backup of it instead"
    with file.open("rb") as source:
        packed = source.read(len(zstd.MAGIC)) == zstd.MAGIC
        if packed:
            source.seek(0)
            with copy.open("wb") as target:
                restore.unpack(source, target, file)
    if packed:
        backup.verified(copy, file, remedy)
    else:
        backup.copied(file, copy, remedy)


def _current(copy: Path) -> Database:
    return connection.connect(copy, readonly=False, create=False, timeout=backup.TIMEOUT)


def _sound(other: Database, file: Path) -> None:
    """ArchiveError where a row is not what it should be: it would be no better here."""
    for one in audit.look(other, lambda *_: None):
        if not one.note:
            raise ArchiveError(f"{file}: damaged ({one.where}: {one.what}); {one.remedy}")


@contextmanager
def _beside(db: Database, copy: Path) -> Iterator[None]:
    """Attach a file to a connection for as long as the block runs, only to be read."""
    db.execute("ATTACH DATABASE ? AS other", [f"{copy.absolute().as_uri()}?mode=ro"])
    try:
        yield
    finally:
        db.rollback()
        db.execute("DETACH DATABASE other")
