"""What is asked for → the feeds that are wanted, each with its place and its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from scraper.archive import query
from scraper.archive.query import Query
from scraper.archive.store import Store
from scraper.archive.values import Wanted
from scraper.errors import QueryError
from scraper.publish.feeds import clean, places
from scraper.publish.feeds.items import NAME
from scraper.publish.feeds.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: which feeds, from when on, whether without copies, of how many entries."""

    everything: bool = False
    changes: bool = False
    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    since: datetime | None = None
    heads: bool = False
    limit: int | None = None

    @property
    def named(self) -> bool:
        """Whether any feed is asked for by name."""
        lists = (self.kinds, self.categories, self.entities, self.queries)
        return self.everything or self.changes or any(lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One feed: its `place`, what it is called and about; the changes, or what is `wanted`.

    With a `query` only what that finds; of the changes only those of `kinds`, and about `words`.
    """

    place: str
    name: str
    about: str
    wanted: Wanted = field(default_factory=Wanted)
    query: Query | None = None
    changes: bool = False
    kinds: tuple[str, ...] = ()
    words: str = ""


def of(order: Order, store: Store, words: Words) -> list[Wish]:
    """The feeds of an order, one for each place; QueryError where it names what there is not."""
    found = [
        *_whole(order, words),
        *(_kind(kind, order, words) for kind in order.kinds),
        *(_category(name, order, words) for name in order.categories),
        *(_entity(name, order, store, words) for name in order.entities),
        *(_query(typed, order, words) for typed in order.queries),
    ]
    return list({wish.place: wish for wish in reversed(found)}.values())[::-1]


def _whole(order: Order, words: Words) -> Iterable[Wish]:
    wanted = Wanted(since=order.since, heads=order.heads)
    if order.everything:
        yield Wish(place="all", name="", about=words.everything, wanted=wanted)
    if order.changes:
        name = words.changes
        yield Wish(place="changes", name=name, about=name, wanted=wanted, changes=True)


def _kind(kind: str, order: Order, words: Words) -> Wish:
    name = words.sorts[kind]
    wanted = Wanted(since=order.since, heads=order.heads, kind=kind)
    return Wish(place=f"kind/{kind}", name=name, about=words.naming.format(name), wanted=wanted)


def _category(name: str, order: Order, words: Words) -> Wish:
    shown = clean.line(name, NAME)
    if not shown:
        raise QueryError("category: an empty name; name one, such as tech")
    place = f"category/{places.safe(name.strip())}"
    wanted = Wanted(since=order.since, heads=order.heads, category=name.strip())
    return Wish(place=place, name=shown, about=words.category.format(shown), wanted=wanted)


def _entity(typed: str, order: Order, store: Store, words: Words) -> Wish:
    name = store.topics.resolve(typed)
    if name is None:
        lack = "no such company, model, person, chip or institution"
        raise QueryError(
            f"entity {clean.line(typed, NAME)!r}: {lack}; `scraper topics` says who is in the news"
        )
    shown = clean.line(name, NAME)
    wanted = Wanted(since=order.since, heads=order.heads, entity=name)
    place = f"entity/{places.safe(name)}"
    return Wish(place=place, name=shown, about=words.naming.format(shown), wanted=wanted)


def _query(typed: str, order: Order, words: Words) -> Wish:
    try:
        asked = query.read(typed)
    except QueryError as error:
        raise QueryError(f"query {typed[:60]!r}: {error}") from error
    shown = clean.line(typed, NAME)
    wanted = Wanted(since=order.since, heads=order.heads)
    place = f"search/{places.safe(typed.strip())}"
    about = words.query.format(shown)
    return Wish(place=place, name=shown, about=about, wanted=wanted, query=asked)
