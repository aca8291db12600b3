"""Parts → articles in the order of first sight → their texts, each once, for who reads them.

An article that was captured several times, in whichever parts, has the text of its last capture,
and is as old as its first.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from scraper.scale import tables
from scraper.scale.dedup import task
from scraper.scale.dedup.task import Task
from scraper.scale.tables import Schema

Place = tuple[str, str]
"""Where an article stands among all: when it was first seen, and its id."""

EVERY = 256
"""Of so many captures the place of one says how the others are divided."""

CAPTURES: Schema = {
    "id": "text",
    "fetched_at": "text",
    "sha256": "text",
    "content_sha256": "text",
    "source_url": "text",
    "part": "count",
    "row": "count",
    "first_seen": "text",
}
FOUND: Schema = {
    "first_seen": "text",
    "id": "text",
    "source_url": "text",
    "content_sha256": "text",
    "part": "count",
    "row": "count",
}
ROLL: Schema = {
    "number": "count",
    "id": "text",
    "source_url": "text",
    "first_seen": "text",
    "part": "count",
    "row": "count",
}
SAID: Schema = {"content_sha256": "text", "number": "count", "part": "count", "row": "count"}
TEXTS: Schema = {"row": "count", "head": "count", "members": "counts"}


class Capture(NamedTuple):
    """An article as it was captured: of two, the greater one is the later."""

    id: str
    fetched_at: str
    sha256: str
    content: str
    source_url: str
    part: int
    row: int
    first_seen: str


def read(given: Task) -> list[Place]:
    """Leave the captures of a part for the buckets of their ids; the places of some of them."""
    names = ["id", "fetched_at", "sha256", "content_sha256", "source_url"]
    seen = "first_seen" if "first_seen" in tables.columns(given.path) else "fetched_at"
    found = [
        (*values, given.number, row, first)
        for row, (*values, first) in enumerate(tables.read(given.path, *names, seen))
    ]
    buckets = [task.bucket(one[0], given.buckets) for one in found]
    given.spill("captures", tables.table(CAPTURES, found), buckets)
    return sorted((one[-1], one[0]) for one in found)[EVERY // 2 :: EVERY]


def articles(given: Task) -> None:
    """Leave the articles of a bucket of ids for the ranges of their first sight."""
    last: dict[str, Capture] = {}
    first: dict[str, str] = {}
    for one in map(Capture._make, given.rows("captures", CAPTURES)):
        last[one.id] = max(one, last.get(one.id, one))
        first[one.id] = min(one.first_seen, first.get(one.id, one.first_seen))
    cuts = [tuple(cut) for cut in json.loads(_cuts(given.work).read_bytes())]
    found = [
        (first[key], key, one.source_url, one.content, one.part, one.row)
        for key, one in last.items()
    ]
    buckets = [bisect_right(cuts, one[:2]) for one in found]
    given.spill("found", tables.table(FOUND, found), buckets)


def cut(work: Path, places: list[Place], buckets: int) -> None:
    """Write down where the ranges begin, so that each has as many of some places."""
    ordered = sorted(places)
    cuts = [ordered[len(ordered) * at // buckets] for at in range(1, buckets) if ordered]
    _cuts(work).write_text(json.dumps(cuts), encoding="utf-8")


def _cuts(work: Path) -> Path:
    return work / "cuts.json"


def ranked(given: Task) -> None:
    """Number the articles of a range, and leave what they say for the buckets of their texts."""
    roll, said = [], []
    for place, one in enumerate(sorted(given.rows("found", FOUND))):
        first_seen, key, source_url, content, part, row = one
        number = task.number(given.number, place)
        roll.append((number, key, source_url, first_seen, part, row))
        said.append((content, number, part, row))
    given.spill("roll", tables.table(ROLL, roll), [given.number] * len(roll))
    buckets = [task.bucket(content, given.buckets) for content, *_ in said]
    given.spill("said", tables.table(SAID, said), buckets)


def texts(given: Task) -> None:
    """Leave each text of a bucket, with all that have it, for the part of the first of them."""
    groups = defaultdict(list)
    for content, *one in given.rows("said", SAID):
        groups[content].append(one)
    found, parts = [], []
    for group in groups.values():
        (head, part, row), *_ = sorted(group)
        found.append((row, head, sorted(number for number, *_ in group)))
        parts.append(part)
    given.spill("texts", tables.table(TEXTS, found), parts)
