"""What a run costs that finds nothing new, as the archive grows from 10,000 articles to a million.

Run from the root of the repository: ``python bench/idle.py [--sizes 10000 100000 1000000]``.
Each run is `scraper crawl` as a process of its own, which asks the imitation of the site on this
machine for all the lists of CONFIG; all they name was visited before. `cpu s` is the time of its
processors, `requests` what the imitation was asked for, `lists` how many of these were pages of
lists, `MB` the most memory the process held. `rows written` are the inserts, updates and deletes in
the tables of the archive that are about articles, links and their pages, counted by triggers.
The sizes take turns, and the median of each is told.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent)]  # a bench is run as a file, from anywhere

from common import report, shelf  # noqa: E402
from common.report import Aim  # noqa: E402

from scraper.demo.asgi import App, Receive, Scope, Send  # noqa: E402
from scraper.demo.server import serve  # noqa: E402
from scraper.demo.site import app  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 3
TIMES = 1.2
"""So many times the smallest archive's processor seconds may the largest one's be."""
CONFIG = """
[fetch]
gateway = "{gateway}"
interval = 0.0
jitter = 0.0

[documents]
dir = ""

[revisit]
after = []

[[source]]
name = "ai"
kind = "channel"
channel = "news_news_fx"
filter = false

[[source]]
name = "tech"
kind = "channel"
channel = "news_news_tech"

[[source]]
name = "hot"
kind = "hot"
"""
HOLLOW = 5
"""The exit code of the first run, which meets a page without a text."""
LISTS = ("i.news.qq.com", "r.inews.qq.com")
WATCHED = ("articles", "links", "visits", "snapshots", "contents", "images", "revisions", "mirrors")
DEEDS = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Ground:
    """A folder with an archive and its configuration, and what each run in it came to."""

    count: int
    folder: Path
    asked: Counter[str]
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    requests: int = 0
    lists: int = 0
    written: int = 0

    def run(self, *excused: int) -> None:
        """One run, and what it cost; SystemExit where it ends otherwise than with 0."""
        self.asked.clear()
        start = time.perf_counter()
        command = [sys.executable, "-m", "scraper", "crawl"]
        with tempfile.TemporaryFile() as said:
            known = {name: each for name, each in os.environ.items() if name != shelf.UNCOMPILED}
            process = subprocess.Popen(
                command, cwd=self.folder, stdout=said, stderr=said, env=known
            )
            most = 0.0
            while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
                most = max(most, held(process.pid))
                time.sleep(0.02)
            _, status, used = ended
            self.wall.append(time.perf_counter() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, *excused):
                said.seek(0)
                raise SystemExit(f"crawl: {process.returncode}: {said.read().decode()[-2000:]}")
        self.cpu.append(used.ru_utime + used.ru_stime)
        self.held.append(most)
        self.requests = self.asked.total()
        self.lists = sum(self.asked[one] for one in LISTS)

    def watch(self) -> None:
        """Let triggers count what is written from here on, which no program of ours knows of."""
        with closing(sqlite3.connect(self.folder / "archive.db")) as db:
            db.execute("CREATE TABLE written (deed TEXT)")
            for table in WATCHED:
                for deed in DEEDS:
                    db.execute(
                        f"CREATE TRIGGER watched_{table}_{deed} AFTER {deed} ON {table} BEGIN"
                        f" INSERT INTO written VALUES ('{deed} {table}'); END"
                    )
            db.commit()

    def count_written(self) -> int:
        """How many rows were written since `watch`."""
        with closing(sqlite3.connect(self.folder / "archive.db")) as db:
            return int(db.execute("SELECT count(*) FROM written").fetchone()[0])

    @property
    def row(self) -> dict[str, Any]:
        return {
            "articles": self.count,
            "cpu s": median(self.cpu),
            "s": median(self.wall),
            "MB": median(self.held),
            "requests": self.requests,
            "lists": self.lists,
            "rows written": self.written,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the archives stand")
    options = parser.parse_args()
    with ExitStack() as stack:
        site, asked = stack.enter_context(imitation())
        grounds = [
            Ground(size, stack.enter_context(shelf.copied(size, options.folder)), asked)
            for size in options.sizes
        ]
        for one in grounds:
            settle(one, site)
        for _ in range(options.rounds):
            for one in grounds:
                one.run()
        for one in grounds:
            one.written = one.count_written()
    rows = [one.row for one in grounds]
    report.table(rows, "A run that finds nothing new")
    report.write("idle", rows, aims(rows), rounds=options.rounds)


def settle(one: Ground, site: str) -> None:
    """Visit all that the lists name, so that nothing is new; what that cost is forgotten."""
    (one.folder / "config.toml").write_text(CONFIG.format(gateway=site), encoding="utf-8")
    one.run(HOLLOW)
    one.run()
    one.watch()
    one.cpu.clear()
    one.wall.clear()
    one.held.clear()


def aims(rows: list[dict[str, Any]]) -> list[Aim]:
    first, last = rows[0], rows[-1]
    said = f"processor seconds of a run at {last['articles']:,} articles by those at"
    asked = max(row["requests"] - row["lists"] for row in rows)
    return [
        Aim(
            says=f"{said} {first['articles']:,}",
            value=last["cpu s"] / first["cpu s"],
            limit=TIMES,
            sense="at most",
        ),
        Aim(says="requests that are no list", value=asked, limit=0, sense="at most"),
        Aim(
            says="rows of articles, links and pages that are written",
            value=max(row["rows written"] for row in rows),
            limit=0,
            sense="at most",
        ),
        Aim(
            says="MB that a run holds more at the largest size",
            value=last["MB"] - first["MB"],
            limit=4,
            sense="at most",
        ),
    ]


def held(pid: int) -> float:
    """The most that a process held so far, in MB; what its parent held is not counted."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


@contextmanager
def imitation() -> Iterator[tuple[str, Counter[str]]]:
    """The address of the imitation, and how often each of its hosts was asked."""
    asked: Counter[str] = Counter()
    with serve(counted(app(moods=False), asked)) as site:
        yield site.url, asked


def counted(site: App, asked: Counter[str]) -> App:
    """The same site, which counts by the host that is meant."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        heads = dict(scope.get("headers", ()))
        asked[heads.get(b"host", b"").decode().partition(":")[0]] += 1
        await site(scope, receive, send)

    return run


if __name__ == "__main__":
    main()
