"""The values of a table and a form → the form filled in, where each value is just what it says.

What is anything else, or not understood here, is None: pydantic then says what is wrong with it, or
that it will do after all. To load pydantic and to build its reader takes a third of the time of a
short command, and nearly every table is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from annotated_types import Ge, Le

Form = TypeVar("Form")

LARGEST = 2**53
"""No larger number is read here: it would not be itself as a fraction."""


class _UnsureError(Exception):
    """A value that pydantic is to look at."""


def fitted(form: type[Form], values: dict[str, Any]) -> Form | None:
    """The form with these values; None where it is not sure that they fit."""
    try:
        return cast("Form", _table(form, values))
    except _UnsureError:
        return None


def _table(form: Any, values: Any) -> Any:
    kinds = _kinds(form)
    if type(values) is not dict or not values.keys() <= kinds.keys():
        raise _UnsureError
    try:
        return form(**{name: _value(kinds[name], value) for name, value in values.items()})
    except TypeError as error:  # of a value that must be there and is not
        raise _UnsureError from error


def _value(kind: Any, value: Any) -> Any:
    """The value as its kind has it."""
    if is_dataclass(kind):
        return _table(kind, value)
    if kind in _PLAIN:
        return _PLAIN[kind](value)
    origin, words = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _bounded(words, value)
    if origin is Literal and type(value) is str and value in words:
        return value
    if origin is tuple and words[1:] == (...,) and type(value) is list:
        return tuple(_value(words[0], one) for one in value)
    raise _UnsureError


def _bounded(words: tuple[Any, ...], value: Any) -> Any:
    found = _value(words[0], value)
    for bound in words[1:]:
        low, high = isinstance(bound, Ge), isinstance(bound, Le)
        if not (low and found >= bound.ge) and not (high and found <= bound.le):
            raise _UnsureError
    return found


def _exactly(kind: type) -> Callable[[Any], Any]:
    """Value → the same, where it is of this very type and no larger than is sure."""

    def read(value: Any) -> Any:
        large = type(value) is int and abs(value) > LARGEST
        if type(value) is not kind or large:
            raise _UnsureError
        return value

    return read


def _fraction(value: Any) -> float:
    if type(value) is float and math.isfinite(value):
        return value
    return float(_PLAIN[int](value))


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    **{kind: _exactly(kind) for kind in (str, bool, int)},
    float: _fraction,
}


@cache
def _kinds(form: Any) -> dict[str, Any]:
    """The fields of a form with their types."""
    return get_type_hints(form, include_extras=True)
