"""What an article and a look-up of a link cost the archive, beside sqlite3 alone.

Run from the root of the repository: ``python bench/archive.py [--articles 2000] [--quick]``.
Articles that are new, the same or changed are stored with their pages of 60 KB, one by one or a
hundred in one transaction, through the store as a visit does it; and the very statements which that
told sqlite3, with the same values, are said again to bare sqlite3 on another copy of the file: with
the same functions, journal and syncs. `times` is ours by theirs, of the processor. `values` is what
it takes to make what the statements store and nobody gets for nothing: the page hashed and
compressed, the letters and the sketch of a text, what was changed. Then links are looked up in an
archive of a million articles, a tenth of them new: some are timed in the same way, and while a
million are, one process is watched for how its memory grows.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent)]  # a bench is run as a file, from anywhere

from common import report, shelf  # noqa: E402
from common.report import Aim  # noqa: E402
from storing import checks, puts  # noqa: E402

TIMES = 1.3
"""So many times as much as sqlite3 alone may be used."""
TIMED, PARTS = 300_000, 10
"""So many look-ups are timed, in so many parts, ours and sqlite3's in turns."""
GROWTH = 4.0
"""MB."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000, help="in the archive before")
    parser.add_argument("--come", type=int, default=200, help="stored in each way")
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of it all")
    parser.add_argument("--folder", type=Path, help="where the archive of a million stands")
    options = parser.parse_args()
    if options.quick:
        options.articles, options.come, options.links, options.rounds = 600, 100, 100_000, 2
    with tempfile.TemporaryDirectory(dir=shelf.folder()) as name:
        rows = puts.measured(Path(name), options.articles, options.come, options.rounds)
    report.table(rows, f"{options.articles:,} articles are there, {options.come:,} come")
    big = shelf.archive(options.links, options.folder)
    looked = [checks.measured(big, min(options.links, TIMED), PARTS)]
    report.table(looked, "Which links are known")
    grown = checks.grown(big, options.links)
    print(f"memory grows by {grown:.1f} MB from 100,000 look-ups to {options.links:,}")
    aims = [aim for row in rows for aim in told(row)]
    said = f"look-ups of links among {options.links:,}, of sqlite3's time"
    aims.append(Aim(says=said, value=looked[0]["times"], limit=TIMES, sense="at most"))
    said = "MB that memory grows by while links are looked up"
    aims.append(Aim(says=said, value=grown, limit=GROWTH, sense="at most"))
    about = {"articles": options.articles, "come": options.come, "sqlite": sqlite3.sqlite_version}
    report.write("archive", [*rows, *looked], aims, **about, **report.versions("sqlite-utils"))


def told(row: report.Row) -> list[Aim]:
    """How one way of storing stands: by the statements alone, and by them and their values."""
    way = f"{row['articles']} articles, {row['a commit']} a commit, of sqlite3's time"
    return [
        Aim(says=way, value=row["times"], limit=TIMES, sense="at most"),
        Aim(
            says=f"{way} with what makes the values",
            value=row["times, with values"],
            limit=TIMES,
            sense="at most",
        ),
    ]


if __name__ == "__main__":
    main()
