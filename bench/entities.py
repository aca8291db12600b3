"""How fast articles are matched against the dictionary, and how often rightly.

Run from the root of the repository: ``python bench/entities.py [--sizes 1000,10000]``. The texts
are the article bodies of the shared folder, repeated under new numbers until there are enough; the
sentences are those of tests/discover/mentions.tsv, each with the exact set of whom it names.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import platform
import re
import sys
import time
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from scraper import match, text, urls
from scraper.archive import store
from scraper.config import Source, Topics
from scraper.dates import BEIJING
from scraper.discover import lexicon, topics
from scraper.discover.dictionary import builtin
from scraper.discover.entities import find, fold
from scraper.models import Article, Hint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
BODIES = ROOT / "../shared/qq/bodies/bodies.jsonl.gz"
SENTENCES = ROOT / "tests/discover/mentions.tsv"
RESULTS = ROOT / "bench/results/entities.json"
NOW = datetime(2026, 1, 1, tzinfo=BEIJING)


def texts(path: Path) -> list[tuple[str, str]]:
    """The titles and plain texts of the real articles that have one."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    found = [
        (row["title"], html.unescape(re.sub(r"(?s)<[^>]*>|<!--.*?-->", "\n", row["description"])))
        for row in rows
    ]
    return [(title, body) for title, body in found if body.strip()]


def steps(found: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Microseconds of a body for each step on its way."""
    known = builtin()
    folded = [fold(body) for _, body in found]
    rule = topics.rule(Topics(), Source(name="bench", kind="hot"))
    return {
        "Markdown to text": each(found, lambda pair: text.plain(pair[1])),
        "fold": each(found, lambda pair: fold(pair[1])),
        "Aho-Corasick alone": each(folded, known.lexicon.automaton.find_matches_as_indexes),
        "names, as whole words": each(folded, lambda one: list(lexicon.found(known.lexicon, one))),
        "all of a body (find)": each(found, lambda pair: find(known, *pair)),
        "topic rule on a title": each(found, lambda pair: topics.judge(rule, Hint(title=pair[0]))),
    }


def each(items: Sequence[Any], call: Callable[[Any], object]) -> float:
    """Microseconds of the processor for one call, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for item in items:
            call(item)
        best = min(best, time.process_time() - start)
    return best / len(items) * 1e6


def whole(found: Sequence[tuple[str, str]], size: int) -> dict[str, float]:
    """Seconds to match an archive of `size` articles, also of the processor, and to count them."""
    with TemporaryDirectory() as folder, store.open(Path(folder) / "archive.db") as archive:
        with archive.together():
            for article in _articles(found, size):
                archive.put(article, snapshot=None, at=NOW)
        start, work = time.perf_counter(), time.process_time()
        for _ in match.anew(archive, builtin()):
            pass
        matched, work = time.perf_counter(), time.process_time() - work
        named = archive.topics.counts("week")
        counted = time.perf_counter()
    return {
        "articles": size,
        "mentions": sum(one.articles for one in named),
        "seconds": round(matched - start, 2),
        "processor_seconds": round(work, 2),
        "articles_per_processor_second": round(size / work),
        "count_seconds": round(counted - matched, 3),
    }


def _articles(found: Sequence[tuple[str, str]], size: int) -> Iterator[Article]:
    for number, (title, body) in enumerate(islice(cycle(found), size)):
        key = f"20260101A{number:05X}00"[:16]
        yield Article(id=key, url=urls.of(key), title=title, body=body, published=NOW)


def sentences() -> dict[str, int]:
    """How many sentences name exactly whom they should."""
    known = builtin()
    with SENTENCES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    right = sum(
        {one.entity for one in find(known, row["text"], "")}
        == set(filter(None, row["named"].split(";")))
        for row in rows
    )
    return {"sentences": len(rows), "right": right}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000", help="articles, with commas between")
    parser.add_argument("--bodies", type=Path, default=BODIES)
    options = parser.parse_args()
    if not options.bodies.exists():
        print(f"{options.bodies}: no such file; name the article bodies with --bodies")
        return 1
    found = texts(options.bodies)
    known = builtin()
    said: dict[str, Any] = {
        "python": platform.python_version(),
        "entities": len(known.entities),
        "spellings": sum(len(one.spellings) for one in known.entities.values()),
        "bodies": len(found),
        "characters": round(sum(len(body) for _, body in found) / len(found)),
        "microseconds": {name: round(one, 1) for name, one in steps(found).items()},
        "archives": [whole(found, int(size)) for size in options.sizes.split(",")],
        **sentences(),
    }
    show(said)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


def show(said: dict[str, Any]) -> None:
    print(f"{said['entities']} entities, {said['spellings']} spellings;", end=" ")
    print(f"{said['bodies']} bodies of {said['characters']} characters\n")
    print(f"{'step':26} {'µs':>8}")
    for name, value in said["microseconds"].items():
        print(f"{name:26} {value:8.1f}")
    print(f"\n{'articles':>9} {'mentions':>9} {'s':>7} {'CPU s':>7} {'a CPU s':>8} {'count, s':>9}")
    for one in said["archives"]:
        print(f"{one['articles']:9} {one['mentions']:9} {one['seconds']:7.2f}", end=" ")
        print(f"{one['processor_seconds']:7.2f} {one['articles_per_processor_second']:8}", end=" ")
        print(f"{one['count_seconds']:9.3f}")
    print(f"\nsentences with exactly the right names: {said['right']} of {said['sentences']}")


if __name__ == "__main__":
    sys.exit(main())
