"""Path → Store: everything the house asks of the archive, one method each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from scraper.archive import (
    articles,
    ask,
    audit,
    cells,
    clippings,
    compact,
    connection,
    index,
    links,
    merge,
    quarantine,
    retold,
    runs,
    schema,
    search,
    sights,
    snapshots,
)
from scraper.archive import mentions as named
from scraper.archive.connection import Database
from scraper.archive.faults import translated
from scraper.archive.history import History
from scraper.archive.origins import Origins
from scraper.archive.query import Query
from scraper.archive.session import Session
from scraper.archive.topics import Topics
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
    Clipping,
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
        self.history = History(db, path)
        self.origins = Origins(db, path)
        self.topics = Topics(db, path)

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

    def recall(self, entry: Entry) -> Kind:
        """Store an article as it was at some time, maybe long ago: NEW, CHANGED or KNOWN.

        Its text takes the place in the history that its time gives it.
        """
        with self._writing():
            version = merge.Version(
                article=entry.article, stored_at=entry.first_seen, snapshot=entry.snapshot
            )
            told = merge.History(versions=(version,), last_seen=entry.last_seen)
            return merge.place(self._db, entry, told).kind

    def doubt(  # noqa: PLR0913 - all of it is one row
        self, link: Link, kind: Kind, reason: str, *, snapshot: int, at: datetime, extractors: str
    ) -> None:
        """Put an answer that came another way in quarantine, after `extractors` in vain.

        Not where its article is stored, or a later answer is in quarantine.
        """
        url, stamp = link.address.url, cells.stamp(at)
        visit = {"reason": reason, "snapshot_id": snapshot, "at": stamp}
        with self._writing():
            links.add(self._db, [link], at)
            later = quarantine.since(self._db, url, stamp)
            if not later and not articles.entry(self._db, url):
                quarantine.put(self._db, url, kind, visit, extractors)

    def merge(self, file: Path) -> Iterator[tuple[Kind, Entry]]:
        """Bring in the archive in `file`, which is only read; what became of each article.

        Told of are articles of a transaction that is still open: who stops here can run it again,
        and loses nothing. ArchiveError where it is no archive, or damaged; nothing was changed.
        """
        with translated(self._path):
            for placed in merge.merge(self._db, Path(self._path), file):
                yield placed.kind, placed.entry

    def clip(self, clipping: Clipping, file: str, at: datetime) -> tuple[Kind, str | None]:
        """Keep a text without an address, NEW or KNOWN; the id of the article of the same text."""
        with self._writing():
            return clippings.put(self._db, clipping, file, at)

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

    def entries(
        self,
        *,
        since: datetime | None = None,
        source: str | None = None,
        limit: int | None = None,
        heads: bool = False,
        gone: bool = False,
    ) -> Iterator[Entry]:
        """All entries, newest first by publication (by first sight where that is unknown).

        `since` is the earliest such time, `heads` leaves out the copies of what others told first,
        `gone` asks for those that the site removed. Read in pages: the archive may be written
        meanwhile.
        """
        rules = articles.only(since, source, heads=heads, gone=gone)
        after = None
        left = limit
        while left is None or left > 0:
            with self._reading():
                found, after = articles.page(self._db, rules, after)
            if not found:
                return
            yield from found[:left]
            left = None if left is None else left - len(found)

    def stories(self, since: datetime | None = None, limit: int | None = None) -> Iterator[Story]:
        """The stories told more than once of which a copy was published since, latest first."""
        with self._reading():
            heads = retold.latest(self._db, since, limit)
        yield from filter(None, map(self.story, heads))

    def story(self, head: str) -> Story | None:
        """The story of which the article of this id is the head; None where no other tells it."""
        with self._reading():
            return retold.story(self._db, head)

    def fresh(self, since: datetime) -> Iterator[Entry]:
        """The entries that were first seen after a time, in that order."""
        after = (cells.stamp(since), "")
        while True:
            with self._reading():
                found, after = articles.fresh(self._db, after)
            if not found:
                return
            yield from found

    def search(
        self,
        query: Query,
        scope: Scope = Scope(),  # noqa: B008 - frozen
        *,
        newest: bool = False,
        limit: int | None = None,
    ) -> Iterator[Hit]:
        """What has the words of a query: in the title all, some, none; of each the newest first.

        Or only the `newest` first. QueryError where the archive knows no such topic. Shown in
        pages: the archive may be written meanwhile.
        """
        with self._reading():
            found = search.find(self._db, query, scope, newest=newest)
            numbers = [place.number for place in islice(found, limit)]
        for start in range(0, len(numbers), articles.PAGE):
            with self._reading():
                hits = [*search.hits(self._db, query, numbers[start : start + articles.PAGE])]
            yield from hits

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

    @contextmanager
    def asked(self, query: str) -> Iterator[tuple[list[str], Iterator[tuple[object, ...]]]]:
        """The columns and rows of a query in SQL, which can change nothing; QueryError for none."""
        with translated(self._path), ask.asked(self._db, query) as found:
            yield found

    def compact(self, at: datetime, tell: compact.Tell) -> tuple[compact.Room, compact.Room]:
        """Keep the same in less room; what it took before, and what it takes now.

        Whoever is stopped on the way loses nothing, and goes on the next time.
        """
        before, done, after = compact.room(self._db), 0, ""
        total = self._db.table("contents").count
        with self._writing():
            compact.learn(self._db, at)
        while True:
            tell("pages", done, total)
            with self._writing():
                count, after = compact.repack(self._db, after)
            if not count:
                break
            done += count
        tell("file", 0, 1)
        with self._writing():
            compact.tidy(self._db)
        with translated(self._path):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return before, compact.room(self._db)

    def audit(self, tell: audit.Tell) -> Iterator[audit.Finding]:
        """Everything that is wrong in the archive, and what is to be known of it."""
        with translated(self._path):
            yield from audit.look(self._db, tell)
