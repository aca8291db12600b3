"""How fast `scraper serve` answers while a crawl writes, beside Datasette on the same archive.

Run from the root of the repository: ``python bench/serve.py [--articles 100000]``. An archive of
made-up articles is served by a real process on one core; on another a crawl stores an article a
second, while readers ask for every sort of page: one reader alone, then 20 without any pause, then
20 with a pause of a second as people have it. Before that each page is asked for once (cold); those
that are not there are left out, and named. Prints a table, writes ``bench/results/serve.json``.
With ``--folder`` the archive of the last time is taken, or left there. Milliseconds are those a
reader waits; where other work shares the machine, look at the milliseconds of the processor.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # a bench is run as a file, from anywhere

from serving import archive, mix, readers, server, writer
from serving.mix import Page
from serving.readers import Found
from serving.server import Server

RESULTS = Path(__file__).parent / "results" / "serve.json"
READERS = 20
MEDIAN, LATE = 50.0, 200.0
"""Milliseconds aimed at: of the median, and of the 95th percentile."""
MOST = 1000
"""Addresses a second that are drawn beforehand."""
PAUSE = 1.0
"""Seconds between two questions of a person."""
LOADS = {
    "alone": "one reader",
    "closed": f"{READERS} readers, no pause",
    "paused": f"{READERS} readers who pause",
}
TIMES = 8
"""Each page is asked for by one reader alone."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=12.0, help="of each load")
    parser.add_argument("--folder", type=Path, help="where the archive is, or is left")
    parser.add_argument("--alone", action="store_true", help="without Datasette")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory()
        if options.folder is None
        else nullcontext(str(options.folder)) as name
    ):
        figures = measured(Path(name), options.articles, options.seconds, options.alone)
    print("\n".join(table(figures)))
    options.results.parent.mkdir(exist_ok=True)
    options.results.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def measured(folder: Path, count: int, seconds: float, alone: bool) -> dict[str, Any]:
    """All figures."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "archive.db"
    (folder / "config.toml").write_text('[documents]\ndir = ""\n', encoding="utf-8")
    begun = time.perf_counter()
    if not path.exists():
        archive.make(path, count)
    made = time.perf_counter() - begun
    known = mix.known(path)
    figures = {"articles": len(known.ids), "made": made, "size": path.stat().st_size}
    with server.serving(server.ours(folder), folder / "errors.txt") as one:
        statics = mix.named(server.body(one.port, "/").decode())
        figures["ours"] = loaded(one, mix.ours(known, statics), path, seconds)
    figures["ours"] |= {"peak": one.peak, "code": one.code, "errors": one.said}
    if not alone:
        with server.serving(server.datasette(path), folder / "peer.txt") as peer:
            pages = mix.datasette(known, path.stem)
            figures["Datasette"] = loaded(peer, pages, path, seconds)
        figures["Datasette"]["peak"] = peer.peak
    return figures


def loaded(one: Server, pages: Mapping[str, Page], path: Path, seconds: float) -> dict[str, Any]:
    """What a server did: each page cold, under load, and under readers who pause."""
    first = [*mix.first(pages, seed=1)]
    cold = readers.load(one.port, first, cores=server.OTHERS)
    absent = mix.absent(cold)
    pages = {name: page for name, page in pages.items() if name not in absent}
    load = partial(readers.load, one.port, readers=READERS, cores=server.OTHERS)
    drawn = partial(mix.drawn, pages)
    with writer.writing(path, int(time.time()) % 10**8, cores=server.OTHERS) as said:
        one_by_one = [ask for seed in range(TIMES) for ask in mix.first(pages, seed)]
        alone = readers.load(one.port, one_by_one, cores=server.OTHERS)
        spent, hard = one.spent, [*drawn(int(seconds * MOST), seed=TIMES)]
        closed = load(hard, seconds=seconds)
        spent = one.spent - spent
        calm = [*drawn(int(seconds * READERS * 2), seed=TIMES + 1)]
        paused = load(calm, seconds=seconds, pause=PAUSE)
    answers = sum(map(len, closed.values()))
    return {
        "absent": absent,
        "cold": {name: found[0][0] for name, found in cold.items() if name not in absent},
        "alone": _figures(alone),
        "closed": _figures(closed),
        "paused": _figures(paused),
        "rate": answers / seconds,
        "processor": 1e3 * spent / answers,
        "written": said[0],
    }


def _figures(found: Found) -> dict[str, dict[str, float]]:
    """Of each page and of all: how many, how long, how large, how many were no answer."""
    every = {"all": [*chain.from_iterable(found.values())], **found}
    return {name: _one(answers, wrong=name != mix.NOWHERE) for name, answers in every.items()}


def _one(answers: list[list[float]], *, wrong: bool) -> dict[str, float]:
    times = sorted(took for took, _, _ in answers)
    parts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return {
        "count": len(answers),
        "median": parts[49],
        "p95": parts[94],
        "p99": parts[98],
        "most": times[-1],
        "bytes": max(size for _, size, _ in answers),
        "failed": sum(status not in (200, 404) for _, _, status in answers) if wrong else 0,
    }


def table(figures: dict[str, Any]) -> Iterator[str]:
    """The figures for people."""
    size = figures["size"] / 1e6
    yield f"{figures['articles']:,} articles, {size:,.0f} MB, made in {figures['made']:.0f} s"
    ways = {name: found for name, found in figures.items() if isinstance(found, dict)}
    for name, found in ways.items():
        yield from _way("scraper serve" if name == "ours" else name, found)
    if peer := figures.get("Datasette"):
        yield "\nscraper serve is so many times as quick as Datasette, for one reader (median):"
        both = [one for one in peer["alone"] if one in figures["ours"]["alone"]]
        for one in both:
            ratio = peer["alone"][one]["median"] / figures["ours"]["alone"][one]["median"]
            yield f"  {one:<20}{ratio:8.1f} x"


def _way(name: str, found: dict[str, Any]) -> Iterator[str]:
    yield (
        f"\n{name}: {found['rate']:.0f} answers a second on one core, each {found['processor']:.2f}"
        f" ms of it; peak {found['peak']:.0f} MB; {found['written']}"
    )
    if found["absent"]:
        yield f"not there, so left out: {', '.join(found['absent'])}"
    for key, title in LOADS.items():
        head = "".join(f"{one:>9}" for one in ("count", "cold", "median", "p95", "p99", "max"))
        yield f"{title + ', ms':<28}{head}{'bytes':>10}  aim"
        for page, row in found[key].items():
            yield _line(page, row, found["cold"].get(page))


def _line(page: str, row: dict[str, float], cold: float | None) -> str:
    good = row["median"] <= MEDIAN and row["p95"] <= LATE and not row["failed"]
    said = "reached" if good else "missed"
    failed = f", {row['failed']} failed" if row["failed"] else ""
    first = f"{cold:9.1f}" if cold is not None else " " * 9
    times = "".join(f"{row[one]:9.1f}" for one in ("median", "p95", "p99", "most"))
    return f"{page:<28}{row['count']:9}{first}{times}{row['bytes']:10,}  {said}{failed}"


if __name__ == "__main__":
    main()
