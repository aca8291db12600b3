"""How well stories are told apart, and what a new article costs as the archive grows.

Run from the root of the repository: ``python bench/stories.py [--sizes 10000 100000 1000000]``.
First the labelled set (labelled.py), judged by this program and by its rivals (rivals.py). Then
archives of made-up articles (corpus.py), filled at once, to which new ones come: a third is new, a
third copies, a third reworded copies. What is timed is all that stories add to storing an article:
its sketch, the look-ups, the comparison and the rows.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from multiprocessing import Pool
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import corpus
import labelled
import rivals

from scraper.archive import similar, store, stories

RESULTS = Path(__file__).parent / "results" / "stories.json"
SIZES = (10_000, 100_000, 1_000_000)
CHUNK = 2000
NEW = 300
"""Articles that come to each archive."""
GROWING = 10_000
"""Articles whose sketches are stored one by one, to see how much room they take then."""

COLUMNS = (
    "number id source_url title published author summary body videos tags lang paid extractor"
    " first_seen last_seen content_sha256 story_id"
).split()
INSERT = f"INSERT INTO articles ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"

Row = tuple[Any, ...]
Hash = tuple[int, int]


class Quality(NamedTuple):
    name: str
    precision: float
    recall: float
    kinds: dict[str, float]
    """The share of each kind that joined exactly the story it tells."""
    milliseconds: float
    """For each sample, with what else the way of looking needs."""


class Cost(NamedTuple):
    """Milliseconds of a new article; the share told right; bytes of its sketch."""

    articles: int
    processor: float
    """The median again, but of the processor's time: other programs do not count."""
    median: float
    p95: float
    most: float
    joined: float
    bytes: float
    filled: float
    """Seconds."""


def qualities(known: labelled.Labelled, folder: Path) -> Iterator[Quality]:
    """How well each tells the stories of the labelled set apart."""
    for name, find in rivals.RIVALS.items():
        start = time.perf_counter()
        found = find(known, folder)
        spent = 1000 * (time.perf_counter() - start) / len(known.samples)
        score = labelled.score(found, known)
        kinds = {
            kind: right / count for kind, (right, count) in labelled.kinds(found, known).items()
        }
        yield Quality(name, score.precision, score.recall, kinds, spent)


def cost(size: int, folder: Path) -> Cost:
    """What new articles cost in an archive of this size."""
    with store.open(folder / f"{size}.db") as archive:
        db = archive._db
        triggers = db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f"DROP TRIGGER {name}")  # the index of the text is another's cost
        start = time.perf_counter()
        _fill(db, size)
        filled = time.perf_counter() - start
        timed, joined = _come(db, size)
        room = _room(db, min(size, GROWING))
    spent, clock = (sorted(times) for times in zip(*timed, strict=True))
    p95 = clock[int(0.95 * len(clock))]
    return Cost(size, median(spent), median(clock), p95, clock[-1], joined, room, filled)


def _fill(db: Any, size: int) -> None:
    """Articles and sketches in the order of their tables: as quick as can be, of flat memory."""
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TEMP TABLE hashes (hash INTEGER, number INTEGER)")
    with Pool(2) as pool:
        chunks = [(start, min(start + CHUNK, size)) for start in range(0, size, CHUNK)]
        for rows, hashes in pool.imap(_chunk, chunks):
            with db.writing():
                db.conn.executemany(INSERT, rows)
                db.conn.executemany("INSERT INTO hashes VALUES (?, ?)", hashes)
    with db.writing():
        db.execute("INSERT INTO sketches SELECT hash, number FROM hashes ORDER BY hash, number")


def _chunk(numbers: tuple[int, int]) -> tuple[list[Row], list[Hash]]:
    """Rows of `articles` and of `sketches` of some numbers, the same in every process."""
    chance = random.Random(f"chunk {numbers}")
    rows, hashes = [], []
    for number in range(*numbers):
        made = corpus.body(_words(), chance)
        said = similar.letters(made)
        rows.append(_row(number, made, said, "2025"))
        hashes += [(one, number) for one in similar.sketch(said)]
    return rows, hashes


@cache
def _words() -> corpus.Vocabulary:
    return corpus.vocabulary(1)


def _row(number: int, body: str, letters: str, year: str) -> Row:
    """A row of an article that tells its own story."""
    key = f"{number:08}A0000000"
    at = f"{year}-{number:08}"
    content = sha256(letters.encode()).hexdigest()
    said = (key, f"https://a.cn/{key}", "题", None, None, "", body, "[]", "[]", "zh-CN", 0, "b/1")
    return (number, *said, at, at, content, key)


