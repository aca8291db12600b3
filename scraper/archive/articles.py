"""Article ↔ articles, images, revisions and aliases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from scraper.archive import (
    cells,
    changes,
    clippings,
    functions,
    mentions,
    mirrors,
    rows,
    runs,
    stories,
)
from scraper.archive.cells import Row
from scraper.archive.changes import Version
from scraper.archive.connection import Database
from scraper.archive.values import PAPER, Cause, Entry, Revision
from scraper.errors import ArchiveError, UrlError
from scraper.models import Address, Article, Kind, Url
from scraper.urls import clean

Cursor = tuple[str, str]
"""A place in the list: `listed_at` and `id` as they stand in the row."""

Rules = dict[str, list[Any]]
"""What must be true of an article, in SQL, and the values that it asks for."""

PAGE = 100
"""Entries read at once: about a megabyte."""


def put(db: Database, article: Article, about: Row, cause: Cause = Cause.SITE) -> Kind:
    """Store an article; `about` has snapshot_id, last_seen, source and reason.

    The same article again is SAME, and changes nothing but what is known about it. `cause` says
    who changed what is changed.
    """
    new = rows.pack(article)
    runs.named(db, about["source"])
    row = _stored(db, new)
    if row is None:
        _insert(db, new, about)
        return Kind.NEW
    changed = rows.altered(_packed(db, row), new)
    if not rows.turned(changed):
        again = cause is Cause.EXTRACTOR  # of the same page, which is no visit
        seen = about | {"last_seen": row["last_seen"]} if again else about
        silent = new["abstract"] is None and not again
        abstract = row["abstract"] if silent else new["abstract"]
        fresh = {"extractor": article.extractor, "abstract": abstract}
        _seen(db, row, fresh, seen)
        return Kind.SAME
    paper = row["extractor"].startswith(PAPER)  # less than its page gives: no change of the site's
    told = Cause.EXTRACTOR if paper else cause
    kinds = changes.kinds(Version.of(row), Version.of(new))
    why = {"cause": told.value, "kinds": cells.dump(kinds), "replaced_at": about["last_seen"]}
    _revise(db, row, changed, why)
    _replace(db, row, new, about)
    if cause is Cause.EXTRACTOR:  # which is no visit
        db.alter("articles", {"last_seen": row["last_seen"]}, number=row["number"])
    return Kind.CHANGED


def differs(db: Database, article: Article) -> bool:
    """Whether putting an article would change the stored one."""
    new = rows.pack(article)
    row = _stored(db, new)
    return bool(row and rows.turned(rows.altered(_packed(db, row), new)))


def gone(db: Database, url: Url, at: datetime | None) -> None:
    """Note when the site was found to have removed an article; None: it has not, after all."""
    marked = cells.stamp(at) if at else None
    db.execute("UPDATE articles SET gone_at = ? WHERE source_url = ?", [marked, url])


def place(db: Database, article: Article, about: Row) -> None:
    """Put a text in its place, with what `about` says of it, by the columns of `articles`.

    Whom it names is not known then: the archive is to be matched again from there.
    """
    new = rows.pack(article)
    runs.named(db, about["source"])
    row = _stored(db, new)
    if row is None:
        _insert(db, new, about)
        return
    if rows.turned(rows.altered(_packed(db, row), new)):
        _replace(db, row, new, about)
        mentions.forget(db, new["id"])
    known = about | {"extractor": article.extractor, "abstract": new["abstract"]}
    if fresh := {name: value for name, value in known.items() if value != row[name]}:
        db.alter("articles", fresh, number=row["number"])
    if about["first_seen"] != row["first_seen"]:
        stories.moved(db, row["number"])


def entry(db: Database, key: str) -> Entry | None:
    """What is known under an id, a source URL or another form of one."""
    row = _find(db, key) or _find(db, _aliased(db, key) or "")
    return _entries(db, [row])[0] if row else None


def only(
    since: datetime | None,
    source: str | None,
    *,
    until: datetime | None = None,
    heads: bool,
    gone: bool,
) -> Rules:
    """The rules of which entries are asked for: all of them, where none is named."""
    rules: Rules = {"1": []}
    if since is not None:
        rules["listed_at >= ?"] = [cells.stamp(since)]
    if until is not None:
        rules["listed_at < ?"] = [cells.stamp(until)]
    if source is not None:
        rules["source = ?"] = [source]
    if heads:
        rules["story_id = id"] = []
    if gone:
        rules["gone_at IS NOT NULL"] = []
    return rules


def page(db: Database, rules: Rules, after: Cursor | None) -> tuple[list[Entry], Cursor | None]:
    """The next entries `after` a place, newest first, and the place they end; None at the end."""
    where = rules if after is None else {**rules, "(listed_at, id) < (?, ?)": list(after)}
    found = list(
        db.table("articles").rows_where(
            " AND ".join(where),
            [value for values in where.values() for value in values],
            order_by="listed_at DESC, id DESC",
            limit=PAGE,
        )
    )
    return _entries(db, found), (found[-1]["listed_at"], found[-1]["id"]) if found else None


def fresh(db: Database, after: Cursor) -> tuple[list[Entry], Cursor]:
    """The next entries by the time they were first seen, `after` a time and an id."""
    found = db.rows(
        "SELECT * FROM articles WHERE (first_seen, id) > (?, ?) ORDER BY first_seen, id LIMIT ?",
        *(*after, PAGE),
    )
    return _entries(db, found), (found[-1]["first_seen"], found[-1]["id"]) if found else after


def numbered(db: Database, numbers: list[int]) -> list[Entry]:
    """The entries of these numbers, in this order; without those that are not there."""
    found = db.rows(
        "SELECT * FROM articles WHERE number IN (SELECT value FROM json_each(?))",
        cells.dump(numbers),
    )
    known = {row["number"]: row for row in found}
    return _entries(db, [known[number] for number in numbers if number in known])


def latest(db: Database, era: str) -> Article | None:
    """The last article, by its place in the list, that the extractor ``era/…`` read."""
    found = db.rows(
        "SELECT * FROM articles WHERE extractor LIKE ? || '/%' ORDER BY listed_at DESC LIMIT 1",
        era,
    )
    return _entries(db, found)[0].article if found else None


def newest(db: Database) -> datetime | None:
    """When an article was last stored for the first time; None where there is none."""
    (last,) = db.execute("SELECT max(first_seen) FROM articles").fetchone()
    with cells.reading("articles", last):
        return cells.maybe(last)


def revisions(db: Database, key: str) -> list[Revision]:
    """The earlier texts of an article, oldest first."""
    known = entry(db, key)
    if known is None:
        return []
    found = db.rows(
        "SELECT * FROM revisions WHERE article_id = ? ORDER BY number DESC", known.article.id
    )
    return list(rows.history(found, known.article))[::-1]


def alias(db: Database, form: str, url: Url, at: datetime) -> None:
    """Remember another form of a stored article's address; what is known stays as it is."""
    if not _find(db, url):
        raise ArchiveError(f"{url}: no article of this address; store it before its other forms")
    form = _form(form)
    if form != url and not _find(db, form) and not _aliased(db, form):
        row = {"form": form, "source_url": url, "seen_at": cells.stamp(at)}
        db.add("aliases", row)


