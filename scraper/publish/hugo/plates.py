"""Images of the archive → their files in a site, as its owner wants them."""

from __future__ import annotations

from functools import partial

from scraper.archive.store import Store
from scraper.config import Images
from scraper.models import Picture
from scraper.publish import pictures
from scraper.publish.folder import Folder


class Plates:
    """The images of a site that is being written."""

    def __init__(self, folder: Folder, store: Store, wish: Images) -> None:
        self._folder = folder
        self._store = store
        self._wish = wish

    def place(self, room: str, picture: Picture) -> str:
        """The name of an image's file in a folder of the site, once it is there."""
        read = partial(self._store.gallery.read, picture.sha256)
        if self._wish.convert:
            return self._converted(room, picture) or picture.name
        self._folder.picture(f"{room}/{picture.name}", picture.sha256, picture.size, read)
        return picture.name

    def _converted(self, room: str, picture: Picture) -> str | None:
        """The same of an image made smaller; None where it is gone from the archive.

        The name says of what it was made and how, so one that is there is not made again.
        """
        stem = f"{picture.sha256[:20]}-{self._wish.quality}"
        own = picture.name.rpartition(".")[2]
        for kind in (self._wish.convert, own):
            if self._folder.stays(f"{room}/{stem}.{kind}"):
                return f"{stem}.{kind}"
        data = self._store.gallery.read(picture.sha256)
        if data is None:
            return None
        made, small = pictures.file(picture, data, self._wish.convert, self._wish.quality)
        name = f"{stem}.{made.rpartition('.')[2]}"
        self._folder.put(f"{room}/{name}", small)
        return name
