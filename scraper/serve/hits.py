"""What was found → as a page lists it, and as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from scraper.archive.query import Query
from scraper.archive.store import Hit, Scope, Store
from scraper.extract import clean
from scraper.serve import frame, listed
from scraper.serve.view import Table

MOST = 1_000
"""Rows of a table."""
LINE = 300
"""Characters of a title or snippet."""


def shown(store: Store, hits: list[Hit], *, remote: bool) -> list[dict[str, Any]]:
    """The hits as they are listed, with what was found in them marked."""
    cards = {card.id: card for card in store.desk.these(hit.entry.article.id for hit in hits)}
    kept = store.gallery.of(card.thumbnail for card in cards.values() if card.thumbnail)
    return [
        {
            **listed.story(cards[key], kept, remote=remote),
            "marked": marked(hit.title),
            "snippet": marked(hit.snippet),
            "score": hit.score,
        }
        for hit in hits
        if (key := hit.entry.article.id) in cards
    ]


def marked(pieces: Iterable[tuple[str, bool]], most: int = LINE) -> Markup:
    """A line in HTML, what was found in it marked; cut after so many characters."""
    line, left = Markup(), most
    for piece, found in pieces:
        text = re.sub(r"\s", " ", clean.characters(piece[: left + 1]))
        if len(text) > left:
            text = f"{text[:left]}…"
        line += Markup("<mark>{}</mark>").format(text) if found else text
        left -= len(text)
        if left <= 0:
            break
    return line


def table(store: Store, query: Query, scope: Scope, *, newest: bool) -> Table:
    """The first hits for a spreadsheet."""
    ids = store.shelf.found(query, scope, newest=newest, limit=MOST)
    names = ("id", "title", "author", "listed_at", "source_url", "entities", "copies", "gone_at")
    return Table(
        names=names,
        rows=[
            (
                card.id,
                frame.line(card.title),
                card.author,
                card.listed_at.isoformat(),
                card.url,
                " ".join(one.entity for one in card.mentions),
                len(card.copies),
                card.gone_at.isoformat() if card.gone_at else None,
            )
            for card in store.desk.these(ids)
        ],
    )
