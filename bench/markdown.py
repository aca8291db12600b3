"""How many bodies a second become Markdown, beside markdownify and others.

Run from the root of the repository: ``python bench/markdown.py [--turns 3] [--bodies 1134]``. The
bodies are real ones from beside the repository, those that hold nothing left out; where they are
missing, made ones (`bench/extracting/pages.py`). Each way does all of them in one turn, one after
the other; seconds of the processor, medians. `words` is the share of bodies with nine tenths of the
words of the element, `images` the share of all addresses of images that are in the Markdown: what
ours leaves out on purpose (a hidden gallery, an advert) counts against it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))  # a bench is run as a file, from anywhere

import oracle
from common import report, turns
from extracting import beside, judge, pages
from markdownify import markdownify
from selectolax.lexbor import LexborHTMLParser

Body = tuple[str, str]
"""The HTML of a body and the address of its page."""
OURS, OLD, NEW, RUST = "scraper", "markdownify, pinned", "markdownify", "html-to-markdown"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--bodies", type=int, default=2000, help="at most")
    options = parser.parse_args()
    found = list(islice(known(), options.bodies))
    with (
        tempfile.TemporaryDirectory() as folder,
        beside.running({"peers": "bodies.py"}) as running,
    ):
        running.load([html for html, _ in found], Path(folder))
        rows = measured(found, running, options.turns)
    size = sum(len(html.encode()) for html, _ in found)
    report.table(rows, f"{len(found):,} bodies of {size / len(found) / 1000:.1f} KB")
    report.write("markdown", rows, aims({row["way"]: row for row in rows}), bodies=len(found))


def known() -> Any:
    """The real bodies, or made ones."""
    if oracle.BODIES.exists():
        return oracle.bodies()
    print(f"{oracle.BODIES}: not there; the bodies are made ones")
    return pages.bodies(1000)


def measured(found: Sequence[Body], peers: beside.Peers, count: int) -> list[dict[str, Any]]:
    """A row for each way."""
    ways: dict[str, Callable[[Sequence[Body]], list[str]]] = {
        OURS: lambda some: [oracle.ours(html, base) for html, base in some],
        OLD: lambda some: [markdownify(html) for html, _ in some],
    }
    said = {name: way(found) for name, way in ways.items()}
    said |= {name: peers.said(name, len(found)) for name in peers.versions}
    spent: dict[str, list[float]] = {name: [] for name in said}
    for _ in range(count):
        for name, way in ways.items():
            spent[name].append(turns.once(lambda way=way: way(found))[0])
        for name in peers.versions:
            spent[name].append(peers.seconds(name, len(found)))
    own = report.versions("scraper", "markdownify")
    versions = {OURS: own["scraper"], OLD: own["markdownify"]} | peers.versions
    mine = median(spent[OURS])
    return [
        {"way": name, "version": versions[name], "bodies/s": len(found) / median(cost)}
        | {"ms a body": median(cost) * 1000 / len(found), "ours is ×": median(cost) / mine}
        | kept(said[name], found)
        for name, cost in spent.items()
    ]


def kept(said: Sequence[str], found: Sequence[Body]) -> dict[str, str]:
    """What of the bodies is in the Markdown."""
    whole = shown = images = 0
    for text, (html, _) in zip(said, found, strict=True):
        parsed = LexborHTMLParser(html)
        for node in parsed.css("style, script"):
            node.decompose()
        words = parsed.body.text(deep=True) if parsed.body else ""
        whole += judge.shared(text, words)[0] >= judge.ENOUGH or not judge.words(words)
        named = (node.attributes for node in parsed.css("img"))
        sources = [one.get("data-src") or one.get("src") or "" for one in named]
        wanted = [one.partition("//")[2] for one in sources if "//" in one]
        images += len(wanted)
        shown += sum(one in text for one in wanted)
    return {"words": f"{whole / len(found):.1%}", "images": f"{shown / max(1, images):.1%}"}


def aims(rows: dict[str, dict[str, Any]]) -> list[report.Aim]:
    limits = {OLD: 20.0, NEW: 20.0, RUST: 1.0}
    return [
        report.Aim(
            says=f"times as quick as {name.partition(',')[0]} {rows[name]['version']}",
            value=rows[name]["ours is ×"],
            limit=limit,
        )
        for name, limit in limits.items()
    ]


if __name__ == "__main__":
    main()
