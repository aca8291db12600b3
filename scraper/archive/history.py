"""Revisions → what was changed after publication, newest first."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from scraper import text
from scraper.archive import cells, mentions
from scraper.archive.cells import Row
from scraper.archive.session import Session
from scraper.archive.values import Alteration, Cause
from scraper.models import Url

PAGE = 200
"""Alterations read at once; without their texts they are small."""


class Moment(NamedTuple):
    """A place in the list of alterations: when, of which article, which of its revisions."""

    at: str
    id: str
    number: int

    @classmethod
    def of(cls, one: Alteration) -> Moment:
        """The place of an alteration."""
        return cls(cells.stamp(one.changed_at), one.id, one.revision)


LAST = Moment("\U0010ffff", "", 0)
"""After all there can be: from here the newest comes first."""

_FOUND = """
  SELECT revisions.replaced_at, articles.id, articles.source_url, articles.author,
         articles.published, revisions.number, revisions.kinds, revisions.cause, revisions.changed,
         revisions.title AS old_title, coalesce(later.title, articles.title) AS new_title
  FROM revisions
  JOIN articles ON articles.id = revisions.article_id
  LEFT JOIN revisions AS later
    ON later.article_id = revisions.article_id AND later.number = revisions.number + 1
  WHERE revisions.cause IN (SELECT value FROM json_each(:causes))
    AND (:since IS NULL OR revisions.replaced_at >= :since)
    AND (:kinds IS NULL OR EXISTS (SELECT 1 FROM json_each(revisions.kinds)
      WHERE value IN (SELECT value FROM json_each(:kinds))))
    AND (:words = '' OR instr(fold(revisions.title), :words)
      OR instr(fold(coalesce(later.title, articles.title)), :words)
      OR EXISTS (SELECT 1 FROM mentions WHERE article_id = articles.id
        AND entity IN (SELECT value FROM json_each(:entities))))
    AND (revisions.replaced_at, revisions.article_id, revisions.number) < (:at, :id, :number)
  ORDER BY revisions.replaced_at DESC, revisions.article_id DESC, revisions.number DESC
  LIMIT :limit
"""


class History(Session):
    """The part of an archive that knows who changed what."""

    def changes(  # noqa: PLR0913 - each is one rule of the list
        self,
        *,
        since: datetime | None = None,
        kinds: Collection[str] = (),
        about: str = "",
        limit: int | None = None,
        extractor: bool = False,
        before: Moment = LAST,
    ) -> Iterator[Alteration]:
        """What the site changed after publication, newest first, and with `extractor` what another
        one read otherwise.

        `since` is the earliest time of the change; of `kinds` it is any, where some are named;
        `about` is a part of the old or the new title, or an entity that the article mentions;
        `before` is where the list goes on.
        """
        words = text.fold(about).strip()
        asked = {
            "causes": cells.dump(sorted(Cause) if extractor else [Cause.SITE]),
            "since": cells.stamp(since) if since else None,
            "kinds": cells.dump(sorted(kinds)) if kinds else None,
            "words": words,
        }
        left = limit
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            with self._reading():
                named = mentions.named(self._db, words) if words else []
                more = {"entities": cells.dump(named), "limit": size}
                rows = self._db.rows(_FOUND, **asked, **more, **before._asdict())
                found = [*map(_read, rows)]
            yield from found
            if len(found) < size:
                return
            before = Moment.of(found[-1])
            left = None if left is None else left - size

    def touched(self, article: str) -> datetime | None:
        """When the site last changed an article of this id after publication; None: never."""
        with self._reading():
            (at,) = self._db.execute(
                "SELECT max(replaced_at) FROM revisions WHERE article_id = ? AND cause = ?",
                [article, Cause.SITE],
            ).fetchone()
        return cells.maybe(at)


def _read(row: Row) -> Alteration:
    with cells.reading("revisions", (row["id"], row["number"])):
        return Alteration(
            changed_at=cells.time(row["replaced_at"]),
            id=row["id"],
            source_url=Url(row["source_url"]),
            author=row["author"],
            published=cells.maybe(row["published"]),
            revision=row["number"],
            cause=Cause(row["cause"]),
            kinds=tuple(map(cells.text, json.loads(row["kinds"]))),
            fields=tuple(cells.dictionary(row["changed"])),
            old_title=row["old_title"],
            new_title=row["new_title"],
        )
