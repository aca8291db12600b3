"""What is asked of Ray, in a process of its own: python -m tests.scale.rays WHAT DIR."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scraper.errors import ScraperError
from scraper.scale import conduct, place
from scraper.scale.cluster import Cluster
from scraper.scale.engine import Lost

from . import deeds
from .given import mapped, pieces


def deaths(folder: str) -> object:
    """The error that a worker raises, and what becomes of items whose workers die."""
    words = {3: "die once", 5: "die", 7: "fail"}
    items = [(words.get(n, ""), n, folder) for n in range(12)]
    found = mapped(Cluster(address="", jobs=2), deeds.do, items)
    ended = sorted((n, one.reason if isinstance(one, Lost) else one) for (_, n, _), one in found)
    try:
        mapped(Cluster(address="", jobs=1), deeds.do, [("", 1, folder), ("refuse", 2, folder)])
    except ScraperError as error:
        return [type(error).__name__, str(error)], ended
    return [], ended


def run(folder: str) -> object:
    """A file in pieces, each of which a worker dies over once."""
    conduct.work.run = deeds.mortal  # the engine maps it by name
    tasks = pieces(Path(folder, "a.warc.gz"), 20_000)
    made = place.folder(f"{folder}/ray")
    with Cluster(address="", jobs=2) as workers:
        return [isinstance(done, Lost) for _, done in conduct.run(tasks, made, workers)]


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](sys.argv[2])))