def _come(db: Any, size: int) -> tuple[list[tuple[float, float]], float]:
    """Milliseconds of each new article, of the processor and the clock; the share told right."""
    chance = random.Random("new")
    timed, joined = [], 0
    for number in range(size, size + NEW):
        whose = chance.randrange(size)
        found = db.execute("SELECT id, body FROM articles WHERE number = ?", [whose])
        head, body = found.fetchone()
        made = (_new, _copy, _reworded)[number % 3](body, chance)
        row = _row(number, made, similar.letters(made), "2026")
        with db.writing():
            db.conn.execute(INSERT, row)
            spent, start = time.process_time(), time.perf_counter()
            stories.added(db, number)
            clock = 1000 * (time.perf_counter() - start)
            timed.append((1000 * (time.process_time() - spent), clock))
        story = db.execute("SELECT story_id FROM articles WHERE number = ?", [number]).fetchone()
        joined += story == ((head,) if number % 3 else (row[1],))
    return timed, joined / NEW


def _new(_: str, chance: random.Random) -> str:
    return corpus.body(_words(), chance)


def _copy(body: str, _: random.Random) -> str:
    return body


def _reworded(body: str, chance: random.Random) -> str:
    """With one word in ten replaced by another."""
    words = _words().words

    def other(word: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < 0.1 else word[0]

    return re.sub("[\u4e00-\u9fff]{2}", other, body)


def _room(db: Any, count: int) -> float:
    """Bytes that the sketch of an article takes where they came one by one."""
    sketches = "SELECT hash, number FROM sketches WHERE number < ? ORDER BY number"
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        db.execute("ATTACH ? AS grown", [file.name])
        db.execute(
            "CREATE TABLE grown.sketches (hash INTEGER, number INTEGER, PRIMARY KEY (hash, number))"
            " WITHOUT ROWID"
        )
        with db.writing():
            db.execute(f"INSERT INTO grown.sketches {sketches}", [count])
        (pages,) = db.execute("PRAGMA grown.page_count").fetchone()
        (page,) = db.execute("PRAGMA grown.page_size").fetchone()
        db.execute("DETACH grown")
    return pages * page / count


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, metavar="N")
    parser.add_argument("--quick", action="store_true", help="the smallest size only")
    parser.add_argument("--bodies", type=Path, default=labelled.BODIES)
    options = parser.parse_args()
    said: dict[str, Any] = {"quality": [], "cost": []}
    with tempfile.TemporaryDirectory() as folder:
        if options.bodies.exists():
            said["quality"] = _judged(options.bodies, Path(folder))
        else:
            print(f"{options.bodies}: no such file; name the article bodies with --bodies")
        said["cost"] = _timed(options.sizes[:1] if options.quick else options.sizes, Path(folder))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
    return 0


def _judged(bodies: Path, folder: Path) -> list[dict[str, Any]]:
    known = labelled.labelled(bodies)
    wanted = labelled.score(known.stories, known).wanted
    print(f"{len(known.samples)} articles, {wanted} pairs of which tell the same story")
    print(f"{'':<22} {'precision':>9} {'recall':>7} {'ms':>6}   edits and traps told right")
    found = []
    for one in qualities(known, folder):
        print(
            f"{one.name:<22} {one.precision:9.3f} {one.recall:7.3f} {one.milliseconds:6.1f}",
            end="   ",
        )
        print(
            " ".join(f"{kind} {share:.2f}" for kind, share in one.kinds.items() if kind != "real")
        )
        found.append(one._asdict())
    return found


def _timed(sizes: list[int], folder: Path) -> list[dict[str, Any]]:
    heads = ("processor", "median", "p95", "most")
    print(f"\n{'articles':>9}", *(f"{one:>9}" for one in heads), " right  bytes  filled in")
    found = []
    for size in sizes:
        one = cost(size, folder)
        times = (one.processor, one.median, one.p95, one.most)
        print(f"{one.articles:9,}", *(f"{each:6.1f} ms" for each in times), end=" ")
        print(f"{one.joined:6.3f} {one.bytes:6.0f} {one.filled:8.0f} s", flush=True)
        found.append(one._asdict())
        (folder / f"{size}.db").unlink()
    return found


if __name__ == "__main__":
    raise SystemExit(main())
