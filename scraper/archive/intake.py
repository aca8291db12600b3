"""What other archives, documents and answers of another day hold → the archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from scraper.archive import articles, cells, clippings, links, merge, quarantine
from scraper.archive.faults import translated
from scraper.archive.session import Session
from scraper.archive.values import Entry
from scraper.models import Clipping, Kind, Link


class Intake(Session):
    """An archive as one that takes in what was not crawled for it."""

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

    def merge(self, file: Path, meet: merge.Meet = lambda *_: None) -> Iterator[tuple[Kind, Entry]]:
        """Bring in the archive in `file`, which is only read; what became of each article.

        Each article is shown to `meet` before it is stored, and told of after. ArchiveError where
        the file is no archive, or damaged; nothing was changed.
        """
        with translated(self._path):
            for placed in merge.merge(self._db, Path(self._path), file, meet):
                yield placed.kind, placed.entry

    def clip(self, clipping: Clipping, file: str, at: datetime) -> tuple[Kind, str | None]:
        """Keep a text without an address, NEW or KNOWN; the id of the article of the same text."""
        with self._writing():
            return clippings.put(self._db, clipping, file, at)
