"""Archive → its stories that were told more than once: the head of each, and its copies."""

from __future__ import annotations

from datetime import datetime

from scraper.archive import cells
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.values import Story, Telling
from scraper.models import Url

LATEST = """
SELECT story_id, max(listed_at) AS latest
FROM articles INDEXED BY articles_copies
WHERE story_id <> id AND listed_at >= ?
GROUP BY story_id ORDER BY latest DESC, story_id LIMIT ?
"""
"""Without the name of the index SQLite would read all articles, in the order of their stories."""


def latest(db: Database, since: datetime | None, limit: int | None) -> list[str]:
    """The ids of the heads of which a copy was published since; the latest copy comes first."""
    found = db.rows(LATEST, cells.stamp(since) if since else "", -1 if limit is None else limit)
    return [row["story_id"] for row in found]


def story(db: Database, head: str) -> Story | None:
    """The story of a head by its id, in the order in which it was told; None without copies."""
    found = db.rows(
        "SELECT id, source_url, title, author, published, first_seen FROM articles"
        " WHERE story_id = ? ORDER BY first_seen, id",
        head,
    )
    if len(found) < 2:
        return None
    first, *copies = map(telling, found)
    return Story(head=first, copies=tuple(copies))


def telling(row: Row) -> Telling:
    """One that tells a story, of a row of `articles`."""
    with cells.reading("articles", row["id"]):
        return Telling(
            id=row["id"],
            url=Url(row["source_url"]),
            title=row["title"],
            author=row["author"],
            published=cells.maybe(row["published"]),
            first_seen=cells.time(row["first_seen"]),
        )
