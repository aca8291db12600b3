"""One WARC, three ways: by one process, by two, by Ray; the parts must be the same to the byte.

Run from the root of the repository: ``python bench/scale.py [--pages 10000]``, or ``make scale
PAGES=200000``. A WARC of so many made-up pages, with those of other sites between them, is imported
by each way, and then again while a worker is killed in the middle: nothing may be lost, nothing be
there twice. Then one writer merges the parts into an archive, twice, and the archive is checked. At
last WARC of nothing but other sites' pages are passed over, which is what most of a crawl of the
web is. Exits with 1 where anything differs. Prints tables, writes ``bench/results/scale.json``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from common import report  # noqa: E402
from common.report import Aim  # noqa: E402
from scaling import pages, watched, ways  # noqa: E402
from scaling.ways import SCRAPER, Way  # noqa: E402

from scraper.archive import store  # noqa: E402
from scraper.scale import conduct  # noqa: E402
from scraper.scale import place as places  # noqa: E402

FOREIGN = 5_000


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--merge", type=int, default=10_000, help="most pages to merge")
    parser.add_argument("--folder", type=Path, help="where all is made; it needs some room")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        warc, made = folder / "pages.warc.gz", time.perf_counter()
        pages.make(warc, options.pages)
        size = warc.stat().st_size
        print(f"{options.pages:,} pages in {size / 1e6:,.0f} MB of WARC,", end=" ")
        print(f"made in {time.perf_counter() - made:.0f} s", flush=True)
        found = imported(warc, folder, size)
        report.table([one.row for one in found], "WARC → parts")
        rows = [one.row for one in found]
        aims = [*same(found, options.pages)]
        more, told = merged(folder, min(options.merge, options.pages))
        rows += [*more, passed(folder)]
        report.table(rows[len(found) :], "parts → archive, and pages of others passed over")
        aims += told
        about = {"pages": options.pages, "warc_bytes": size, "parts_bytes": found[0].bytes}
        report.write("scale", rows, aims, **about, **report.versions("ray", "pyarrow", "warcio"))
    return 0 if all(aim.reached for aim in aims) else 1


def imported(warc: Path, folder: Path, size: int) -> list[Way]:
    """All ways, without and with a worker that dies."""
    piece = max(1, size // 16_000_000)
    count = size // (piece * 1_000_000) + 1
    plain = [ways.taken(warc, folder, name, (piece, count), killed=False) for name in ways.WAYS]
    fatal = [name for name in ways.WAYS if name != "1 process"]
    return plain + [ways.taken(warc, folder, name, (piece, count), killed=True) for name in fatal]


def same(found: list[Way], count: int) -> list[Aim]:
    """Whether all ways came to the same, and to all of it."""
    differ = len({one.digest for one in found}) - 1
    lost = max(abs(one.answers - count) for one in found)
    return [
        Aim(says="ways that came to other bytes", value=differ, limit=0, sense="at most"),
        Aim(says="pages lost, or there twice", value=lost, limit=0, sense="at most"),
    ]


def merged(folder: Path, most: int) -> tuple[list[dict[str, Any]], list[Aim]]:
    """Parts into an archive by one writer, and once more."""
    place = folder / "archive"
    place.mkdir()
    (place / "config.toml").write_text('[documents]\ndir = ""\n', encoding="utf-8")
    parts = folder / "1-process/parts"
    if (count := rows_of(parts)) > most:
        small = folder / "small.warc.gz"
        pages.make(small, most)
        words = ("import-warc", str(small), "--parquet", "some")
        watched.run([*SCRAPER, *words], place, place, None)
        parts, count = place / "some", most
    rows = []
    for said in ("merge by one writer", "merge again, all known"):
        used = watched.run([*SCRAPER, "scale", "merge", str(parts)], place, place, None)
        rows.append(
            {
                "way": said,
                "pages": count,
                "seconds": round(used.seconds, 1),
                "pages/s": round(count / used.seconds),
                "ms a page": round(1000 * used.own / count, 3),
            }
        )
    with store.open(place / "archive.db", readonly=True) as opened:
        there = opened.counts()
    fine = subprocess.run([*SCRAPER, "check"], cwd=place, check=False, capture_output=True)
    wrong = abs(there["articles"] - count) + abs(there["snapshots"] - count) + fine.returncode
    says = "articles or answers lost or twice in the archive, or faults that `check` finds"
    return rows, [Aim(says=says, value=wrong, limit=0, sense="at most")]


def rows_of(parts: Path) -> int:
    """How many answers a folder of parts holds."""
    return sum(done.rows["answers"] for done in conduct.held(places.folder(str(parts))))


def passed(folder: Path) -> dict[str, Any]:
    """What it takes to pass over the pages of others."""
    warc, place = folder / "others.warc.gz", folder / "others"
    place.mkdir()
    pages.foreign(warc, FOREIGN)
    words = ("import-warc", str(warc), "--parquet", "parts", "--jobs", "1")
    used = watched.run([*SCRAPER, *words], place, place, None)
    return {
        "way": "pages of others passed over",
        "pages": FOREIGN,
        "seconds": round(used.seconds, 1),
        "pages/s": round(FOREIGN / used.seconds),
        "ms a page": round(1000 * used.cpu / FOREIGN, 3),
        "MB/s": round(warc.stat().st_size / 1e6 / used.cpu, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
