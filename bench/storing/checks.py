"""A number of links → what it costs to look up which are known, and how much memory that takes.

Run as a file it looks up so many links of an archive, and says how its memory grew:
``python bench/storing/checks.py ARCHIVE LINKS``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent)]  # it is run as a file, too

import sqlite3  # noqa: E402

from common import turns  # noqa: E402

from scraper import urls  # noqa: E402
from scraper.archive import cells, store  # noqa: E402
from scraper.archive.store import Store  # noqa: E402
from scraper.discover import plan  # noqa: E402
from scraper.models import Hint, Link, Url  # noqa: E402
from storing import bare  # noqa: E402

PIECE = 500
"""Links of one look-up: more than a list has, and what a typed list is read in."""
SHORT = 100_000
STRANGE = 10
"""One link of so many is new."""


def measured(path: Path, count: int, rounds: int) -> dict[str, Any]:
    """What so many look-ups cost, in so many parts, ours and sqlite3 alone in turns."""
    spent: dict[str, list[tuple[float, float]]] = {"ours": [], "plain": []}
    known = list(addresses(path, count))
    with bare.listening(path) as (archive, said):
        checked(archive, known[:PIECE])
    (sql,) = [one for one, values, _ in said if values]
    packed = [cells.dump(known[start : start + PIECE]) for start in range(0, count, PIECE)]
    with store.open(path, readonly=True) as archive, bare.plain(path) as conn:
        for start in range(0, count, count // rounds):
            part = known[start : start + count // rounds]
            same = packed[start // PIECE : (start + count // rounds) // PIECE]
            spent["ours"].append(turns.once(partial(checked, archive, part)))
            spent["plain"].append(turns.once(partial(asked, conn, sql, same)))
    count //= rounds
    ours, plain = turns.cost(spent["ours"]), turns.cost(spent["plain"])
    return {
        "links": len(known),
        "ours cpu µs": 1e6 * ours.cpu / count,
        "sqlite3 cpu µs": 1e6 * plain.cpu / count,
        "times": ours.cpu / plain.cpu,
        "ours µs": 1e6 * ours.wall / count,
        "sqlite3 µs": 1e6 * plain.wall / count,
    }


def asked(conn: sqlite3.Connection, sql: str, packed: list[str]) -> None:
    """The same look-ups of sqlite3 alone, each in a transaction, its answer taken whole."""
    for values in packed:
        conn.execute("BEGIN")
        conn.execute(sql, [values]).fetchall()
        conn.execute("COMMIT")


def checked(archive: Store, known: list[Url]) -> int:
    """How many links are seen for the first time."""
    fresh = 0
    for start in range(0, len(known), PIECE):
        piece = known[start : start + PIECE]
        states = archive.states(piece)
        fresh += sum(one not in states for one in piece)
    return fresh


def grown(path: Path, count: int) -> float:
    """MB that a process of its own grows by from its hundred thousandth look-up to its last."""
    command = [sys.executable, str(Path(__file__)), str(path), str(count)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(json.loads(said))


def addresses(path: Path, count: int) -> Iterator[Url]:
    """Addresses of links of the archive, far apart, and now and then one that is new."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as conn:
        (last,) = conn.execute("SELECT max(number) FROM articles").fetchone()
        for number in range(count):
            if number % STRANGE == 0:
                yield urls.of(f"20991231A{number % 100_000:05}00")
                continue
            place = 1 + number * 48271 % last
            yield conn.execute(
                "SELECT source_url FROM articles WHERE number = ?", [place]
            ).fetchone()[0]


def main() -> None:
    """As `survey` does it: links → their states → those worth a visit; nothing is kept."""
    path, count = Path(sys.argv[1]), int(sys.argv[2])
    rest = addresses(path, count)
    before, fresh = 0, 0
    with store.open(path, readonly=True) as archive:
        for start in range(0, count, PIECE):
            links = [link(url) for url, _ in zip(rest, range(PIECE), strict=False)]
            states = archive.states(one.address.url for one in links)
            fresh += len(plan.unseen(links, states))
            if start <= SHORT:
                before = held()
    assert fresh, "no link was new"
    print(json.dumps((held() - before) / 1024))


def link(url: Url) -> Link:
    return Link(address=urls.read(url), source="ai", hint=Hint(title="made up"), reason="AI")


def held() -> int:
    """KB that this process held at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (found,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(found)


if __name__ == "__main__":
    main()
