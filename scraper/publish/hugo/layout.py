"""Article + layout of a site → where its document and its images go (pure)."""

from __future__ import annotations

from scraper import dates
from scraper.archive.values import Entry
from scraper.config import Hugo

STATIC = "static/images"
"""Where images go that stand in no bundle; the site has them at the address `hugo.images`."""


def document(wish: Hugo, entry: Entry, suffix: str) -> str:
    """The path of its document within the site; `suffix` is a language in lower case."""
    base = f"content/{wish.section}"
    match wish.layout:
        case "monthly":
            day = (entry.article.published or entry.first_seen).astimezone(dates.BEIJING)
            return f"{base}/{day.year:04}/{day.month:02}/{entry.article.id}.{suffix}.md"
        case "bundles":
            return f"{base}/{entry.article.id}/index.{suffix}.md"
        case _:
            return f"{base}/{entry.article.id}.{suffix}.md"


def bundle(wish: Hugo, entry: Entry) -> str | None:
    """The folder of its images within the site; None where they stand in `STATIC`."""
    if wish.layout == "bundles":
        return f"content/{wish.section}/{entry.article.id}"
    return None
