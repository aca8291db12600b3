"""Every measurement, one after another, within a time; then how all aims stand.

Run from the root of the repository: ``make bench``, or ``.venv/bin/python bench [NAME…]``.
A measurement that fails or takes too long is named at the end, and the exit code is 1; an aim that
is missed is said, and is no failure: these are figures, not tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

BENCH = Path(__file__).resolve().parent
RESULTS = BENCH / "results"


class Plan(NamedTuple):
    """A measurement, with what it is told, and the most seconds it may take."""

    name: str
    words: tuple[str, ...] = ()
    seconds: int = 180


PLANS = (
    Plan("extract", seconds=600),
    Plan("markdown", seconds=150),
    Plan("archive", seconds=240),
    Plan("crawl", seconds=330),
    Plan("idle", seconds=240),
    Plan("growth", seconds=420),
    Plan("start", seconds=90),
    Plan("scale", seconds=400),
    Plan("dedup", ("--sizes", "10000"), 200),
    Plan("search", ("--quick",)),
    Plan("stories", ("--sizes", "10000")),
    Plan("reextract", ("--sizes", "1000")),
    Plan("dataset", ("--sizes", "1000", "5000")),
    Plan("publish", ("--sizes", "2000")),
    Plan("serve", ("--articles", "10000")),
    Plan("merge", ("--sizes", "1000")),
    Plan("changes", ("--quick",)),
    Plan("compact"),
    Plan("entities", ("--sizes", "1000")),
    Plan("topics"),
    Plan("replay"),
)
"""The longer ones are made shorter here; each file says how to make it long."""


def main(names: list[str]) -> int:
    failed = []
    start = time.monotonic()
    for plan in PLANS:
        if names and plan.name not in names:
            continue
        (RESULTS / f"{plan.name}.json").unlink(missing_ok=True)
        if reason := measured(plan):
            failed.append(f"{plan.name}: {reason}")
    print(f"\n== all aims, after {time.monotonic() - start:.0f} s")
    for plan in PLANS:
        tell(plan.name)
    for line in failed:
        print(f"FAILED           {line}")
    return bool(failed)


def measured(plan: Plan) -> str:
    """Run one; why it came to nothing, or ""."""
    print(f"\n== {' '.join((plan.name, *plan.words))}", flush=True)
    start = time.monotonic()
    command = [sys.executable, str(BENCH / f"{plan.name}.py"), *plan.words]
    process = subprocess.Popen(command, start_new_session=True)
    try:
        code = process.wait(plan.seconds)
    except subprocess.TimeoutExpired:
        subprocess.run(["pkill", "-KILL", "-s", str(process.pid)], check=False)
        process.wait()
        return f"more than {plan.seconds} s"
    print(f"({time.monotonic() - start:.0f} s)", flush=True)
    return f"exit code {code}" if code else ""


def tell(name: str) -> None:
    """Print how the aims of one stand, as it wrote them down."""
    path = RESULTS / f"{name}.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for aim in known.get("aims", []) if isinstance(known, dict) else []:
        mark = "reached" if aim["reached"] else "MISSED"
        value, limit = (f"{aim[one]:,.4g}" for one in ("value", "limit"))
        print(f"{mark:<8} {name:<10} {value}, aim {aim['sense']} {limit}: {aim['says']}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
