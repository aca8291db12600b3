"""What the archive says of what it holds: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scraper.models import Article, Fetched, Kind, Link, Mention, Url

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
class Served:
    """An answer without its bytes: where it came from, when, and their hash, hexadecimal."""

    url: str
    status: int
    fetched_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An article as the archive held it at a moment; `served` is what its text was made from.

    `revision` numbers the text, `changed_at` is when the site had last changed it, `gone_at` when
    it was found removed. `mentions` is None for a text that was replaced since: whom it named is
    not remembered.
    """

    article: Article
    first_seen: datetime
    revision: int
    changed_at: datetime | None
    gone_at: datetime | None
    source: str
    reason: str
    story: str
    content_sha256: str
    served: Served | None
    mentions: tuple[Mention, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """An article in another language: `body` is Markdown, `model` who made it, when.

    A `stale` one is of an earlier text of the article.
    """

    lang: str
    title: str
    summary: str
    body: str
    model: str
    made_at: datetime
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An article as one that tells a story: who told it, when, and under which title."""

    id: str
    url: Url
    title: str
    author: str | None
    published: datetime | None
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was told more than once: the article that was first seen, and the later ones."""

    head: Telling
    copies: tuple[Telling, ...]


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
class Scope:
    """Which articles are looked at: listed at or after `since` and before `until`.

    `media` is the account that published them, `source` the list that named them, `topic` a
    company, model, person, chip or institution that they name; None: any.
    """

    since: datetime | None = None
    until: datetime | None = None
    media: str | None = None
    source: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which articles are listed: since a time, without the copies where only `heads` are wanted.

    `entity` is the name of one whom they name, `kind` what one of these is, `category` what the
    site says they are about, `media` the account that published them; None: any.
    """

    since: datetime | None = None
    heads: bool = False
    entity: str | None = None
    kind: str | None = None
    category: str | None = None
    media: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was looked for; title and snippet are in pieces, each with whether found.

    `score` is 3 where the title has all that was asked for, 2 where it has some, else 1.
    """

    entry: Entry
    title: tuple[tuple[str, bool], ...]
    snippet: tuple[tuple[str, bool], ...]
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """What took the place of revision number `revision` of an article, without the texts.

    `fields` are those other than title and body that were altered; the kinds are as in Revision.
    """

    changed_at: datetime
    id: str
    source_url: Url
    author: str | None
    published: datetime | None
    revision: int
    cause: Cause
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    old_title: str
    new_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """An image that an article names and of which nothing whole is kept.

    `image` is its key, `url` its address there; `article_id`, `source_url` and `title` are of the
    article that named it first, empty where that is no longer there. `reason` says why the last of
    so many `tries` in a row gave nothing; `due_at` is the next one, None where it was given up.
    """

    image: str
    url: str
    article_id: str | None = None
    source_url: str = ""
    title: str = ""
    reason: str = ""
    tries: int = 0
    asked_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles are meant; all of them where nothing is said.

    `ids` names them, `since` is the earliest time they are listed under, `era` is the extractor
    that read the stored text, with its version (``qq-origin/1``) or without.
    """

    ids: tuple[str, ...] | None = None
    since: datetime | None = None
    era: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a stored article was made from: the answer to a `link`, kept under `snapshot`.

    Both are None where none was kept.
    """

    article: Article
    link: Link
    snapshot: int | None
    fetched: Fetched | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article as it is matched: `number` is its place in the order of matching."""

    number: int
    id: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Whom articles name: in how many, in the titles of how many, and in how many of each period.

    A period is the day, the Monday of the week, or the month; those without articles are left out.
    """

    entity: str
    kind: str
    articles: int
    titles: int
    periods: Mapping[str, int]
