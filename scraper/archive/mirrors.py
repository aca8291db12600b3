"""Image ↔ mirrors: which images articles name, what is kept of each, and when to ask again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database as Plain

from scraper import text, urls
from scraper.archive import cells
from scraper.archive.cells import Row
from scraper.archive.values import Want
from scraper.models import Picture

if TYPE_CHECKING:  # a connection makes its tables with what this wants of it
    from scraper.archive.connection import Database

HORIZON = timedelta(days=40)
"""No pause is longer: what is due later than so was written by a clock that ran ahead."""
ALL = -1
"""As a limit: none."""
LOST = "(sha256 IS NULL OR mirrors.reason <> '')"
"""Whether nothing is kept of an image, or nothing that is whole."""

_WANTS = """
    SELECT image, mirrors.url, article_id, source_url, coalesce(title, '') AS title,
      mirrors.reason, tries, asked_at, due_at
    FROM mirrors LEFT JOIN articles ON articles.id = article_id
    WHERE {} AND (:since IS NULL OR listed_at >= :since)
    ORDER BY {} LIMIT :limit
"""
_NOW = "due_at IS NOT NULL AND (due_at <= :now OR due_at > :horizon)"
_NEWEST = "due_at DESC, image"
_DUE = _WANTS.format(_NOW, _NEWEST)
_AGAIN = _WANTS.format(f"({_NOW} OR {LOST})", _NEWEST)
_ASKED = "AND image IN (SELECT value FROM json_each(:images))"
_OF = _WANTS.format(f"{_NOW} {_ASKED}", _NEWEST)
_MISSING = _WANTS.format(f"{LOST} AND image > :after", "image")
_KEPT = """
    INSERT INTO pictures (sha256, type, width, height, size, bytes) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (sha256) DO UPDATE SET type = excluded.type, width = excluded.width,
      height = excluded.height, size = excluded.size, bytes = excluded.bytes
"""
_WHOLE = """
    UPDATE mirrors SET reason = '', tries = 0, due_at = NULL WHERE sha256 = ? AND image <> ?
"""
_UNUSED = """
    DELETE FROM pictures WHERE sha256 = :sha256
    AND NOT EXISTS (SELECT 1 FROM mirrors WHERE mirrors.sha256 = :sha256)
"""


def want(db: Plain, packed: Row, at: str) -> None:
    """Write down the images that an article names, in its text and beside it, as due at a time.

    `packed` has its id, images, body and thumbnail. What is known already stays as it is.
    """
    named = [one["url"] for one in packed["images"]]
    named += [*text.images(packed["body"]), *filter(None, [packed["thumbnail"]])]
    found = {urls.image(url): url for url in reversed(named) if url.startswith(_WEB)}
    db.conn.executemany(
        "INSERT INTO mirrors (image, url, article_id, due_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (image) DO NOTHING",
        [(image, url, packed["id"], at) for image, url in sorted(found.items())],
    )


_WEB = ("https://", "http://", "//")


def due(db: Database, now: datetime, *, limit: int, since: str | None, again: bool) -> list[Want]:
    """What to ask for now, of the newest articles first; with `again` also what is not due yet, or
    was given up.
    """
    found = db.rows(_AGAIN if again else _DUE, **_asked(now, limit, since))
    return list(map(_want, found))


def lacking(db: Database, images: list[str], now: datetime) -> list[Want]:
    """Which of these images are due."""
    found = db.rows(_OF, **_asked(now, ALL, None), images=cells.dump(images))
    return list(map(_want, found))


def missing(db: Database, after: str, since: str | None, limit: int) -> list[Want]:
    """The next images by key of which nothing whole is kept, the given up among them."""
    return list(map(_want, db.rows(_MISSING, after=after, since=since, limit=limit)))


def _asked(now: datetime, limit: int, since: str | None) -> dict[str, Any]:
    ahead = cells.stamp(now + HORIZON)
    return {"now": cells.stamp(now), "horizon": ahead, "limit": limit, "since": since}


def keep(db: Database, image: str, picture: Picture, data: bytes, at: datetime) -> None:
    """Keep the bytes of an image: the same bytes once, whole ones in the place of damaged ones."""
    (before,) = db.execute("SELECT sha256 FROM mirrors WHERE image = ?", [image]).fetchone()
    values = [picture.sha256, picture.type, picture.width, picture.height, picture.size, data]
    db.execute(_KEPT, values)
    db.execute(_WHOLE, [picture.sha256, image])
    db.execute(
        "UPDATE mirrors SET sha256 = ?, reason = '', tries = 0, asked_at = ?, due_at = NULL"
        " WHERE image = ?",
        [picture.sha256, cells.stamp(at), image],
    )
    if before not in (None, picture.sha256):
        db.execute(_UNUSED, {"sha256": before})


def failed(db: Database, tried: Want) -> None:
    """Write down why an image did not come, and when to ask again."""
    db.execute(
        "UPDATE mirrors SET reason = ?, tries = ?, asked_at = ?, due_at = ? WHERE image = ?",
        [
            tried.reason,
            tried.tries,
            cells.stamp(tried.asked_at) if tried.asked_at else None,
            cells.stamp(tried.due_at) if tried.due_at else None,
            tried.image,
        ],
    )


def damaged(db: Database, sha256: str, reason: str, at: datetime) -> list[Want]:
    """Want every image anew whose bytes turned out to be damaged; they stay until others come."""
    db.execute(
        "UPDATE mirrors SET reason = ?, tries = 0, due_at = ? WHERE sha256 = ?",
        [reason, cells.stamp(at), sha256],
    )
    clause = _WANTS.format("sha256 = :sha256", "image")
    return [_want(row) for row in db.rows(clause, sha256=sha256, since=None, limit=ALL)]


def _want(row: Row) -> Want:
    with cells.reading("mirrors", row["image"]):
        times = {name: cells.maybe(row[name]) for name in ("asked_at", "due_at")}
        return Want(**{**row, **times, "source_url": row["source_url"] or ""})
