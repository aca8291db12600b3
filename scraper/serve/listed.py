"""A card → what a list says of an article, the same on every page and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from scraper.archive.cards import Card, Place
from scraper.archive.store import Store
from scraper.archive.values import Telling
from scraper.models import Picture
from scraper.serve import picture
from scraper.serve.asked import RefusalError

SUMMARY = 140
"""Characters of a summary in a list."""


def story(card: Card, kept: Mapping[str, Picture], *, remote: bool) -> dict[str, Any]:
    """The article of a card; its thumbnail is one that is `kept`, or is asked for if `remote`."""
    return {
        "id": card.id,
        "page": page(card.id),
        "source_url": card.url,
        "title": card.title,
        "author": card.author,
        "published": card.published,
        "listed_at": card.listed_at,
        "first_seen": card.first_seen,
        "changed_at": card.changed_at,
        "gone_at": card.gone_at,
        "summary": card.summary,
        "videos": card.films,
        "thumbnail": picture.thumbnail(card, kept, remote=remote),
        "entities": [{"name": one.entity, "kind": one.kind} for one in card.mentions],
        "copies": [copy(one) for one in card.copies],
    }


def copy(one: Telling) -> dict[str, Any]:
    """One that told a story, too."""
    return {
        "id": one.id,
        "page": page(one.id),
        "source_url": one.url,
        "title": one.title,
        "author": one.author,
        "published": one.published,
    }


def topic(store: Store, name: str) -> str:
    """The entity of a name, "" of none; RefusalError where nobody is called so."""
    found = store.topics.resolve(name) if name else ""
    if found is None:
        raise RefusalError(404, f"topic: {name!r} is no company, model, person, chip known here")
    return found


def page(key: str) -> str:
    """The address of an article's page."""
    return f"/a/{quote(key, safe='')}"


def mark(place: Place) -> str:
    """A place as a value of an address: ``2026-11-24T19:43:00+08:00~20261124A08YTH00``."""
    return f"{place.listed_at}~{place.id}"


def place(text: str) -> Place | None:
    """The place of a mark; None for what is none."""
    at, sign, key = text.partition("~")
    return Place(at, key) if sign else None
