"""Two readings of one page → the fields in which they differ, as values and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scraper.extract import clean, record
from scraper.models import Article

FIELDS = (
    *("title", "body", "published", "author", "summary", "thumbnail"),
    *("images", "videos", "tags", "category", "lang", "paid", "abstract"),
)
"""What two readings are compared in; not in who read, nor in which article it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that is `old` in the one reading and `new` in the other."""

    field: str
    old: Any
    new: Any


def differences(old: Article, new: Article) -> tuple[Difference, ...]:
    """The fields that differ, in the order of FIELDS."""
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in FIELDS)
    return tuple(
        Difference(field=name, old=before, new=after)
        for name, before, after in pairs
        if before != after
    )


def plain(old: Article, new: Article) -> dict[str, dict[str, Any]]:
    """The fields that differ, each with its two values under ``old`` and ``new``, fit for JSON."""
    before, after = record.of(old), record.of(new)
    return {
        one.field: {"old": before[one.field], "new": after[one.field]}
        for one in differences(old, new)
    }


def said(one: Difference) -> str:
    """A difference in words, on one line: of a short value both, of a long one how much."""
    if one.field == "body":
        parts = len(paragraphs(one.old)), len(paragraphs(one.new))
        return f"{_sizes(len(one.old), len(one.new))} characters, {_sizes(*parts)} paragraphs"
    if isinstance(one.old, tuple):
        return f"{len(one.old)} → {len(one.new)}{_exchanged(one.old, one.new)}"
    return f"{_value(one.old)} → {_value(one.new)}"


def paragraphs(body: str) -> list[str]:
    """The parts of Markdown that blank lines part."""
    return [part for part in body.split("\n\n") if part.strip()]


def _sizes(old: int, new: int) -> str:
    return f"{old:,}" if old == new else f"{old:,} → {new:,}"


def _exchanged(old: Sequence[Any], new: Sequence[Any]) -> str:
    """How many of a list are gained and lost; where none are, they only stand otherwise."""
    before, after = Counter(map(repr, old)), Counter(map(repr, new))
    gained, lost = (after - before).total(), (before - after).total()
    signs = [f"{sign}{count}" for sign, count in (("+", gained), ("−", lost)) if count]
    return f" ({' '.join(signs) or 'in another order'})"


def _value(value: Any) -> str:
    match value:
        case None | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case _:
            return clean.line(str(value)) or "none"
