"""The archive and a time → what is worth telling of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.archive.changes import Change
from scraper.archive.store import Store
from scraper.archive.values import Alteration, Entry
from scraper.publish import groups, stories
from scraper.publish.groups import Group
from scraper.publish.stories import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What happened from `since` to before `until`.

    `articles` counts all that came, copies too, `media` the accounts they are of. Each story stands
    once, in one of `groups`. `altered` are headlines the site changed in this time, one for each
    article, with the first and the last it had; `gone` is what it removed. Both newest first.
    """

    since: datetime
    until: datetime
    articles: int
    media: int
    groups: tuple[Group, ...] = ()
    altered: tuple[Alteration, ...] = ()
    gone: tuple[Piece, ...] = ()

    @property
    def stories(self) -> int:
        """How many stories are in the groups."""
        return sum(len(one.pieces) for one in self.groups)


def published(store: Store, since: datetime, until: datetime) -> Day:
    """The day by the times under which articles are listed."""
    return _of(store, store.entries(since=since, until=until), since, until)


def fresh(store: Store, since: datetime, until: datetime) -> Day:
    """The day by the times at which the archive first saw articles, after `since`."""
    return _of(store, store.fresh(since), since, until)


def _of(store: Store, entries: Iterable[Entry], since: datetime, until: datetime) -> Day:
    count, media, heads = 0, set[str | None](), list[Piece]()
    for entry in entries:
        count += 1
        media.add(entry.article.author)
        if not stories.copied(entry):
            heads += stories.told(store, [entry])
    return Day(
        since=since,
        until=until,
        articles=count,
        media=len(media - {None, ""}),
        groups=groups.of(heads),
        altered=tuple(_altered(store, since, until)),
        gone=tuple(_gone(store, since, until)),
    )


def _altered(store: Store, since: datetime, until: datetime) -> Iterator[Alteration]:
    """Of each article whose headline changed, the last change, from the title it had before all."""
    found: dict[str, list[Alteration]] = {}
    for one in store.history.changes(since=since, kinds=[Change.HEADLINE]):
        if one.changed_at < until:
            found.setdefault(one.id, []).append(one)
    for changes in found.values():
        if changes[0].new_title != changes[-1].old_title:
            yield replace(changes[0], old_title=changes[-1].old_title)


def _gone(store: Store, since: datetime, until: datetime) -> list[Piece]:
    found = [
        stories.piece(entry)
        for entry in store.entries(gone=True)
        if entry.gone_at and since <= entry.gone_at < until
    ]
    return sorted(found, key=lambda one: (one.gone_at, one.id), reverse=True)
