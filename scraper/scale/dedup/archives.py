"""An archive → parts of its articles, with what of them tells stories."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from scraper.archive import store
from scraper.scale import tables
from scraper.scale.tables import Schema

MOST = 20_000
"""Articles of a part: some fifty megabytes."""
GROUP = 2_000
"""Articles of a row group of it."""

COLUMNS: Schema = {
    "id": "text",
    "source_url": "text",
    "first_seen": "text",
    "fetched_at": "text",
    "content_sha256": "text",
    "body": "text",
    "sha256": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An archive, and the folder that its parts are for."""

    path: Path
    folder: Path


def read(order: Order) -> list[Path]:
    """The parts of an archive, written; ArchiveError where it is none."""
    parts = []
    with store.open(order.path, readonly=True) as archive:
        source = ((*one, "") for one in archive.corpus.told())
        while some := list(islice(source, MOST)):
            name = tables.put(order.folder, COLUMNS, some, GROUP)
            parts.append(order.folder / name)
    return parts
