"""A question in SQL → its answer, by a process of its own that costs so much and no more."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scraper
from scraper.archive import asking
from scraper.errors import QueryError

GRACE = 1.0
"""Seconds beyond its time after which a process is ended that does not look at the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The `names` of the columns and the rows; `more` says that there are others."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: bool


def answer(uri: str, query: str, *, rows: int, seconds: float) -> Answered:
    """At most so many rows, within so many seconds; QueryError for what is no query, or too dear.

    A long value is cut, and of bytes it is only said how many there are.
    """
    if not query.strip():
        raise QueryError('the query is empty; ask e.g. "SELECT count(*) FROM articles"')
    asked = {"uri": uri, "query": query, "rows": rows, "seconds": seconds}
    said = _said(json.dumps(asked), seconds + GRACE)
    match said.get("error"):
        case None:
            return Answered(**said)
        case asking.LATE:
            raise QueryError(f"took longer than {seconds:g} s; ask for less, or use `scraper sql`")
        case asking.LARGE:
            raise QueryError("needs too much memory; ask for less, or use `scraper sql`")
        case error:
            raise QueryError(error)


def _said(asked: str, seconds: float) -> dict[str, Any]:
    """What the process says; that it was too late, where it has to be ended."""
    try:
        done = subprocess.run(  # noqa: S603 - this program, asked by its own words
            [sys.executable, "-m", asking.__name__],
            input=asked,
            capture_output=True,
            cwd=Path(scraper.__file__).parents[1],
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": asking.LATE}
    if done.returncode:  # it was out of memory where nothing could be said
        return {"error": asking.LARGE}
    said: dict[str, Any] = json.loads(done.stdout)
    return said
