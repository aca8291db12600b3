"""How many stored pages a second are read again, by one process and by several.

Run from the root of the repository: ``python bench/reextract.py [--sizes 1000,4000] [--jobs 1,2]``.
The pages are the imitation's, grown to the size of real ones. The whole command is timed, its start
included: first a look, then with --apply over an archive all of whose texts are wrong, then again
over the one that is right. `cpu ms` is the time of all its processes a page, which other work on
the machine does not change much. The memory is the most that the writer held, in MB.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scraper import crew  # noqa: E402
from tests import stock  # noqa: E402

RESULTS = ROOT / "bench/results/reextract.json"
SIZE = 100_000
"""Bytes of a page: those of real ones that were seen are 9 to 320 KB."""
RUNS = {"look": (), "apply": ("--apply",), "again": ("--apply",)}
HEAD = " articles jobs  run     seconds  pages/s cpu ms     MB"


def timed(folder: Path, words: tuple[str, ...]) -> tuple[float, float, float]:
    """Seconds of the clock and of processors that the command takes, and its memory in MB."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "scraper", "reextract", *words]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    most = 0.0
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        most = max(most, held(process.pid))
        time.sleep(0.02)
    _, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, most


def held(pid: int) -> float:
    """The most that a process held so far, in MB; what its parent held is not counted."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


def measured(made: Path, count: int, jobs: int) -> list[dict[str, Any]]:
    """The figures of each run over a copy of an archive."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "copy")
        shutil.copytree(made, folder)
        for run, words in RUNS.items():
            seconds, cpu, megabytes = timed(folder, (*words, "--jobs", str(jobs)))
            rows.append(
                {
                    "articles": count,
                    "jobs": jobs,
                    "run": run,
                    "seconds": round(seconds, 2),
                    "pages_per_second": round(count / seconds),
                    "cpu_ms_per_page": round(1000 * cpu / count, 2),
                    "megabytes": round(megabytes, 1),
                }
            )
            print(said(rows[-1]), flush=True)
    return rows


def said(row: dict[str, Any]) -> str:
    return (
        f"{row['articles']:>9,} {row['jobs']:>4}  {row['run']:<6} {row['seconds']:>8.2f}"
        f" {row['pages_per_second']:>8,} {row['cpu_ms_per_page']:>6.2f} {row['megabytes']:>6.1f}"
    )


def numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=numbers, default=[1000, 4000], help="articles")
    parser.add_argument("--jobs", type=numbers, default=sorted({1, crew.cores()}))
    parser.add_argument("--page", type=int, default=SIZE, help="bytes of a page at least")
    options = parser.parse_args()
    print(HEAD)
    rows: list[dict[str, Any]] = []
    for count in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "config.toml").write_text('[documents]\ndir = ""\n', encoding="utf-8")
            stock.fill(folder / "archive.db", count, stock.spoilt, options.page)
            for jobs in options.jobs:
                rows += measured(folder, count, jobs)
    about = {"python": platform.python_version(), "cores": crew.cores(), "page": options.page}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({**about, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
