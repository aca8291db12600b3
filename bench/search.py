"""How exact, fast and large the search is, beside LIKE, FTS5 unicode61 and trigram, and tantivy.

Run from the root of the repository: ``python bench/search.py [--sizes 10000] [--quick]``.
The texts are made up (`bench/corpus.py`); the truth is a scan of every folded text that knows
nothing of an index. Every way is asked the same words for its best twenty with a snippet of each,
in one process, after everything is built. Prints a table, writes ``bench/results/search.json``.
Beyond 100,000 articles they are shorter (`--words`), and ours are indexed when all are stored, as
a migration does it, so that a million take minutes and not hours.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # a bench is run as a file, from anywhere

import corpus
from searching.ours import Ours
from searching.peers import Like, Tantivy, Trigram, Unicode61

from scraper import text
from scraper.models import Article

RESULTS = Path(__file__).parent / "results" / "search.json"
WAYS: dict[str, Any] = {
    "scraper": Ours,
    "LIKE": Like,
    "FTS5 unicode61": Unicode61,
    "FTS5 trigram": Trigram,
    "tantivy pairs": Tantivy,
}
KINDS = {
    "two characters": (
        "模型 芯片 算力 融资 数据 训练 推理 智谱 百度 腾讯 商汤 华为 昇腾 开源 "
        "参数 上市 估值 投资 团队 发布 应用 企业 公司 表示 通过 进行 已经 目前"
    ).split(),
    "one character": "芯 的 算 智".split(),
    "longer": "大模型 人工智能 英伟达 月之暗面 深度求索 自动驾驶 具身智能 寒武纪".split(),
    "Latin, mixed": "AI DeepSeek GPT-4o DeepSeek-R1 30B OpenAI GPU 发布DeepSeek".split(),
}
WORDS = [word for words in KINDS.values() for word in words]
BATCH = 1000
SHORT = 120
"""Words of a body where there are more than `FULL` articles."""
FULL = 100_000
FEW = 4
"""Words a kind that are asked of a way that took longer than SLOW for one."""
SLOW = 0.2
"""Seconds."""
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--quick", action="store_true", help="2,000 articles only")
    parser.add_argument("--words", type=int, help="of a body, instead of what fits the size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    options = parser.parse_args()
    figures = []
    for size in [2000] if options.quick else options.sizes:
        words = options.words or (corpus.MEAN if size <= FULL else SHORT)
        figures.append(measured(size, words, options.seed, options.ways))
        print("\n".join(table(figures[-1])), flush=True)
    options.results.parent.mkdir(parents=True, exist_ok=True)
    options.results.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")


def measured(size: int, words: int, seed: int, ways: list[str]) -> dict[str, Any]:
    """All figures of a size."""
    folder = Path(tempfile.mkdtemp(prefix="search-"))
    try:
        with ProcessPoolExecutor(2) as pool:
            truth = pool.submit(scan, size, words, seed)
            jobs = {way: pool.submit(build, way, folder, size, words, seed) for way in ways}
            seconds = {way: job.result() for way, job in jobs.items()}
        true, total, characters = truth.result()
        return {
            "articles": size,
            "characters": round(characters / size),
            "text": total,
            "ways": {
                way: judged(WAYS[way](folder), true)
                | {"insert": seconds[way] / size, "ratio": sized(WAYS[way](folder)) / total}
                for way in ways
            },
        }
    finally:
        shutil.rmtree(folder)


def build(way: str, folder: Path, size: int, words: int, seed: int) -> float:
    """The seconds that a way took to store the articles."""
    bulk = {"bulk": size > FULL} if way == "scraper" else {}
    seconds: float = WAYS[way](folder).build(batches(size, words, seed), **bulk)
    return seconds


def batches(size: int, words: int, seed: int) -> Iterator[list[Article]]:
    made = corpus.articles(size, seed, words)
    while batch := list(islice(made, BATCH)):
        yield batch


def scan(size: int, words: int, seed: int) -> tuple[dict[str, set[int]], int, int]:
    """Which articles have each word, and the bytes and characters of all texts."""
    patterns = {word: pattern(word) for word in WORDS}
    found: dict[str, set[int]] = {word: set() for word in WORDS}
    total, characters, number = 0, 0, 0
    for batch in batches(size, words, seed):
        for one in batch:
            number += 1
            plain = f"{one.title}\n{text.plain(one.body)}"
            total += len(plain.encode())
            characters += len(plain)
            folded = text.fold(plain)
            for word, (needle, wanted) in patterns.items():
                if needle in folded and wanted.search(folded):
                    found[word].add(number)
    return found, total, characters


def pattern(word: str) -> tuple[str, re.Pattern[str]]:
    """A word, and where it counts: not inside of a longer Latin one."""
    needle = text.fold(word)
    before = r"(?<![0-9a-z])" if re.match("[0-9a-z]", needle) else ""
    after = r"(?![0-9a-z])" if re.search("[0-9a-z]$", needle) else ""
    return needle, re.compile(before + re.escape(needle) + after)


def judged(way: Any, true: dict[str, set[int]]) -> dict[str, Any]:
    """How exact a way is, and how long it takes, a kind of word after another."""
    way.open()
    try:
        return {"kinds": {kind: kind_of(way, words, true) for kind, words in KINDS.items()}}
    finally:
        way.close()


def kind_of(way: Any, words: list[str], true: dict[str, set[int]]) -> dict[str, float]:
    start = time.perf_counter()
    way.top(words[0])
    slow = time.perf_counter() - start > SLOW
    asked = words[:FEW] if slow else words
    right, named, wanted = 0, 0, 0
    for word in asked:
        every = way.every(word)
        right += len(every & true[word])
        named += len(every)
        wanted += len(true[word])
    took = sorted(timed(way, word) for _ in range(1 if slow else ROUNDS) for word in asked)
    parts = quantiles(took, n=20, method="inclusive")
    return {
        "precision": right / named if named else 1.0,
        "recall": right / wanted if wanted else 1.0,
        "p50": parts[9],
        "p95": parts[18],
        "asked": len(asked),
    }


def timed(way: Any, word: str) -> float:
    start = time.perf_counter()
    way.top(word)
    return time.perf_counter() - start


def sized(way: Any) -> int:
    way.open()
    try:
        size: int = way.size()
        return size
    finally:
        way.close()


def table(figures: dict[str, Any]) -> Iterator[str]:
    yield (
        f"\n{figures['articles']:,} articles of {figures['characters']:,} characters,"
        f" {figures['text'] / 1e6:.0f} MB of text"
    )
    yield f"{'':16}{'':16}{'recall':>8}{'precision':>11}{'p50 ms':>9}{'p95 ms':>9}"
    for way, one in figures["ways"].items():
        yield f"{way:16}index {one['ratio']:.2f} x text, insert {one['insert'] * 1e6:.0f} µs"
        for kind, row in one["kinds"].items():
            yield (
                f"{'':16}{kind:16}{row['recall']:8.3f}{row['precision']:11.3f}"
                f"{row['p50'] * 1e3:9.2f}{row['p95'] * 1e3:9.2f}"
            )


if __name__ == "__main__":
    main()
