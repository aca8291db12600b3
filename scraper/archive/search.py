"""Query → the articles that have it, best first.

Which articles can have it the index says, in the order of their numbers; what is newest is to be
found first. Numbers follow time but roughly, so they are walked in blocks, of which the archive
remembers what is the newest in each: the walk ends where no block can hold anything newer. Where
the scope lets but few articles through, nothing else is looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scraper import text
from scraper.archive import articles, bounds, check, snippet
from scraper.archive.bounds import Bounds
from scraper.archive.connection import Database
from scraper.archive.query import Query
from scraper.archive.values import Hit, Scope

BLOCK = 1024
"""Numbers of a block: what the triggers divide by."""


_FOUND = """
SELECT articles.listed_at, articles.id, articles.number, articles.title
FROM {index} AS found CROSS JOIN articles ON articles.number = found.rowid
WHERE found.{index} MATCH :match"""
_RANGE = """
AND found.rowid BETWEEN :low AND :high"""
CHOSEN = """
AND +found.rowid IN (SELECT value FROM json_each(:numbers))"""
"""With the sign SQLite asks the index once, and not for each number."""
_NEWEST = """
ORDER BY articles.listed_at DESC, articles.id DESC"""
_NUMBERS = "SELECT found.rowid FROM {index} AS found WHERE found.{index} MATCH :match"
_THESE = """
SELECT articles.listed_at, articles.id, articles.number, articles.title
FROM json_each(:these) AS found CROSS JOIN articles ON articles.number = found.value
WHERE true"""
_TITLED = """
AND +found.rowid IN (SELECT rowid FROM title_index WHERE title_index MATCH :titles {range})"""


class Place(NamedTuple):
    """An article's place in the list, in order from the oldest to the newest."""

    listed_at: str
    id: str
    number: int
    title: str


Places = Callable[[int, int], Iterator[Place]]
"""The places of what the index names from one number to another."""


class Block(NamedTuple):
    """Which numbers, and the newest time under which any of them is listed."""

    low: int
    high: int
    newest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the articles of a step match, in which index; of `level` only, where one is given.

    Where `titles` says something, their titles match that.
    """

    index: str
    match: str
    titles: str = ""
    level: int | None = None


def find(db: Database, query: Query, scope: Scope, *, newest: bool) -> Iterator[Place]:
    """Every article that has what is asked: step by step, and in each the newest first.

    The steps are all the words in the title, some of them, none; one step alone where only the
    `newest` count. QueryError where the topic is none.
    """
    within = bounds.of(db, scope)
    blocks = [] if within.narrow else _blocks(db, scope)
    for step in _steps(query, newest=newest):
        few = _chosen(db, step, within) if within.narrow else None
        for place in few or _walk(db, step, blocks, within):
            if _right(db, query, step, place):
                yield place


def hits(db: Database, query: Query, numbers: list[int]) -> Iterator[Hit]:
    """What is shown of each of these articles, in this order; without those gone meanwhile."""
    for entry in articles.numbered(db, numbers):
        article = entry.article
        yield Hit(
            entry=entry,
            title=snippet.mark(article.title, query),
            snippet=snippet.cut(text.plain(article.body), query),
            score=query.level(text.fold(article.title)),
        )


def _steps(query: Query, *, newest: bool) -> Iterator[Step]:
    if newest:
        yield Step(index="text_index", match=query.match)
        return
    if query.without:  # which a title does not know
        yield Step(index="text_index", match=query.match, titles=query.all, level=3)
    else:
        yield Step(index="title_index", match=query.all, level=3)
    if len(query.groups) > 1:
        yield Step(index="text_index", match=query.match, titles=query.some, level=2)
    yield Step(index="text_index", match=query.match, level=1)


def _right(db: Database, query: Query, step: Step, place: Place) -> bool:
    """Whether an article that the index names is of the step, and has what is asked."""
    if step.level not in (None, query.level(text.fold(place.title))):
        return False
    if query.exact or (step.index == "title_index" and not query.others):
        return True
    (body,) = db.execute("SELECT body FROM articles WHERE number = ?", [place.number]).fetchone()
    return check.admits(query, place.title, body)


def _chosen(db: Database, step: Step, within: Bounds) -> Iterator[Place]:
    """What the index names of few articles, the newest first."""
    titled = _TITLED.format(range="") if step.titles else ""
    sql = f"{_FOUND.format(index=step.index)}{CHOSEN}{titled}{within.where}{_NEWEST}"
    asked = {"match": step.match, "titles": step.titles, "numbers": str(within.numbers)}
    return map(Place._make, db.execute(sql, {**asked, **within.values}))


def _walk(db: Database, step: Step, blocks: list[Block], within: Bounds) -> Iterator[Place]:
    """What the index names, the newest first; no more blocks are read than that needs."""
    read = _gathered if "*" in step.match else _ranged
    places = read(db, step, within)
    waiting: list[Place] = []
    for batch, bound in _batches(blocks):
        for low, high in _ranges(batch):
            waiting += places(low, high)
        waiting.sort()
        while waiting and waiting[-1].listed_at > bound:
            yield waiting.pop()


def _ranged(db: Database, step: Step, within: Bounds) -> Places:
    """The index asked for each range by itself."""
    titled = _TITLED.format(range="AND rowid BETWEEN :low AND :high") if step.titles else ""
    sql = _FOUND.format(index=step.index) + _RANGE + titled + within.where
    asked = {"match": step.match, "titles": step.titles, **within.values}

    def places(low: int, high: int) -> Iterator[Place]:
        return map(Place._make, db.execute(sql, {**asked, "low": low, "high": high}))

    return places


def _gathered(db: Database, step: Step, within: Bounds) -> Places:
    """The index asked once: what begins in a way it must put together anew each time."""
    sql = _NUMBERS.format(index=step.index) + (_TITLED.format(range="") if step.titles else "")
    asked = {"match": step.match, "titles": step.titles}
    numbers = [number for (number,) in db.execute(sql, asked)]

    def places(low: int, high: int) -> Iterator[Place]:
        these = numbers[bisect_left(numbers, low) : bisect_right(numbers, high)]
        asked = {"these": str(these), **within.values}
        return map(Place._make, db.execute(_THESE + within.where, asked))

    return places


def _batches(blocks: list[Block]) -> Iterator[tuple[list[Block], str]]:
    """One block, two, four … with the newest time of those that are left; "" for none."""
    start, size = 0, 1
    while start < len(blocks):
        end = start + size
        yield blocks[start:end], blocks[end].newest if end < len(blocks) else ""
        start, size = end, size * 2


def _ranges(batch: list[Block]) -> list[tuple[int, int]]:
    """The numbers of some blocks, those side by side in one range."""
    ranges: list[tuple[int, int]] = []
    for low, high, _ in sorted(batch):
        if ranges and ranges[-1][1] + 1 == low:
            ranges[-1] = (ranges[-1][0], high)
        else:
            ranges.append((low, high))
    return ranges


def _blocks(db: Database, scope: Scope) -> list[Block]:
    """The blocks that can hold something of the scope, the newest first."""
    rows = db.execute(
        "SELECT block * :size, block * :size + :size - 1, newest FROM blocks"
        " WHERE newest >= :since AND oldest < :until ORDER BY newest DESC",
        {"size": BLOCK, **bounds.times(scope)},
    )
    return list(map(Block._make, rows))
