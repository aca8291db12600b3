"""Another archive → ours: two that overlap become what one would be that had crawled it all.

- `other`: a verified copy of the file, of this version, beside ours
- `past`: runs, sources, surveys; `pages`: answers; `texts`: articles with their earlier texts;
  `ways`: links, visits, quarantine; `images`: what is kept of the images that articles name
- `histories`: two histories of one article → one (pure)

What was said to people (verdicts, notices) and how patient the other place is with hosts stays
there. Every step is a transaction, and a second time adds nothing: who was stopped begins again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scraper.archive import clippings, translations
from scraper.archive.connection import Database
from scraper.archive.merge import images, other, pages, past, texts, ways
from scraper.archive.merge.histories import History, Version
from scraper.archive.merge.other import MAGIC
from scraper.archive.merge.texts import Meet, Placed, place

__all__ = ["MAGIC", "History", "Meet", "Placed", "Version", "merge", "place"]


def merge(db: Database, path: Path, file: Path, meet: Meet) -> Iterator[Placed]:
    """Bring the archive in `file` into the one at `path`; what became of each article.

    Each is shown to `meet` before the transaction that stores it ends.
    """
    with other.opened(db, path, file) as theirs:
        past.bring(db)
        pages.bring(db)
        yield from texts.bring(db, theirs, meet)
        ways.bring(db)
        past.surveys(db)
        clippings.bring(db)
        images.bring(db)
        translations.bring(db)
