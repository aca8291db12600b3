"""What the archive says of what it holds: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scraper.models import Article, Kind, Url

PAPER = "document/"
"""How the extractor's name begins that reads documents, which carry less than pages."""


class Cause(StrEnum):
    """Who changed a text."""

    SITE = "site"  # after publication
    EXTRACTOR = "extractor"  # another extractor reads the same page otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article with what the archive knows of it; `changed_at` is None where it never did.

    `source` first named it, `reason` says why it counts, `snapshot` is what it was made from.
    `story` is the id of the article that first told the same, its own where none did. `gone_at` is
    when the site was found to have removed it, None where it did not.
    """

    article: Article
    first_seen: datetime
    last_seen: datetime
    changed_at: datetime | None = None
    source: str = ""
    reason: str = ""
    snapshot: int | None = None
    story: str = ""
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An earlier text of an article, whole; `changed` names the fields the next one altered.

    That was at `replaced_at`, of `cause`, and `kinds` say what it came to: headline, number …
    """

    number: int
    article: Article
    changed: tuple[str, ...]
    stored_at: datetime
    replaced_at: datetime
    cause: Cause
    kinds: tuple[str, ...] = ()
    snapshot: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of an address: `kind` of the last visit, None where there was none.

    `tries` counts the visits in a row that came to nothing; `due_at` None means never again.
    """

    stored: bool
    kind: Kind | None = None
    tries: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a command; `finished_at` is None while it runs, and where it was killed."""

    id: int
    command: str
    started_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, int]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A page in quarantine: its bytes are the `snapshot`, `extractors` tried it in vain."""

    url: Url
    kind: Kind
    reason: str
    title: str
    snapshot: int
    since: datetime
    last_seen: datetime
    extractors: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A link whose article could not be had so far; `due_at` None: given up."""

    url: Url
    kind: Kind
    reason: str
    title: str
    source: str
    tries: int
    last_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The last notice of a state: the level and the reasons people then knew of."""

    at: datetime
    kind: str
    level: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The archive in numbers: `today` and `week` count articles first seen in the last 24 hours and
    7 days, `due` links to be visited again now, `waiting` those never visited, `failed` those that
    will be tried again, `given_up` those that will not; `size` is in bytes.
    """

    articles: int
    today: int
    week: int
    newest: datetime | None
    quarantined: int
    due: int
    waiting: int
    failed: int
    given_up: int
    size: int
