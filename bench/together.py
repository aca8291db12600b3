"""A crawl, readers and backups together on one archive: nothing may fail, lock or grow.

Run from the root of the repository: ``python bench/together.py [--seconds 600] [--readers 8]``; or
``make together SECONDS=600``. Prints what it came to, writes ``bench/results/together.json``, and
exits with 1 where anything is amiss, naming it. The crawls, readers and backups under way are
waited for at the end.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent))  # a bench is run as a file, from anywhere

from serving.together import Result, Together

RESULTS = Path(__file__).parent / "results" / "together.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1, help="of the weather")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="together-"))
    run = Together(
        folder,
        count=options.readers,
        seed=options.seed,
        say=lambda text: print(text, flush=True),
    )
    result = run.run(options.seconds)
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(json.dumps(result.plain, ensure_ascii=False, indent=1))
    print("\n".join(table(result)))
    if result.faults:
        print(f"FAILED; all that is left is in {folder}")
        print("\n".join(result.faults[:40]))
        return 1
    shutil.rmtree(folder)
    return 0


def table(result: Result) -> Iterator[str]:
    """What it came to, a figure a line."""
    samples = result.samples
    third = max(1, len(samples) // 3)
    rows = {
        "time": f"{result.seconds:.0f} s",
        "commands": ", ".join(f"{n} {word}" for word, n in result.counts.items()),
        "articles": result.articles,
        "answers": ", ".join(f"{n} {name}" for name, n in result.answers.most_common()),
        "milliseconds": (
            f"median {median(one.median for one in samples):.1f}, 95th percentile of 4 s"
            f" {median(one.late for one in samples):.1f}, at worst"
            f" {max(one.late for one in samples):.1f}; slowest answer {result.slowest:.0f}"
        ),
        "server, MB": (
            f"first {samples[0].server:.0f}, middle third"
            f" {median(one.server for one in samples[third : 2 * third] or samples):.0f}, last"
            f" {median(one.server for one in samples[-third:]):.0f}, at most"
            f" {max(one.server for one in samples):.0f}; ended with {result.code}"
        ),
        "journal, MB": f"at most {max(one.journal for one in samples):.1f}",
        "not there": ", ".join(result.absent) or "none",
        "faults": len(result.faults),
    }
    for name, value in rows.items():
        yield f"{name:14} {value}"


if __name__ == "__main__":
    sys.exit(main())
