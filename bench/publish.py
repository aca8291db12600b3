"""What leaves the archive as it grows: seconds and peak memory of each command, and of Hugo.

Run from the root of the repository: ``python bench/publish.py [--sizes 5000 50000]``. Archives of
made-up articles (corpus.py), matched by the dictionary, a tenth of them changed once. Each command
is a process of its own, as a person runs it; "again" is with nothing new. Hugo, the newest of the
workshop, builds the starter site.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dataset

from scraper import match
from scraper.archive import store
from scraper.discover.dictionary import builtin

SIZES = (5_000, 50_000)
RESULTS = Path(__file__).parent / "results" / "publish.json"
SCRAPER = (sys.executable, "-m", "scraper")
HUGO = (str(Path(sys.executable).with_name("hugo")), "--quiet", "--source", "site")
LAYOUTS = ("flat", "bundles", "adapter")


def fill(path: Path, count: int) -> None:
    """An archive of so many articles, with whom they name."""
    dataset.fill(path, count)
    with store.open(path) as archive:
        for _ in match.anew(archive, builtin()):
            pass


def spent(folder: Path, *words: str) -> dict[str, float]:
    """Seconds and peak memory, in MB, of a process and those it started."""
    start = time.perf_counter()
    environment = {**os.environ, "SCRAPER_CONFIG": str(folder / "config.toml")}
    process = subprocess.Popen(words, cwd=folder, env=environment, stdout=subprocess.PIPE)
    said = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(words)}: {said.decode()}")
    return {"seconds": time.perf_counter() - start, "peak": usage.ru_maxrss / 1024}


def commands(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is measured, in order, each with its name."""
    yield "export", (*SCRAPER, "export", "documents")
    yield "export again", (*SCRAPER, "export", "documents")
    for layout in LAYOUTS:
        shutil.rmtree(folder / "site", ignore_errors=True)
        subprocess.run([*SCRAPER, "init", "--hugo", "site"], cwd=folder, check=True, stdout=-3)
        publish = (*SCRAPER, "publish", "hugo", "site", "--layout", layout)
        yield f"publish hugo, {layout}", publish
        yield f"publish hugo, {layout}, again", publish
        yield f"Hugo builds {layout}", HUGO
    yield "publish feed", (*SCRAPER, "publish", "feed", "feeds")
    yield "publish epub, 7 d", (*SCRAPER, "publish", "epub", "--since", _week(folder))


def _week(folder: Path) -> str:
    """The day a week before the newest article."""
    with store.open(folder / "archive.db", readonly=True) as archive:
        (entry,) = archive.entries(limit=1)
    assert entry.article.published
    return f"{entry.article.published - dataset.DAY * 7:%Y-%m-%d}"


def measured(sizes: list[int]) -> Iterator[dict[str, Any]]:
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "config.toml").write_text("", encoding="utf-8")
            fill(folder / "archive.db", size)
            for what, words in commands(folder):
                yield {"what": what, "articles": size, **spent(folder, *words)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    asked = parser.parse_args()
    found: list[dict[str, Any]] = []
    for row in measured(asked.sizes):
        found.append(row)
        print(
            f"{row['what']:<30}{row['articles']:>8} articles{row['seconds']:>8.1f} s"
            f"{1e3 * row['seconds'] / row['articles']:>7.2f} ms each{row['peak']:>7.0f} MB peak",
            flush=True,
        )
    print(f"from {asked.sizes[0]} to {asked.sizes[-1]}:")
    for first in (one for one in found if one["articles"] == asked.sizes[0]):
        last = [one for one in found if one["what"] == first["what"]][-1]
        grown = (f"{key} × {last[key] / first[key]:.1f}" for key in ("seconds", "peak"))
        print(f"{first['what']:<30}", *grown)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
