"""Link ↔ links and visits: what was discovered, and when to look at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from scraper.archive import cells, hints, rows, runs
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.archive.values import Failure, State
from scraper.errors import UrlError
from scraper.models import SETTLED, STORED, Address, Kind, Link, Url
from scraper.urls import read

CHUNK = 500
"""Addresses looked up at once."""

ALL = 2**62
"""More links than there can be."""

Item = TypeVar("Item")

HORIZON = timedelta(days=40)
"""No pause is longer: what is due later than so was written by a clock that ran ahead."""

HELD = """
    (EXISTS (SELECT 1 FROM articles WHERE source_url = links.source_url)
      OR EXISTS (SELECT 1 FROM aliases WHERE form = links.source_url))
"""
"""Whether the article of a link is in the archive."""
_OVERDUE = """
    SELECT * FROM links
    WHERE (due_at <= :now OR due_at > :horizon) AND {} {}
      AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))
    ORDER BY due_at, source_url LIMIT :limit
"""
_MISSED = _OVERDUE.format("NOT", HELD)
_REVISITED = _OVERDUE.format("", HELD)
_UNVISITED = f"""
    SELECT * FROM links
    WHERE kind IS NULL AND due_at IS NULL AND NOT {HELD}
      AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))
    ORDER BY coalesce(iif(json_valid(hint), json_extract(hint, '$.published'), NULL), discovered_at)
        DESC, source_url
    LIMIT :limit
"""  # noqa: S608 - of a constant
_FAILED = f"""
    SELECT links.*, visits.reason AS fault, visits.at FROM links LEFT JOIN visits
      ON visits.id = (SELECT id FROM visits WHERE source_url = links.source_url
        ORDER BY at DESC, id DESC LIMIT 1)
    WHERE links.kind NOT IN (SELECT value FROM json_each(:fine)) AND links.source_url > :after
      AND (:source IS NULL OR links.source = :source) AND NOT {HELD}
    ORDER BY links.source_url LIMIT :limit
"""  # noqa: S608 - of a constant


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of CHUNK at most."""
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def add(db: Database, links: list[Link], at: datetime) -> int:
    """How many of these links are new; a known one keeps what it said, and gains the rest."""
    new = [rows.link_row(link, at) for link in links]
    known = {row["source_url"]: row for row in _known(db, [row["source_url"] for row in new])}
    count = len(known)
    for name in {row["source"] for row in new}:
        runs.named(db, name)
    for row, link in zip(new, links, strict=True):
        if stored := known.get(row["source_url"]):
            added = _again(stored, rows.filled(stored, link), at)
            _fill(db, stored, added | _altered(db, stored, added, link, at))
        else:
            known[row["source_url"]] = row
            db.add("links", row)
    return len(known) - count


def states(db: Database, urls: list[Url]) -> dict[Url, State]:
    """What is known of these addresses, be they of links, of articles or other forms of them.

    A form that was never visited itself shares the visits of its article.
    """
    found = db.rows(
        """
        SELECT asked.value AS source_url, links.kind, links.tries, links.due_at,
               articles.id IS NOT NULL AS stored
        FROM json_each(?) AS asked
        LEFT JOIN aliases ON aliases.form = asked.value
        LEFT JOIN articles ON articles.source_url = coalesce(
            (SELECT source_url FROM articles WHERE source_url = asked.value), aliases.source_url)
        LEFT JOIN links ON links.source_url = coalesce(
            (SELECT source_url FROM links WHERE source_url = asked.value AND kind IS NOT NULL),
            aliases.source_url, asked.value)
        WHERE links.source_url IS NOT NULL OR articles.id IS NOT NULL
        """,
        cells.dump(urls),
    )
    return {Url(row["source_url"]): rows.state(row) for row in found}


def due(
    db: Database, now: datetime, limit: int | None, sources: Collection[str] | None
) -> list[Link]:
    """What to visit now: the oldest due first, then the never visited, newest first.

    Not what is stored: an article that came by another way (an import) is not visited for being
    discovered.
    """
    asked, left = _asked(now, sources), _count(limit)
    found = db.rows(_MISSED, **asked, limit=left)
    found += db.rows(_UNVISITED, **asked, limit=left - len(found))
    return [rows.link(row) for row in found]


