"""Articles as they stand, and a moment → as they were then, whatever has come since.

A text is undone back to the one that was the latest; what no row remembers is said of each column
of a data set (`scraper.publish.dataset`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from scraper.archive import articles, cells, functions, rows
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.values import Cause, Entry, Holding, Served
from scraper.models import Article, Kind, Mention

THERE = (Kind.NEW, Kind.CHANGED, Kind.SAME)
"""What only a visit comes to that finds an article: it is not gone, or is back."""

_EARLIER = """
SELECT revisions.* FROM revisions JOIN (
  SELECT article_id, min(number) AS first FROM revisions
  WHERE article_id IN (SELECT value FROM json_each(:ids)) AND replaced_at > :at
  GROUP BY article_id) USING (article_id)
WHERE number >= first ORDER BY article_id, number DESC
"""
"""What was replaced since: the last of an article is the text that then was the latest."""
_FACTS = """
SELECT id, revision, content_sha256 FROM articles WHERE id IN (SELECT value FROM json_each(:ids))
"""
_CAUSES = """
SELECT article_id, number, cause, replaced_at FROM revisions
WHERE article_id IN (SELECT value FROM json_each(:ids)) AND replaced_at <= :at
"""
_SERVED = """
SELECT id, url, status, fetched_at, sha256,
  (SELECT era FROM visits WHERE snapshot_id = snapshots.id AND era <> '' AND at <= :at
   ORDER BY id LIMIT 1) AS era
FROM snapshots WHERE id IN (SELECT value FROM json_each(:ids)) AND fetched_at <= :at
"""
_FORMS = """
SELECT id, source_url AS url FROM articles WHERE id IN (SELECT value FROM json_each(:ids))
UNION ALL SELECT id, form FROM articles JOIN aliases USING (source_url)
  WHERE id IN (SELECT value FROM json_each(:ids))
"""
_GONE = f"""
WITH forms AS ({_FORMS})
SELECT forms.id, visits.at, visits.kind FROM forms JOIN visits ON visits.source_url = forms.url
WHERE visits.at <= :at AND (visits.kind = 'gone' OR
  visits.kind IN (SELECT value FROM json_each(:there)))
ORDER BY forms.id, visits.at, visits.id
"""  # noqa: S608 - of constants
_RETOLD = """
SELECT article_id, story_id FROM retellings
WHERE article_id IN (SELECT value FROM json_each(:ids)) AND until > :at
ORDER BY article_id, until DESC
"""
_NAMED = """
SELECT article_id, entity, kind, count, in_title FROM mentions JOIN entities ON name = entity
WHERE article_id IN (SELECT value FROM json_each(:ids)) ORDER BY article_id, count DESC, entity
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was known at a moment of some articles, by id; answers by number."""

    earlier: dict[str, list[Row]]
    causes: dict[str, list[Row]]
    served: dict[int, Row]
    gone: dict[str, datetime]
    retold: dict[str, str]
    named: dict[str, list[Row]]


def page(db: Database, numbers: list[int], at: str) -> Iterator[Holding]:
    """The articles of these numbers as they were at a moment, in this order."""
    found = articles.numbered(db, numbers)
    asked = {"ids": cells.dump([one.article.id for one in found]), "at": at}
    earlier = _grouped(db.rows(_EARLIER, **asked))
    answers = {one.snapshot for one in found}
    answers |= {row["snapshot_id"] for group in earlier.values() for row in group}
    known = _Known(
        earlier=earlier,
        causes=_grouped(db.rows(_CAUSES, **asked)),
        served=_served(db, filter(None, answers), at),
        gone=_gone(db, asked),
        retold={row["article_id"]: row["story_id"] for row in db.rows(_RETOLD, **asked)},
        named=_grouped(db.rows(_NAMED, ids=asked["ids"])),
    )
    facts = {row["id"]: row for row in db.rows(_FACTS, ids=asked["ids"])}
    return (_holding(one, facts[one.article.id], known) for one in found)


def _holding(entry: Entry, facts: Row, known: _Known) -> Holding:
    key = entry.article.id
    version = _Version(entry.article, facts["revision"], entry.snapshot, facts["content_sha256"])
    undone = known.earlier.get(key)
    if undone:
        version = _undone(undone, entry.article)
    causes = [row for row in known.causes.get(key, ()) if row["number"] < version.number]
    served = known.served.get(version.snapshot or 0)
    return Holding(
        article=_read(version, causes, served),
        first_seen=entry.first_seen,
        revision=version.number,
        changed_at=_changed(causes),
        gone_at=known.gone.get(key),
        source=entry.source,
        reason=entry.reason,
        story=known.retold.get(key, entry.story),
        content_sha256=version.content,
        served=_answer(served),
        mentions=None if undone else tuple(map(_mention, known.named.get(key, ()))),
    )


@dataclass(frozen=True, slots=True)
class _Version:
    """A text, its number, the answer it was made from, and the hash of its letters."""

    article: Article
    number: int
    snapshot: int | None
    content: str


def _undone(found: list[Row], article: Article) -> _Version:
    """The text that the last of these revisions, newest first, kept."""
    *_, last = rows.history(found, article)
    content = functions.content_sha256(last.article.body)
    return _Version(last.article, last.number, last.snapshot, content)


def _read(version: _Version, causes: list[Row], served: Row | None) -> Article:
    """The article with the extractor that made this text of its page.

    The row names the one that last read the same there, which may have been later. A text that
    another extractor made of a page that was there already has no visit of its own.
    """
    last = max(causes, key=lambda row: row["number"], default=None)
    era = served["era"] if served and not (last and last["cause"] == Cause.EXTRACTOR) else None
    return replace(version.article, extractor=era) if era else version.article


def _changed(causes: Iterable[Row]) -> datetime | None:
    """When the site had last changed the text after publication."""
    times = [row["replaced_at"] for row in causes if row["cause"] == Cause.SITE]
    return cells.maybe(max(times, default=None))


def _answer(row: Row | None) -> Served | None:
    if row is None:
        return None
    with cells.reading("snapshots", row["id"]):
        at = cells.time(row["fetched_at"])
        return Served(url=row["url"], status=row["status"], fetched_at=at, sha256=row["sha256"])


def _served(db: Database, numbers: Iterable[int], at: str) -> dict[int, Row]:
    found = db.rows(_SERVED, ids=cells.dump(sorted(numbers)), at=at)
    return {row["id"]: row for row in found}


def _gone(db: Database, asked: Row) -> dict[str, datetime]:
    """When each of the articles that were gone had first been found so, since it was last there."""
    gone: dict[str, datetime] = {}
    for row in db.rows(_GONE, **asked, there=cells.dump(sorted(THERE))):
        if row["kind"] == Kind.GONE:
            gone.setdefault(row["id"], cells.time(row["at"]))
        else:
            gone.pop(row["id"], None)
    return gone


def _mention(row: Row) -> Mention:
    return Mention(
        entity=row["entity"],
        kind=row["kind"],
        count=row["count"],
        in_title=bool(row["in_title"]),
    )


def _grouped(found: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows in the order of their articles, by article."""
    ordered = sorted(found, key=lambda row: row["article_id"])
    return {key: list(group) for key, group in groupby(ordered, lambda row: row["article_id"])}
