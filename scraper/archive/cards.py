"""What the archive says of an article in a list, and how far to trust it: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from scraper.archive.values import Served, Telling
from scraper.models import Mention, Url


class Place(NamedTuple):
    """A place in the list of articles: `listed_at` and `id` as they stand in the row."""

    listed_at: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article as it stands in a list: without its text, with who told it after it.

    `films` says whether it has videos; `mentions` are whom it names first of all; `place` is where
    the list goes on after it.
    """

    id: str
    url: Url
    title: str
    author: str | None
    summary: str
    thumbnail: str | None
    published: datetime | None
    listed_at: datetime
    first_seen: datetime
    changed_at: datetime | None
    gone_at: datetime | None
    films: bool
    copies: tuple[Telling, ...]
    mentions: tuple[Mention, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An article as the way goes on to it from another."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit to an article: when, what it came to, and a line where there is something to say."""

    at: datetime
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The last `visit`, the answer the text was made from, and how often the site changed it.

    Both are None where the archive has none.
    """

    visit: Visit | None
    served: Served | None
    changes: int
