"""Bytes ↔ the same bytes compressed, where there is one with a dictionary of the own pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from scraper import zstd
from scraper.archive.cells import Row
from scraper.archive.connection import Database
from scraper.zstd import ZstdCompressor, ZstdDict

LEVEL = 3
"""Pages shrink to a quarter in 0.2 ms; higher levels cost more than they gain."""

SIZE = 110 * 1024
"""Bytes of a dictionary; Zstandard's own tool makes them so large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """What pages have in common: `id` as in the table, 0 for one that is not stored yet."""

    id: int
    ready: ZstdDict


def train(pages: list[bytes]) -> Dictionary | None:
    """A dictionary made of `pages`; None where they are too few or have nothing in common."""
    try:
        return Dictionary(id=0, ready=zstd.train_dict(pages, SIZE))
    except (zstd.ZstdError, ValueError):
        return None


def newest(db: Database) -> Dictionary | None:
    """The dictionary that new pages are compressed with; None where there is none."""
    (last,) = db.execute("SELECT max(id) FROM dictionaries").fetchone()
    return None if last is None else _dictionary(db, last)


def pack(body: bytes, dictionary: Dictionary | None) -> bytes:
    """The bytes, compressed."""
    press = _press(dictionary.ready if dictionary else None)
    return press.compress(body, press.FLUSH_FRAME)


def unpack(db: Database, row: Row) -> bytes:
    """The bytes of a row of `contents`; ValueError where they are not what was stored."""
    packed, size = row["zstd"], max(row["size"], 0)
    try:
        ready = _dictionary(db, row["dictionary_id"]).ready if row["dictionary_id"] else None
        body = zstd.ZstdDecompressor(ready).decompress(packed, size + 1)  # damage is no flood
    except zstd.ZstdError as error:
        raise ValueError(f"its content cannot be unpacked: {error}") from error
    if len(body) != row["size"] or sha256(body).hexdigest() != row["sha256"]:
        raise ValueError("its content is not what was stored")
    return body


def _dictionary(db: Database, number: int) -> Dictionary:
    found = db.execute("SELECT zstd FROM dictionaries WHERE id = ?", [number]).fetchone()
    if found is None:
        raise ValueError(f"dictionary {number} is missing")
    return Dictionary(id=number, ready=_ready(found[0]))


@lru_cache(maxsize=1)
def _press(ready: ZstdDict | None) -> ZstdCompressor:
    """What compresses one page after another: to make it anew takes a quarter of a page's time."""
    return ZstdCompressor(LEVEL, zstd_dict=ready.as_digested_dict if ready else None)


@lru_cache(maxsize=8)
def _ready(written: bytes) -> ZstdDict:
    """A dictionary ready for use: to digest one takes as long as a page."""
    return ZstdDict(written)
