"""A copy in one file → the archive: verified first, whole at every moment of the swap."""

from __future__ import annotations

import glob
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from scraper import disk, zstd
from scraper.archive import backup, lock
from scraper.archive.backup import CHUNK, TIMEOUT, Copy, written
from scraper.errors import ArchiveError

FORMER = ".before-restore-"
"""What the name of a former archive goes on with, before the time."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM)
"""Faults of the machine, which say nothing of the archive."""


def restore(path: Path, file: Path, at: datetime, *, force: bool, timeout: float = TIMEOUT) -> Copy:
    """Put the archive that `file` holds, verified, in the place of the one at `path`.

    One that is there is replaced by `force` only, and kept beside it. Whoever is stopped on the
    way leaves the former or the new one. BusyError where a run is at work; readers are waited
    for, so many seconds as `timeout` says.
    """
    with lock.hold(path, "restore", at):
        real = Path(os.path.realpath(path))
        with _opened(file, real) as source, written(path):
            if _there(real) and not force:
                remedy = "replace it with --force, which keeps it"
                raise ArchiveError(f"{path}: is there already; {remedy}")
            disk.sweep(real.parent)
            with disk.part(real.parent) as part:
                unpack(source, part, file)
                counts = backup.verified(Path(part.name), file, "take another backup")
                _inherit(part, real)
                former = _swap(real, part, at, timeout)
    return Copy(counts=counts, size=real.stat().st_size, former=former)


@contextmanager
def _opened(file: Path, real: Path) -> Iterator[IO[bytes]]:
    """The bytes of a backup; ArchiveError where it is none, or an archive in use."""
    if os.path.realpath(file) == str(real):
        raise ArchiveError(f"{file}: the archive itself; name a backup of it")
    for side in ("-wal", "-journal"):
        if _filled(Path(f"{file}{side}")):
            raise ArchiveError(f"{file}: in use ({side[1:]}); make a backup of it and restore that")
    try:
        if not file.is_file():
            raise ArchiveError(f"{file}: no such file; name one that `scraper backup` wrote")
        source = file.open("rb")
    except OSError as error:
        raise ArchiveError(f"{file}: cannot be read ({error.strerror}); name another") from error
    with source:
        yield source


def unpack(source: IO[bytes], part: IO[bytes], file: Path) -> None:
    """The bytes of the archive that a backup holds, be it compressed or not."""
    packed = source.read(len(zstd.MAGIC)) == zstd.MAGIC
    source.seek(0)
    try:
        with zstd.open(source, "rb") if packed else nullcontext(source) as plain:
            shutil.copyfileobj(plain, part, CHUNK)
    except (zstd.ZstdError, EOFError) as error:
        raise ArchiveError(f"{file}: damaged ({error}); take another backup") from error
    part.flush()


def _inherit(part: IO[bytes], real: Path) -> None:
    """Let the new archive belong to whom the former one belonged."""
    if real.exists():
        former = real.stat()
        os.fchmod(part.fileno(), stat.S_IMODE(former.st_mode))
        with suppress(PermissionError):
            os.fchown(part.fileno(), former.st_uid, former.st_gid)


def _swap(real: Path, part: IO[bytes], at: datetime, timeout: float) -> Path | None:
    """Give a part the name of the archive; the name that the former one has now.

    All of the former one is brought into its one file before, so that what SQLite keeps beside it
    can go: no archive may ever meet the journal of another. A kill leaves the one or the other.
    """
    if not _there(real):
        disk.settle(part, real)
        return None
    former = _unused(real, at)
    merged = _merged(real, timeout)
    _linked(real, former)
    for name in disk.SIDES:
        side = Path(f"{real}{name}")
        if merged or name == "-shm" or not _filled(side):
            side.unlink(missing_ok=True)
        else:  # it may hold what is still to be saved of a damaged archive
            side.rename(f"{former}{name}")
    disk.settle(part, real)
    return former


def _merged(real: Path, timeout: float) -> bool:
    """Whether all of an archive is in its one file now; a damaged one is left as it is."""
    try:
        with suppress(sqlite3.OperationalError), closing(_attached(real, "ro", timeout)) as db:
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with closing(_attached(real, "rw", timeout)) as db:
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            db.execute("PRAGMA synchronous = FULL")
            busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _UNABLE:  # half of its journal may be in it by now, so it may not be moved
            reason = f"cannot be brought into one file ({error}); free some space and try again"
            raise ArchiveError(f"{real}: {reason}") from error
        busy = code in _BUSY
        if not busy:
            return False
    if busy:
        raise ArchiveError(f"{real}: in use by another process; wait until it ends, and try again")
    return True


def _attached(real: Path, mode: str, timeout: float) -> sqlite3.Connection:
    uri = f"{real.as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


def _linked(real: Path, former: Path) -> None:
    """Give an archive a second name; a copy where its file system gives only one."""
    if not real.exists():
        return
    others = real.parent.glob(f"{glob.escape(real.name)}{FORMER}*")
    for left in [one for one in others if one.samefile(real)]:
        for side in ("-wal", "-journal"):  # of a restore that was killed before its end
            with suppress(FileNotFoundError):
                Path(f"{left}{side}").rename(f"{former}{side}")
        left.unlink()
    try:
        os.link(real, former)
    except FileExistsError:
        raise
    except OSError:
        with disk.part(real.parent) as copy, real.open("rb") as source:
            shutil.copyfileobj(source, copy, CHUNK)
            disk.settle(copy, former, replace=False)


def _unused(real: Path, at: datetime) -> Path:
    """A name for the former archive that nothing has."""
    name = f"{real}{FORMER}{at:%Y%m%dT%H%M%S}"
    names = (Path(f"{name}{more}") for more in ("", *(f"-{count}" for count in range(2, 1000))))
    return next(one for one in names if not os.path.lexists(one))


def _there(real: Path) -> bool:
    return any(_filled(Path(f"{real}{side}")) for side in ("", "-wal", "-journal"))


def _filled(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
