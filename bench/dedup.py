"""What it costs to tell the stories of very many articles by a shuffle, beside the archive's way.

Run from the root of the repository: ``python bench/dedup.py [--sizes 20000 200000]``. Made-up
articles in a folder of parts: of six four are new, one is a copy, one is a copy with a tenth or a
fifth of its words replaced. Each run is a process of its own, with one or two workers; seconds are
those of all its processors, memory is that of the largest of its processes. The archive's way is
that of bench/stories.py: one new article after another, by the look-ups of its stories alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import corpus
import stories
from common import report

from scraper import crew
from scraper.archive import functions
from scraper.scale import tables
from scraper.scale.dedup import archives, conduct

PART = 10_000
"""Articles of a part."""
SECONDS = 3600.0
NEAR = 6
"""Of so many articles one is a copy, and one a reworded one."""

Made = tuple[str, str]


def words() -> corpus.Vocabulary:
    return stories._words()


def article(number: int) -> Made:
    """The body of an article, and of which one it is a copy: of itself, where it is none."""
    chance = random.Random(f"article {number}")
    kind = number % NEAR
    head = number - kind - 1 - NEAR * chance.randrange(1 + number // NEAR // 2)
    if kind > 1 or head < 0:
        known = words()
        said = chance.choices(known.words, cum_weights=known.weights, k=chance.randrange(150, 700))
        return "，".join("".join(said[at : at + 9]) for at in range(0, len(said), 9)), ""
    body, _ = article(head - head % NEAR + 2)
    share = 0.0 if kind == 0 else chance.choice((0.1, 0.2))
    pool = words().words
    reworded = re.sub(
        "[\u4e00-\u9fff]{2}",
        lambda word: chance.choice(pool) if chance.random() < share else word[0],
        body,
    )
    return reworded, name(head - head % NEAR + 2)


def name(number: int) -> str:
    return f"{number:09}"


def part(order: tuple[str, int, int]) -> str:
    """Write a part, and the task that names it."""
    folder, start, end = order
    place = Path(folder)
    values = map(_row, range(start, end))
    made = tables.put(place / "articles", archives.COLUMNS, values, archives.GROUP)
    (place / "tasks").mkdir(exist_ok=True)
    (place / "tasks" / f"{start}.json").write_text(json.dumps({"articles": made}))
    return made


def _row(number: int) -> tuple[str, ...]:
    body, _ = article(number)
    at = f"2025-{number:09}"
    key = name(number)
    return key, f"https://a.cn/{key}", at, at, functions.content_sha256(body), body, ""


def fill(folder: Path, size: int) -> float:
    """Make the parts; megabytes of them."""
    starts = range(0, size, PART)
    with Pool(2) as pool:
        pool.map(part, [(str(folder), at, min(size, at + PART)) for at in starts], chunksize=1)
    return sum(path.stat().st_size for path in (folder / "articles").iterdir()) / 1e6


def called() -> AbstractContextManager[Callable[[tuple[Callable[[Any], Any], Any]], Any]]:
    return nullcontext(call)


def call(order: tuple[Callable[[Any], Any], Any]) -> Any:
    function, item = order
    return function(item)


def one(folder: Path, jobs: int) -> dict[str, float]:
    """Tell the stories of a folder, with so many workers; what it cost."""
    start = time.perf_counter()
    with crew.Crew(called, jobs=jobs, seconds=SECONDS) as workers:

        def engine(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
            for _, done in workers.map((function, item) for item in items):
                if isinstance(done, crew.Lost):
                    raise SystemExit(done.reason)
                yield done

        told = conduct.folder(folder, engine)
    wall = time.perf_counter() - start
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "articles": told.articles,
        "copies": told.copies,
        "cpu": sum(used.ru_utime + used.ru_stime for used in both),
        "wall": wall,
        "worker": both[1].ru_maxrss / 1024,
        "giver": both[0].ru_maxrss / 1024,
        "shuffled": told.shuffled / max(1, told.articles),
    }


def measured(folder: Path, jobs: int) -> dict[str, float]:
    """The same, in a process of its own."""
    command = [sys.executable, __file__, "--folder", str(folder), "--jobs", str(jobs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def right(folder: Path) -> float:
    """The share of articles that are told to be a copy of what they were made of."""
    names = json.loads((folder / "stories.json").read_text())["stories"]
    found = [
        row for one in names for row in tables.read(folder / "stories" / one, "id", "story_id")
    ]
    return sum(head == (article(int(key))[1] or key) for key, head in found) / len(found)


def rows(size: int, folder: Path) -> Iterator[dict[str, Any]]:
    megabytes = fill(folder, size)
    print(
        f"{size:,} articles in {-(-size // PART)} parts of {megabytes:,.0f} MB in all", flush=True
    )
    names = set()
    for jobs in (1, 2):
        known = measured(folder, jobs)
        names.add((folder / "stories.json").read_bytes())
        yield {
            "way": f"shuffle, {jobs} at work",
            "articles": size,
            "ms an article": 1000 * known["cpu"] / size,
            "seconds": known["wall"],
            "MB of a worker": known["worker"],
            "MB of who gives": known["giver"],
            "bytes shuffled": known["shuffled"],
            "right": right(folder),
        }
    if len(names) > 1:
        raise SystemExit("the same articles came to other files")


def alone(size: int, folder: Path) -> dict[str, Any]:
    """What a new article costs in an archive of some size."""
    known = stories.cost(size, folder)
    spent = {"way": "archive, one by one", "articles": size, "ms an article": known.processor}
    return {**spent, "right": known.joined}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[20_000], metavar="N")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        print(json.dumps(one(options.folder, options.jobs)))
        return 0
    found = []
    with tempfile.TemporaryDirectory() as place:
        found.append(alone(10_000, Path(place)))
        for size in options.sizes:
            folder = Path(place) / str(size)
            (folder / "tasks").mkdir(parents=True)
            found += rows(size, folder)
    report.table(found)
    report.write("dedup", found, aims(found), versions=report.versions("pyarrow"))
    return 0


def aims(found: list[dict[str, Any]]) -> Iterator[report.Aim]:
    ours = [row for row in found if "seconds" in row]
    least = min(row["right"] for row in ours)
    yield report.Aim(says="share of articles told right", value=least, limit=0.98)
    worker = max(row["MB of a worker"] for row in ours)
    says = "megabytes of a worker"
    yield report.Aim(says=says, value=worker, limit=500, sense="at most")
    cost = max(row["ms an article"] for row in ours)
    says = "of the archive's time for an article"
    yield report.Aim(says=says, value=cost / found[0]["ms an article"], limit=0.5, sense="at most")


if __name__ == "__main__":
    raise SystemExit(main())
