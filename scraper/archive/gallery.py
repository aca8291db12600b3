"""Picture ↔ pictures and mirrors: the images that are kept, by content and by address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import chain

from scraper import pixels, text, urls
from scraper.archive import cells, links, mirrors
from scraper.archive.cells import Row
from scraper.archive.session import Session
from scraper.archive.values import Want
from scraper.errors import PictureError
from scraper.models import Article, Picture

MOST = 1 << 40
"""Pixels: what is kept already is not judged by today's limit."""


def named(article: Article) -> set[str]:
    """The addresses of all images of an article: in its text, and beside it."""
    found = chain((one.url for one in article.images), text.images(article.body))
    return {*found, *filter(None, [article.thumbnail])}


class Gallery(Session):
    """The part of an open archive that keeps images."""

    def of(self, addresses: Iterable[str]) -> dict[str, Picture]:
        """What is kept of each of these addresses of images, whichever size they name."""
        images = {address: urls.image(address) for address in addresses}
        with self._reading():
            rows = self._db.rows(
                "SELECT image, pictures.sha256, type, width, height, size"
                " FROM mirrors JOIN pictures USING (sha256)"
                " WHERE reason = '' AND image IN (SELECT value FROM json_each(?))",
                cells.dump(sorted(set(images.values()))),
            )
        kept = {row.pop("image"): _picture(row) for row in rows}
        return {address: kept[image] for address, image in images.items() if image in kept}

    def read(self, sha256: str) -> bytes | None:
        """The bytes of an image, by their hash; None where it is not kept."""
        with self._reading():
            found = self._db.execute("SELECT bytes FROM pictures WHERE sha256 = ?", [sha256])
            row = found.fetchone()
        return bytes(row[0]) if row else None

    def due(
        self,
        now: datetime,
        limit: int | None = None,
        *,
        since: datetime | None = None,
        again: bool = False,
    ) -> list[Want]:
        """The images to ask for now, those of the newest articles first.

        `since` is the earliest time their articles are listed under; `again` asks also for those
        that are not due yet, or were given up.
        """
        most = mirrors.ALL if limit is None else max(limit, 0)
        with self._reading():
            stamp = cells.stamp(since) if since else None
            return mirrors.due(self._db, now, limit=most, since=stamp, again=again)

    def lacking(self, addresses: Iterable[str], now: datetime) -> list[Want]:
        """Which of these addresses of images are to be asked for now, each image once."""
        found: list[Want] = []
        for chunk in links.chunks(dict.fromkeys(map(urls.image, addresses))):
            with self._reading():
                found += mirrors.lacking(self._db, chunk, now)
        return found

    def missing(self, since: datetime | None = None) -> Iterator[Want]:
        """Every image of which nothing whole is kept, the given up among them."""
        after, stamp = "", cells.stamp(since) if since else None
        while True:
            with self._reading():
                found = mirrors.missing(self._db, after, stamp, links.CHUNK)
            if not found:
                return
            yield from found
            after = found[-1].image

    def keep(self, image: str, picture: Picture, data: bytes, at: datetime) -> None:
        """Keep the bytes of a wanted image; the same bytes are stored once."""
        with self._writing():
            mirrors.keep(self._db, image, picture, data, at)

    def failed(self, tried: Want) -> None:
        """Write down why an image did not come, and when to ask again."""
        with self._writing():
            mirrors.failed(self._db, tried)

    def damaged(self, picture: Picture, reason: str, at: datetime) -> list[Want]:
        """Want every image anew whose bytes are damaged, and name them."""
        with self._writing():
            return mirrors.damaged(self._db, picture.sha256, reason, at)

    def pictures(self) -> Iterator[Picture]:
        """All that is kept, by hash."""
        after = ""
        while True:
            with self._reading():
                found = self._db.rows(
                    "SELECT sha256, type, width, height, size FROM pictures WHERE sha256 > ?"
                    " ORDER BY sha256 LIMIT ?",
                    *(after, links.CHUNK),
                )
            if not found:
                return
            yield from map(_picture, found)
            after = found[-1]["sha256"]


def fault(picture: Picture, data: bytes) -> str:
    """What is wrong with the bytes that are kept of an image; "" where nothing is."""
    if sha256(data).hexdigest() != picture.sha256:
        return "its bytes are not those that were kept"
    try:
        found = pixels.look(data, MOST)
    except PictureError as error:
        return error.reason
    wrong = [name for name in picture.__slots__ if getattr(found, name) != getattr(picture, name)]
    return f"its {wrong[0]} is {getattr(found, wrong[0])}" if wrong else ""


def judge(row: Row) -> None:
    """ValueError where a row of `pictures` is not what its bytes are."""
    named = {name: row[name] for name in Picture.__slots__}
    if wrong := fault(_picture(named), bytes(row["bytes"])):
        raise ValueError(wrong)


def _picture(row: Row) -> Picture:
    return Picture(**row)
