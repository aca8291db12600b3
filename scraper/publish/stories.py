"""Entries of the archive → the stories they tell, each with who else told it and whom it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from scraper.archive.store import Store
from scraper.archive.values import Entry
from scraper.dates import BEIJING
from scraper.extract import clean
from scraper.models import Mention, Url


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as one that tells a story, without its text.

    `at` is the Beijing time it is listed under, `changed` when its text last became what it is;
    `others` are those that told it later, by their accounts, "" where unknown; `mentions` are whom
    it names, the most named first.
    """

    id: str
    url: Url
    title: str
    at: datetime
    changed: datetime
    author: str = ""
    summary: str = ""
    others: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    gone_at: datetime | None = None


def copied(entry: Entry) -> bool:
    """Whether another article told the same before."""
    return entry.story not in ("", entry.article.id)


def told(store: Store, entries: Iterable[Entry]) -> Iterator[Piece]:
    """A piece for each entry, in the same order, with all that the archive knows of its story."""
    for entry in entries:
        story = None if copied(entry) else store.shelf.story(entry.article.id)
        others = tuple(one.author or "" for one in story.copies) if story else ()
        yield piece(entry, others, store.topics.of(entry.article.id))


def piece(entry: Entry, others: tuple[str, ...] = (), mentions: Iterable[Mention] = ()) -> Piece:
    """The piece of an entry."""
    article = entry.article
    return Piece(
        id=article.id,
        url=article.url,
        title=article.title,
        at=(article.published or entry.first_seen).astimezone(BEIJING),
        changed=entry.changed_at or entry.first_seen,
        author=clean.line(article.author or ""),
        summary=article.abstract or article.summary,
        others=others,
        mentions=tuple(mentions),
        gone_at=entry.gone_at,
    )
