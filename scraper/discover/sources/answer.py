"""Bytes of a list answer → its JSON value, and the list at a key."""

from __future__ import annotations

import json
import re

from scraper.discover.sources import text
from scraper.errors import DiscoverError
from scraper.models import BUSY_CODES, BUSY_RETS, Kind

_CALL = re.compile(r"(?:/\*\*/)?\s{0,9}[\w$.]{1,100}\s{0,9}\(")  # JSONP: callback({…});
_LARGEST = 4_000_000
"""Characters of an answer that are read, which in memory can be 100 MB; 200 rows have 300,000."""
_FINE = (None, 0, "0", "")
_BUSY = BUSY_RETS | BUSY_CODES
_SAYING = ("message", "msg", "errmsg", "info")


def loads(words: str) -> object:
    """The JSON value of `words`; ValueError where it is none, or nested too deep to read."""
    try:
        return json.loads(words, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def read(body: bytes, url: str) -> dict[str, object]:
    """The JSON object of an answer that says all is well.

    Raises DiscoverError: BUSY where the site asks to come back later, UNREADABLE where the body
    is no JSON object or carries any other error code.
    """
    words = _bare(body.decode("utf-8-sig", "replace").strip())
    if len(words) > _LARGEST:
        reason = f"more than {_LARGEST} characters; not a list"
        raise DiscoverError(url, Kind.TOO_LARGE, reason)
    try:
        value = loads(words)
    except ValueError as error:
        reason = f"not JSON ({text.shown(str(error), 80)}): begins {words[:40]!r}"
        raise DiscoverError(url, Kind.UNREADABLE, reason) from error
    if not isinstance(value, dict):
        raise DiscoverError(url, Kind.UNREADABLE, f"{_name(value)} where an object was expected")
    _refuse(value, url)
    return value


def listed(answer: object, url: str, *keys: str) -> list[object]:
    """The list at the end of `keys`, empty for null; DiscoverError names a key that is missing."""
    value = answer
    for place, key in enumerate(keys, 1):
        if not isinstance(value, dict) or key not in value:
            raise missing(url, ".".join(keys[:place]))
        value = value[key]
    if value is None:
        return []
    if not isinstance(value, list):
        reason = f"{'.'.join(keys)} is {_name(value)}, not a list; the answer's shape has changed"
        raise DiscoverError(url, Kind.UNREADABLE, reason)
    return value


def sections(answer: object, url: str, outer: str, inner: str) -> list[object]:
    """The rows of every section of a list of lists; a section that is no object counts as a row."""
    parts = listed(answer, url, outer)
    rows: list[object] = []
    for part in parts:
        if not isinstance(part, dict):
            rows.append(part)
        elif inner in part:
            rows.extend(listed(part, url, inner))
    if parts and not rows and not any(isinstance(part, dict) and inner in part for part in parts):
        raise missing(url, f"{outer}[].{inner}")
    return rows


def missing(url: str, key: str) -> DiscoverError:
    """The error of an answer without `key`."""
    return DiscoverError(url, Kind.UNREADABLE, f"no key {key}; the answer's shape has changed")


def _bare(words: str) -> str:
    """The value inside a JSONP call; anything else as it is."""
    if call := _CALL.match(words):
        return words[call.end() :].removesuffix(";").rstrip().removesuffix(")")
    return words


def _refuse(answer: dict[str, object], url: str) -> None:
    message = next(filter(None, (text.plain(answer.get(key), 80) for key in _SAYING)), "")
    for key in ("ret", "code"):
        said = answer.get(key)
        if said in _FINE:
            continue
        code = text.shown(str(said), 40) if isinstance(said, (int, str)) else _name(said)
        busy = code in _BUSY or "繁忙" in message
        reason = f"the answer is an error: {key} {code} {message}".rstrip()
        raise DiscoverError(url, Kind.BUSY if busy else Kind.UNREADABLE, reason)


def _name(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value"}
    return "null" if value is None else names.get(type(value), "a number")
