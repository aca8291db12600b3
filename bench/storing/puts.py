"""Articles that are new, the same or changed → what to store each costs, beside sqlite3 alone."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from common import turns
from common.turns import Cost

from scraper.archive import changes, functions, packing, similar, store
from scraper.archive.changes import Version
from scraper.archive.store import Store
from scraper.models import Kind
from storing import bare, pages
from storing.bare import Said
from storing.pages import Came

BATCH = 100
SORTS = {"new": Kind.NEW, "same": Kind.SAME, "changed": Kind.CHANGED}


def measured(folder: Path, stock: int, count: int, rounds: int) -> list[dict[str, Any]]:
    """A row for each sort of article and each size of a transaction."""
    made = pages.first(stock + count)
    known, new = made[:stock], made[stock:]
    base = folder / "base.db"
    with store.open(base) as archive:
        for batch in batches(known, BATCH):
            with archive.together():
                keep(archive, batch)
    came = {"new": new, "same": pages.again(known[:count]), "changed": pages.changed(known[:count])}
    return [
        compared(folder, base, sort, came[sort], size, rounds)
        for sort in SORTS
        for size in (1, BATCH)
    ]


def compared(  # noqa: PLR0913, PLR0917 - each is a part of the question
    folder: Path, base: Path, sort: str, came: list[Came], size: int, rounds: int
) -> dict[str, Any]:
    """What one sort of article costs, ours and sqlite3 alone in turns, each on its own copy."""
    with copy(base, folder) as path, bare.listening(path) as (archive, said):
        found = stored(archive, came, size)
        assert found == {SORTS[sort]: len(came)}, found

    def ours(path: Path) -> Iterator[Callable[[], object]]:
        with store.open(path) as archive:
            yield lambda: stored(archive, came, size)

    def alone(path: Path) -> Iterator[Callable[[], object]]:
        with bare.plain(path) as conn:
            yield lambda: bare.repeat(conn, said)

    spent: dict[str, list[tuple[float, float]]] = {"ours": [], "plain": [], "made": []}
    for _ in range(rounds):
        for name, way in (("ours", ours), ("plain", alone)):
            with copy(base, folder) as path:
                for turn in way(path):
                    spent[name].append(turns.once(turn))
        spent["made"].append(turns.once(lambda: made(sort, came)))
    costs = {name: turns.cost(each) for name, each in spent.items()}
    return row(sort, size, len(came), said, costs)


def row(
    sort: str, size: int, count: int, said: list[Said], costs: dict[str, Cost]
) -> dict[str, Any]:
    ours, plain, values = costs["ours"], costs["plain"], costs["made"]
    return {
        "articles": sort,
        "a commit": size,
        "ours cpu ms": 1000 * ours.cpu / count,
        "sqlite3 cpu ms": 1000 * plain.cpu / count,
        "times": ours.cpu / plain.cpu,
        "values cpu ms": 1000 * values.cpu / count,
        "times, with values": ours.cpu / (plain.cpu + values.cpu),
        "ours ms": 1000 * ours.wall / count,
        "sqlite3 ms": 1000 * plain.wall / count,
        "times, clock": ours.wall / plain.wall,
        "statements": len(said) / count,
    }


def made(sort: str, came: list[Came]) -> None:
    """Make only what the statements of these articles have for values: whoever stores it must.

    The page hashed and compressed; of a text that is new or changed its letters, their hash and
    their sketch; of a changed one those of the text before, and what was changed.
    """
    for one in came:
        sha256(one.fetched.body).hexdigest()
        packing.pack(one.fetched.body, None)
        texts = {
            "new": [one.article],
            "same": [],
            "changed": [one.article, pages.before(one.article)],
        }
        for article in texts[sort]:
            similar.sketch(similar.letters(article.body))
            functions.content_sha256(article.body)
        if sort == "changed":
            changes.kinds(*(Version(each.title, each.body) for each in reversed(texts[sort])))


def stored(archive: Store, came: list[Came], size: int) -> Counter[Kind]:
    """What storing these comes to; one by one as `visit` does, or so many in one transaction."""
    found: Counter[Kind] = Counter()
    for batch in batches(came, size):
        if size == 1:
            found += keep(archive, batch)
        else:
            with archive.together():
                found += keep(archive, batch)
    return found


def keep(archive: Store, batch: list[Came]) -> Counter[Kind]:
    """Keep each answer, then store its article."""
    found: Counter[Kind] = Counter()
    for article, fetched, named in batch:
        number = archive.keep(fetched)
        kind = archive.put(
            article, snapshot=number, at=fetched.at, source="ai", reason="AI", mentions=named
        )
        found[kind] += 1
    return found


def batches(came: list[Came], size: int) -> Iterator[list[Came]]:
    for start in range(0, len(came), size):
        yield came[start : start + size]


@contextmanager
def copy(base: Path, folder: Path) -> Iterator[Path]:
    """A copy of an archive, for one turn."""
    path = folder / "copy.db"
    shutil.copyfile(base, path)
    try:
        yield path
    finally:
        for one in folder.glob("copy.db*"):
            one.unlink()
