"""What the judge is given, and what he says: frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from scraper.models import Kind


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WATCH = "watch"  # out of the ordinary: worth a look, nobody is woken
    ALARM = "alarm"  # something broke: a person is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One visit to one page, as the archive remembers it.

    `era` names the extractor that knew the page, ``qq-origin/1``; empty where none did, or nothing
    came. `chars` counts the characters of the body's text. `fields` names what the page gave of
    author, published, images, thumbnail, summary. `missing` is what was looked for in vain.
    """

    at: datetime
    source: str
    kind: Kind
    url: str = ""
    era: str = ""
    missing: str = ""
    reason: str = ""
    chars: int = 0
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One list that was asked: how many rows it named, by what they were; `fault` where it failed.

    `new` were never seen before, `known` were, `off_topic` were no AI-industry news.
    """

    at: datetime
    source: str
    new: int = 0
    known: int = 0
    off_topic: int = 0
    fault: str = ""

    @property
    def rows(self) -> int:
        """How many rows the list named at all."""
        return self.new + self.known + self.off_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that is not as usual.

    `name` is the same as long as it is the same thing: ``yield:ai``, ``hollow:qq-origin``. `text`
    is one line that names what broke, since when and how badly; `url` the first bad page, and
    `look` the command to look at it, where there is one.
    """

    level: Level
    name: str
    text: str
    url: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All that is not as usual; nothing where all is well."""

    reasons: tuple[Reason, ...] = field(default=())

    @property
    def level(self) -> Level:
        """The worst of its reasons."""
        levels = {reason.level for reason in self.reasons}
        return next((one for one in (Level.ALARM, Level.WATCH) if one in levels), Level.OK)


class Found(Protocol):
    """Anything with a level."""

    @property
    def level(self) -> Level:
        """How bad it is."""


One = TypeVar("One", bound=Found)


def worst(found: Iterable[One], none: One) -> One:
    """The worst of what was found, of equals the first; `none` where nothing was."""
    order = list(Level)
    return max(found, key=lambda one: order.index(one.level), default=none)
