"""Query → how many articles have what is asked, of which accounts, months, and whom they name.

What is few is counted to the last. Of what is many each second, third … by number is looked at,
evenly over all the time, so that shares hold though no page waits for a count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from scraper.archive import bounds, cells, check, search
from scraper.archive.bounds import Bounds
from scraper.archive.connection import Database
from scraper.archive.query import Query
from scraper.archive.values import Scope

MOST = 1_000
"""Articles that the index names, up to which all are looked at."""
CHECKED = 600
"""The same where the index is not sure of them, so that each text must be read."""
SAMPLE = 300
"""Articles that are looked at where there are more: shares of them are right to a few per cent."""
SPARSE = 64
"""Each how manieth is taken of very many, as they are counted."""
REACH = 4_000
"""Articles that are looked for where the scope may drop most of them; of more half as many."""

_COUNT = """
SELECT count(*), json_group_array(found.rowid) FILTER (WHERE found.rowid % :every = 0)
FROM text_index AS found WHERE found.text_index MATCH :match"""
_LIST = """
SELECT found.rowid FROM text_index AS found
WHERE found.text_index MATCH :match AND found.rowid % :every = 0"""
_THESE = """
SELECT articles.id, articles.number, articles.author, substr(articles.listed_at, 1, 7)
FROM json_each(:these) AS found CROSS JOIN articles ON articles.number = found.value
WHERE true"""
_NAMES = """
SELECT entity, count(*) FROM mentions
WHERE article_id IN (SELECT value FROM json_each(?)) GROUP BY entity"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What was found, by account, by month (``2026-11``), by whom it names; the most first.

    It was counted in `looked` articles: all that were found, where `exact`. Else each of them
    stands for about as many others. `total` is how many were found, to the last where `known`.
    """

    total: int
    known: bool
    looked: int
    exact: bool
    media: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]
    entities: tuple[tuple[str, int], ...]


Looked = tuple[str, int, str | None, str]
"""Id, number, account and month."""


def of(db: Database, query: Query, scope: Scope) -> Facets:
    """What a search would find, counted; QueryError where the archive knows no such topic."""
    within = bounds.of(db, scope)
    most = MOST if query.exact else CHECKED
    named, every, found = _named(db, query, within, most)
    picked = found[:: _every(len(found), most, SAMPLE)]
    looked = _right(db, query, picked)
    exact = every == 1 and len(picked) == len(found)
    sure = within.whole and query.exact
    among = named if within.whole else len(found) * every
    return Facets(
        total=among if query.exact else among * len(looked) // max(1, len(picked)),
        known=exact or sure,
        looked=len(looked),
        exact=exact,
        media=_most(Counter(author for _, _, author, _ in looked if author)),
        months=_most(Counter(month for *_, month in looked)),
        entities=_most(dict(db.execute(_NAMES, [cells.dump([key for key, *_ in looked])]))),
    )


def _named(db: Database, query: Query, within: Bounds, most: int) -> tuple[int, int, list[Looked]]:
    """How many the index names, and each so manieth of them that is within the bounds."""
    chosen = "" if within.numbers is None else search.CHOSEN
    asked = {"match": query.match, "numbers": str(within.numbers), **within.values}
    named, these = db.execute(_COUNT + chosen, {**asked, "every": SPARSE}).fetchone()
    few = SAMPLE if within.whole else REACH // 2
    every = _every(named, most if within.whole else REACH, few)
    numbers = json.loads(these)
    if every < SPARSE:
        listed = db.execute(_LIST + chosen, {**asked, "every": every})
        numbers = [number for (number,) in listed]
    elif within.whole:  # none of them will be dropped
        numbers = numbers[:: _every(len(numbers), few, few)]
    found = db.execute(_THESE + within.where, {**asked, "these": str(numbers)}).fetchall()
    return named, min(every, SPARSE), found


def _every(count: int, most: int, few: int) -> int:
    """Each how manieth is to be taken of so many: all up to the most, else about so few."""
    return 1 if count <= most else -(-count // few)


def _right(db: Database, query: Query, named: list[Looked]) -> list[Looked]:
    """Of those that the index names the ones that have what is asked."""
    if query.exact:
        return named
    sql = "SELECT title, body FROM articles WHERE number = ?"
    return [one for one in named if check.admits(query, *db.execute(sql, [one[1]]).fetchone())]


def _most(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
