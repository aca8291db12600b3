"""The values of an address ↔ what is searched for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from scraper.archive import query
from scraper.archive.query import Query
from scraper.archive.store import Scope, Store
from scraper.serve.asked import Asked, RefusalError, midnight
from scraper.serve.frame import address

SORTS = ("relevance", "newest")
FILTERS = ("media", "topic", "month", "since", "until")
LAST = 50
"""The last page of a list that is walked from its beginning each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is searched for as it was typed, "" where nothing was; `page` from 1 on."""

    q: str = ""
    media: str = ""
    topic: str = ""
    month: str = ""
    since: str = ""
    until: str = ""
    sort: str = ""
    page: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set."""
        said = {name: getattr(self, name) for name in FILTERS}
        return {name: value for name, value in said.items() if value}

    def address(self, **altered: Any) -> str:
        """The address of this search with some values altered, from its first page on."""
        one = replace(self, **{"page": "", **altered})
        sort = one.sort if one.sort != SORTS[0] else ""
        return address("/search", q=one.q, **one.filters, sort=sort, page=one.page)


def read(asked: Asked) -> Wish:
    """What an address asks for; RefusalError for what is too long."""
    return Wish(**{name: asked.one(name) for name in Wish.__slots__})


def understood(wish: Wish, store: Store) -> tuple[Query, Scope]:
    """The question to the archive; QueryError and RefusalError for what is none."""
    if wish.sort not in ("", *SORTS):
        raise RefusalError(400, f"sort: {wish.sort!r} is none of {', '.join(SORTS)}")
    return query.read(wish.q), _scope(wish, store)


def _scope(wish: Wish, store: Store) -> Scope:
    begins, ends = _month(wish.month)
    since, until = _day("since", wish.since), _day("until", wish.until)
    after = _midnight(until, 1) if until else None
    return Scope(
        since=max(filter(None, (begins, _midnight(since) if since else None)), default=None),
        until=min(filter(None, (ends, after)), default=None),
        media=wish.media or None,
        topic=_topic(store, wish.topic) if wish.topic else None,
    )


def _topic(store: Store, topic: str) -> str:
    found = store.topics.resolve(topic)
    if found is None:
        raise RefusalError(400, f"topic: {topic!r} is no company, model, person, chip known here")
    return found


def _month(text: str) -> tuple[datetime | None, datetime | None]:
    """When a month begins, and when it is over."""
    if not text:
        return None, None
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise RefusalError(400, f"month: {text!r} is no month; write 2026-11") from error
    return midnight(first), _midnight(first, 31 if first.month == 12 else _length(first))


def _length(first: date) -> int:
    return (first.replace(month=first.month + 1) - first).days


def _day(name: str, text: str) -> date | None:
    return Asked(now=datetime.min, query={name: (text,)}).day(name)


def _midnight(day: date, more: int = 0) -> datetime | None:
    """When a day begins, or one after it; None after the last day of all."""
    try:
        return midnight(day + timedelta(days=more))
    except OverflowError:
        return None
