"""What SQLite says went wrong → ArchiveError that names the file and the remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils.db import InvalidColumns, NoTable, NotFoundError, TransactionError

from scraper.archive.cells import DamagedError
from scraper.errors import ArchiveError

_FOREIGN = (
    sqlite3.Error,
    OverflowError,  # a number beyond 64 bits
    NotFoundError,
    NoTable,
    InvalidColumns,
    TransactionError,
)
_RESTORE = "restore it from a backup, or try `sqlite3 FILE .recover`"
_REMEDIES = {  # result codes of https://www.sqlite.org/rescode.html
    3: "access denied; check the permissions of the file and its folder",
    5: "locked by another process; wait until it ends, or stop it, and run again",
    6: "locked by another process; wait until it ends, or stop it, and run again",
    8: "cannot be written; check the permissions of the file and its folder",
    776: "its last writer was interrupted; run a command that writes, once",
    1544: "its folder cannot be written, which SQLite needs even to read; copy it elsewhere",
    10: "the disk fails to read or write; check the disk and its free space",
    11: f"damaged; {_RESTORE}",
    13: "the disk is full; free some space and run again",
    14: "cannot be opened; check that its folder exists and may be written",
    19: "refused, since it breaks a rule of the schema",
    23: "access denied; check the permissions of the file and its folder",
    26: "not an SQLite database; choose another path",
}


@contextmanager
def translated(path: object) -> Iterator[None]:
    """Raise ArchiveError, one line with `path` and a remedy, for whatever fails inside."""
    try:
        yield
    except _FOREIGN as error:
        raise ArchiveError(f"{path}: {_advice(error)}") from error
    except DamagedError as error:
        raise ArchiveError(f"{path}: damaged, {error}; {_RESTORE}") from error
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; check the path") from error


def _advice(error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", 0)
    text = " ".join(str(error).split())
    remedy = _REMEDIES.get(code) or _REMEDIES.get(code & 0xFF)
    return f"{remedy} ({text})" if remedy else f"unusable: {text}; {_RESTORE}"
