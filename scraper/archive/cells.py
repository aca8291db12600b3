"""One value ↔ one cell: texts, times and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import TracebackType
from typing import Any, TypeVar, cast, get_type_hints

from scraper.dates import BEIJING

Row = dict[str, Any]
Value = TypeVar("Value")

_LONE = re.compile("[\ud800-\udfff]")


class DamagedError(ValueError):
    """A row that no longer holds what was stored; its text names table and row."""


class _Reading:
    """What `reading` does: a generator would take thrice as long, for each row that is read."""

    __slots__ = ("_key", "_table")

    def __init__(self, table: str, key: object) -> None:
        self._table = table
        self._key = key

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(
        self, kind: object, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise what is to be raised in the place of what was."""
        if error is None or isinstance(error, DamagedError):
            return
        if isinstance(error, ValueError | TypeError | KeyError | RecursionError):
            raise DamagedError(f"{self._table}, row {self._key!r}: {error}") from error


def reading(table: str, key: object) -> _Reading:
    """Name the row of `table` whose values turn out to be unusable, by DamagedError."""
    return _Reading(table, key)


def clean(value: Value) -> Value:
    """The same value, lone surrogates in its texts replaced: they have no UTF-8."""
    if isinstance(value, str):
        if value.isascii() or not _LONE.search(value):
            return value
        whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return cast("Value", whole)
    if isinstance(value, dict):
        return cast("Value", {clean(name): clean(one) for name, one in value.items()})
    if isinstance(value, list | tuple):
        return cast("Value", type(value)(clean(one) for one in value))
    return value


def dump(value: object) -> str:
    """JSON as a person reads it."""
    return json.dumps(value, ensure_ascii=False)


def stamp(at: datetime) -> str:
    """A time as text in Beijing time, so that the order of texts is the order of times."""
    if at.tzinfo is None:
        raise ValueError(f"{at}: a time without a zone")
    try:
        return at.astimezone(BEIJING).isoformat()
    except OverflowError:  # the first or last hours of the calendar
        return at.isoformat()


def time(text: str) -> datetime:
    """The time a stamp names; ValueError where it names none."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text}: a time without a zone")
    return at.replace(tzinfo=BEIJING) if at.utcoffset() == BEIJING.utcoffset(None) else at


def maybe(text: str | None) -> datetime | None:
    """The time of a cell that may be NULL."""
    return None if text is None else time(text)


def dictionary(text: str) -> Row:
    """The JSON object in a cell; ValueError or TypeError where there is none."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError(f"not a JSON object: {text[:40]}")
    return value


def text(value: object) -> str:
    """The same value, sure to be text; TypeError where it is none."""
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r:.40}")
    return value


def bounded(item: Row) -> Row:
    """Without the numbers that no 64 bits hold: no image is that wide."""
    return {
        name: None if isinstance(value, int) and abs(value) >= 2**63 else value
        for name, value in item.items()
    }


def build(cls: Callable[..., Value], item: Row) -> Value:
    """A flat dataclass of a JSON object whose values have the right types."""
    for name, kind in names(cls).items():
        if name in item and not isinstance(item[name], kind):
            raise TypeError(f"{name}: {item[name]!r:.40}")
    return cls(**item)


@cache
def names(cls: Callable[..., object]) -> dict[str, Any]:
    """The fields of a dataclass with their types."""
    return get_type_hints(cls)
