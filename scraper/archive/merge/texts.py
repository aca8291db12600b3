"""Articles of another archive → ours: one history of each, as if it had been crawled once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from scraper.archive import articles, cells, rows
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.merge import pages
from scraper.archive.merge.histories import History, Sighting, Version, same, unite
from scraper.archive.values import Cause, Entry
from scraper.models import Kind, Url

_OLDEST = """
    SELECT listed_at, id FROM articles WHERE (listed_at, id) > (?, ?)
    ORDER BY listed_at, id LIMIT ?
"""
_SIGHTINGS = """
    SELECT at, snapshot_id FROM visits WHERE kind = 'same' AND source_url IN (
      SELECT :url UNION ALL SELECT form FROM aliases WHERE source_url = :url)
    ORDER BY at
"""
_ALIAS = """
    INSERT INTO aliases (form, source_url, seen_at) SELECT :form, :url, :seen_at
    WHERE :form <> :url AND NOT EXISTS (SELECT 1 FROM articles WHERE source_url = :form)
    ON CONFLICT (form) DO UPDATE SET seen_at = min(seen_at, excluded.seen_at)
"""
Number = Callable[[int | None], int | None]
"""The number that a snapshot has in our archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article that was brought: NEW, CHANGED or KNOWN; `entry` is what is stored now."""

    kind: Kind
    entry: Entry


Meet = Callable[[Kind, Entry], None]
"""What is to be done with an article before it is stored: its document is written."""


def bring(db: Database, other: Database, meet: Meet) -> Iterator[Placed]:
    """Take over every article, the first published first; told of are those that are stored."""

    def number(theirs: int | None) -> int | None:
        return pages.number(db, theirs)

    after = ("", "")
    while found := other.rows(_OLDEST, *after, articles.PAGE):
        with db.writing():
            placed = [_one(db, other, row["id"], number) for row in found]
            for one in placed:
                meet(one.kind, one.entry)
        yield from placed
        after = (found[-1]["listed_at"], found[-1]["id"])


def place(db: Database, theirs: Entry, told: History) -> Placed:
    """Join what another source tells of an article with what is stored of it."""
    ours = articles.entry(db, theirs.article.url) or articles.entry(db, theirs.article.id)
    before = history(db, ours) if ours else None
    versions = unite(before or told, told)
    about = _about(ours, theirs, versions)
    articles.place(db, versions[-1].article, about)
    if before is None or versions != before.versions:
        _rewrite(db, versions)
    entry = articles.entry(db, versions[-1].article.id) or theirs
    return Placed(kind=_kind(before, versions), entry=entry)


def history(db: Database, entry: Entry, number: Number = lambda ours: ours) -> History:
    """All texts of an article with their times; `number` tells which snapshot is meant."""
    earlier = articles.revisions(db, entry.article.id)
    whys = [(Cause.SITE, ()), *((one.cause, one.kinds) for one in earlier)]
    since = entry.changed_at or entry.first_seen
    texts = [(one.article, one.stored_at, one.snapshot) for one in earlier]
    texts.append((entry.article, since, entry.snapshot))
    versions = tuple(
        Version(article=article, stored_at=at, snapshot=number(snapshot), cause=cause, kinds=kinds)
        for (article, at, snapshot), (cause, kinds) in zip(texts, whys, strict=True)
    )
    found = db.rows(_SIGHTINGS, url=entry.article.url)
    sightings = (
        Sighting(at=cells.time(row["at"]), snapshot=number(row["snapshot_id"])) for row in found
    )
    return History(versions=versions, last_seen=entry.last_seen, sightings=tuple(sightings))


def _one(db: Database, other: Database, key: str, number: Number) -> Placed:
    """One article with its earlier texts and the other forms of its address."""
    entry = articles.entry(other, key)
    if entry is None:
        raise cells.DamagedError(f"articles, row {key!r}: not found by its id")
    placed = place(db, entry, history(other, entry, number))
    forms = other.rows("SELECT * FROM aliases WHERE source_url = ?", entry.article.url)
    forms.append({"form": entry.article.url, "seen_at": cells.stamp(entry.first_seen)})
    for row in forms:
        _alias(db, row, placed.entry.article.url)
    return placed


def _alias(db: Database, row: Row, url: Url) -> None:
    db.execute(_ALIAS, {"form": row["form"], "url": url, "seen_at": row["seen_at"]})


def _kind(before: History | None, versions: tuple[Version, ...]) -> Kind:
    if before is None:
        return Kind.NEW
    known = len(versions) == len(before.versions) and all(map(same, versions, before.versions))
    return Kind.KNOWN if known else Kind.CHANGED


def _about(ours: Entry | None, theirs: Entry, versions: tuple[Version, ...]) -> Row:
    """What is known of an article beside its text: who saw it first is believed."""
    both = sorted([ours, theirs] if ours else [theirs], key=lambda one: one.first_seen)
    last = max(one.last_seen for one in both)
    gone = [one.gone_at for one in both if one.gone_at and one.gone_at >= last]
    now = versions[-1]
    return {
        "first_seen": cells.stamp(both[0].first_seen),
        "last_seen": cells.stamp(last),
        "changed_at": cells.stamp(now.stored_at) if len(versions) > 1 else None,
        "gone_at": cells.stamp(min(gone)) if gone else None,
        "revision": len(versions),
        "snapshot_id": now.snapshot,
        "source": next((one.source for one in both if one.source), ""),
        "reason": next((one.reason for one in both if one.reason), ""),
    }


def _rewrite(db: Database, versions: tuple[Version, ...]) -> None:
    """Put the earlier texts of an article in the place of those that are stored."""
    key = versions[-1].article.id
    db.execute("DELETE FROM revisions WHERE article_id = ?", [key])
    found = [
        _revision(key, number, *pair) for number, pair in enumerate(pairwise(versions), start=1)
    ]
    db.table("revisions").insert_all(found)


def _revision(key: str, number: int, before: Version, after: Version) -> Row:
    old, new = rows.pack(before.article), rows.pack(after.article)
    return {
        "article_id": key,
        "number": number,
        "title": old["title"],
        "body": old["body"],
        "changed": rows.others(rows.altered(old, new)),
        "extractor": old["extractor"],
        "stored_at": cells.stamp(before.stored_at),
        "snapshot_id": before.snapshot,
        "replaced_at": cells.stamp(after.stored_at),
        "cause": after.cause.value,
        "kinds": cells.dump(list(after.kinds)),
    }
