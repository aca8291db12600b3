"""How fast another archive is merged, and a second time; prints a table, and writes it down.

python bench/merge.py --sizes 1000 10000
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from scraper import urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.models import Article, Fetched, Kind

START = datetime(2020, 1, 1, tzinfo=BEIJING)
RESULTS = Path(__file__).parent / "results" / "merge.json"
WORDS = "大模型芯片算力融资发布开源推理训练数据智能机器人公司团队市场增长成本价格"


def text(number: int) -> str:
    """About a thousand characters, of each article its own."""
    return "".join(WORDS[(number * 7 + i * i) % len(WORDS)] for i in range(1000)) + str(number)


def fill(path: Path, numbers: range) -> None:
    """An archive with an article, a page and a visit for each number."""
    with store.open(path) as archive:
        for first in range(numbers.start, numbers.stop, 500):
            with archive.together():
                for number in range(first, min(first + 500, numbers.stop)):
                    put(archive, number)


def put(archive: store.Store, number: int) -> None:
    at = START + timedelta(minutes=number)
    key = f"{at:%Y%m%d}A{number % 100000:05}00"
    body, url = text(number), urls.of(key)
    page = f"<html><body>{body * 3}</body></html>".encode()
    answer = Fetched(asked=url, url=url, status=200, headers=(), body=page, at=at)
    article = Article(id=key, url=url, title=f"第{number}篇", body=body, published=at)
    snapshot = archive.keep(answer)
    archive.put(article, snapshot=snapshot, at=at, source="ai")
    archive.visited(url, Kind.NEW, at=at, due_at=None, snapshot=snapshot)


def measured(size: int) -> dict[str, float]:
    """Two archives of `size` articles of which a half overlaps, merged and merged again."""
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.db"), Path(folder, "theirs.db")
        fill(ours, range(size))
        fill(theirs, range(size // 2, size // 2 + size))
        row: dict[str, float] = {"articles": size, "megabytes": theirs.stat().st_size / 1e6}
        for name in ("first", "again"):
            begun = time.perf_counter()
            with store.open(ours) as archive:
                kinds = [kind for kind, _ in archive.intake.merge(theirs)]
            row[f"{name}_seconds"] = time.perf_counter() - begun
            row[f"{name}_new"] = kinds.count(Kind.NEW)
    row["peak_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--quick", action="store_true", help="the smallest size only")
    given = parser.parse_args()
    found = [measured(size) for size in (given.sizes[:1] if given.quick else given.sizes)]
    print("| articles | MB | merged in | a second time | peak memory |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for row in found:
        print(
            f"| {row['articles']:,} | {row['megabytes']:.1f} | {row['first_seconds']:.1f} s"
            f" | {row['again_seconds']:.1f} s | {row['peak_megabytes']:.0f} MB |"
        )
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
