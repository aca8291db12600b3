"""A dictionary and a text → whom the text names: companies, models, people, chips, institutions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scraper import text
from scraper.discover.lexicon import Lexicon, bare, build, found
from scraper.models import Mention


class Grade(StrEnum):
    """What a name says of the topic of a title it stands in."""

    STRONG = "strong"
    WEAK = "weak"
    BROAD = "broad"  # weak, and all such names count once between them
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing with a name; the other fields are explained at the head of entities.toml."""

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    of: str = ""
    grade: Grade = Grade.NONE
    family: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its name and its other spellings, each once."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *self.loose)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What a spelling stands for; one that is not `sure` needs something beside it.

    `maker` is whose it is where the spelling says so too, else empty.
    """

    entity: str
    sure: bool
    maker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dictionary:
    """Entities ready to be found, by name, and the digest of all that is known of them."""

    entities: Mapping[str, Entity]
    lexicon: Lexicon[Name | None]
    """None stands for a phrase that only hides a name in it."""
    kin: Mapping[str, frozenset[str]]
    """Of whom a sure name vouches for a loose one, by whose they are."""
    near: Mapping[str, tuple[str, ...]]
    digest: str


def dictionary(entities: Iterable[Entity], digest: str) -> Dictionary:
    """The dictionary of entities whose names, and whose spellings, are each another's."""
    known = {entity.name: entity for entity in entities}
    return Dictionary(
        entities=known,
        lexicon=build(_words(known)),
        kin=_kin(known),
        near={one.name: tuple(map(fold, one.near)) for one in known.values() if one.near},
        digest=digest,
    )


def find(dictionary: Dictionary, title: str, body: str) -> tuple[Mention, ...]:
    """Whom a title and a plain text name, and how often; those named first come first."""
    texts = (fold(title), fold(body))
    said = [[name for name in found(dictionary.lexicon, one) if name] for one in texts]
    sure = {name.entity for names in said for name in names if name.sure}
    told, count = set[str](), Counter[str]()
    for place, names in enumerate(said):
        for name in names:
            if name.sure or _vouched(dictionary, name.entity, sure, texts):
                meant = (name.entity, name.maker) if name.maker else (name.entity,)
                count.update(meant)
                told.update(meant if place == 0 else ())
    return tuple(
        Mention(entity=one, kind=dictionary.entities[one].kind, count=times, in_title=one in told)
        for one, times in count.items()
    )


def fold(spelling: str) -> str:
    """A text or a spelling as they are compared."""
    return text.fold(spelling).strip()


def key(spelling: str) -> str:
    """What two spellings have in common that no text could tell apart."""
    return bare(fold(spelling))


def _vouched(dictionary: Dictionary, entity: str, sure: set[str], texts: tuple[str, str]) -> bool:
    """Whether a text with a loose spelling of an entity has something that makes it sure."""
    if entity in sure:
        return True
    owner = dictionary.entities[entity].of or entity
    if not dictionary.kin.get(owner, frozenset()).isdisjoint(sure):
        return True
    return any(word in one for word in dictionary.near.get(entity, ()) for one in texts)


def _words(known: Mapping[str, Entity]) -> Iterator[tuple[str, Name | None]]:
    """Every spelling with what it stands for; a name wins over a phrase that hides."""
    for entity in known.values():
        for phrase in entity.unless:
            yield fold(phrase), None
    for entity in known.values():
        loose = set(entity.loose)
        makers = _makers(known, entity)
        for spelling in entity.spellings:
            said = fold(spelling).startswith(makers) if makers else False
            maker = entity.of if said else ""
            yield fold(spelling), Name(entity=entity.name, sure=spelling not in loose, maker=maker)


def _makers(known: Mapping[str, Entity], entity: Entity) -> tuple[str, ...]:
    """The sure spellings of whose an entity is, folded."""
    owner = known.get(entity.of)
    return tuple(fold(one) for one in owner.spellings if one not in owner.loose) if owner else ()


def _kin(known: Mapping[str, Entity]) -> dict[str, frozenset[str]]:
    """By each name that others are of: itself and all of those."""
    kin: dict[str, set[str]] = {}
    for entity in known.values():
        kin.setdefault(entity.of or entity.name, {entity.of or entity.name}).add(entity.name)
    return {owner: frozenset(names) for owner, names in kin.items()}
