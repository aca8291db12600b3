"""How long it takes to say what was changed between two texts, and to show it.

Run from the root of the repository: ``python bench/changes.py [--quick]``. The texts are made of
random Chinese characters: real ones have more in common with themselves, and are quicker.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from scraper.archive import diff
from scraper.archive.changes import Version, kinds

RESULTS = Path(__file__).parent / "results" / "changes.json"
SIGNS = [chr(0x4E00 + 7 * place) for place in range(2500)]
Make = Callable[[random.Random], tuple[str, str]]


def body(chance: random.Random, paragraphs: int, length: int) -> str:
    """Paragraphs with a full stop after every 40 characters."""
    lines = ("".join(chance.choices(SIGNS, k=length)) for _ in range(paragraphs))
    return "\n\n".join(re.sub(".{39}", "\\g<0>。", line) for line in lines)


def altered(text: str, chance: random.Random, every: int) -> str:
    signs = list(text)
    for place in range(0, len(signs), every):
        if signs[place] not in "\n。":
            signs[place] = chance.choice(SIGNS)
    return "".join(signs)


def cases() -> dict[str, Make]:
    """Pairs of texts, ordinary ones first, then the largest and the worst."""

    def some(paragraphs: int, length: int, every: int) -> Make:
        def make(chance: random.Random) -> tuple[str, str]:
            old = body(chance, paragraphs, length)
            return old, altered(old, chance, every)

        return make

    def others(paragraphs: int, length: int) -> Make:
        return lambda chance: (body(chance, paragraphs, length), body(chance, paragraphs, length))

    return {
        "2,000 characters, every 200th altered": some(20, 100, 200),
        "2,000 characters, another text": others(20, 100),
        "390 KB, every 500th altered": some(130, 1000, 500),
        "390 KB, every 50th altered": some(130, 1000, 50),
        "390 KB, another text": others(130, 1000),
        "390 KB in one paragraph, every 500th": some(1, 130_000, 500),
        "390 KB in lines of 10, every 50th": some(13_000, 10, 50),
        "400 KB of two lines, swapped": lambda _: ("ab\n\n" * 100_000, "ba\n\n" * 100_000),
    }


def told(old: str, new: str) -> tuple[str, ...]:
    return kinds(Version("", old), Version("", new))


def shown_all(old: str, new: str) -> None:
    for part in diff.parts(old, new):
        list(diff.places(part.old, part.new))


def standard(old: str, new: str) -> None:
    difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def timed(work: Callable[[str, str], object], old: str, new: str) -> float:
    start = time.perf_counter()
    work(old, new)
    return time.perf_counter() - start


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="Without difflib, which is slow.")
    quick = words.parse_args().quick
    table = []
    print(f"{'':<40} {'kinds':>9} {'diff':>9} {'difflib':>9}  said")
    for name, make in cases().items():
        old, new = make(random.Random(7))
        said = ", ".join(told(old, new))
        slow = quick or len(old) > 10_000
        row = {
            "case": name,
            "kinds": timed(told, old, new),
            "diff": timed(shown_all, old, new),
            "difflib": None if slow else timed(standard, old, new),
        }
        shown = [
            f"{1000 * row[key]:.1f} ms" if row[key] else "-" for key in ("kinds", "diff", "difflib")
        ]
        print(f"{name:<40} {shown[0]:>9} {shown[1]:>9} {shown[2]:>9}  {said}")
        table.append(row | {"said": said})
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
