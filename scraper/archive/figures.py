"""Database → the numbers a person asks for first."""

from __future__ import annotations

from datetime import datetime, timedelta

from scraper.archive import cells, links
from scraper.archive.connection import Database
from scraper.archive.values import Figures
from scraper.models import SETTLED, STORED

_COUNTS = f"""
    SELECT (SELECT count(*) FROM articles) AS articles,
           (SELECT count(*) FROM articles WHERE first_seen > :day) AS today,
           (SELECT count(*) FROM articles WHERE first_seen > :week) AS week,
           (SELECT max(first_seen) FROM articles) AS newest,
           (SELECT count(*) FROM quarantine) AS quarantined,
           (SELECT count(*) FROM links WHERE due_at <= :now OR due_at > :horizon) AS due,
           (SELECT count(*) FROM links WHERE kind IS NULL) AS waiting,
           (SELECT count(*) FROM links WHERE due_at IS NOT NULL
             AND kind NOT IN (SELECT value FROM json_each(:fine)) AND NOT {links.HELD}) AS failed,
           (SELECT count(*) FROM links WHERE due_at IS NULL
             AND kind NOT IN (SELECT value FROM json_each(:fine)) AND NOT {links.HELD})
             AS given_up,
           (SELECT page_count FROM pragma_page_count()) *
           (SELECT page_size FROM pragma_page_size()) AS size
"""  # noqa: S608 - constants


def read(db: Database, now: datetime) -> Figures:
    """How much there is, how new it is, and what waits."""
    row = db.rows(
        _COUNTS,
        now=cells.stamp(now),
        day=cells.stamp(now - timedelta(days=1)),
        week=cells.stamp(now - timedelta(days=7)),
        horizon=cells.stamp(now + links.HORIZON),
        fine=cells.dump(sorted(STORED | SETTLED)),
    )[0]
    with cells.reading("articles", row["newest"]):
        return Figures(**row | {"newest": cells.maybe(row["newest"])})
