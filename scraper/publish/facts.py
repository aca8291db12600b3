"""Entry → what its document says beside the article, under `params`."""

from __future__ import annotations

from scraper.archive.values import Entry
from scraper.extract.front import Value


def of(entry: Entry) -> dict[str, Value]:
    """What only the archive knows: `gone_at`, where the site has removed the article."""
    return {"gone_at": entry.gone_at.isoformat()} if entry.gone_at else {}
