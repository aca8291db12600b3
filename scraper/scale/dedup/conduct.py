"""Parts, and an engine → which tell the same story: `stories/` and the file that names it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scraper import disk
from scraper.errors import ArchiveError
from scraper.scale import tables
from scraper.scale.dedup import archives, captures, heads, near
from scraper.scale.dedup.task import Task

Engine = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""What maps a function, which travels by name, over items; results in whichever order."""

SIZE = 1 << 14
"""Articles of a bucket: what a worker holds of them is some hundred megabytes at most."""
ROUNDS = 64
"""A chain is half as long after each: there are no longer ones than for half of these."""
FILE = 1_000_000
"""Rows of a file of stories."""

_STEPS: tuple[tuple[Callable[[Task], Any], bool, tuple[str, ...]], ...] = (
    (captures.articles, False, ("captures",)),
    (captures.ranked, False, ("found",)),
    (captures.texts, False, ("said",)),
    (near.sketched, True, ("texts",)),
    (near.shared, False, ("hashes",)),
    (near.likely, False, ("pairs",)),
    (near.wanted, False, ("wants",)),
    (near.fetched, True, ("places",)),
    (near.compared, False, ("spoken", "likely")),
)
"""Each step, whether it is mapped over parts or over buckets, and what nobody needs after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """What came of it: the names of the files, how many articles, and how many of them copies.

    `shuffled` is how many bytes went from task to task.
    """

    stories: tuple[str, ...]
    articles: int
    copies: int
    shuffled: int = 0

    def dump(self) -> bytes:
        """As the file that makes the others count."""
        known = {name: value for name, value in asdict(self).items() if name != "shuffled"}
        return json.dumps(known, indent=1).encode() + b"\n"


def folder(place: Path, engine: Engine, *, size: int = SIZE) -> Stories:
    """Tell the stories of the articles in a folder of parts, and write them there."""
    parts = [place / "articles" / name for name in tables.named(place, "articles")]
    with TemporaryDirectory(prefix=".dedup-", dir=place) as work:
        return _written(place, Path(work), parts, engine, size)


def databases(paths: Sequence[Path], place: Path, engine: Engine, *, size: int = SIZE) -> Stories:
    """Tell the stories of all articles of some archives, and write them to a folder."""
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".dedup-", dir=place) as work:
        orders = [archives.Order(path=path, folder=Path(work) / "articles") for path in paths]
        parts = sorted(set(chain.from_iterable(engine(archives.read, orders))))
        return _written(place, Path(work), parts, engine, size)


def _written(place: Path, work: Path, parts: Sequence[Path], engine: Engine, size: int) -> Stories:
    total = sum(engine(tables.count, parts))
    one = Task(work=work, number=0, buckets=max(1, -(-total // size)))
    shuffled, last = _told(one, parts, engine)
    copies = 0

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal copies
        for number in range(one.buckets):
            found = list(replace(last, number=number).rows("told", heads.TOLD))
            copies += sum(is_copy for *_, is_copy in found)
            yield from found

    names, articles, source = [], 0, rows()
    while some := list(islice(source, FILE)):
        names.append(tables.put(place / "stories", heads.TOLD, some))
        articles += len(some)
    told = Stories(stories=tuple(names), articles=articles, copies=copies, shuffled=shuffled)
    disk.write(place / "stories.json", told.dump())
    return told


def _told(one: Task, parts: Sequence[Path], engine: Engine) -> tuple[int, Task]:
    """Do all steps in order; how many bytes went from task to task, and the last round."""
    by_part = [replace(one, number=at, path=part) for at, part in enumerate(parts)]
    by_bucket = [replace(one, number=at) for at in range(one.buckets)]
    places = chain.from_iterable(engine(captures.read, by_part))
    captures.cut(one.work, list(places), one.buckets)
    shuffled = 0
    for step, whole, used in _STEPS:
        _done(engine(step, by_part if whole else by_bucket))
        shuffled += sum(_removed(one.work / name) for name in used)
    by_bucket = _settled(by_bucket, engine)
    _done(engine(heads.told, by_bucket))
    return shuffled + _size(one.work), by_bucket[-1]


def _settled(by_bucket: list[Task], engine: Engine) -> list[Task]:
    """Let all find the head of their story; the last round."""
    for number in range(ROUNDS):
        by_bucket = [replace(task, round=number) for task in by_bucket]
        if not sum(engine(heads.asked, by_bucket)):
            return by_bucket
        _done(engine(heads.answered, by_bucket))
    raise ArchiveError(f"{by_bucket[0].work}: a story has no head; please report it")


def _done(results: Iterable[object]) -> None:
    for _ in results:
        pass


def _size(place: Path) -> int:
    return sum(path.stat().st_size for path in place.rglob("*.arrow"))


def _removed(place: Path) -> int:
    """Remove what was passed on; how many bytes it had."""
    size = _size(place)
    shutil.rmtree(place, ignore_errors=True)
    return size
