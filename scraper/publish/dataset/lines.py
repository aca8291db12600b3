"""Rows → JSON Lines or CSV, in UTF-8: the same rows, the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from scraper.publish.dataset.columns import COLUMNS, Row


class Lines:
    """A file that is written record by record."""

    def __init__(self, file: IO[bytes], written: Callable[[Row], str], head: str = "") -> None:
        self._file = file
        self._written = written
        file.write(head.encode())

    def add(self, row: Row) -> None:
        """Write a row."""
        self._file.write(self._written(row).encode())

    def close(self) -> None:
        """Write what is left: nothing is."""


def jsonl(file: IO[bytes]) -> Lines:
    """One object a line, with the keys in the order of the columns."""
    return Lines(file, lambda row: f"{_json(row)}\n")


def csv(file: IO[bytes]) -> Lines:
    """RFC 4180, a line of names first; lists are JSON, and what is unknown is empty.

    No mark of the byte order: pandas and `datasets` would take it for a part of the first name.
    Texts stand in quotes, always: so an empty one is not an unknown one. Nothing is put before a
    text that a spreadsheet would take for a formula: a corpus is exact.
    """
    head = ",".join(column.name for column in COLUMNS)
    return Lines(file, lambda row: f"{','.join(map(_cell, row.values()))}\r\n", f"{head}\r\n")


def objects(path: Path) -> int:
    """How many rows a file of JSON Lines has."""
    with path.open("rb") as file:
        return sum(1 for _ in file)


def records(path: Path) -> int:
    """How many rows a CSV file has: lines that end outside of quotes, but for the first."""
    count, quoted = -1, False
    with path.open("rb") as file:
        for line in file:
            quoted ^= line.count(b'"') % 2 == 1
            count += not quoted and line.endswith(b"\r\n")
    return count


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_time)


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"no value of a data set: {value!r:.40}")


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return _quoted(value)
        case datetime():
            return value.isoformat()
        case _:
            written = _json(value)
            return _quoted(written) if isinstance(value, list) else written


def _quoted(value: str) -> str:
    return '"{}"'.format(value.replace('"', '""'))
