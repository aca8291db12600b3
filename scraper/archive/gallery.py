"""Picture ↔ pictures and mirrors: the images that are kept, by content and by address."""

from __future__ import annotations

from collections.abc import Iterable

from scraper import urls
from scraper.archive import cells
from scraper.archive.cells import Row
from scraper.archive.session import Session
from scraper.models import Picture


class Gallery(Session):
    """The part of an open archive that keeps images."""

    def of(self, addresses: Iterable[str]) -> dict[str, Picture]:
        """What is kept of each of these addresses of images, whichever size they name."""
        images = {address: urls.image(address) for address in addresses}
        with self._reading():
            rows = self._db.rows(
                "SELECT image, pictures.sha256, type, width, height, size"
                " FROM mirrors JOIN pictures USING (sha256)"
                " WHERE image IN (SELECT value FROM json_each(?))",
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


def _picture(row: Row) -> Picture:
    return Picture(**row)
