"""The rooms of one run, and what it tells as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scraper import config, text
from scraper.archive.store import Store
from scraper.archive.values import Want
from scraper.config import Settings
from scraper.discover import entities
from scraper.discover.dictionary import builtin, merged
from scraper.discover.entities import Dictionary
from scraper.models import Delivery, Kind, Mention, Outcome, Picture, Verdict

if TYPE_CHECKING:  # who only reads what is stored does not load what asks the web
    from scraper.fetch.client import Client
    from scraper.watch.notify import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one source named: its rows are the new, the known, the off-topic and the skipped."""

    source: str
    new: int = 0
    known: int = 0
    off_topic: int = 0
    skipped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a path given to be imported held, by sort, and what of it was passed over, by reason."""

    path: str
    found: tuple[tuple[str, int], ...] = ()
    passed: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many pages are to be visited."""

    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """An image that was wanted: the picture that is kept of it, or none and the reason.

    `kind` says what sort of fault it was. Where it was not `asked` for, since its host is left
    alone, it stays as due as it was. `want` is as it is now.
    """

    want: Want
    picture: Picture | None = None
    kind: Kind | None = None
    reason: str = ""
    asked: bool = True


Event = Survey | Intake | Plan | Outcome | Verdict | Delivery | Shot

UNJUDGED = "no title yet"
"""Why a link is visited whose list says nothing of it: its page is asked about its topic.

It is stored without a reason, so that a list which has one can still give it. Archives of version 1
stored these words.
"""


def dictionary(settings: Settings) -> Dictionary:
    """The built-in companies, models, people … with those of the user's file, where one is set.

    ConfigError names all that is wrong with the file.
    """
    path = settings.topics.entities
    if not path:
        return builtin()
    return merged(config.read(Path(path), "topics.entities names it; mend or remove that"), path)


def mentions(known: Dictionary, title: str, body: str) -> tuple[Mention, ...]:
    """Whom of the known a title and its Markdown name: what `Store.put` wants of an article."""
    return entities.find(known, title, text.plain(body))


def _on() -> None:
    """Nobody asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What it takes to read a page that is kept."""

    settings: Settings
    store: Store
    known: Dictionary = field(default_factory=builtin)
    """Whom articles may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall(Desk):
    """The rooms of one run, opened by the door."""

    client: Client
    now: Callable[[], datetime]
    run: int | None = None
    """The number of the run; None where it only looks, and writes nothing."""
    channels: tuple[Channel, ...] = ()
    """Where people are told; none where nobody is to be."""
    breathe: Callable[[], None] = _on
    """Called between two pages: raises KeyboardInterrupt where the run was asked to stop."""
