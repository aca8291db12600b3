"""Scope → which articles it lets through: conditions in SQL, and their numbers where they are few.

A walk from the newest on soon ends where much is let through. Where little is, it is quicker to
ask only for that: whoever named it, what an account published, what a month brought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.archive import cells, mentions
from scraper.archive.connection import Database
from scraper.archive.values import Scope
from scraper.errors import QueryError

KNOWN = 10_000
"""Articles up to which they are told by number."""
NARROW = 3_000
"""Articles up to which asking for them by number is quicker than a walk."""
FEW = 2_000
"""Articles that name somebody, up to which their numbers are looked up."""

_AUTHORS = """
WITH RECURSIVE authors (name) AS (
  SELECT min(author) FROM articles
  UNION ALL
  SELECT (SELECT min(author) FROM articles WHERE author > name) FROM authors WHERE name IS NOT NULL
)
SELECT name FROM authors WHERE fold(name) = fold(:media)"""
"""From one account to the next in their index, however much each of them published."""
_NAMED = (
    "EXISTS (SELECT 1 FROM mentions WHERE mentions.article_id = articles.id"
    " AND mentions.entity IN (SELECT value FROM json_each(:topic)))"
)
_NAMING = "SELECT article_id FROM mentions WHERE entity IN (SELECT value FROM json_each(:topic))"
_NUMBERS = "SELECT number FROM articles WHERE id IN (SELECT value FROM json_each(:ids))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """`where` are conditions on `articles`, each begun by AND, with the `values` in them.

    `numbers` are of all that they let through, maybe of more; None where they are too many.
    `whole` says that the numbers, or nothing at all, are all there is to the scope.
    """

    where: str
    values: Mapping[str, str]
    numbers: Sequence[int] | None
    whole: bool

    @property
    def narrow(self) -> bool:
        """Whether so little is let through that only that should be asked for."""
        return self.numbers is not None and len(self.numbers) <= NARROW


def of(db: Database, scope: Scope) -> Bounds:
    """The bounds of a scope; QueryError where the archive knows no such topic."""
    rules, values = _rules(scope), times(scope)
    if scope.source is not None:
        values["source"] = scope.source
    if scope.media is not None:
        authors = db.execute(_AUTHORS, {"media": scope.media})
        values["authors"] = cells.dump([name for (name,) in authors])
    if scope.topic is not None:
        values["topic"] = cells.dump(_entities(db, scope.topic))
    numbers, told = _numbers(db, rules, values)
    return Bounds(
        where="".join(f" AND {rule}" for rule in rules.values()),
        values=values,
        numbers=numbers,
        whole=told or not rules,
    )


def times(scope: Scope) -> dict[str, str]:
    """From when to when, where nothing is said from the first time to the last."""
    since, until = scope.since, scope.until
    return {
        "since": cells.stamp(since) if since else "",
        "until": cells.stamp(until) if until else "~",
    }


def _rules(scope: Scope) -> dict[str, str]:
    """The conditions by what they are about."""
    rules = {}
    if scope.since or scope.until:
        rules["time"] = "articles.listed_at >= :since AND articles.listed_at < :until"
    if scope.source is not None:
        rules["source"] = "articles.source = :source"
    if scope.media is not None:
        rules["media"] = "articles.author IN (SELECT value FROM json_each(:authors))"
    if scope.topic is not None:
        rules["topic"] = _NAMED
    return rules


def _numbers(
    db: Database, rules: Mapping[str, str], values: Mapping[str, str]
) -> tuple[Sequence[int] | None, bool]:
    """The numbers of few articles, and whether they are let through without another look."""
    if "topic" in rules and (named := _few(db, _NAMING, values, FEW)) is not None:
        numbers = db.execute(_NUMBERS, {"ids": cells.dump(named)})
        return [number for (number,) in numbers], len(rules) == 1
    indexed = [rule for name, rule in rules.items() if name != "topic"]
    if not indexed:
        return None, False
    sql = f"SELECT number FROM articles WHERE {' AND '.join(indexed)}"  # noqa: S608 - of ours
    found = _few(db, sql, values, KNOWN)
    return found, found is not None and len(indexed) == len(rules)


def _few(db: Database, sql: str, values: Mapping[str, str], most: int) -> list[Any] | None:
    """What is found, where that is at most so many."""
    found = [one for (one,) in db.execute(f"{sql} LIMIT :most + 1", {**values, "most": most})]
    return found if len(found) <= most else None


def _entities(db: Database, topic: str) -> list[str]:
    """The names of what the dictionary knows under this name; QueryError where it knows none."""
    found = mentions.named(db, topic)
    if not found:
        raise QueryError(f"--topic {topic}: no such company, model, person, chip or institution")
    return found
