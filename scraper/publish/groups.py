"""Stories → the same in groups, each under the one that it tells most about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scraper.models import Mention
from scraper.publish.stories import Piece

OFTEN = 2
"""So often a text must name somebody whom the title does not, to be about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Stories about one entity; about nobody in particular where `name` is empty."""

    name: str
    pieces: tuple[Piece, ...]


def of(pieces: Iterable[Piece]) -> tuple[Group, ...]:
    """Every story once, in the group of whom it tells most; the largest group first.

    That is whom the title names, then who is named most, then who is named by most of the stories.
    A story that would stand alone joins a larger group of another whom its title names. In a
    group the one told by most comes first, then the newest; those about nobody are the last.
    """
    given = sorted(pieces, key=_weight)
    groups: dict[str, list[Piece]] = {}
    for name, piece in zip(_names(given), given, strict=True):
        groups.setdefault(name, []).append(piece)
    made = [Group(name=name, pieces=tuple(found)) for name, found in groups.items()]
    return tuple(sorted(made, key=_rank))


def _weight(piece: Piece) -> tuple[int, float, str]:
    return -len(piece.others), -piece.at.timestamp(), piece.id


def _rank(group: Group) -> tuple[bool, int, int, str]:
    told = sum(len(one.others) for one in group.pieces)
    return not group.name, -len(group.pieces), -told, group.name


def _names(pieces: Sequence[Piece]) -> list[str]:
    """Of each story the name of its group."""
    seen = Counter(one.entity for piece in pieces for one in piece.mentions)
    first = [_best(_telling(piece.mentions), seen) for piece in pieces]
    sizes = Counter(first)
    return [
        _joined(name, piece.mentions, sizes) if sizes[name] == 1 else name
        for name, piece in zip(first, pieces, strict=True)
    ]


def _telling(mentions: Iterable[Mention]) -> list[Mention]:
    return [one for one in mentions if one.in_title or one.count >= OFTEN]


def _best(mentions: Iterable[Mention], weights: Counter[str]) -> str:
    """Whom a story tells most about; "" where nobody is named."""
    ranked = sorted(mentions, key=lambda one: one.entity)
    most = max(ranked, key=lambda one: (one.in_title, one.count, weights[one.entity]), default=None)
    return most.entity if most else ""


def _joined(name: str, mentions: Iterable[Mention], sizes: Counter[str]) -> str:
    """The larger group that a story fits into as well; its own where there is none."""
    near = [one for one in mentions if one.in_title and sizes[one.entity] > 1]
    return _best(near, sizes) or name
