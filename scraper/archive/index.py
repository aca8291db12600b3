"""The indexes of the texts: kept small, and held against the texts they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scraper.archive import functions
from scraper.archive.connection import Database

Sums = dict[int, int]
"""Of an article's number: its terms, added up as hashes; the order of terms does not count."""

_OUT = """
SELECT count(*), min(number) FROM articles LEFT JOIN blocks ON block = number / 1024
WHERE newest IS NULL OR listed_at > newest OR listed_at < oldest"""


WORK = 500
"""Pages of an index that are merged at the end of a run: at most a tenth of a second."""


def merge(db: Database) -> None:
    """Bring the index of the texts some way nearer to its smallest size; call in a transaction."""
    db.execute("INSERT INTO text_index (text_index, rank) VALUES ('merge', ?)", [-WORK])


def look(db: Database, tell: Callable[[int, int], None]) -> Iterator[tuple[str, str]]:
    """The name of each index that is out of step with the articles, and how.

    `tell` is told how many articles of how many were read.
    """
    titles, texts = _wanted(db, tell)
    for name, wanted in (("title_index", titles), ("text_index", texts)):
        if said := _differing(wanted, _found(db, name)):
            yield name, said
    count, first = db.execute(_OUT).fetchone()
    if count:
        yield (
            "blocks",
            f"{count} articles are listed out of the times of their block, first {first}",
        )


def _differing(wanted: Sums, found: Sums) -> str:
    """How many articles have not just their terms in the index; "" for none."""
    differing = [
        number
        for number in sorted(wanted.keys() | found.keys())
        if wanted.get(number, 0) != found.get(number, 0)
    ]
    strange = sum(number not in wanted for number in differing)
    more = f", {strange} of them no articles" if strange else ""
    return (
        f"{len(differing)} not as their texts, first number {differing[0]}{more}"
        if differing
        else ""
    )


def _wanted(db: Database, tell: Callable[[int, int], None]) -> tuple[Sums, Sums]:
    """What the indexes of titles and of texts should hold, by the texts."""
    titles: Sums = {}
    texts: Sums = {}
    (total,) = db.execute("SELECT count(*) FROM articles").fetchone()
    rows = db.execute("SELECT number, title, body FROM articles")
    for done, (number, title, body) in enumerate(rows):
        if done % 100 == 0:
            tell(done, total)
        titles[number] = sum(map(hash, functions.title_terms(title).split()))
        texts[number] = sum(map(hash, functions.text_terms(title, body).split()))
    return titles, texts


def _found(db: Database, name: str) -> Sums:
    """What an index holds; what is asked is a table of SQLite's own, kept for this connection."""
    sums: Sums = {}
    db.execute(f"CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, {name}, instance)")
    try:
        for term, number in db.execute("SELECT term, doc FROM held"):
            sums[number] = sums.get(number, 0) + hash(term)
    finally:
        db.execute("DROP TABLE temp.held")
    return sums
