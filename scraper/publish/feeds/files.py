"""Feed → its files, written whole or not at all, and only where they would say another thing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from scraper.models import Picture
from scraper.publish import files
from scraper.publish.feeds import jsonfeed, xml
from scraper.publish.feeds.values import Feed

FORMS: dict[str, Callable[[Feed], bytes]] = {
    "atom": xml.atom,
    "rss": xml.rss,
    "json": jsonfeed.written,
}
"""The forms of a feed; the name of each is the ending that web servers know its type by."""

IMAGES = "images"


def write(folder: Path, feed: Feed, forms: Collection[str]) -> list[Path]:
    """The files of a feed that were written; the others say the same already.

    DocumentError where one cannot be written.
    """
    paths = {form: folder / f"{feed.place}.{form}" for form in FORMS if form in forms}
    for parent in {path.parent for path in paths.values()}:
        files.ready(parent)
    return [path for form, path in paths.items() if files.put(path, FORMS[form](feed))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """The images beside the feeds in `folder`, which is served at `base`.

    `read` gives the bytes of an image by its hash, None where they are not kept.
    """

    folder: Path
    base: str
    read: Callable[[str], bytes | None]
    _there: set[str] = field(default_factory=set, init=False)

    def bring(self, picture: Picture) -> str:
        """Where readers find a kept image, brought there first; "" where its bytes are gone."""
        path = self.folder / IMAGES / picture.name
        if picture.name not in self._there:
            if not _whole(path, picture.size):
                data = self.read(picture.sha256)
                if data is None:
                    return ""
                files.ready(path.parent)
                files.put(path, data)
            self._there.add(picture.name)
        return f"{self.base.rstrip('/')}/{IMAGES}/{quote(picture.name)}"


def _whole(path: Path, size: int) -> bool:
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False
