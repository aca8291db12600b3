"""entities.toml and a user's own file of the same form → one dictionary; every fault is named."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from scraper.config import Strict, Words, validated
from scraper.discover.entities import Dictionary, Entity, Grade, dictionary, key
from scraper.errors import ConfigError
from scraper.models import SORTS

_FINDING = 1
"""Raise it when other things are found with the same words: archives are then matched anew."""


_LISTS = ("aliases", "loose", "near", "unless")
_SAID = ("of", "grade", "family")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Strict):
    """One table of a user's file: an addition to the entity of this name, or a new one."""

    name: str
    aliases: Words = ()
    loose: Words = ()
    near: Words = ()
    unless: Words = ()
    of: str | None = None
    grade: Grade | None = None
    family: str | None = None
    drop: bool = False
    """Whether the built-in entity of this name is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Strict):
    """A user's file."""

    company: tuple[Entry, ...] = ()
    model: tuple[Entry, ...] = ()
    person: tuple[Entry, ...] = ()
    chip: tuple[Entry, ...] = ()
    institution: tuple[Entry, ...] = ()


@cache
def builtin() -> Dictionary:
    """The dictionary of this program alone."""
    return _made(_builtin())


def merged(written: str, name: str) -> Dictionary:
    """The built-in dictionary with what a user wrote; `name` of the file stands in messages.

    ConfigError names all that is wrong with it.
    """
    book = validated(Book, written, name)
    known = {entity.name: entity for entity in _builtin()}
    faults = list(_joined(known, book))
    faults = faults or [*_orphans(known.values()), *_twins(known.values())]
    if faults:
        raise ConfigError(*(f"{name}: {fault}" for fault in faults))
    return _made(known.values())


def _made(entities: Iterable[Entity]) -> Dictionary:
    entities = list(entities)
    said = json.dumps([_FINDING, *map(asdict, entities)], ensure_ascii=False)
    return dictionary(entities, sha256(said.encode("utf-8", "replace")).hexdigest())


def _builtin() -> Iterator[Entity]:
    written = files(__package__).joinpath("entities.toml").read_text(encoding="utf-8")
    for kind, rows in tomllib.loads(written).items():
        yield from (_entity(kind, row) for row in rows)


def _entity(kind: str, row: Mapping[str, Any]) -> Entity:
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    grade = Grade(row.get("grade", Grade.NONE))
    return Entity(**{**row, **lists, "kind": kind, "grade": grade})


def _joined(known: dict[str, Entity], book: Book) -> Iterator[str]:
    """Put a user's entries among those known; yields what is wrong with each of them."""
    written = set[str]()
    for kind in SORTS:
        for place, entry in enumerate(getattr(book, kind)):
            here, old = f"{kind}.{place}", known.get(entry.name)
            if fault := _fault(entry, kind, old, written):
                yield f"{here}.{fault}"
                continue
            written.add(entry.name)
            if entry.drop:
                del known[entry.name]
            else:
                known[entry.name] = _added(old or Entity(name=entry.name, kind=kind), entry)


def _fault(entry: Entry, kind: str, old: Entity | None, written: set[str]) -> str:
    """What is wrong with an entry by itself, "" where nothing is."""
    spelt = (entry.name, *entry.aliases, *entry.loose, *entry.near, *entry.unless)
    if not all(map(key, spelt)):
        return "name: here is an empty name, alias or phrase; remove it"
    if not entry.name.isprintable():
        return f"name: {entry.name!r} is not one line that can be printed; rename it"
    if entry.name in written:
        return f"name: {entry.name!r} is written twice; join the two"
    if old and old.kind != kind:
        return f"name: {entry.name!r} is a {old.kind}; write it under [[{old.kind}]]"
    if entry.drop and not old:
        return f"drop: there is no {kind} {entry.name!r}; remove the entry"
    return ""


def _added(old: Entity, entry: Entry) -> Entity:
    """An entity with what a user says of it: lists grow, the rest is replaced."""
    said: dict[str, Any] = {
        name: tuple(dict.fromkeys((*getattr(old, name), *getattr(entry, name)))) for name in _LISTS
    }
    said |= {name: value for name in _SAID if (value := getattr(entry, name)) is not None}
    return replace(old, **said)


def _orphans(entities: Iterable[Entity]) -> Iterator[str]:
    """Entities of something that is not there."""
    known = {entity.name: entity for entity in entities}
    for entity in known.values():
        if entity.of and entity.of not in known:
            lack = f"of {entity.of!r}, which is not there"
            yield f"{entity.kind} {entity.name!r}: {lack}; add it, or drop this one too"


def _twins(entities: Iterable[Entity]) -> Iterator[str]:
    """Spellings of more than one entity."""
    owners: dict[str, Entity] = {}
    for entity in entities:
        for spelling in entity.spellings:
            other = owners.setdefault(key(spelling), entity)
            if other is not entity:
                both = f"{other.kind} {other.name!r} and of {entity.kind} {entity.name!r}"
                yield f"{spelling!r} is a spelling of {both}; leave it to one of them"
