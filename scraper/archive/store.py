"""Path → Store: everything the house asks of the archive, one method each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from scraper.archive import articles, cells, connection, links, runs, schema, snapshots
from scraper.archive.connection import Database
from scraper.archive.faults import translated
from scraper.archive.values import Entry, Revision, Run, State
from scraper.models import Address, Article, Fetched, Kind, Link, Url

__all__ = ["Entry", "Revision", "Run", "State", "Store", "open"]

TIMEOUT = 30.0
"""Seconds to wait for another writer's transaction to end."""


def open(  # noqa: A001 - it reads `store.open(path)`
    path: str | Path, *, readonly: bool = False, create: bool = True, timeout: float = TIMEOUT
) -> Store:
    """The archive at `path`, made where there is none; close it after use.

    ArchiveError where the path cannot hold one, or holds anything but an archive of this version
    or an older one; then nothing is touched. `readonly` never makes and never writes one.
    `timeout` is how many seconds to wait for another writer.
    """
    with translated(path):
        db = connection.connect(Path(path), readonly=readonly, create=create, timeout=timeout)
    return Store(db, str(path))


class Store:
    """An open archive. Every write is one short transaction; every failure is ArchiveError."""

    def __init__(self, db: Database, path: str) -> None:
        """Take over a connection that is sound; use `open`."""
        self._db = db
        self._path = path

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; twice is as good as once."""
        with translated(self._path):
            self._db.close()

    def start(self, command: str, at: datetime) -> int:
        """The number of a new run."""
        with self._writing():
            return runs.start(self._db, command, at)

    def finish(self, run: int, at: datetime, counts: Mapping[str, int], note: str = "") -> None:
        """Write down how a run ended: how many outcomes of each kind, and a line to say."""
        with self._writing():
            runs.finish(self._db, run, at, counts, note)

    def runs(self, limit: int = 10) -> list[Run]:
        """The latest runs, newest first."""
        with self._reading():
            return runs.latest(self._db, limit)

    def source(self, name: str, kind: str, run: int | None = None) -> None:
        """Note that `run` asked a source, and what kind of list it is."""
        with self._writing():
            runs.source(self._db, name, kind, run)

    def keep(self, fetched: Fetched, run: int | None = None) -> int:
        """The number of a new snapshot of this answer; the same bytes are stored once."""
        with self._writing():
            return snapshots.keep(self._db, fetched, run)

    def snapshot(self, number: int) -> Fetched | None:
        """The answer that was kept under this number, bytes exactly."""
        with self._reading():
            return snapshots.read(self._db, number)

    def raw(self, key: str) -> Fetched | None:
        """The answer an article (source URL, id or other form) was made from, bytes exactly.

        None where there is no such article, or none was kept; ArchiveError where it is damaged.
        """
        with self._reading():
            found = articles.entry(self._db, key)
            if found is None or found.snapshot is None:
                return None
            return snapshots.read(self._db, found.snapshot)

    def put(
        self,
        article: Article,
        *,
        snapshot: int | None,
        at: datetime,
        source: str = "",
        reason: str = "",
    ) -> Kind:
        """Store an article: NEW, CHANGED (the earlier text kept as a revision) or SAME.

        Another extractor that reads the same text is SAME. `snapshot` is what it was made from.
        """
        about = {
            "snapshot_id": snapshot,
            "last_seen": cells.stamp(at),
            "source": source,
            "reason": reason,
        }
        with self._writing():
            return articles.put(self._db, article, about)

    def article(self, key: str) -> Article | None:
        """The article of a source URL, an id, or another known form of its address."""
        found = self.entry(key)
        return found.article if found else None

    def entry(self, key: str) -> Entry | None:
        """The same, with what the archive knows of it."""
        with self._reading():
            return articles.entry(self._db, key)

    def entries(
        self,
        *,
        since: datetime | None = None,
        source: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Entry]:
        """All entries, newest first by publication (by first sight where that is unknown).

        `since` is the earliest such time. Read in pages: the archive may be written meanwhile.
        """
        after = None
        left = limit
        while left is None or left > 0:
            with self._reading():
                found, after = articles.page(self._db, since, source, after)
            if not found:
                return
            yield from found[:left]
            left = None if left is None else left - len(found)

    def revisions(self, key: str) -> list[Revision]:
        """The earlier texts of an article, oldest first; none where there is no such article."""
        with self._reading():
            return articles.revisions(self._db, key)

    def alias(self, form: str, url: Url, at: datetime) -> None:
        """Remember another form of a stored article's address; ArchiveError where none is."""
        with self._writing():
            articles.alias(self._db, form, url, at)

    def resolve(self, address: Address, forms: Iterable[str] = ()) -> Url | None:
        """The source URL of the stored article that the address, or a form of it, names."""
        with self._reading():
            return articles.resolve(self._db, address, forms)

    def discovered(self, found: Iterable[Link], at: datetime) -> int:
        """How many of these links are new; what was said first stays, gaps in it are filled."""
        count = 0
        for chunk in links.chunks(found):
            with self._writing():
                count += links.add(self._db, chunk, at)
        return count

    def states(self, urls: Iterable[Url]) -> dict[Url, State]:
        """What is known of each address that is known at all."""
        known: dict[Url, State] = {}
        for chunk in links.chunks(urls):
            with self._reading():
                known |= links.states(self._db, chunk)
        return known

    def due(
        self,
        now: datetime,
        limit: int | None = None,
        sources: Collection[str] | None = None,
    ) -> list[Link]:
        """What to visit: the longest overdue first, then the never visited, newest first."""
        with self._reading():
            return links.due(self._db, now, limit, sources)

    def link(self, url: Url) -> Link | None:
        """What was discovered under this address; None where nothing was."""
        with self._reading():
            return links.link(self._db, url)

    def visited(  # noqa: PLR0913 - all of it is one row
        self,
        url: Url,
        kind: Kind,
        *,
        at: datetime,
        reason: str = "",
        snapshot: int | None = None,
        run: int | None = None,
        due_at: datetime | None,
        link: Link | None = None,
    ) -> None:
        """Write down what a visit came to, and when to look again (`due_at` None: never).

        `link` is what is known of an address that was not discovered before.
        """
        visit = {
            "at": cells.stamp(at),
            "reason": reason,
            "snapshot_id": snapshot,
            "run_id": run,
            "due_at": cells.stamp(due_at) if due_at else None,
        }
        known = link if link and link.address.url == url else links.bare(url)
        with self._writing():
            links.add(self._db, [known], at)
            links.visited(self._db, url, kind, visit)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self._reading():
            return {name: self._db.table(name).count for name in schema.TABLES}

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One transaction: all of it sees the same state of the archive."""
        with translated(self._path), self._db.atomic():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with translated(self._path), self._db.writing():
            yield
