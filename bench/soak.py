"""A soak: real crawls against the imitation site in random moods, and then an audit of everything.

Run from the root of the repository: ``python bench/soak.py [--seconds 3600] [--seed 1]``; or
``make soak SECONDS=3600 SEED=1``. The site tells at the end which articles it could give; the
archive must hold just these, in just these words. Prints a table, writes
``bench/results/soak.json``, and exits with 1 where anything is amiss, naming it and the seed.
The seed decides the site, its moods and the rounds; which mood meets which run depends on the
machine. The fair days and the audit come on top of the seconds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # a bench is run as a file, from anywhere

from soaking.soak import Result, Soak

RESULTS = Path(__file__).parent / "results" / "soak.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30.0, help="of bad weather")
    parser.add_argument("--rounds", type=int, help="at most so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    options = parser.parse_args()

    def more(rounds: int, seconds: float) -> bool:
        return seconds < options.seconds and rounds != options.rounds

    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    result = Soak(folder, options.seed, say=lambda text: print(text, flush=True)).run(more)
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(json.dumps(result.plain, ensure_ascii=False, indent=1))
    print("\n".join(_table(result)))
    if result.faults:
        print(f"FAILED with seed {options.seed}; all that is left is in {folder}")
        print("\n".join(result.faults[:40]))
        return 1
    shutil.rmtree(folder)
    return 0


def _table(result: Result) -> list[str]:
    """What the soak came to, a figure a line."""
    rows = {
        "seed": result.seed,
        "time": f"{result.seconds:.0f} s, of the site {result.hours / 24:.0f} days",
        "rounds, runs": f"{result.rounds}, {result.runs}",
        "exit codes": _counted(result.codes),
        "outcomes": _counted(result.kinds),
        "readers": _counted(result.readers),
        "the site": _counted(result.truth),
        "the archive": _counted(result.verdict.counts),
        "links ended": _counted(result.verdict.states),
        "given up": ", ".join(result.verdict.given_up) or "none",
        "unhappy answers": sum(n for key, n in result.site.items() if _unhappy(key)),
        "answers": sum(result.site.values()),
    }
    if grown := result.growth:
        rows["memory"] = (
            f"{grown.first:.0f} MB, then {grown.last:.0f} MB after {grown.pages} pages; at most"
            f" {grown.peak:.0f} MB; {grown.slope:+.2f} MB per 1,000 pages of the last two thirds"
        )
        rows["files, threads"] = f"{grown.files}, {grown.threads}"
    rows["faults"] = len(result.faults)
    return [f"{key:16} {value}" for key, value in rows.items()]


def _unhappy(name: str) -> bool:
    return name.startswith("spell") or name not in ("list: whole", "page: new", "page: whole")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {key}" for key, count in counts.items()) or "none"


if __name__ == "__main__":
    sys.exit(main())
