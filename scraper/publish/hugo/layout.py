"""Article + layout of a site → where its document and its images go (pure)."""

from __future__ import annotations

from scraper import dates
from scraper.archive.values import Entry
from scraper.config import Hugo
from scraper.models import Picture

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


def image(wish: Hugo, entry: Entry, picture: Picture) -> tuple[str, str]:
    """Of an image in a text, its path within the site and its address in the text."""
    if wish.layout == "bundles":
        return f"content/{wish.section}/{entry.article.id}/{picture.name}", picture.name
    return thumbnail(wish, picture)


def thumbnail(wish: Hugo, picture: Picture) -> tuple[str, str]:
    """The same of a thumbnail: themes look for it from the root of the site."""
    return f"{STATIC}/{picture.name}", f"{wish.images}{picture.name}"
