"""A piece of work → the answers in it, in order, and what was passed over, with its reason."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast

from scraper import captured
from scraper.archive import store
from scraper.models import Fetched
from scraper.scale import parts, place
from scraper.scale.ranges import Sort, Task
from scraper.warc import members, read, unpack
from scraper.warc.read import Passed

END = (-1, 0)
"""The end of a file."""
DAMAGED = (-2, 0)
"""Nobody knows: the piece is damaged, and what follows is good again."""
NOWHERE = (-3, 0)
"""No record begins in the piece: it is the middle of a large one."""


@dataclass(slots=True)
class Seam:
    """Where the records of a piece of a WARC begin, and where those of the next one do.

    Each is the place of a member in the file, and how far in it.
    """

    first: tuple[int, int] = END
    following: tuple[int, int] = END


def read_all(task: Task, seam: Seam) -> Iterator[Fetched | Passed]:
    """Every answer of a task; `seam` is filled in on the way."""
    match task.sort:
        case Sort.WARC:
            with place.opened(task.source) as raw:
                yield from _warc(task, raw, seam)
        case Sort.PARTS:
            yield from map(_page, parts.answers(task.source))
        case Sort.ARCHIVE:
            with store.open(task.source, readonly=True) as opened:
                yield from map(_page, opened.corpus.answers(task.start, task.end or task.start))


def _page(fetched: Fetched) -> Fetched | Passed:
    """An answer that is kept, where it is of a page."""
    if captured.wanted(fetched.asked):
        return fetched
    return Passed(reason="not an article's address", url=fetched.asked)


def splits(raw: IO[bytes], step: int) -> bool:
    """Whether a WARC can be entered in the middle: among its first bytes are several members."""
    magic = raw.read(len(members.MEMBER))
    return magic == members.MEMBER and members.following(raw, 1, step) is not None


def _warc(task: Task, raw: IO[bytes], seam: Seam) -> Iterator[Fetched | Passed]:
    if task.start == 0 and task.end is None:
        with unpack.plain(raw) as source:
            seam.first = (0, 0)
            yield from read.read(source, captured.wanted, task.limit)
        return
    start = members.following(raw, task.start, task.end) if task.start else 0
    if start is None:
        seam.first = seam.following = NOWHERE if task.end else END
        return
    seam.first = (start, 0)
    inner = members.Members(raw, start)
    source = unpack.Plain(cast("IO[bytes]", io.BufferedReader(inner, members.PIECE)), inner.taken)

    def ends(at: int) -> bool:
        here = inner.place(at)
        if task.end is None or here[0] < task.end:
            return False
        seam.following = here
        return True

    yield from read.read(source, captured.wanted, task.limit, ends)
    if seam.following == END and not inner.over:
        seam.following = DAMAGED
