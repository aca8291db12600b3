"""The command ``scraper`` with extractors that are broken on purpose, for re-extraction to mend.

Each era is of version 0: it loses every second paragraph, cuts the title, takes the category for
the author and forgets the time. The rendered pages of 2023 and later it knows, but finds nothing on
them: those go to the quarantine.
"""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING

from scraper.cli import main
from scraper.extract import article
from scraper.extract.blocks import Block
from scraper.extract.sites.qq import rendered

if TYPE_CHECKING:
    from scraper.extract.facts import Facts
    from scraper.extract.view import View


def broken(era: ModuleType) -> ModuleType:
    """An era that is the same but for its faults."""
    made = ModuleType(era.__name__)
    made.__dict__.update(era.__dict__, VERSION=0)
    made.__dict__["read"] = lambda view: _spoilt(era, view)
    return made


def _spoilt(era: ModuleType, view: View) -> Facts | None:
    facts: Facts | None = era.read(view)
    if facts is None:
        return None
    if era is rendered:
        return replace(facts, body=Block(tag="body"))
    del facts.body.blocks[1::2]
    title, author = facts.title[:4], facts.category or "?"
    return replace(facts, title=title, author=author, published="")


if __name__ == "__main__":
    article.ERAS = tuple(map(broken, article.ERAS))
    article.EXTRACTORS = " ".join(f"{era.NAME}/{era.VERSION}" for era in article.ERAS)
    main(prog_name="scraper")
