"""Answers, WARC files of every make, and an engine that is this process."""

from __future__ import annotations

import gzip
import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scraper.models import Fetched
from scraper.scale import answers, conduct, parts, place, ranges
from scraper.scale.answers import Seam
from scraper.scale.place import Folder
from scraper.scale.ranges import Task
from scraper.scale.work import Done
from scraper.warc import write
from scraper.warc.read import Passed

from .. import stock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LIMIT = 5_000_000


class Here:
    """An engine that does the work itself, and writes down what it was given."""

    def __init__(self, lost: Callable[[Task], bool] = lambda _: False) -> None:
        self.lost = lost
        self.seen: list[Task] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        for order in items:
            self.seen.append(order.task)
            if self.lost(order.task):
                yield order, conduct.Lost(reason="its worker died, twice")
            else:
                yield order, function(order)


@cache
def pages(count: int, size: int = 0) -> tuple[Fetched, ...]:
    """Answers with articles of the imitation."""
    return tuple(fetched for _, fetched in stock.answers(count, size))


def record(
    body: bytes,
    url: str = "https://new.qq.com/rain/a/20250212A08YTH00",
    status: str = "200 OK",
    more: str = "",
    head: str = "Content-Type: text/html\r\n",
) -> bytes:
    """One record, as it stands in a plain file."""
    block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    said = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2024-05-01T00:00:00Z\r\n{more}Content-Length: {len(block)}\r\n\r\n"
    )
    return said.encode() + block + b"\r\n\r\n"


def address(number: int) -> str:
    return f"https://new.qq.com/rain/a/20250212A{number:05}00"


def numbered(number: int, size: int = 300, level: int = 6) -> bytes:
    """A member with a record of its own, that does not shrink much; always the same."""
    body = random.Random(number).randbytes(size).hex().encode()
    return packed(record(b"<html>%s</html>" % body, address(number)), level)


def packed(data: bytes, level: int = 6) -> bytes:
    return gzip.compress(data, level, mtime=0)


def wrote(file: Path, given: Iterable[Fetched]) -> Path:
    write.write(file, given, replace=True)
    return file


def pieces(file: Path, step: int, limit: int = LIMIT) -> list[Task]:
    """The work on a file in pieces of so many bytes."""
    (source,) = place.sources([str(file)])
    return list(ranges.warc(source, step, limit=limit, edition="e"))


def read(task: Task) -> tuple[list[Fetched | Passed], Seam]:
    seam = Seam()
    return list(answers.read_all(task, seam)), seam


def whole(file: Path) -> list[Fetched | Passed]:
    """What a file holds, read from its beginning to its end."""
    (task,) = pieces(file, 0)
    return read(task)[0]


def run(folder: Folder | Path, tasks: list[Task], engine: Any = None) -> list[Done]:
    """What the folder holds once the work is done."""
    made = folder if isinstance(folder, Folder) else place.folder(str(folder))
    with engine or Here() as workers:
        for _ in conduct.run(tasks, made, workers):
            pass
    return conduct.held(made)


def mapped(engine: Any, function: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    """Each item with what an engine made of it."""
    with engine as workers:
        return list(workers.map(function, items))


def held(folder: Folder | Path) -> list[Fetched]:
    """Every answer that the parts of a folder hold, in order."""
    made = folder if isinstance(folder, Folder) else place.folder(str(folder))
    found = []
    for done in conduct.held(made):
        if name := done.parts[parts.ANSWERS]:
            found += parts.answers(f"{made.url}/{parts.ANSWERS}/{name}")
    return found


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def fetched(found: Iterable[Fetched | Passed]) -> list[Fetched]:
    return [one for one in found if isinstance(one, Fetched)]
