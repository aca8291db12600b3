"""Path → Store: everything the house asks of the archive, one method each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from scraper.archive import (
    articles,
    cells,
    connection,
    index,
    links,
    quarantine,
    runs,
    schema,
    sights,
    snapshots,
)
from scraper.archive import mentions as named
from scraper.archive.connection import Database
from scraper.archive.corpus import Corpus
from scraper.archive.desk import Desk
from scraper.archive.faults import translated
from scraper.archive.gallery import Gallery
from scraper.archive.history import History
from scraper.archive.intake import Intake
from scraper.archive.origins import Origins
from scraper.archive.session import Session
from scraper.archive.shelf import Shelf
from scraper.archive.tallies import Tallies
from scraper.archive.topics import Topics
from scraper.archive.translations import Translations
from scraper.archive.upkeep import Upkeep
from scraper.archive.values import (
    Alteration,
    Cause,
    Doubt,
    Entry,
    Failure,
    Hit,
    Origin,
    Revision,
    Run,
    Scope,
    Selection,
    State,
    Story,
    Told,
)
from scraper.archive.watch import Watch
from scraper.models import (
    Address,
    Article,
    Fetched,
    Kind,
    Link,
    Mention,
    Sight,
    Url,
)

__all__ = [
    "Alteration",
    "Cause",
    "Doubt",
    "Entry",
    "Failure",
    "Hit",
    "Origin",
    "Revision",
    "Run",
    "Scope",
    "Selection",
    "State",
    "Store",
    "Story",
    "Told",
    "open",
]

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


class Store(Session):
    """An open archive. Every write is one short transaction; every failure is ArchiveError."""

    def __init__(self, db: Database, path: str) -> None:
        """Take over a connection that is sound; use `open`."""
        super().__init__(db, path)
        self.watch = Watch(db, path)
        self.corpus = Corpus(db, path)
        self.desk = Desk(db, path)
        self.gallery = Gallery(db, path)
        self.history = History(db, path)
        self.intake = Intake(db, path)
        self.origins = Origins(db, path)
        self.shelf = Shelf(db, path)
        self.tallies = Tallies(db, path)
        self.topics = Topics(db, path)
        self.translations = Translations(db, path)
        self.upkeep = Upkeep(db, path)

    def start(self, command: str, at: datetime) -> int:
        """The number of a new run."""
        with self._writing():
            return runs.start(self._db, command, at)

    def finish(self, run: int, at: datetime, counts: Mapping[str, int], note: str = "") -> None:
        """Write down how a run ended: how many outcomes of each kind, and a line to say."""
        with self._writing():
            runs.finish(self._db, run, at, counts, note)
            index.merge(self._db)

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

    def kept(self, fetched: Fetched) -> bool:
        """Whether this very answer, of this moment, was kept already."""
        with self._reading():
            return snapshots.known(self._db, fetched) is not None

    def came(self, link: Link, fetched: Fetched, run: int | None = None) -> int:
        """Keep the answer to a link: should the run end here, the next one finds it unread."""
        with self._writing():
            links.add(self._db, [link], fetched.at)
            number = snapshots.keep(self._db, fetched, run)
            links.came(self._db, link.address.url, number)
            return number

    def unread(self, url: Url) -> tuple[int, Fetched] | None:
        """The answer that a killed run kept of this link and did not read, with its number."""
        with self._reading():
            number = links.pending(self._db, url)
            found = snapshots.read(self._db, number) if number else None
            return (number, found) if number and found else None

    def snapshot(self, number: int) -> Fetched | None:
        """The answer that was kept under this number, bytes exactly."""
        with self._reading():
            return snapshots.read(self._db, number)

    def answers(self, since: datetime | None = None) -> Iterator[Fetched]:
        """Every answer that was kept since a time, in the order of time, all as of one moment."""
        with self._reading():
            for number in snapshots.numbers(self._db, cells.stamp(since) if since else ""):
                if found := snapshots.read(self._db, number):
                    yield found

    def raw(self, key: str) -> Fetched | None:
        """The answer an article (source URL, id or other form) was made from, bytes exactly.

        None where there is no such article, or none was kept; ArchiveError where it is damaged.
        """
        with self._reading():
            found = articles.entry(self._db, key)
            if found is None or found.snapshot is None:
                return None
            return snapshots.read(self._db, found.snapshot)

    def answered(self, url: str) -> tuple[int, Kind] | None:
        """The last answer that was kept of a link, and what it came to; None where none was."""
        with self._reading():
            return links.answered(self._db, url)

    def put(  # noqa: PLR0913 - all of it is one row
        self,
        article: Article,
        *,
        snapshot: int | None,
        at: datetime,
        source: str = "",
        reason: str = "",
        cause: Cause = Cause.SITE,
        mentions: Iterable[Mention] | None = None,
    ) -> Kind:
        """Store an article: NEW, CHANGED (the earlier text kept as a revision) or SAME.

        Another extractor that reads the same text is SAME. `snapshot` is what it was made from,
        `cause` says who changed what is changed: an extractor is no visit, so the article was
        seen no later for it. `mentions` are whom it names; where they are not known the archive is
        matched anew from there.
        """
        about = {
            "snapshot_id": snapshot,
            "last_seen": cells.stamp(at),
            "source": source,
            "reason": reason,
        }
        with self._writing():
            kind = articles.put(self._db, article, about, cause)
            if kind is not Kind.SAME and mentions is not None:
                named.put(self._db, article.id, mentions)
                named.reached(self._db, article.id)
            elif kind is not Kind.SAME:
                named.forget(self._db, article.id)
            return kind

    def differs(self, article: Article) -> bool:
        """Whether putting an article would come to CHANGED."""
        with self._reading():
            return articles.differs(self._db, article)

    def gone(self, url: Url, at: datetime | None) -> None:
        """Note when the site was found to have removed an article; None: it is there again."""
        with self._writing():
            articles.gone(self._db, url, at)

    def article(self, key: str) -> Article | None:
        """The article of a source URL, an id, or another known form of its address."""
        found = self.entry(key)
        return found.article if found else None

    def entry(self, key: str) -> Entry | None:
        """The same, with what the archive knows of it."""
        with self._reading():
            return articles.entry(self._db, key)

    def latest(self, era: str) -> Article | None:
        """The last article that an extractor of this name read; None where it read none."""
        with self._reading():
            return articles.latest(self._db, era)

    def entries(  # noqa: PLR0913 - each is one rule of the list
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        source: str | None = None,
        limit: int | None = None,
        heads: bool = False,
        gone: bool = False,
    ) -> Iterator[Entry]:
        """All entries, newest first by publication (by first sight where that is unknown).

        `since` is the earliest such time, `until` the one before which it is; `heads` leaves out
        the copies of what others told first, `gone` asks for those that the site removed. Read in
        pages: the archive may be written meanwhile.
        """
        rules = articles.only(since, source, until=until, heads=heads, gone=gone)
        after = None
        left = limit
        while left is None or left > 0:
            with self._reading():
                found, after = articles.page(self._db, rules, after)
            if not found:
                return
            yield from found[:left]
            left = None if left is None else left - len(found)

    def fresh(self, since: datetime) -> Iterator[Entry]:
        """The entries that were first seen after a time, in that order."""
        after = (cells.stamp(since), "")
        while True:
            with self._reading():
                found, after = articles.fresh(self._db, after)
            if not found:
                return
            yield from found

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

    def revisits(
        self,
        now: datetime,
        limit: int | None = None,
        sources: Collection[str] | None = None,
    ) -> list[Link]:
        """The stored articles to look at again, the longest overdue first."""
        with self._reading():
            return links.revisits(self._db, now, limit, sources)

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
        tries: int = 1,
        link: Link | None = None,
        sight: Sight | None = None,
        extractors: str = "",
    ) -> None:
        """Write down what a visit came to, and when to look again (`due_at` None: never).

        `tries` counts the visits in a row that came to nothing, with this one.
        `link` is what is known of an address that was not discovered before, `sight` what the page
        gave. A page that cannot be believed goes to the quarantine, after `extractors` in vain.
        """
        visit = {
            "at": cells.stamp(at),
            "reason": reason,
            "snapshot_id": snapshot,
            "run_id": run,
            "due_at": cells.stamp(due_at) if due_at else None,
        }
        visit |= sights.facts(sight) if sight else {}
        known = link if link and link.address.url == url else links.bare(url)
        with self._writing():
            links.add(self._db, [known], at)
            links.visited(self._db, url, kind, visit, tries)
            quarantine.judged(self._db, url, kind, visit, extractors)

    def failures(self, source: str | None = None) -> Iterator[Failure]:
        """Every link whose article could not be had so far, the given up among them."""
        after = ""
        while True:
            with self._reading():
                found = links.failures(self._db, source, after, links.CHUNK)
            if not found:
                return
            yield from found
            after = found[-1].url

    def newest(self) -> datetime | None:
        """When an article was last stored for the first time; None in an empty archive."""
        with self._reading():
            return articles.newest(self._db)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self._reading():
            return {name: self._db.table(name).count for name in schema.TABLES}