def resolve(db: Database, address: Address, forms: Iterable[str]) -> Url | None:
    """The source URL of the stored article that an address or one of its forms names."""
    for form in (address.url, *forms):
        if row := _find(db, form):
            return Url(row["source_url"])
        if known := _aliased(db, form):
            return known
    return None


def _stored(db: Database, new: Row) -> Row | None:
    """The row of a packed article: that of its address, else that of its id."""
    found = db.rows("SELECT * FROM articles WHERE source_url = ?", new["url"])
    found = found or db.rows("SELECT * FROM articles WHERE id = ?", new["id"])
    return found[0] if found else None


def _packed(db: Database, row: Row) -> Row:
    """The article of a row, packed."""
    return rows.pack(rows.article(row, _images(db, [row])))


def _find(db: Database, key: str) -> Row | None:
    """The row of a source URL or an id."""
    found = db.rows("SELECT * FROM articles WHERE source_url = ?", key)
    found = found or db.rows("SELECT * FROM articles WHERE id = ?", key)
    return found[0] if found else None


def _aliased(db: Database, form: str) -> Url | None:
    found = db.rows("SELECT source_url FROM aliases WHERE form = ?", _form(form))
    return Url(found[0]["source_url"]) if found else None


def _form(text: str) -> str:
    """The form without tracking, where it is an address of the site."""
    try:
        return clean(text)
    except UrlError:
        return text


