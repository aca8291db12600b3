"""Whom the archive names: matched by a dictionary, resolved, counted over time; one method each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from scraper.archive import cells, mentions
from scraper.archive.cells import Row
from scraper.archive.session import Session
from scraper.archive.values import Text, Topic
from scraper.models import Mention

PERIODS = {
    "day": "substr(listed_at, 1, 10)",
    "week": "date(substr(listed_at, 1, 10), 'weekday 0', '-6 days')",
    "month": "substr(listed_at, 1, 7)",
}
"""The first day of a period, or its month, as SQL; weeks begin on Monday."""


class Topics(Session):
    """The part of an open archive that is about whom its articles name."""

    def of(self, article: str) -> list[Mention]:
        """Whom an article of this id names, the most named first."""
        with self._reading():
            return mentions.of(self._db, article)

    def matched(self, digest: str) -> bool:
        """Whether every article was matched by the dictionary of this digest."""
        with self._reading():
            known = mentions.mark(self._db)
        return bool(known and known["whole"] and known["dictionary"] == digest)

    def learn(self, entities: Iterable[Row], digest: str) -> int:
        """How many articles are to be matched by this dictionary; all, where it is another one.

        A row has name, kind, company (None where it is nobody's) and aliases.
        """
        with self._writing():
            known = mentions.mark(self._db)
            if not known or known["dictionary"] != digest:
                mentions.learn(self._db, entities, digest)
            return mentions.left(self._db)

    def unmatched(self, limit: int) -> list[Text]:
        """The next articles to be matched, by number."""
        with self._reading():
            known = mentions.mark(self._db)
            return [
                Text(**row)
                for row in mentions.after(self._db, known["matched"] if known else 0, limit)
            ]

    def match(self, found: Sequence[tuple[Text, Iterable[Mention]]]) -> None:
        """Write down whom the next articles name; with none, that the archive is at its end."""
        with self._writing():
            for article, named in found:
                mentions.put(self._db, article.id, named)
            if known := mentions.mark(self._db):
                last = found[-1][0].number if found else known["matched"]
                mentions.write(self._db, known | {"matched": last, "whole": not found})

    def resolve(self, name: str) -> str | None:
        """The entity that has this name or alias, however written; None where none has."""
        with self._reading():
            if mentions.known(self._db, name):  # most ask by the very name, which is far quicker
                return name
            return next(iter(mentions.named(self._db, name)), None)

    def counts(
        self,
        by: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        kind: str | None = None,
    ) -> list[Topic]:
        """Every entity named in this time with its articles by period, the most named first.

        `since` is the first time an article is listed under, `until` the one before which it is.
        """
        with self._reading():
            rows = self._db.rows(
                _COUNTS.format(period=PERIODS[by]),
                since=cells.stamp(since) if since else "",
                until=cells.stamp(until) if until else "~",
                kind=kind,
            )
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(row["entity"], []).append(row)
        topics = [_topic(group) for group in found.values()]
        return sorted(topics, key=lambda one: (-one.articles, -one.titles, one.entity))


_COUNTS = """
SELECT entity, kind, {period} AS period, count(*) AS articles, sum(in_title) AS titles
FROM articles
JOIN mentions ON mentions.article_id = articles.id
JOIN entities ON entities.name = mentions.entity
WHERE listed_at >= :since AND listed_at < :until AND (:kind IS NULL OR kind = :kind)
GROUP BY entity, period
ORDER BY entity, period
"""


def _topic(rows: list[Row]) -> Topic:
    return Topic(
        entity=rows[0]["entity"],
        kind=rows[0]["kind"],
        articles=sum(row["articles"] for row in rows),
        titles=sum(row["titles"] for row in rows),
        periods={row["period"]: row["articles"] for row in rows},
    )