def revisits(
    db: Database, now: datetime, limit: int | None, sources: Collection[str] | None
) -> list[Link]:
    """The stored articles to look at again now, the oldest due first."""
    found = db.rows(_REVISITED, **_asked(now, sources), limit=_count(limit))
    return [rows.link(row) for row in found]


def _asked(now: datetime, sources: Collection[str] | None) -> Row:
    return {
        "now": cells.stamp(now),
        "horizon": cells.stamp(now + HORIZON),
        "sources": None if sources is None else cells.dump(sorted(sources)),
    }


def _count(limit: int | None) -> int:
    return ALL if limit is None else max(limit, 0)


def link(db: Database, url: Url) -> Link | None:
    """What was discovered under this address; None where nothing was."""
    found = _known(db, [url])
    return rows.link(found[0]) if found else None


def visited(db: Database, url: Url, kind: Kind, visit: Row, tries: int) -> None:
    """Write down a visit: `visit` has the other columns of `visits`."""
    db.add("visits", {"source_url": url, "kind": kind.value} | visit)
    db.execute(
        "UPDATE links SET kind = ?, due_at = ?, tries = ?, pending_id = NULL WHERE source_url = ?",
        [kind.value, visit["due_at"], 0 if kind in STORED else tries, url],
    )


def came(db: Database, url: Url, snapshot: int) -> None:
    """Note that the answer to a link is kept, and not read yet."""
    db.execute("UPDATE links SET pending_id = ? WHERE source_url = ?", [snapshot, url])


def pending(db: Database, url: Url) -> int | None:
    """The answer to this link that a killed run kept and did not read; None where none is."""
    found = db.rows("SELECT pending_id FROM links WHERE source_url = ?", url)
    return found[0]["pending_id"] if found else None


def answered(db: Database, url: str) -> tuple[int, Kind] | None:
    """The last answer that was kept of a link, and what the visit came to."""
    found = db.rows(
        "SELECT snapshot_id, kind FROM visits WHERE source_url = ? AND snapshot_id IS NOT NULL"
        " ORDER BY at DESC, id DESC LIMIT 1",
        url,
    )
    return (found[0]["snapshot_id"], Kind(found[0]["kind"])) if found else None


def failures(db: Database, source: str | None, after: str, limit: int) -> list[Failure]:
    """The next links by address whose article could not be had so far, the given up among them."""
    fine = cells.dump(sorted(STORED | SETTLED))
    found = db.rows(_FAILED, fine=fine, after=after, source=source, limit=limit)
    return [rows.failure(row) for row in found]


def bare(url: Url) -> Link:
    """The link of an address that nobody discovered."""
    try:
        address = read(url)
    except UrlError:
        address = Address(url=url, id="", fetch_url=url, certain=False)
    return Link(address=address if address.url == url else Address(url=url, id="", fetch_url=url))


def _known(db: Database, urls: list[str]) -> list[Row]:
    return db.rows(
        "SELECT * FROM links WHERE source_url IN (SELECT value FROM json_each(?))",
        cells.dump(urls),
    )


def _again(row: Row, added: Row, at: datetime) -> Row:
    """What is `added`; a page that was found off topic is due again where a list has a reason."""
    if "reason" in added and row["kind"] == Kind.OFF_TOPIC:
        return {**added, "due_at": cells.stamp(at)}
    return added


def _altered(db: Database, row: Row, added: Row, link: Link, at: datetime) -> Row:
    """What a list says that none said before of an article, and when to look: now, where the
    stored one is otherwise.
    """
    with cells.reading("links", row["source_url"]):
        said = hints.later(cells.dictionary(row["hint"]), rows.said(link.hint))
        article = _article(db, row["source_url"]) if said else None
        if article is None:
            return {}
        hint = cells.dictionary((row | added)["hint"]) | said
        more = {"hint": cells.dump(hint)}
        if hints.retitled(said, article["title"]) or hints.renewed(said, article["published"], at):
            more["due_at"] = min(cells.stamp(at), row["due_at"] or cells.stamp(at))
        return more


def _article(db: Database, url: str) -> Row | None:
    """Title and time of the stored article of a link, be this its address or another form."""
    found = db.rows(
        "SELECT title, published FROM articles WHERE source_url IN"
        " (SELECT ?1 UNION SELECT source_url FROM aliases WHERE form = ?1)",
        url,
    )
    return found[0] if found else None


def _fill(db: Database, row: Row, added: Row) -> None:
    if added:
        row.update(added)
        db.alter("links", added, source_url=row["source_url"])
