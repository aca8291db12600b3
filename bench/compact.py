"""How small pages are kept: gzip, plain Zstandard, and with a dictionary of such pages.

Run from the root of the repository: ``python bench/compact.py``. Real bodies are measured alone,
and as whole pages: each in the place of the body of a real page of 2024, whose scripts and styles
all pages of its time share. The dictionary is made of one half, the other half is measured.
"""

from __future__ import annotations

import gzip
import json
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from scraper.archive import compact, packing
from scraper.archive.packing import zstd

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "qq"
START = "window.DATA = "


def bodies() -> list[dict[str, str]]:
    """The real bodies that are not empty, in an order by chance."""
    with gzip.open(SHARED / "bodies/bodies.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    full = [one for one in found if len(one["description"]) > 500]
    random.Random(1).shuffle(full)
    return full


def page(shell: str, body: dict[str, str]) -> bytes:
    """The shell with another article in it."""
    head, _, rest = shell.partition(START)
    data, end = json.JSONDecoder().raw_decode(rest)
    data |= {"title": body["title"], "originContent": {"text": body["description"]}}
    return f"{head}{START}{json.dumps(data, ensure_ascii=False)}{rest[end:]}".encode()


def measure(name: str, pages: list[bytes]) -> list[dict[str, object]]:
    """A row for each way to pack the second half."""
    half = len(pages) // 2
    made = packing.train([one[: compact.LONGEST] for one in pages[:half][: compact.SAMPLE]])
    assert made
    ways: dict[str, Callable[[bytes], bytes]] = {
        "gzip -6": lambda one: gzip.compress(one, 6),
        f"zstd -{packing.LEVEL}": lambda one: zstd.compress(one, packing.LEVEL),
        f"zstd -{packing.LEVEL}, dictionary": lambda one: packing.pack(one, made),
    }
    return [{"of": name, "way": way, **_one(pages[half:], pack)} for way, pack in ways.items()]


def _one(pages: list[bytes], pack: Callable[[bytes], bytes]) -> dict[str, object]:
    times, kept = [], 0
    for one in pages:
        start = time.perf_counter()
        kept += len(pack(one))
        times.append(time.perf_counter() - start)
    served = sum(map(len, pages))
    return {
        "pages": len(pages),
        "bytes a page": served // len(pages),
        "ratio": round(served / kept, 1),
        "us a page": round(statistics.median(times) * 1e6),
    }


def main() -> None:
    if not SHARED.is_dir():
        raise SystemExit(f"{SHARED}: not there; put shared/qq beside the repository")
    found = bodies()
    shell = (SHARED / "pages/magichtml-20240513A00GCM00.html").read_text(encoding="utf-8")
    rows = measure("bodies", [one["description"].encode() for one in found])
    rows += measure("pages", [page(shell, one) for one in found])
    for row in rows:
        print(
            f"{row['of']:<8}{row['way']:<22}{row['pages']:>6} × {row['bytes a page']:>7} bytes"
            f"{row['ratio']:>8} : 1{row['us a page']:>8} µs"
        )
    results = ROOT / "bench/results"
    results.mkdir(exist_ok=True)
    (results / "compact.json").write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
