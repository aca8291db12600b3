"""Archive → a copy of it in one file: consistent, verified, whole or not there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from scraper import disk, zstd
from scraper.archive import lock, packing, schema
from scraper.archive.connection import Database
from scraper.archive.faults import translated
from scraper.errors import ArchiveError

PAGES = 2000
"""Pages copied at once, 8 MB: between two such portions progress is told."""

CHUNK = 1 << 20
"""Bytes read at once."""

_PACKED = {
    int(zstd.CompressionParameter.compression_level): packing.LEVEL,
    int(zstd.CompressionParameter.checksum_flag): 1,
}
TIMEOUT = 30.0
"""Seconds to wait for another process to let go of the archive."""

Tell = Callable[[int, int], None]
"""Told how much of how much is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A verified copy: the rows of each table, its size in bytes, what it took the place of."""

    counts: Mapping[str, int]
    size: int
    former: Path | None = None


def save(path: Path, file: Path, *, compress: bool, force: bool, tell: Tell) -> Copy:
    """Copy an archive into `file`, also while it is written; ArchiveError where that cannot be.

    A `file` named ``….zst`` is compressed too. One that is there is replaced by `force` only.
    """
    with written(file):
        _writable(path, file, force)
        disk.sweep(file.parent)
        with disk.part(file.parent) as plain:
            _copy(path, Path(plain.name), file, tell)
            look = "look at the archive with `scraper check`"
            counts = verified(Path(plain.name), path, f"nothing was written; {look}")
            size = _settled(plain, file, compress or file.suffix == ".zst", force)
    return Copy(counts=counts, size=size)


def _writable(path: Path, file: Path, force: bool) -> None:
    """ArchiveError where a backup of `path` may not be written to `file`."""
    if not path.is_file():
        raise ArchiveError(f"{path}: there is no archive here; make one with `scraper crawl`")
    if file.is_dir():
        raise ArchiveError(f"{file}: a folder; name a file in it, e.g. {file / 'archive.db.zst'}")
    if not file.parent.is_dir():
        raise ArchiveError(f"{file}: its folder does not exist; make it, or choose another")
    real = os.path.realpath(path)
    if os.path.realpath(file) in {real, str(lock.place(path)), *(real + one for one in disk.SIDES)}:
        raise ArchiveError(f"{file}: the archive itself; choose another file")
    if os.path.lexists(file) and not (force and file.is_file()):
        remedy = "replace it with --force, or " if file.is_file() else ""
        raise ArchiveError(f"{file}: is there already; {remedy}choose another")


def copied(path: Path, part: Path, remedy: str) -> dict[str, int]:
    """Copy an archive, also while it is written, into an empty file; the rows of each table.

    Nothing is left beside it. ArchiveError with the `remedy` where it is damaged.
    """
    _copy(path, part, part, lambda *_: None, still=not Path(f"{path}-wal").exists())
    return verified(part, path, remedy)


def _copy(path: Path, part: Path, file: Path, tell: Tell, *, still: bool = False) -> None:
    """Copy the pages of an archive of ours, all as of one moment, into an empty file.

    Of one that nobody writes to (`still`) SQLite is told so: it would leave a journal beside it.
    """
    with closing(_attached(path, still=still)) as db, closing(sqlite3.connect(part)) as target:
        target.execute("PRAGMA synchronous = OFF")  # it is forced to the disk once, at the end
        with translated(path), db.atomic():
            schema.check(db, path)  # a first look: from here on the state is that of this moment
            with translated(file):
                db.conn.backup(
                    target, pages=PAGES, progress=lambda _, left, of: tell(of - left, of)
                )
        with translated(file):  # one file, to be read also where no other may be written
            target.execute("PRAGMA journal_mode = DELETE").fetchone()


def _attached(path: Path, *, still: bool) -> Database:
    with translated(path):
        uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if still else ''}"
        return Database(sqlite3.connect(uri, uri=True, timeout=TIMEOUT), execute_plugins=False)


def verified(part: Path, name: Path, remedy: str) -> dict[str, int]:
    """The rows of each table of a sound archive of ours; ArchiveError for any other file."""
    uri = f"{part.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(Database(sqlite3.connect(uri, uri=True), execute_plugins=False)) as db:
        try:
            with translated(name):
                fault = _fault(db, part, name)
                names = set(db.table_names())
        except ArchiveError as error:
            if not isinstance(error.__cause__, sqlite3.DatabaseError):
                raise
            fault = " ".join(str(error.__cause__).split())
        if fault:
            raise ArchiveError(f"{name}: damaged ({fault}); {remedy}")
        return {one: db.table(one).count for one in schema.TABLES if one in names}


def _fault(db: Database, part: Path, name: Path) -> str:
    """The first thing that is wrong; empty where nothing is."""
    if not db.table_names():
        return "it is empty"
    schema.check(db, name)
    (size,) = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    if part.stat().st_size < size[0]:
        return "its end is missing"
    (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    lost = db.execute("PRAGMA foreign_key_check").fetchone()
    if said != "ok":
        return " ".join(str(said).split())
    return f"{lost[0]}, row {lost[1]}: what it refers to in {lost[2]} is missing" if lost else ""


def _settled(plain: IO[bytes], file: Path, compress: bool, force: bool) -> int:
    """Give a verified copy its name, compressed where asked; its size."""
    if not compress:
        disk.settle(plain, file, replace=force)
        return file.stat().st_size
    with disk.part(file.parent) as part:
        digest = _pack(Path(plain.name), part)
        part.flush()
        if _digest(Path(part.name)) != digest:
            raise ArchiveError(f"{file}: was not written as it should be; check the disk")
        disk.settle(part, file, replace=force)
        return file.stat().st_size


def _pack(plain: Path, part: IO[bytes]) -> bytes:
    """Compress a file into a part; the digest of what went in."""
    packer = zstd.ZstdCompressor(options=_PACKED)
    digest = sha256()
    with plain.open("rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            part.write(packer.compress(chunk))
    part.write(packer.flush())
    return digest.digest()


def _digest(packed: Path) -> bytes:
    digest = sha256()
    with zstd.open(packed, "rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
    return digest.digest()


@contextmanager
def written(name: Path) -> Iterator[None]:
    """OSError → ArchiveError, one line that names what could not be written."""
    try:
        yield
    except FileExistsError as error:
        raise ArchiveError(f"{name}: is there already; choose another") from error
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error}); free space or choose another"
        raise ArchiveError(f"{name}: {reason}") from error
