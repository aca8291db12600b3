"""The two streams that a command writes to: in UTF-8, and with an end that is never silent."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click


def utf8() -> None:
    """Write UTF-8 whatever the locale: documents are UTF-8, and cron has no locale."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def written() -> Iterator[None]:
    """What a command wrote is written when it ends well; OSError where it cannot be."""
    try:
        yield
    except (SystemExit, click.exceptions.Exit):
        _flush()
        raise
    _flush()


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def settle() -> None:
    """Give up what cannot be written: else Python tries again at its end, and says so itself."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nothing:
                os.dup2(nothing.fileno(), stream.fileno())