def _entries(db: Database, found: list[Row]) -> list[Entry]:
    images = _images(db, found)
    grouped = {key: list(group) for key, group in groupby(images, lambda row: row["article_id"])}
    return [rows.entry(row, grouped.get(row["id"], [])) for row in found]


def _images(db: Database, found: list[Row]) -> list[Row]:
    """The rows of the images of some articles, those of each in order."""
    return db.rows(
        "SELECT * FROM images WHERE article_id IN (SELECT value FROM json_each(?))"
        " ORDER BY article_id, position",
        cells.dump([row["id"] for row in found]),
    )


def _insert(db: Database, new: Row, about: Row) -> None:
    more = {"first_seen": about["last_seen"], "story_id": new["id"]}
    row = _columns(new) | more | about
    number = db.add("articles", row)
    clippings.link(db, new["id"], row["content_sha256"])
    for image in rows.images(new):
        db.add("images", image)
    mirrors.want(db, new, about["last_seen"])
    stories.added(db, number)


def _columns(new: Row) -> Row:
    """What of a packed article stands in the table, with what follows from it."""
    return rows.columns(new) | {"content_sha256": functions.content_sha256(new["body"])}


def _revise(db: Database, row: Row, changed: Row, why: Row) -> None:
    """Keep the stored text as a revision, before another takes its place."""
    db.add(
        "revisions",
        {
            "article_id": row["id"],
            "number": row["revision"],
            "title": row["title"],
            "body": row["body"],
            "changed": rows.others(changed),
            "extractor": row["extractor"],
            "stored_at": row["changed_at"] or row["first_seen"],
            "snapshot_id": row["snapshot_id"],
        }
        | why,
    )


def _replace(db: Database, row: Row, new: Row, about: Row) -> None:
    """Put another text in the place of the stored one."""
    db.execute("DELETE FROM images WHERE article_id = ?", [row["id"]])
    marks = {
        "revision": row["revision"] + 1,
        "changed_at": about["last_seen"],
        "snapshot_id": about["snapshot_id"],
    }
    fresh = _columns(new) | marks
    _seen(db, row, fresh, about)
    clippings.link(db, new["id"], fresh["content_sha256"])
    for image in rows.images(new):
        db.add("images", image)
    mirrors.want(db, new, about["last_seen"])
    if row["source_url"] != new["url"]:
        former = {"form": row["source_url"], "source_url": new["url"]}
        db.table("aliases").insert(former | {"seen_at": about["last_seen"]}, ignore=True)
    stories.changed(db, row["number"], row["body"], about["last_seen"])


def _seen(db: Database, row: Row, fresh: Row, about: Row) -> None:
    """Write what is fresh, and fill what was unknown about an article so far."""
    known = {
        "last_seen": max(row["last_seen"], about["last_seen"]),
        "source": row["source"] or about["source"],
        "reason": row["reason"] or about["reason"],
        "snapshot_id": row["snapshot_id"] or about["snapshot_id"],
    }
    db.alter("articles", known | fresh, number=row["number"])
