"""How long a command takes to begin, beside the libraries it stands on.

Run from the root of the repository: ``python bench/start.py [--rounds 15] [--articles 1000000]``.
Whole processes in turns, A B A B, over an archive of a million articles: `scraper --help`,
`scraper list --limit 20`, and Python that imports httpx, selectolax and sqlite_utils and does
nothing. `bare` is Python that imports nothing. A first turn of each is not counted: it leaves the
compiled modules behind, as an installation does. `cpu ms` is of the user and the system, medians.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent)]  # a bench is run as a file, from anywhere

from common import report, shelf, turns  # noqa: E402
from common.report import Aim  # noqa: E402

TIMES = 1.5
"""So many times what the imports alone take."""
PEER = "import httpx, selectolax, sqlite_utils"
SCRAPER = Path(sys.executable).with_name("scraper")
WAYS = {
    "scraper --help": [str(SCRAPER), "--help"],
    "scraper list": [str(SCRAPER), "list", "--limit", "20"],
    PEER: [sys.executable, "-c", PEER],
    "bare": [sys.executable, "-c", ""],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where the archive stands")
    options = parser.parse_args()
    made = shelf.archive(options.articles, options.folder)
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = f'[archive]\npath = "{made}"\n'
        (folder / "config.toml").write_text(text, encoding="utf-8")
        for turn in range(options.rounds + 1):
            for way, command in WAYS.items():
                found = once(command, folder)
                if turn:
                    spent[way].append(found)
    costs = {way: turns.cost(found) for way, found in spent.items()}
    peer = costs[PEER]
    rows = [
        {
            "command": way,
            "cpu ms": 1000 * one.cpu,
            "ms": 1000 * one.wall,
            "times": one.cpu / peer.cpu,
            "times, clock": one.wall / peer.wall,
        }
        for way, one in costs.items()
    ]
    report.table(rows, f"{options.articles:,} articles")
    aims = [
        Aim(
            says=f"{way}, by the imports",
            value=costs[way].cpu / peer.cpu,
            limit=TIMES,
            sense="at most",
        )
        for way in list(WAYS)[:2]
    ]
    about = report.versions("httpx", "selectolax", "sqlite-utils", "click", "pydantic")
    report.write("start", rows, aims, articles=options.articles, **about)


def once(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds of the processor and of the clock that a process takes."""
    known = {name: value for name, value in os.environ.items() if name != shelf.UNCOMPILED}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, env=known)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return used.ru_utime + used.ru_stime, wall


if __name__ == "__main__":
    main()
