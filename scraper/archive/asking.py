"""A question in SQL on stdin → its answer on stdout, in JSON: what `apart` starts as a process.

What a query may cost is bounded by the system, for SQLite alone cannot: a question of two lines
takes gigabytes before it is even begun, and no handler is asked meanwhile.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sqlite3
import sys
import time
from contextlib import closing, suppress
from typing import Any

from scraper.archive import functions

MEMORY = 768 << 20
"""Bytes of the whole process."""
FILE = 256 << 20
"""Bytes of a file that SQLite sorts in."""
VALUE = 32 << 20
"""Bytes of a value that is made on the way."""
CELL = 2_000
"""Characters of a value that are shown."""
SIZE = 4_000_000
"""Characters of all that is shown."""
_TURN = 10_000
"""Steps of SQLite between two looks at the clock."""

TELLING = frozenset({"table_info", "table_xinfo", "table_list", "index_list", "index_info"})
"""Pragmas whose value only says what they are asked about."""
_TOLD = TELLING | {"data_version"}  # which the index of words asks for itself
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_DENIED = frozenset({"load_extension", "fts3_tokenizer"})
"""Functions that would run what is in another file, or tell where in memory things are."""
_READY = (
    "SELECT 1 FROM text_index, title_index, json_each('[]'), json_tree('[]'),"
    " pragma_table_info('') LIMIT 0"
)
"""What is no table of its own must be known before less is allowed."""
LATE = "late"
LARGE = "large"


def main() -> None:
    """Answer the one question: the names, rows, and whether there is more; or what is wrong."""
    _bound()
    asked = json.load(sys.stdin)
    try:
        with closing(sqlite3.connect(asked["uri"], uri=True, timeout=1.0)) as conn:
            said = answer(conn, asked["query"], asked["rows"], asked["seconds"])
    except MemoryError:
        said = {"error": LARGE}
    json.dump(said, sys.stdout)


def answer(conn: sqlite3.Connection, query: str, rows: int, seconds: float) -> dict[str, Any]:
    """What is said to a query, or the error of it; the connection is good for nothing else then."""
    functions.register(conn)
    conn.text_factory = lambda text: text.decode("utf-8", "replace")
    conn.execute("PRAGMA query_only = ON")
    conn.execute(_READY)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE)
    conn.set_authorizer(_allowed)
    until = time.monotonic() + seconds
    conn.set_progress_handler(lambda: time.monotonic() > until, _TURN)
    try:
        return _shown(conn.execute(query), rows)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        return {"error": _fault(error)}


def _bound() -> None:
    """Let others go first, and take no more than is allowed, nor than was allowed before."""
    os.nice(10)
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        known = resource.getrlimit(kind)[1]
        least = most if known == resource.RLIM_INFINITY else min(most, known)
        with suppress(ValueError, OSError):  # not every system bounds all of them
            resource.setrlimit(kind, (least, least))


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        allowed = first in _TOLD
    elif action == sqlite3.SQLITE_FUNCTION:
        allowed = second not in _DENIED
    else:
        allowed = action in _READING
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _shown(cursor: sqlite3.Cursor, most: int) -> dict[str, Any]:
    """So many rows at most, and so much of them."""
    names = [column[0] for column in cursor.description or ()]
    rows: list[list[Any]] = []
    size = 0
    for row in cursor:
        if len(rows) == most or size > SIZE:
            return {"names": names, "rows": rows, "more": True}
        rows.append([*map(_cell, row)])
        size += sum(len(one) if isinstance(one, str) else 8 for one in rows[-1])
    return {"names": names, "rows": rows, "more": False}


def _cell(value: Any) -> Any:
    """A value as JSON can hold it, and no longer than a reader needs."""
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    if isinstance(value, str) and len(value) > CELL:
        return f"{value[:CELL]}…"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _fault(error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return LATE
    large = (sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_TOOBIG)
    if code in large:
        return LARGE
    text = str(error).rstrip(".")
    return f"{text}; only a SELECT is answered here" if "authoriz" in text else text


if __name__ == "__main__":
    main()
