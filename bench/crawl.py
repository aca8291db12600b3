"""What a crawl costs an article: ours, Scrapy with the same parser, fundus, a loop of httpx alone.

Run from the root of the repository: ``python bench/crawl.py [--articles 1000] [--turns 2]``.
The imitation's pages, with texts of their own and grown to 60 to 180 KB, are served from memory by
a process on a core of its own; nobody keeps a pause. Each way is a process that finds the pages in
the same sitemaps: ours is the whole command, which keeps the page, extracts, judges the topic,
stores, indexes and writes documents; Scrapy runs our extractor and stores URL, title and Markdown
in a table; fundus, once and over fewer pages, does the same with a parser of its own; the loop asks
for each page and throws it away. The processor's milliseconds are those of the whole process, its
start included; pages a second are by the clock, from the first page asked for to the last. Turns
A B A B; medians. At last ours and the loop once more where each answer takes 30 ms, as one from
another town does.

Our crawl asks for one page at a time: the loop with as many threads as ours is the loop.
news-please is not measured. Its crawler ``Download`` takes a list of pages on this machine, but
1.6.16 stores none of them with the versions that are installed beside it: newspaper4k wants jieba
for every page in Chinese, and readability-lxml 0.8.4.1 takes no bytes, which is what it is given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from common import report  # noqa: E402
from common.report import Aim  # noqa: E402
from crawling import ways  # noqa: E402
from crawling.ways import Cost, Site, Way  # noqa: E402

SLOW = 0.03
"""Seconds that an answer takes in the last turns."""
FEW = 500
"""Pages of the last turns, and of fundus."""
SHARE = 0.8
"""Of the loop's pages a second."""
OURS, BARE, LOOP = "ours", "ours, no documents", "httpx loop"


def turns(found: Sequence[Way], place: Site, count: int, number: int) -> dict[str, list[Cost]]:
    """What each way cost in each turn."""
    spent: dict[str, list[Cost]] = {way.name: [] for way in found}
    for _ in range(number):
        for way in found:
            spent[way.name].append(ways.crawled(way, place, count))
    return spent


def row(way: Way, spent: Sequence[Cost], count: int, *, note: str = "") -> dict[str, object]:
    """The medians of a way."""
    return {
        "way": way.name + note,
        "version": way.version,
        "articles": count,
        "cpu ms": 1000 * median(one.cpu for one in spent) / count,
        "pages/s": (count - 1) / median(one.seconds for one in spent),
        "peak MB": max(one.megabytes for one in spent),
    }


def few(found: Sequence[Way], count: int) -> list[dict[str, object]]:
    """What is slow: fundus, then ours and the loop where answers take their time."""
    some = min(count, FEW)
    note = f", answers after {1000 * SLOW:.0f} ms"
    late = [way for way in found if way.name in (OURS, LOOP)]
    with ways.site(some) as place:
        rows = [row(way, [ways.crawled(way, place, some)], some) for way in ways.fundus()]
        costs = {way: ways.crawled(way, place, some, SLOW) for way in late}
    return [*rows, *(row(way, [one], some, note=note) for way, one in costs.items())]


def aims(rows: Sequence[dict[str, object]]) -> list[Aim]:
    """What was aimed at."""
    by = {str(one["way"]): one for one in rows}
    cpu = {name: float(str(one["cpu ms"])) for name, one in by.items()}
    rate = {name: float(str(one["pages/s"])) for name, one in by.items()}
    late = [value for name, value in rate.items() if "answers after" in name]
    less = "processor ms an article, less than Scrapy's with the same parser"
    more = "of the pages a second of a loop of httpx"
    return [
        Aim(says=less, value=cpu[OURS], limit=cpu["Scrapy"], sense="at most"),
        Aim(says=f"{less}, tuned", value=cpu[OURS], limit=cpu["Scrapy, tuned"], sense="at most"),
        Aim(says=more, value=rate[OURS] / rate[LOOP], limit=SHARE),
        Aim(says=f"{more}, without documents", value=rate[BARE] / rate[LOOP], limit=SHARE),
        Aim(says=f"{more}, answers after {SLOW:g} s", value=late[0] / late[1], limit=SHARE),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=2)
    asked = parser.parse_args()
    found = [ways.ours("documents", OURS), ways.ours("", BARE), *ways.others()]
    with ways.site(asked.articles) as place:
        sizes = f"{place.least // 1000} to {place.most // 1000} KB, half of them below"
        title = f"{asked.articles} pages of {sizes} {place.median // 1000}; {asked.turns} turns"
        spent = turns(found, place, asked.articles, asked.turns)
    rows = [row(way, spent[way.name], asked.articles) for way in found]
    rows += few(found, asked.articles)
    report.table(rows, title)
    told = {"sizes": [place.least, place.median, place.most], "turns": asked.turns}
    report.write("crawl", rows, aims(rows), **told)


if __name__ == "__main__":
    main()
