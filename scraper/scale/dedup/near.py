"""Texts → who shares enough of their sketches → whom each article is most like, and how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from scraper.archive import similar
from scraper.archive.stories import NEWEST, SHARED, TRIED
from scraper.scale import shuffle, tables
from scraper.scale.dedup import captures, task
from scraper.scale.dedup.task import Task
from scraper.scale.tables import Schema, arrow

ROWS = 1 << 19
"""Hashes, or pairs, that are held before they are written."""
SHARES = 16
"""In so many shares the pairs of a range are counted: most of them come to nothing."""
LETTERS = 1 << 23
"""Letters of texts that are held before they are written."""

SKETCHES: Schema = {"number": "count", "head": "count", "hashes": "hashes"}
HASHES: Schema = {"hash": "hash", "number": "count", "head": "count"}
PAIRS: Schema = {
    "number": "count",
    "other": "count",
    "head": "count",
    "hash": "hash",
    "shared": "count",
}
LIKELY: Schema = {"number": "count", "head": "count", "other": "count"}
WANTS: Schema = {"number": "count", "asker": "count"}
PLACES: Schema = {"row": "count", "number": "count", "asker": "count"}
SPOKEN: Schema = {"number": "count", "letters": "text"}
EDGES: Schema = {"number": "count", "up": "count", "alike": "share"}


def sketched(given: Task) -> None:
    """Sketch the texts of a part; leave the hashes for their buckets, for each who says the same.

    Who says the same as an earlier one joins it, and needs no pair; a text too short to be told
    from others brings nobody together.
    """
    texts = sorted(given.rows("texts", captures.TEXTS))
    bodies = tables.pick(given.path, "body", [row for row, *_ in texts])
    sketches: list[tuple[int, int, list[int]]] = []
    edges = []
    piece = 0
    for (_, head, members), body in zip(texts, bodies, strict=True):
        hashes = similar.sketch(similar.letters(body))
        if hashes:
            edges += [(member, head, 1.0) for member in members[1:]]
            for member in members:
                sketches.append((member, head, hashes))
                if len(sketches) * similar.DEPTH >= ROWS:
                    _spread(given, sketches, piece)
                    sketches, piece = [], piece + 1
    _spread(given, sketches, piece)
    homes = [task.home(member) for member, *_ in edges]
    given.spill("edges", tables.table(EDGES, edges), homes)


def _spread(given: Task, sketches: list[tuple[int, int, list[int]]], piece: int) -> None:
    """Leave hashes for their buckets. By the row it would take as long as the sketches."""
    found, compute = tables.table(SKETCHES, sketches), arrow().compute
    whose = compute.list_parent_indices(found["hashes"])
    columns = [compute.list_flatten(found["hashes"])]
    columns += [found[name].take(whose) for name in ("number", "head")]
    buckets = task.shares(columns[0], given.buckets)
    given.spill("hashes", arrow().table(columns, schema=tables.schema(HASHES)), buckets, piece)


def shared(given: Task) -> None:
    """Leave all pairs of texts that share hashes of a bucket for the later one of them.

    For each hash a text is paired with the articles before it that have the hash too: with as
    many as an archive looks at, which finds the article itself among them. All texts are paired
    with the last one before them, then with the last but one, and so on: column by column that
    takes a fifth of the time.
    """
    compute = arrow().compute
    found = _common(given)
    hashes, number, head = (found[name].combine_chunks() for name in HASHES)
    rows = arrow().array(range(len(found)), "int64")
    later = rows.filter(compute.equal(number, head))
    pairs, piece = [], 0
    for back in range(1, NEWEST):
        later = later.filter(compute.greater_equal(later, back))
        before = compute.subtract(later, back)
        same = compute.equal(hashes.take(later), hashes.take(before))
        later, before = later.filter(same), before.filter(same)
        columns = [number.take(later), number.take(before), head.take(before), hashes.take(later)]
        pairs.append(arrow().table(columns, names=["number", "other", "head", "hash"]))
        if sum(map(len, pairs)) >= ROWS:
            _pair(given, pairs, piece)
            pairs, piece = [], piece + 1
    _pair(given, pairs, piece)


def _common(given: Task) -> Any:
    """The hashes of a bucket that more than one text has, with those articles, all in order."""
    compute = arrow().compute
    found = given.gather("hashes", HASHES)
    ends = found.group_by("hash").aggregate([("head", "min"), ("head", "max")])
    more = ends.filter(compute.not_equal(ends["head_min"], ends["head_max"]))
    kept = found.filter(compute.is_in(found["hash"], value_set=more["hash"]))
    return kept.sort_by([("hash", "ascending"), ("number", "ascending")])


def _pair(given: Task, pairs: list[Any], piece: int) -> None:
    """Leave pairs for the ranges of the later ones, those of several hashes as one."""
    if pairs:
        found = arrow().concat_tables(pairs).group_by(["number", "other", "head"])
        summed = found.aggregate([("hash", "min"), ("hash", "count")])
        named = summed.rename_columns(list(PAIRS))
        given.spill("pairs", named, _shares(named["number"]), piece)


def _shares(numbers: Any) -> Any:
    """The share of its range that each article is of, counted through all ranges."""
    compute = arrow().compute
    share = compute.bit_wise_and(numbers, SHARES - 1)
    return compute.add(compute.multiply(task.homes(numbers), SHARES), share)


def likely(given: Task) -> None:
    """Choose the texts that each article of a range is to be compared with; ask for all of them."""
    chosen = []
    pairs = chain.from_iterable(_enough(given, share) for share in range(SHARES))
    for number, group in groupby(pairs, itemgetter(0)):
        first: dict[int, int] = {}
        for _, other, head in islice(group, NEWEST - 1):
            first[head] = min(other, first.get(head, other))
        chosen += [(number, head, other) for head, other in islice(first.items(), TRIED)]
    given.spill("likely", tables.table(LIKELY, chosen), [given.number] * len(chosen))
    wanted = sorted({one for number, head, _ in chosen for one in (number, head)})
    wants = tables.table(WANTS, ((one, given.number) for one in wanted))
    given.spill("wants", wants, [task.home(one) for one in wanted])


def _enough(given: Task, share: int) -> Iterable[tuple[int, int, int]]:
    """The pairs of a share that share enough, those that share the most first, as in an archive:
    of as many those of the smallest hash, then the latest.
    """
    found = shuffle.gather(given.work / "pairs", given.number * SHARES + share, PAIRS)
    found = found.group_by(["number", "other", "head"])
    summed = found.aggregate([("shared", "sum"), ("hash", "min")])
    enough = summed.filter(arrow().compute.greater_equal(summed["shared_sum"], SHARED))
    order = {
        "number": "ascending",
        "shared_sum": "descending",
        "hash_min": "ascending",
        "other": "descending",
    }
    return tables.rows(enough.sort_by(list(order.items())), "number", "other", "head")


def wanted(given: Task) -> None:
    """Say of the texts of a range that are asked for where they stand, to who reads that part."""
    asked = defaultdict(list)
    for number, bucket in given.rows("wants", WANTS):
        asked[number].append(bucket)
    places, parts = [], []
    for number, *_, part, row in given.rows("roll", captures.ROLL):
        for bucket in asked.get(number, ()):
            places.append((row, number, bucket))
            parts.append(part)
    given.spill("places", tables.table(PLACES, places), parts)


def fetched(given: Task) -> None:
    """Read the texts of a part that are asked for, and leave their letters for who asked."""
    asked = defaultdict(list)
    for row, *who in given.rows("places", PLACES):
        asked[row].append(who)
    spoken: list[tuple[int, str]] = []
    buckets: list[int] = []
    size = piece = 0
    rows = sorted(asked)
    for row, body in zip(rows, tables.pick(given.path, "body", rows), strict=True):
        letters = similar.letters(body)
        for number, bucket in asked[row]:
            spoken.append((number, letters))
            buckets.append(bucket)
            size += len(letters)
        if size >= LETTERS:
            given.spill("spoken", tables.table(SPOKEN, spoken), buckets, piece)
            spoken, buckets, size, piece = [], [], 0, piece + 1
    given.spill("spoken", tables.table(SPOKEN, spoken), buckets, piece)


def compared(given: Task) -> None:
    """Say of each article of a range which earlier one it is most like, if it is a copy."""
    letters: dict[int, str] = dict(given.rows("spoken", SPOKEN))
    found = sorted(given.rows("likely", LIKELY))
    edges = list(_edges(groupby(found, itemgetter(0)), letters))
    given.spill("edges", tables.table(EDGES, edges), [given.number] * len(edges), piece=1)


def _edges(
    groups: Iterable[tuple[int, Iterable[tuple[Any, ...]]]], letters: dict[int, str]
) -> Iterator[tuple[int, int, float]]:
    for number, group in groups:
        near = []
        for _, head, other in group:
            alike = similar.alike(letters[number], letters[head])
            if alike >= similar.ALIKE:
                near.append((-alike, other, head))
        if near:
            least, _, head = min(near)
            yield number, head, -least
