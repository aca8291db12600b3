"""An archive of an older version → what its earlier texts say of themselves since."""

from __future__ import annotations

from sqlite_utils import Database

from scraper.archive import cells, changes
from scraper.archive.changes import Version

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
