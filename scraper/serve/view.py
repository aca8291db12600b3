"""What a page says: as facts for machines, and in words for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scraper.serve.asked import Lang

Words = Mapping[str, tuple[str, str]]
"""Name → Chinese, English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under their names: numbers, texts, or None."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An answer: `facts` are its JSON, and with `more` what the `template` shows, in its `words`.

    `tables` are what it has as CSV, by name. `still` says for how many seconds it may be shown
    again though the archive has been written to meanwhile; what is `late` says less than the
    archive does already, and is shown no longer than that, though nothing is written.
    """

    template: str
    facts: Mapping[str, Any]
    more: Mapping[str, Any] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    status: int = 200
    still: float = 0.0
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer in a form of its own, which is written already: its `type` of HTTP and `body`.

    `still` is as in View.
    """

    type: str
    body: bytes
    still: float = 0.0


def said(words: Words, lang: Lang) -> dict[str, str]:
    """The words in one language."""
    return {name: both[lang == "en"] for name, both in words.items()}
