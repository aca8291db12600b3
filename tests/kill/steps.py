"""A process that kills itself at one of its own steps: each is told by the interpreter's profiler.

A step is the moment before or after a call that leaves a trace outside of the process: a statement
that writes or ends a transaction, a file made, written, forced to the disk, renamed or removed, a
lock taken, a request sent, an answer received. The code that runs knows nothing of it.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

Step = tuple[str, int]
"""A name like ``before COMMIT`` and which of them it is, from 1."""

_PLAIN = {
    "Connection.commit": "COMMIT",
    "Connection.executescript": "script",
    "Connection.backup": "copy pages",
    "Connection.close": "close archive",
    "socket.send": "send",
    "socket.sendall": "send",
    "socket.recv": "receive",
    "BufferedWriter.write": "write file",
    "fsync": "fsync",
    "replace": "rename",
    "rename": "rename",
    "link": "link",
    "unlink": "remove",
    "open": "open file",
    "mkdir": "make folder",
    "flock": "lock",
    "ftruncate": "cut file",
    "pwrite": "write lock",
}
_SQL = {"Connection.execute", "Cursor.execute"}
_READS = ("SELECT", "WITH", "PRAGMA", "EXPLAIN")
_ENDS = {"commit": "COMMIT", "rollback": "ROLLBACK"}
_MOMENTS = {"c_call": "before", "c_return": "after", "c_exception": "after failed"}
_FILES = ("posix", "fcntl")

Met = Callable[[Step], None]


def watch(met: Met) -> None:
    """Call `met` at every step of this process from now on."""
    counts: Counter[str] = Counter()

    def told(frame: FrameType, event: str, call: Any) -> None:
        moment = _MOMENTS.get(event)
        if moment and (name := _name(frame, call)):
            full = f"{moment} {name}"
            counts[full] += 1
            met((full, counts[full]))

    sys.setprofile(told)


def at(step: Step, number: signal.Signals) -> None:
    """Send a signal to this process when it comes to a step."""

    def check(met: Step) -> None:
        if met == step:
            sys.setprofile(None)
            os.kill(os.getpid(), number)

    watch(check)


def _name(frame: FrameType, call: Any) -> str:
    """What the call does; empty where it leaves no trace."""
    full = call.__qualname__
    if full in _SQL:
        return _statement(frame)
    name = _PLAIN.get(full, "")
    builtin = "." not in full
    return "" if builtin and call.__module__ not in _FILES else name


def _statement(frame: FrameType) -> str:
    """The first word of a statement and its table, as the calling frame names it."""
    if "sql" not in frame.f_locals:
        return _ENDS.get(frame.f_code.co_name, "")
    said = re.sub(r"^--.*\n", "", str(frame.f_locals["sql"]).lstrip(), flags=re.MULTILINE)
    words = said.replace("[", " ").replace("(", " ").split()
    if not words or words[0].upper() in _READS:
        return ""
    rest = [word for word in words[1:] if word.upper() not in ("INTO", "OR", "IGNORE", "FROM")]
    return f"{words[0].upper()} {rest[0].strip(chr(34)) if rest else ''}".strip()
