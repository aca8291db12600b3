"""An entry + its revisions → all the texts of an article, and the one that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from scraper.archive.store import Store
from scraper.archive.values import Cause, Entry
from scraper.errors import ScraperError
from scraper.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of an article: its number, when it was stored, its page, and what it changed.

    That is of `kinds`, and by `cause`; the first text changed nothing.
    """

    number: int
    article: Article
    at: datetime
    snapshot: int | None = None
    kinds: tuple[str, ...] = ()
    cause: Cause = Cause.SITE

    @property
    def how(self) -> str:
        """What it changed, in words; and who did, where that was not the site."""
        by = "" if self.cause is Cause.SITE else f" (by the {self.cause})"
        return f"{', '.join(self.kinds)}{by}"


def of(store: Store, entry: Entry) -> list[Text]:
    """All texts of an article that the archive has, oldest first; the last is today's."""
    found: list[Text] = []
    kinds: tuple[str, ...] = ()
    cause = Cause.SITE
    for one in store.revisions(entry.article.url):
        found.append(
            Text(
                number=one.number,
                article=one.article,
                at=one.stored_at,
                snapshot=one.snapshot,
                kinds=kinds,
                cause=cause,
            )
        )
        kinds, cause = one.kinds or one.changed, one.cause
    last = Text(
        number=found[-1].number + 1 if found else 1,
        article=entry.article,
        at=entry.changed_at or entry.first_seen,
        snapshot=entry.snapshot,
        kinds=kinds,
        cause=cause,
    )
    return [*found, last]


def numbered(store: Store, key: str, entry: Entry, number: int) -> Entry:
    """The entry as its text of this number was; ScraperError names the numbers there are."""
    texts = of(store, entry)
    one = pick(texts, key, number)
    if one is texts[-1]:
        return entry
    return replace(entry, article=one.article, snapshot=one.snapshot, gone_at=None)


def pick(texts: list[Text], key: str, number: int) -> Text:
    """The text of this number; ScraperError names those there are."""
    for one in texts:
        if one.number == number:
            return one
    there = f"1 to {len(texts)}" if len(texts) > 1 else "only 1"
    raise ScraperError(f"{key}: no revision {number}: it has {there}; choose one of these")
