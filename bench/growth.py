"""What each work costs as the archive grows from 10,000 articles to a million.

Run from the root of the repository: ``python bench/growth.py [--sizes 10000 100000 1000000]``.
One line for each work: milliseconds of the processor for one of its unit at every size; `times` is
the largest by the smallest. The unit is a piece of work that is as large whatever the archive is:
an article that comes, a page that is read again, a page of a browser. So what `times` tells is only
what the archive's size adds; only a search has more `to do`, for a word is in a hundred times as
many articles of a hundred times as many; work on a whole archive costs its unit so many times
more as there are articles. `walk` is what finding all that a reextract or an export is about costs
beside, for each article. The median of ROUNDS, after one that is not counted; what writes is done
once for each article. The articles that come have real words and pages of 60 KB (`storing/pages`);
a third of them are new, a third copies, a third copies with a paragraph more.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH), str(BENCH.parent)]  # a bench is run as a file, from anywhere

from common import report, shelf, turns  # noqa: E402
from common.report import Aim  # noqa: E402
from starlette.testclient import TestClient  # noqa: E402
from storing import checks, pages, puts  # noqa: E402
from storing.pages import Came  # noqa: E402

from scraper import config, reading, reread, urls  # noqa: E402
from scraper.archive import query, store  # noqa: E402
from scraper.archive.store import Selection, Store  # noqa: E402
from scraper.dates import BEIJING  # noqa: E402
from scraper.publish import files  # noqa: E402
from scraper.serve.app import app  # noqa: E402
from tests import stock  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 5
COME = 60
EXPORTED = 300
WORDS = "模型 人工智能 DeepSeek 发布DeepSeek".split()
PLACES = {"front": "/", "search": "/search?q=模型", "changes": "/changes", "article": "/a/{id}"}
TIMES = 2.0
"""So many times as much may cost at the largest size what is no more work there."""

HITS = 10.0
"""And a search may, for the best twenty of a hundred times as many hits."""

Found = dict[str, float]
"""What a unit of each work costs, in milliseconds of the processor."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, help="where the archives stand")
    options = parser.parse_args()
    came = list(_came())
    looked = list(_looked())
    found: dict[int, Found] = {}
    for size in options.sizes:
        with shelf.copied(size, options.folder) as folder:
            found[size] = measured(folder, came, looked, options.rounds)
        print(f"({size:,} measured)", flush=True)
    first, last = options.sizes[0], options.sizes[-1]
    rows = [
        {"ms of the processor": name}
        | {f"{size:,}": found[size][name] for size in options.sizes}
        | {"times": found[last][name] / found[first][name]}
        | {"to do": f"×{last / first:,.0f} the hits" if "search" in name else "the same"}
        for name in found[first]
    ]
    report.table(rows, f"As the archive grows ×{last / first:,.0f}")
    aims = [
        Aim(
            says=f"times of {row['ms of the processor']}, while there is {row['to do']}",
            value=row["times"],
            limit=TIMES if row["to do"] == "the same" else HITS,
            sense="at most",
        )
        for row in rows
    ]
    report.write("growth", rows, aims, rounds=options.rounds, come=COME, exported=EXPORTED)


def measured(folder: Path, came: list[Came], looked: list[Came], rounds: int) -> Found:
    """What each work costs in the archive of a folder."""
    path = folder / "archive.db"
    found: Found = {}
    with store.open(path) as archive:
        sorts = {"put, new": came[::3], "put, a copy": came[1::3], "put, a longer copy": came[2::3]}
        for name, some in sorts.items():
            found[name] = _spent(lambda some=some: puts.stored(archive, some, 1), len(some))
        puts.stored(archive, looked, 1)
    with store.open(path, readonly=True) as archive:
        works = dict(_works(archive, looked))
        client, key = _served(path), came[0].article.id
        for name, place in PLACES.items():
            works[f"serve {name}"] = partial(_page, client, place.format(id=key)), 1
        for name, (work, units) in works.items():
            work()
            found[name] = median(_spent(work, units) for _ in range(rounds))
    return found


def _works(
    archive: Store, looked: list[Came]
) -> Iterator[tuple[str, tuple[Callable[[], object], int]]]:
    """The name of each work that only reads, the work, and how many units it is."""
    keys = [one.article.id for one in looked]
    links = [entry.article.url for entry in archive.entries(limit=checks.PIECE)]
    (count,) = archive._db.execute("SELECT count(*) FROM articles").fetchone()
    yield "look-up of the 500 newest links", (lambda: archive.states(links), 1)
    yield "list, 100 newest", (lambda: list(archive.entries(limit=100)), 1)
    for word in WORDS:
        asked = query.read(word)
        yield f"search {word}", (lambda one=asked: list(archive.shelf.search(one, limit=20)), 1)
    yield "reextract, a page", (lambda: [reread.look(archive, key) for key in keys], len(keys))
    walk = Selection()
    yield "reextract, walk", (lambda: sum(1 for _ in archive.origins.ids(walk)), count)
    yield "export, an article", (lambda: _exported(archive), EXPORTED)


def _exported(archive: Store) -> None:
    with tempfile.TemporaryDirectory() as name:
        for _ in files.export(Path(name), islice(archive.entries(), EXPORTED)):
            pass


def _served(path: Path) -> TestClient:
    """The archive as a browser would see it, without a network."""
    setting = replace(config.Settings(), archive=config.Archive(path=str(path)))
    shown = app(setting, now=lambda: datetime.now(BEIJING), tell=print)
    return TestClient(shown, base_url="http://127.0.0.1")


def _page(client: TestClient, place: str) -> None:
    answer = client.get(place)
    assert answer.status_code == 200, f"{place}: {answer.status_code}"


def _spent(work: Callable[[], object], units: int) -> float:
    cpu, _ = turns.once(work)
    return 1000 * cpu / units


def _came() -> Iterator[Came]:
    """Articles of today: each one new, then a copy of it, then a copy with a paragraph more."""
    now = datetime.now(BEIJING).replace(microsecond=0)
    for number, one in enumerate(pages.first(COME // 3, seed=7)):
        for more, end in enumerate(("", "", "\n\n本文仅代表作者个人观点，不代表本站立场。")):
            key = f"{now:%Y%m%d}A9{number:03}{more}00"
            body = one.article.body + end
            at = now + timedelta(seconds=number * 3 + more)
            made = replace(one.article, id=key, url=urls.of(key), body=body, published=at)
            yield pages.came(made, at)


def _looked() -> Iterator[Came]:
    """Articles of the imitation, with the pages from which they are read."""
    for link, fetched in stock.answers(COME, pages.SIZE):
        yield Came(reading.read(link, fetched), fetched, ())


if __name__ == "__main__":
    main()
