"""Front matter + what a site wishes otherwise → the front matter it gets, or all that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from scraper.config import Front
from scraper.errors import ConfigError
from scraper.extract import document
from scraper.extract import front as yaml
from scraper.extract.front import Value
from scraper.publish.hugo.front import FIELDS, OURS, PROFILE, Keys


def checked(wish: Front) -> Front:
    """The wish of a site, if it can be met; ConfigError names all that is wrong with it."""
    faults = [
        *(f"drop.{at}: {_unknown(key)}" for at, key in enumerate(wish.drop) if not _known(key)),
        *(f"rename.{key}: {_unknown(key)}" for key in wish.rename if not _known(key)),
        *(f"rename.{key}: {fault}" for key, fault in _renamed(wish)),
        *(f"add.{key}: {fault}" for key, fault in _added(wish)),
    ]
    if faults:
        raise ConfigError(*(f"hugo.front.{fault}" for fault in faults))
    return wish


def _known(key: str) -> bool:
    room, dot, name = key.partition(".")
    return name in OURS if dot and room == "params" else key in PROFILE


def _unknown(key: str) -> str:
    names = ", ".join((*PROFILE, *(f"params.{one}" for one in OURS)))
    return f"{key!r} is no key of the profile; it has {names}"


def _renamed(wish: Front) -> Iterator[tuple[str, str]]:
    free = {*wish.drop, *wish.rename}
    names = list(wish.rename.values())
    for key, name in wish.rename.items():
        if fault := _misnamed(name):
            yield key, fault
        elif _known(name) and name not in free:
            yield key, f"{name!r} is there already; drop or rename that too"
        elif names.count(name) > 1:
            yield key, f"{name!r} is given to two keys; choose another for one"
        elif key in wish.drop:
            yield key, "is dropped too; do one of both"


def _added(wish: Front) -> Iterator[tuple[str, str]]:
    free, taken = {*wish.drop, *wish.rename}, set(wish.rename.values())
    for key, value in wish.add.items():
        if fault := _misnamed(key):
            yield key, fault
        elif key in taken or (_known(key) and key not in free):
            yield key, f"{key!r} is there already; drop it, or rename it"
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and (fault := _unfilled(text)):
                yield key, fault


def _misnamed(key: str) -> str:
    room, dot, name = key.rpartition(".")
    if (dot and room != "params") or not yaml.NAME.fullmatch(name):
        return f"{key!r} is no name of a key; write letters, digits and _, or params.NAME"
    return ""


def _unfilled(text: str) -> str:
    """What is wrong with the braces of a text; nothing where they can be filled."""
    try:
        asked = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        return f"{text!r}: {error}; write {{{{ for a brace"
    wrong = [name or "" for _, name, form, turn in asked if name not in FIELDS or form or turn]
    if wrong:
        return f"{{{wrong[0]}}} is not known; there are {', '.join(FIELDS)}"
    return ""


def applied(keys: Keys, wish: Front, fields: Mapping[str, str]) -> Keys:
    """The front matter as a site wishes it: dropped, renamed in place, then added.

    `fields` stand for the names in braces.
    """
    own = {f"params.{name}": value for name, value in _table(keys.get("params")).items()}
    flat = {**{key: value for key, value in keys.items() if key != "params"}, **own}
    gone = {*wish.drop, *(f"params.{name}" for name in OURS if "params" in wish.drop)}
    flat = {wish.rename.get(key, key): one for key, one in flat.items() if key not in gone}
    flat |= {key: document.settled(_filled(one, fields)) for key, one in wish.add.items()}
    return _nested(flat)


def _table(value: Value | None) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def _nested(flat: Keys) -> Keys:
    """Keys with a dot within `params`, which is the last."""
    own = {key.removeprefix("params."): one for key, one in flat.items() if "." in key}
    head = {key: one for key, one in flat.items() if "." not in key}
    return head | ({"params": own} if own else {})


def _filled(value: str | bool | tuple[str, ...], values: Mapping[str, str]) -> Value:
    match value:
        case bool():
            return value
        case str():
            return value.format_map(values)
        case _:
            return tuple(one.format_map(values) for one in value)
