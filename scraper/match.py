"""Archive and dictionary → whom every article names, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scraper.archive.store import Store
from scraper.discover.entities import Dictionary
from scraper.hall import mentions

CHUNK = 200
"""Articles of one transaction: less than a second of work."""


def anew(store: Store, known: Dictionary) -> Iterator[tuple[int, int]]:
    """Match what was not matched by this dictionary yet; yields how many of how many are done.

    Another dictionary than the last one means every article. Interrupted, the next call goes on.
    """
    total, done = store.topics.learn(_rows(known), known.digest), 0
    if not total and store.topics.matched(known.digest):
        return
    while texts := store.topics.unmatched(CHUNK):
        store.topics.match([(one, mentions(known, one.title, one.body)) for one in texts])
        done += len(texts)
        yield done, total
    store.topics.match([])


def _rows(known: Dictionary) -> Iterator[dict[str, Any]]:
    """Every entity as the archive shows it."""
    for entity in known.entities.values():
        yield {
            "name": entity.name,
            "kind": entity.kind,
            "company": entity.of or None,
            "aliases": [one for one in entity.spellings if one != entity.name],
        }
