"""A page that is stored → what today's extractors make of it; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from scraper import reading, urls, visit
from scraper.archive import rows, store
from scraper.archive.store import Origin, Store
from scraper.archive.values import Doubt
from scraper.config import Settings
from scraper.errors import ArchiveError, ExtractError
from scraper.extract import article as articles
from scraper.extract import contrast
from scraper.hall import Desk, dictionary
from scraper.models import SETTLED, STORED, Article, Fetched, Kind, Link
from scraper.visit import Met
from scraper.watch import sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the page of the article `id` is to today's extractors.

    SAME and CHANGED have the article as it is stored (`old`), CHANGED also as it is read (`new`).
    Another kind says what the page is instead, for this `reason`. NO page was kept where `kind` is
    None.
    """

    id: str
    kind: Kind | None
    title: str = ""
    reason: str = ""
    old: Article | None = None
    new: Article | None = None
    snapshot: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a page in quarantine is to today's extractors; `met` is all of it, where it was read."""

    doubt: Doubt
    kind: Kind
    title: str = ""
    reason: str = ""
    met: Met | None = None

    @property
    def leaves(self) -> bool:
        """Whether it need not stay: it is an article, or something else that is understood."""
        return self.kind in STORED | SETTLED


Item = str | Doubt
"""The id of an article, or a page in quarantine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads again what the archive of the `settings` holds; travels to other processes."""

    settings: Settings

    @contextmanager
    def __call__(self) -> Iterator[Callable[[Item], Look | Trial]]:
        """The function that reads one item, with an archive of its own."""
        with store.open(self.settings.archive.path, readonly=True) as opened:
            desk = Desk(settings=self.settings, store=opened, known=dictionary(self.settings))
            yield lambda item: self._read(desk, item)

    def _read(self, desk: Desk, item: Item) -> Look | Trial:
        return tried(desk, item) if isinstance(item, Doubt) else look(desk.store, item)


def look(opened: Store, key: str) -> Look:
    """What the page of an article is today; also a damaged one is a Look."""
    try:
        origin = opened.origins.read(key)
    except ArchiveError as error:
        return Look(id=key, kind=Kind.UNREADABLE, reason=str(error))
    if origin is None or origin.fetched is None:
        return Look(id=key, kind=None, title=origin.article.title if origin else "")
    return _compared(origin, origin.fetched)


def tried(desk: Desk, doubt: Doubt) -> Trial:
    """What a page in quarantine comes to, without its bytes; also a damaged one is a Trial."""
    lost = Trial(doubt=doubt, kind=Kind.UNREADABLE, reason="its bytes or its link are not there")
    try:
        link, fetched = desk.store.link(doubt.url), desk.store.snapshot(doubt.snapshot)
    except ArchiveError as error:
        return replace(lost, reason=str(error))
    if link is None or fetched is None:
        return lost
    met = replace(visit.read(desk, link, fetched, doubt.snapshot), fetched=None)
    title = met.article.title if met.article else doubt.title
    return Trial(doubt=doubt, kind=met.kind, title=title, reason=met.reason, met=met)


def _compared(origin: Origin, fetched: Fetched) -> Look:
    old = origin.article
    found = Look(id=old.id, kind=Kind.SAME, title=old.title, snapshot=origin.snapshot)
    try:
        with reading.net(origin.link, Kind.UNREADABLE):
            new = _read(old, origin.link, fetched)
    except ExtractError as error:
        return replace(found, kind=error.kind, reason=error.reason)
    return replace(found, kind=Kind.CHANGED, old=old, new=new) if new else found


def _read(old: Article, link: Link, fetched: Fetched) -> Article | None:
    """What is to take the place of the stored article, as it will be stored; None: it is the same.

    ExtractError where nothing may.
    """
    new = rows.held(reading.read(link, fetched))
    if not urls.same(new.id, old.id):
        raise ExtractError(old.url, Kind.NOT_ARTICLE, f"read as {new.id}, another article")
    new = replace(new, id=old.id, url=old.url)
    if not contrast.differences(old, new):
        return None
    if doubt := sight.doubt(new, link.hint):
        raise ExtractError(old.url, Kind.SUSPECT, doubt)
    return new


def edition() -> str:
    """A hash of the program that reads pages: one mended without a new version is another."""
    folder = Path(articles.__file__).parent
    parts = [*sorted(folder.rglob("*.py")), *sorted(folder.parent.glob("*.py"))]
    return sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:16]
