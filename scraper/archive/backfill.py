"""An archive of an older version → what its earlier texts say of themselves since, and which
images its articles name.
"""

from __future__ import annotations

from sqlite_utils import Database

from scraper.archive import cells, changes, mirrors
from scraper.archive.changes import Version
from scraper.archive.values import PAPER

_BESIDE = """
  SELECT revisions.title, revisions.body, coalesce(later.title, articles.title) AS later_title,
         coalesce(later.body, articles.body) AS later_body,
         revisions.snapshot_id IS NOT NULL AND revisions.snapshot_id IS iif(later.number IS NULL,
           articles.snapshot_id, later.snapshot_id) AS reread
  FROM revisions
  JOIN articles ON articles.id = revisions.article_id
  LEFT JOIN revisions AS later
    ON later.article_id = revisions.article_id AND later.number = revisions.number + 1
  WHERE revisions.article_id = :id AND revisions.number = :number
"""
"""An earlier text and the one that took its place."""


def told(db: Database) -> None:
    """Say of each earlier text what the next one changed; the same page was only read otherwise."""
    numbers = db.execute("SELECT article_id, number FROM revisions").fetchall()
    for key, number in numbers:
        row = next(db.query(_BESIDE, {"id": key, "number": number}))
        kinds = changes.kinds(
            Version(row["title"], row["body"]), Version(row["later_title"], row["later_body"])
        )
        db.execute(
            "UPDATE revisions SET kinds = ?, cause = ? WHERE article_id = ? AND number = ?",
            [cells.dump(kinds), "extractor" if row["reread"] else "site", key, number],
        )


def pictured(db: Database) -> None:
    """Want the images of every article, those of the newest first of all."""
    bodies = "SELECT id, body, thumbnail, listed_at, extractor FROM articles"
    for key, body, thumbnail, at, extractor in db.execute(bodies):
        rows = db.execute("SELECT url FROM images WHERE article_id = ?", [key])
        told = {"id": key, "body": body, "thumbnail": thumbnail}
        if not extractor.startswith(PAPER):  # only a document names images in its text alone
            told["body"] = ""
        mirrors.want(db, {**told, "images": [{"url": url} for (url,) in rows]}, at)
