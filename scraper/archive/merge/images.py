"""Images of another archive → ours: what either has kept is kept, the same bytes once."""

from __future__ import annotations

from scraper.archive.connection import Database

CHUNK = 50
"""Images that one transaction takes over: some megabytes."""

_NEXT = """
    SELECT max(image) FROM (SELECT image FROM other.mirrors WHERE image > ? ORDER BY image LIMIT ?)
"""
_PICTURES = """
    INSERT INTO pictures (sha256, type, width, height, size, bytes)
    SELECT sha256, type, width, height, size, bytes FROM other.pictures WHERE sha256 IN (
      SELECT theirs.sha256 FROM other.mirrors AS theirs LEFT JOIN mirrors AS ours USING (image)
      WHERE theirs.image > ? AND theirs.image <= ? AND theirs.reason = ''
        AND (ours.sha256 IS NULL OR ours.reason <> ''))
    ON CONFLICT (sha256) DO UPDATE SET bytes = excluded.bytes
"""
_MIRRORS = """
    INSERT INTO mirrors (image, url, article_id, sha256, reason, tries, asked_at, due_at)
    SELECT image, url, (SELECT id FROM articles WHERE id = article_id), sha256, reason, tries,
      asked_at, due_at
    FROM other.mirrors
    WHERE image > ? AND image <= ? AND NOT (sha256 IS NOT NULL AND reason <> '')
    ON CONFLICT (image) DO UPDATE SET sha256 = excluded.sha256, reason = excluded.reason,
      tries = excluded.tries, asked_at = excluded.asked_at, due_at = excluded.due_at
    WHERE (mirrors.sha256 IS NULL OR mirrors.reason <> '') AND (excluded.sha256 IS NOT NULL
      OR (mirrors.sha256 IS NULL AND excluded.asked_at > coalesce(mirrors.asked_at, '')))
"""


def bring(db: Database) -> None:
    """Take over what is kept there and not here, and of what is kept nowhere the later try."""
    after = ""
    while True:
        (upto,) = db.execute(_NEXT, [after, CHUNK]).fetchone()
        if upto is None:
            return
        with db.writing():
            for statement in (_PICTURES, _MIRRORS):
                db.execute(statement, [after, upto])
        after = upto
