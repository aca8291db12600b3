"""How well the topic rule tells AI-industry news: precision and recall on the labelled titles.

Run from the root of the repository: ``python bench/topics.py [--split tune] [--misses] [--sure]``.
The labels were given before the rule was written. Tune on split `tune` only: once the misses of
`final` were looked at, it measures nothing any more, so they are printed for `tune` alone.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

from scraper.config import Source, Topics
from scraper.discover import topics
from scraper.models import Hint

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "tests/discover/topics-labels.tsv"
BODIES = ROOT / "../shared/qq/bodies/bodies.jsonl.gz"
SUMMARY = 120
VIEWS = ("titles only", "title+summary")


class Sample(NamedTuple):
    id: str
    split: str
    wanted: bool
    doubt: bool
    hint: Hint


class Score(NamedTuple):
    n: int
    precision: float
    recall: float
    f1: float


def samples(labels: Path, bodies: Path) -> list[Sample]:
    """The labelled items with their titles and the first characters of their text."""
    hints = _hints(bodies)
    with labels.open(encoding="utf-8", newline="") as lines:
        return [
            Sample(
                id=row["id"],
                split=row["split"],
                wanted=row["label"] == "1",
                doubt=bool(row["doubt"]),
                hint=hints[row["id"]],
            )
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def _hints(bodies: Path) -> dict[str, Hint]:
    hints: dict[str, Hint] = {}
    with gzip.open(bodies, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = html.unescape(re.sub(r"(?s)<[^>]*>|<!--.*?-->", "", row["description"]))
            summary = " ".join(text.split())[:SUMMARY]
            name = row["link"].rstrip("/").rsplit("/", 1)[-1]
            hints.setdefault(name, Hint(title=row["title"], summary=summary))
    return hints


def judged(items: list[Sample], view: str) -> list[tuple[Sample, topics.Verdict]]:
    """Every item with the verdict of the default rule on what the view shows of it."""
    rule = topics.rule(Topics(), Source(name="bench", kind="hot"))
    return [
        (item, topics.judge(rule, item.hint if view != VIEWS[0] else Hint(title=item.hint.title)))
        for item in items
    ]


def score(pairs: list[tuple[Sample, topics.Verdict]]) -> Score:
    """Precision, recall and F1 of verdicts against labels; 1.0 where there is nothing to miss."""
    right = sum(item.wanted and verdict.wanted for item, verdict in pairs)
    chosen = sum(verdict.wanted for _, verdict in pairs)
    wanted = sum(item.wanted for item, _ in pairs)
    precision = right / chosen if chosen else 1.0
    recall = right / wanted if wanted else 1.0
    both = precision + recall
    return Score(len(pairs), precision, recall, 2 * precision * recall / both if both else 0.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", action="append", choices=("tune", "final"))
    parser.add_argument("--misses", action="store_true", help="print the wrong verdicts of tune")
    parser.add_argument("--sure", action="store_true", help="leave out the doubtful labels")
    parser.add_argument("--bodies", type=Path, default=BODIES)
    options = parser.parse_args()
    if not options.bodies.exists():
        print(f"{options.bodies}: no such file; name the article bodies with --bodies")
        return 1
    items = [item for item in samples(LABELS, options.bodies) if not (options.sure and item.doubt)]
    print(f"{'split':6} {'view':14} {'n':>4} {'precision':>9} {'recall':>7} {'F1':>6}")
    for split in options.split or ("tune", "final"):
        for view in VIEWS:
            pairs = judged([item for item in items if item.split == split], view)
            figures = score(pairs)
            print(f"{split:6} {view:14} {figures.n:4}", end=" ")
            print(f"{figures.precision:9.3f} {figures.recall:7.3f} {figures.f1:6.3f}")
            if options.misses and split == "tune":
                _misses(pairs)
    return 0


def _misses(pairs: list[tuple[Sample, topics.Verdict]]) -> None:
    for item, verdict in pairs:
        if item.wanted != verdict.wanted:
            kind = "missed" if item.wanted else "false "
            print(f"  {kind} {item.id} {item.hint.title}  [{verdict.reason}]")


if __name__ == "__main__":
    sys.exit(main())
