"""Sources → a folder of parts, all that is not there yet; and what a folder holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import IO

from scraper import reread
from scraper.archive import merge, store
from scraper.errors import ConfigError, PlaceError
from scraper.extract import article as articles
from scraper.scale import answers, parts, place, ranges, work
from scraper.scale.engine import Engine, Lost
from scraper.scale.place import Folder, Source
from scraper.scale.ranges import Sort, Task
from scraper.scale.work import Done, Order
from scraper.warc import unpack
from scraper.warc.read import MAGIC

TASKS = "tasks"
"""The folder of what names the parts that count."""

Event = tuple[Task, Done | Lost]


def edition() -> str:
    """All that decides what is made of a page: another edition makes other parts."""
    return f"{work.FORM} {articles.EXTRACTORS} {reread.edition()} pyarrow {parts.version()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What sorts of sources are read, and how: pages of `limit` bytes at most, a WARC in pieces of
    `piece` megabytes.
    """

    sorts: frozenset[Sort]
    limit: int
    piece: int = ranges.PIECE


def tasks(sources: Iterable[Source], wish: Wish) -> list[Task]:
    """The work on all sources; ConfigError names each that is nothing that is wished for."""
    made: list[Task] = []
    wrong: list[str] = []
    now = edition()
    for source in sources:
        try:
            made += _tasks(source, wish, now)
        except (ConfigError, PlaceError) as error:
            wrong += error.args
    if wrong:
        raise ConfigError(*wrong)
    return made


def _tasks(source: Source, wish: Wish, now: str) -> list[Task]:
    """The work on one source, by the edition of `now`."""
    folder = place.folder(source.url)
    if Sort.PARTS in wish.sorts and folder.names(TASKS):
        return _parts(folder, wish, now)
    with place.opened(source.url) as raw:
        head = raw.read(len(merge.MAGIC))
        raw.seek(0)
        if Sort.ARCHIVE in wish.sorts and head == merge.MAGIC and not place.remote(source.url):
            return _archive(source, wish, now)
        if Sort.WARC in wish.sorts and _warc(raw):
            raw.seek(0)
            step = wish.piece * 1_000_000
            splits = source.size is not None and answers.splits(raw, step)
            return list(ranges.warc(source, step if splits else 0, limit=wish.limit, edition=now))
    raise ConfigError(f"{source.url}: not {' or '.join(sorted(wish.sorts))}; name another file")


def _parts(folder: Folder, wish: Wish, now: str) -> list[Task]:
    names = {done.parts[parts.ANSWERS] for done in held(folder)}
    urls = [f"{folder.url}/{parts.ANSWERS}/{name}" for name in sorted(filter(None, names))]
    return [ranges.part(url, limit=wish.limit, edition=now) for url in urls]


def _archive(source: Source, wish: Wish, now: str) -> list[Task]:
    with store.open(source.url, readonly=True) as opened:
        last = opened.corpus.last()
    return list(ranges.archive(source, last, limit=wish.limit, edition=now))


def _warc(raw: IO[bytes]) -> bool:
    try:
        with unpack.plain(raw) as source:
            return source.read(len(MAGIC)) == MAGIC
    except unpack.FAULTS:
        return False


def run(wanted: Iterable[Task], folder: Folder, engine: Engine) -> Iterator[Event]:
    """What each task came to: of those that were done before at once, then as the others are done.

    Each is written down as soon as it is done, so who is killed goes on where it was. A file whose
    pieces do not fit together is read again as one, and its pieces count no more. Where all is
    done, neither does what the folder had of the same sources by another edition, or of another
    state of them.
    """
    good = _known(list(wanted), folder)
    found: dict[Task, Done] = {}
    yield from _kept(_each(good, folder, engine), found)
    torn = [
        group for group in _files(good) if not fits(found[one] for one in group if one in found)
    ]
    for task in [task for group in torn for task in group]:
        folder.drop(_name(task))
        good.remove(task)
    wholes = [_whole(group) for group in torn]
    yield from _kept(_each(wholes, folder, engine), found)
    if found.keys() >= {*good, *wholes}:
        _clear(folder, {*good, *wholes})


def _kept(events: Iterable[Event], found: dict[Task, Done]) -> Iterator[Event]:
    """The events, while what is done is kept in `found`."""
    for task, done in events:
        if isinstance(done, Done):
            found[task] = done
        yield task, done


def _known(pieces: list[Task], folder: Folder) -> list[Task]:
    """The work, where a file that was read as one before is one piece."""
    there = frozenset(folder.names(TASKS))
    for group in _files(pieces):
        whole = _whole(group)
        if f"{whole.key}.json" in there:
            pieces = [one for one in pieces if one.source != whole.source] + [whole]
    return pieces


def held(folder: Folder) -> list[Done]:
    """What the parts of a folder are of, in the order of their sources."""
    found = []
    for name in folder.names(TASKS):
        data = folder.read(f"{TASKS}/{name}") if name.endswith(".json") else None
        if data is None:  # not ours, or another run did the same work anew
            continue
        try:
            found.append(work.load(data))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = f"damaged ({error}); remove it, and do its work again"
            raise PlaceError(f"{folder.url}/{TASKS}/{name}: {reason}") from error
    return sorted(found, key=lambda done: done.task.place)


def remove(folder: Folder) -> None:
    """Remove a folder of parts: first what names them, so that none is ever missed."""
    for name in folder.names(TASKS):
        folder.drop(f"{TASKS}/{name}")
    folder.remove()


def fits(pieces: Iterable[Done]) -> bool:
    """Whether each piece of a file begins where the one before it ended, as far as both are there.

    Those in which nothing begins lie between them.
    """
    due: tuple[int, int] | None = None
    end: int | None = 0
    for one in pieces:
        due = due if one.task.start == end else None
        end = one.task.end
        if one.first == answers.NOWHERE:
            continue
        if due not in (None, answers.DAMAGED, one.first):
            return False
        due = one.following
    return True


def _each(wanted: Iterable[Task], folder: Folder, engine: Engine) -> Iterator[Event]:
    there = frozenset(folder.names(TASKS))
    known = {one.task: one for one in held(folder)} if there else {}
    rest = []
    for task in wanted:
        if task in known:
            yield task, known[task]
        else:
            rest.append(Order(task=task, folder=folder.url))
    for order, done in engine.map(work.run, rest) if rest else ():
        if isinstance(done, Done):
            folder.write(_name(order.task), done.dump())
        yield order.task, done


def _clear(folder: Folder, good: Collection[Task]) -> None:
    """Let nothing else count that is of the same sources as what is `good`."""
    sources = {task.source for task in good}
    for done in held(folder):
        if done.task.source in sources and done.task not in good:
            folder.drop(_name(done.task))


def _name(task: Task) -> str:
    return f"{TASKS}/{task.key}.json"


def _files(pieces: list[Task]) -> Iterator[list[Task]]:
    """The pieces of each WARC that has several."""
    warcs = [one for one in pieces if one.sort is Sort.WARC]
    ordered = sorted(warcs, key=lambda one: one.place)
    for _, group in groupby(ordered, lambda one: one.source):
        found = list(group)
        if len(found) > 1:
            yield found


def _whole(group: list[Task]) -> Task:
    """All of a file as one piece."""
    return replace(group[0], end=None)
