"""A piece of work → its parts, written: the one function that every engine maps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

from scraper import captured
from scraper.models import Fetched, Kind
from scraper.scale import answers, parts, place
from scraper.scale.answers import Seam
from scraper.scale.place import Folder
from scraper.scale.ranges import Task
from scraper.visit import Met
from scraper.warc.read import Passed

FORM = 1
"""The form of the parts; raised with every change of what stands in them."""

_TOLD = 20  # faults of one piece of work that are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A task, and the folder that its parts are for."""

    task: Task
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a task came to: names of parts, counts by kind and by what was passed over.

    `moods` counts by what they are the answers that are kept, and hold no page.
    `faults` are the first records that could not be read: kind, address and reason; `untold` counts
    the others, by kind. `first` and `following` are its seams (`answers.Seam`). The same work comes
    to the same, whoever does it.
    """

    task: Task
    parts: dict[str, str | None]
    rows: dict[str, int]
    kinds: dict[str, int]
    passed: dict[str, int]
    moods: dict[str, int]
    faults: list[tuple[str, str, str]]
    untold: dict[str, int]
    first: tuple[int, int]
    following: tuple[int, int]

    def dump(self) -> bytes:
        """As the file that makes the parts count."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        return text.encode(errors="surrogatepass")  # names of files need not be UTF-8


def load(data: bytes) -> Done:
    """What `dump` wrote; ValueError, KeyError or TypeError where it is anything else."""
    known: dict[str, Any] = json.loads(data.decode(errors="surrogatepass"))
    seams = {name: tuple(known[name]) for name in ("first", "following")}
    faults = [tuple(one) for one in known["faults"]]
    return Done(**known | seams | {"task": Task(**known["task"]), "faults": faults})


def run(order: Order) -> Done:
    """Do the work: read its answers, write what each came to, and the articles among them.

    PlaceError where it cannot be read or written; a page never stops the others.
    """
    folder, seam, told = place.folder(order.folder), Seam(), _Told()
    with ExitStack() as stack:
        files = {
            sort: stack.enter_context(folder.part(sort)) for sort in (parts.ANSWERS, parts.ARTICLES)
        }
        written = {
            sort: stack.enter_context(parts.Part(sort, file)) for sort, file in files.items()
        }
        for found in _pages(answers.read_all(order.task, seam), told):
            row = parts.answer(found.fetched, found) if found.fetched else {}
            written[parts.ANSWERS].add(row)
            if found.article and found.kind is Kind.NEW:
                written[parts.ARTICLES].add(parts.article(found.article, row))
        names = {sort: _named(folder, sort, part, files[sort]) for sort, part in written.items()}
    return Done(
        task=order.task,
        parts=names,
        rows={sort: part.rows for sort, part in written.items()},
        kinds=dict(sorted(told.kinds.items())),
        passed=dict(sorted(told.passed.items())),
        moods=dict(sorted(told.moods.items())),
        faults=told.faults,
        untold=dict(sorted(told.untold.items())),
        first=seam.first,
        following=seam.following,
    )


class _Told:
    """What is counted on the way."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter()
        self.moods: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()
        self.faults: list[tuple[str, str, str]] = []
        self.untold: Counter[str] = Counter()

    def fault(self, kind: Kind, url: str, reason: str) -> None:
        """Count what could not be read."""
        self.kinds[str(kind)] += 1
        if len(self.faults) < _TOLD:
            self.faults.append((str(kind), url, reason))
        else:
            self.untold[str(kind)] += 1


def _pages(found: Iterator[Fetched | Passed], told: _Told) -> Iterator[Met]:
    """What each answer comes to; what is none is only counted."""
    for one in found:
        if isinstance(one, Fetched):
            yield _page(one, told)
        elif one.kind is None:
            told.passed[one.reason] += 1
        else:
            told.fault(one.kind, one.url, one.reason)


def _page(fetched: Fetched, told: _Told) -> Met:
    if mood := captured.mood(fetched):
        told.moods[f"{mood} (kept)"] += 1
        link = captured.link(fetched)
        return Met(link=link, kind=Kind.NOT_ARTICLE, reason=mood, fetched=fetched)
    met = captured.met(fetched)
    told.kinds[str(met.kind)] += 1
    return met


def _named(folder: Folder, sort: str, part: parts.Part, file: Any) -> str | None:
    """Give a part its name; None where it has no rows."""
    name = part.name()
    if not part.rows:
        return None
    folder.settle(file, f"{sort}/{name}")
    return name
