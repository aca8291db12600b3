"""Clipping ↔ clippings: texts that came without an address, kept apart, matched by content."""

from __future__ import annotations

from datetime import datetime

from scraper.archive import cells, functions
from scraper.archive.connection import Database
from scraper.models import Clipping, Kind

_BRING = """
    INSERT INTO clippings (title, body, published, file, added_at, content_sha256, article_id)
    SELECT title, body, published, file, added_at, content_sha256,
      (SELECT id FROM articles WHERE id = theirs.article_id)
    FROM other.clippings AS theirs WHERE true ORDER BY id
    ON CONFLICT (content_sha256, title, file) DO NOTHING
"""
_LINK = "UPDATE clippings SET article_id = ? WHERE content_sha256 = ? AND article_id IS NULL"


def put(db: Database, clipping: Clipping, file: str, at: datetime) -> tuple[Kind, str | None]:
    """Keep a text that came in `file`: NEW or KNOWN, and the id of the article of the same text."""
    digest = functions.content_sha256(clipping.body)
    row = cells.clean({"content_sha256": digest, "title": clipping.title, "file": file})
    where = "content_sha256 = :content_sha256 AND title = :title AND file = :file"
    if found := db.rows(f"SELECT article_id FROM clippings WHERE {where}", **row):  # noqa: S608
        return Kind.KNOWN, found[0]["article_id"]
    key = match(db, digest)
    published = cells.stamp(clipping.published) if clipping.published else None
    more = {"body": clipping.body, "published": published, "added_at": cells.stamp(at)}
    db.add("clippings", row | cells.clean(more) | {"article_id": key})
    return Kind.NEW, key


def match(db: Database, digest: str) -> str | None:
    """The id of the first article with these letters; None where there is none.

    Who finds near copies too asks here.
    """
    found = db.rows(
        "SELECT id FROM articles WHERE content_sha256 = ? ORDER BY first_seen, id LIMIT 1", digest
    )
    return found[0]["id"] if found else None


def link(db: Database, key: str, digest: str) -> None:
    """Let clippings of these letters that have no article yet be of this one."""
    db.execute(_LINK, [key, digest])


def bring(db: Database) -> None:
    """Take over the clippings of the archive that is attached as `other`, the same one once."""
    with db.writing():
        db.execute(_BRING)
        db.execute(
            "UPDATE clippings SET article_id = (SELECT id FROM articles WHERE"
            " articles.content_sha256 = clippings.content_sha256 ORDER BY first_seen, id LIMIT 1)"
            " WHERE article_id IS NULL"
        )
