"""How many pages a second become documents, and how many of them rightly, beside every peer.

Run from the root of the repository: ``python bench/extract.py [--pages 1000] [--only real omn]``.
Ours goes the whole way on one core: bytes → text → article → document. Peers are given the text,
so that none has to guess a charset, and stop at a title and a text. The floor is Lexbor's parse of
the same text, with which nothing is done. The pages are saved ones from beside the repository, and
made ones of every era (`bench/extracting/pages.py`), no two alike; of a set of few they are read
over and over. A slow peer does fewer, and ours the same in turns with it; seconds of the processor,
medians of three turns. `title` and `body` are the shares of up to 100 pages with the title and nine
tenths of the body's words, `right` those with both, `alien` is the share of a text that is not the
article's (`bench/extracting/judge.py`); `text` is the share with any text at all.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # a bench is run as a file, from anywhere

from common import report, turns
from extracting import beside, judge, ours, pages, real
from extracting.pages import Made

from scraper.extract import page as coding

SCRIPTS = {"peers": "general.py", "peers-news": "news.py"}
ABSENT = (
    "magic-html is not here: it is no distribution of the package registry, so nothing could pin it"
)
SAMPLE = 300
"""Pages of a set that peers are given."""
REPEATED = 200
"""So many pages are read in a turn, over and over where a set has fewer."""
TURNS = 3
FLOOR = "Lexbor, parse alone"
MARKDOWN = "trafilatura, Markdown"
NEWEST, OTHERS = "real, 2024", "real, all"

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=1000, help="of each era")
    parser.add_argument("--only", nargs="+", choices=("real", *pages.ERAS), help="these sets")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows, data = list[Row](), list[Row]()
    with tempfile.TemporaryDirectory() as folder, beside.running(SCRIPTS) as running:
        for name, found in sets(options.only or ("real", *pages.ERAS), options.pages, options.seed):
            own = alone(name, found)
            rows += [*own, *others(name, found, running, Path(folder))]
            report.table(shown(rows, name), titled(name, found))
            if name in (NEWEST, "origin"):
                data += fields(name, found)
    print(f"\n{ABSENT}")
    if data:
        report.table(data, "window.DATA → the fields of an article, its body aside")
    report.write("extract", [*rows, *data], aims(rows, data), pages=options.pages)


def sets(names: Sequence[str], count: int, seed: int) -> Iterator[tuple[str, list[Made]]]:
    """The sets of pages, one at a time: together they are half a gigabyte."""
    if "real" in names and real.FOLDER.is_dir():
        yield NEWEST, [real.made(real.NEWEST)]
        yield OTHERS, [real.made(one) for one in real.PAGES]
    elif "real" in names:
        print(f"{real.FOLDER}: not there, so no real page is measured")
    for name in names:
        if name in pages.ERAS:
            yield name, list(pages.made(name, count, seed))


def titled(name: str, found: Sequence[Made]) -> str:
    """What a set is."""
    size = sum(len(one.fetched.body) for one in found)
    eras = ", ".join(sorted({ours.era(one) for one in found[: beside.JUDGED]}))
    said = pages.ERAS[name].says if name in pages.ERAS else "saved from the site"
    return f"{name} ({said}; {len(found):,} of {size / len(found) / 1000:.0f} KB, read as {eras})"


def alone(name: str, found: Sequence[Made]) -> list[Row]:
    """Ours and the floor over all pages of a set, those of a small one over and over."""
    count = max(REPEATED, len(found))
    texts = [one.decoded for one in found]
    costs = turns.measure(
        {
            "ours": lambda: drained(ours.whole, islice(cycle(found), count)),
            "bare": lambda: drained(ours.bare, islice(cycle(texts), count)),
        },
        TURNS,
    )
    mine, floor = (costs[way].cpu * 1000 / count for way in ("ours", "bare"))
    judged = found[: beside.JUDGED]
    good = judge.verdict([ours.found(one) for one in judged], wanted(judged))
    scraper, lexbor = report.versions("scraper", "selectolax").values()
    return [
        row(name, "scraper", scraper, found, mine)
        | {"ours is ×": 1.0, "text": "100%"}
        | said(good),
        row(name, FLOOR, f"selectolax {lexbor}", found, floor) | {"ours is ×": floor / mine},
    ]


def others(name: str, found: Sequence[Made], peers: beside.Peers, folder: Path) -> Iterator[Row]:
    """A row for each peer."""
    sample = found[:SAMPLE]
    peers.load([one.decoded for one in sample], folder)
    mine = [partial(ours.whole, one) for one in sample]
    for way, done in peers.compared(mine, max(REPEATED, len(sample))):
        true = list(islice(cycle(wanted(sample)), len(done.found)))
        good = judge.verdict(done.found, true)
        read = list(islice(cycle(sample), done.pages))
        yield (
            row(name, way, done.version, read, done.theirs)
            | {"ours is ×": done.theirs / done.mine, "text": f"{done.given:.0%}"}
            | said(good)
        )


def fields(name: str, found: Sequence[Made]) -> list[Row]:
    """The fields of window.DATA: ours from the text and from the bytes, and by five lines."""
    sample = list(islice(cycle(found), max(10 * REPEATED, len(found))))
    read = [coding.decode(one.fetched) for one in sample]
    bodies = [one.fetched.body for one in sample]
    ways: dict[str, Callable[[], None]] = {
        "scraper, from the text": lambda: drained(ours.fields, read),
        "scraper, from the bytes": lambda: drained(ours.decoded, sample),
        "five lines, from the bytes": lambda: drained(ours.plainly, bodies),
    }
    costs = turns.measure(ways, TURNS)
    size = sum(ours.held(body) for body in bodies) / len(bodies) / 1000
    return [
        {"set": name, "way": way, "KB of data": size}
        | {"pages/s": len(sample) / cost.cpu, "µs a page": cost.cpu * 1e6 / len(sample)}
        for way, cost in costs.items()
    ]


def drained(does: Callable[[Any], object], given: Iterable[Any]) -> None:
    """Do each and keep nothing: a thousand trees would fill the memory."""
    deque(map(does, given), maxlen=0)


def row(name: str, way: str, version: str, found: Sequence[Made], each: float) -> Row:
    size = sum(len(one.fetched.body) for one in found) / 1e6
    known = {"set": name, "way": way, "version": version, "pages": len(found), "MB": size}
    return known | {"pages/s": 1000 / each, "ms a page": each}


def shown(rows: Sequence[Row], name: str) -> list[Row]:
    """The rows of a set, which their title names."""
    return [{key: one[key] for key in one if key != "set"} for one in rows if one["set"] == name]


def said(good: judge.Verdict) -> Row:
    """How good a way is, as people read it."""
    shares = good._asdict().items()
    return {name: "–" if share is None else f"{share:.0%}" for name, share in shares}


def wanted(found: Sequence[Made]) -> list[judge.Found]:
    return [(one.title, one.text) for one in found]


def aims(rows: Sequence[Row], data: Sequence[Row]) -> Iterator[report.Aim]:
    """What was aimed at, as far as it was measured."""
    known = {(one["set"], one["way"]): one for one in [*rows, *data]}
    name = NEWEST if (NEWEST, MARKDOWN) in known else "origin"
    if found := known.get((name, MARKDOWN)):
        yield report.Aim(
            says=f"times as quick as {MARKDOWN}: {name}",
            value=found["ours is ×"],
            limit=40,
        )
    for name in (NEWEST, "origin"):
        if found := known.get((name, "scraper, from the text")):
            yield report.Aim(
                says=f"pages a second, window.DATA → fields: {name}",
                value=found["pages/s"],
                limit=20_000,
            )
        if found := known.get((name, FLOOR)):
            yield report.Aim(
                says=f"of the time of a parse alone, bytes → document: {name}",
                value=1 / found["ours is ×"],
                limit=1,
                sense="at most",
            )


if __name__ == "__main__":
    main()
