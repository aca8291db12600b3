"""Bytes → a file that is whole or not there, whatever stops its writer. Faults are OSError."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PREFIX, SUFFIX = ".scraper-", ".part"
"""Of the names that files have until they are whole."""

SIDES = ("-wal", "-shm", "-journal")
"""What SQLite writes beside a database, also beside one that is a part."""


@contextlib.contextmanager
def part(folder: Path) -> Iterator[IO[bytes]]:
    """A new empty file in `folder`, gone at the end unless `settle` gave it its name.

    Its lock tells `sweep` that somebody is at work on it; the kernel ends it with its holder.
    """
    with _made(folder) as file:
        try:
            yield file
        finally:
            remove(Path(file.name))


def settle(file: IO[bytes], path: Path, *, replace: bool = True, durable: bool = True) -> None:
    """Give a part its name, once its bytes are on the disk; then the name is there too.

    FileExistsError where it would replace what it may not. What is not `durable` may be lost, or
    empty, after a power cut: for what is easily made again, in thousands.
    """
    file.flush()
    if durable:
        os.fsync(file.fileno())
    if replace:
        os.replace(file.name, path)
    else:
        _appear(file.name, path)
    if durable:
        sync(path.parent)


def write(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Put `data` in the place of what `path` held: a reader, or a crash, never meets half of it."""
    with part(path.parent) as file:
        file.write(data)
        settle(file, path, durable=durable)


def renew(path: Path, data: bytes, *, durable: bool = True) -> bool:
    """Whether a file had to be written to hold `data`: one that does already keeps its time."""
    if path.is_file() and path.read_bytes() == data:
        return False
    write(path, data, durable=durable)
    return True


def sync(folder: Path) -> None:
    """Make sure that the names in `folder` outlive a power cut, where its file system can."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # else it has no such thing
            raise
    finally:
        os.close(handle)


def sweep(folder: Path) -> int:
    """How many parts that killed writers left in `folder` were removed."""
    count = 0
    for path in stale(folder):
        with contextlib.suppress(OSError):  # of another user: theirs to remove
            remove(path)
            count += 1
    return count


def stale(folder: Path) -> Iterator[Path]:
    """The parts in `folder` that nobody is at work on, each locked while it is looked at."""
    for path in sorted(folder.glob(f"{PREFIX}*{SUFFIX}")):
        with contextlib.ExitStack() as stack:
            if _held(path, stack):
                yield path


def remove(path: Path) -> None:
    """Remove a database, or any file, with what SQLite left beside it; it may be gone already."""
    for side in (*SIDES, ""):
        Path(f"{path}{side}").unlink(missing_ok=True)


def _made(folder: Path) -> IO[bytes]:
    """A part that is locked; another where a sweep came between its making and its lock."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=PREFIX, suffix=SUFFIX)
        file = open(name, "wb", opener=lambda *_, handle=handle: handle)  # noqa: SIM115
        with contextlib.suppress(OSError):  # a file system without locks: nothing is ever swept
            fcntl.flock(handle, fcntl.LOCK_EX)
        os.fchmod(handle, 0o644)  # news of a public site, read by its web server
        if os.fstat(handle).st_nlink:
            return file
        file.close()


def _held(path: Path, stack: contextlib.ExitStack) -> bool:
    """Whether a part is nobody's, and is locked until the end of the `stack`."""
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags)
        stack.callback(os.close, handle)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return stat.S_ISREG(os.fstat(handle).st_mode)
    except OSError:  # gone, held, no file, or of another user
        return False


def _appear(name: str, path: Path) -> None:
    """Give a file its name where nothing has it; FileExistsError where something has."""
    try:
        os.link(name, path)
    except FileExistsError:
        raise
    except OSError as error:  # a file system without hard links: looked first, a moment ago
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        os.replace(name, path)
    else:
        os.unlink(name)
