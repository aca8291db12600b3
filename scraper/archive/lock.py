"""Path of an archive → the right to write to it, which one run has at a time.

The right is a lock of the kernel on the file ``archive.db.lock`` beside it: it ends with the
process that holds it, however that ends. The file stays; what it says is for people.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from scraper.errors import ArchiveError, BusyError

LONGEST = 200
"""Bytes of a lock that are read: a command, a process and a time."""

_LOOKS, _LOOK = 20, 0.05  # seconds: a look takes microseconds

_LOCAL = "keep the archive on a local disk"
_ADVICE = {
    errno.EISDIR: "remove the folder",
    errno.EINVAL: _LOCAL,
    errno.ENOLCK: _LOCAL,
    errno.ENOSYS: _LOCAL,
    errno.ENOTSUP: _LOCAL,
    errno.ENAMETOOLONG: "choose a shorter path",
    errno.ENOSPC: "free some space and run again",
    errno.EFBIG: "free some space and run again",
}


def place(path: str | Path) -> Path:
    """Where the lock of an archive is; the same for every symbolic link to it."""
    real = Path(os.path.realpath(path))
    return real.with_name(f"{real.name}.lock")


@contextmanager
def hold(path: str | Path, command: str, at: datetime) -> Iterator[None]:
    """The right to write, for as long as the block runs; BusyError where another run has it.

    ArchiveError where there can be no lock. No program started meanwhile inherits it.
    """
    if Path(path).is_dir():
        raise ArchiveError(f"{path}: a folder; name a file in it, e.g. {Path(path, 'archive.db')}")
    with _explained(path), ExitStack() as stack:
        handle = os.open(place(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        stack.callback(os.close, handle)
        if not _won(handle):
            raise BusyError(
                f"another run is at work on {path}{_said(handle)}; wait for it or stop it"
            )
        _sign(handle, f"{command}, pid {os.getpid()}, since {at:%Y-%m-%d %H:%M}\n")
        held = stack.pop_all()
    with held:
        yield
        os.ftruncate(handle, 0)


def holder(path: str | Path) -> str | None:
    """Who is at work on an archive, as its lock says; None where nobody is."""
    with _explained(path), ExitStack() as stack:
        try:
            handle = os.open(place(path), os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        stack.callback(os.close, handle)
        return None if _taken(handle, fcntl.LOCK_SH) else _said(handle).removeprefix(": ")


def _won(handle: int) -> bool:
    """Whether the lock is ours; who only looks whether it is held (`holder`) is waited for."""
    for _ in range(_LOOKS):
        if _taken(handle, fcntl.LOCK_EX):
            return True
        if not _taken(handle, fcntl.LOCK_SH):
            return False
        fcntl.flock(handle, fcntl.LOCK_UN)
        time.sleep(_LOOK)
    return False


def _taken(handle: int, sort: int) -> bool:
    try:
        fcntl.flock(handle, sort | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _said(handle: int) -> str:
    """What the holder wrote, after a colon; nothing where it is just about to."""
    said = os.pread(handle, LONGEST, 0).decode("utf-8", "replace").partition("\n")[0]
    return f": {said}" if said and said.isprintable() else ""


def _sign(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)


@contextmanager
def _explained(path: str | Path) -> Iterator[None]:
    """OSError → ArchiveError: of the archive where its folder is to blame, else of the lock."""
    try:
        yield
    except OSError as error:
        if not place(path).parent.is_dir():
            advice = "its folder does not exist; make it, or choose another path"
            raise ArchiveError(f"{path}: {advice}") from error
        advice = _ADVICE.get(error.errno or 0, "check the permissions of the file and its folder")
        fault = f"{place(path)}: no lock can be had ({error.strerror}); {advice}"
        raise ArchiveError(fault) from error
