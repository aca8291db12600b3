"""Archive, moment and form → a folder with the articles, their data sheet and all hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scraper.archive.store import Store
from scraper.archive.values import Holding
from scraper.errors import ArchiveError, DocumentError
from scraper.models import Mention
from scraper.publish.dataset import columns, folder, parquet, shards, sheet
from scraper.publish.dataset.columns import Row
from scraper.publish.dataset.tally import Tally

Named = Callable[[str, str], Iterable[Mention]]
"""A title and its Markdown → whom they name."""

Tell = Callable[[str, int, int], None]
"""Is told what is counted, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted: articles known `as_of` a moment, or by now, and published `since` another.

    `heads` leaves out copies. `named` finds whom a text names, by the dictionary of this `digest`;
    `manners` says how the crawler is set to behave.
    """

    form: str
    as_of: datetime | None
    since: datetime | None
    heads: bool
    named: Named
    digest: str
    manners: sheet.Manners


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What came of it: the moment it is as of, its rows, and how many files were written."""

    as_of: datetime
    rows: int
    files: int
    written: int


def write(store: Store, place: Path, order: Order, tell: Tell) -> Release:
    """Write a release; DocumentError where the folder holds anything else, or cannot be written.

    All of it is of one state of the archive, whatever is written there meanwhile.
    """
    arrow = parquet.version() if order.form == "parquet" else ""
    with store.corpus.still(), _parts(place) as parts:
        moment = _moment(store, order)
        folder.ready(place)
        tally = Tally()
        rows = tally.walk(_rows(store, order, moment, tell))
        made = shards.write(place, rows, shards.FORMS[order.form], parts)
        named = folder.names(made, order.form)
        about = sheet.About(
            form=order.form,
            as_of=moment,
            since=order.since,
            heads=order.heads,
            digest=order.digest,
            manners=order.manners,
            arrow=arrow,
            files={name: (one.rows, one.size, one.sha256) for name, one in named.items()},
            visits=store.corpus.visits(moment),
            doubted=store.corpus.doubted(moment),
        )
        written = folder.settle(place, named, sheet.text(about, tally).encode())
    return Release(as_of=moment, rows=tally.rows, files=len(made) + 2, written=written)


def _moment(store: Store, order: Order) -> datetime:
    """The moment asked for, else that of the newest thing there is."""
    if moment := order.as_of or store.corpus.newest():
        return moment
    raise ArchiveError("the archive is empty; fill it with `scraper crawl`")


@contextmanager
def _parts(place: Path) -> Iterator[ExitStack]:
    """What holds the files until they have their names; DocumentError where they cannot be written.

    Also at its end: what a file could not take it is asked to take once more when it is closed.
    """
    try:
        with ExitStack() as parts:
            yield parts
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error}); free space or choose another"
        raise DocumentError(f"{error.filename or place}: {reason}") from error


def _rows(store: Store, order: Order, moment: datetime, tell: Tell) -> Iterator[Row]:
    total = store.corpus.count(moment)
    matched = store.topics.matched(order.digest)
    for done, held in enumerate(store.corpus.walk(moment)):
        if done % 100 == 0:
            tell("articles", done, total)
        if _wanted(held, order):
            known = held.mentions if matched else None
            article = held.article
            named = order.named(article.title, article.body) if known is None else known
            yield columns.row(held, named)


def _wanted(held: Holding, order: Order) -> bool:
    listed = held.article.published or held.first_seen
    copy = held.story != held.article.id
    return not (order.since and listed < order.since) and not (order.heads and copy)
