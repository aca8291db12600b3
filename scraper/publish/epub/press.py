"""The archive and an issue → its file, written whole or not at all."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scraper import disk
from scraper.archive.store import Store
from scraper.errors import ArchiveError, DocumentError
from scraper.models import Picture
from scraper.publish import files
from scraper.publish.epub import body, contents, cover, pages, plates
from scraper.publish.epub.binder import Binder
from scraper.publish.epub.issue import Chapter, Issue


class Shelf:
    """The images of a book: each is bound once, with the first chapter that shows it.

    Without a `store` there are none.
    """

    def __init__(self, store: Store | None, binder: Binder) -> None:
        self._store = store
        self._binder = binder
        self._names: dict[str, str] = {}
        self.types: dict[str, str] = {}
        """What is bound: media types by name."""

    def places(self, addresses: Sequence[str]) -> dict[str, str]:
        """Of those of these images that can be shown, the names of their files."""
        if self._store is None or not addresses:
            return {}
        kept = self._store.gallery.of(addresses)
        return {address: name for address, one in kept.items() if (name := self._name(one))}

    def _name(self, picture: Picture) -> str:
        if picture.sha256 not in self._names:
            self._names[picture.sha256] = self._bind(picture)
        return self._names[picture.sha256]

    def _bind(self, picture: Picture) -> str:
        """The name of its file; "" where it cannot be shown."""
        data = self._store.gallery.read(picture.sha256) if self._store else None
        plate = plates.of(picture, data) if data else None
        if plate is None:
            return ""
        self._binder.plate(plate)
        self.types[plate.name] = plate.type
        return plate.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The file of an issue, how many images it holds, and whether it had to be written."""

    path: Path
    images: int
    written: bool


def place(path: str, issue: Issue) -> Path:
    """Where an issue is written: `path`, or its own name there where that is a folder."""
    folder = path.endswith(os.sep) or Path(path).is_dir()
    return Path(path) / issue.file if folder else Path(path)


def write(store: Store, path: Path, issue: Issue, *, images: bool = True) -> Printed:
    """Write the issue; a file that would be the same is not touched. DocumentError names faults."""
    files.ready(path.parent)
    try:
        with disk.part(path.parent) as file:
            found = _bound(store, file, issue, images=images)
            file.flush()
            written = not _same(path, Path(file.name))
            if written:
                disk.settle(file, path)
    except (OSError, ValueError) as error:  # the latter for a NUL
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(
            f"{path}: cannot be written ({reason}); free space or choose another"
        ) from error
    return Printed(path=path, images=found, written=written)


def _same(path: Path, part: Path) -> bool:
    return path.is_file() and not path.is_symlink() and filecmp.cmp(path, part, shallow=False)


def _bound(store: Store, file: IO[bytes], issue: Issue, *, images: bool) -> int:
    """How many images were bound with the issue."""
    front = cover.draw(issue)
    with Binder(file) as binder:
        shelf = Shelf(store if images else None, binder)
        binder.text("META-INF/container.xml", contents.CONTAINER)
        binder.text(f"EPUB/{pages.STYLE}", pages.style())
        binder.text(f"EPUB/{pages.COVER}", pages.cover(issue))
        for one in issue.days:
            binder.text(f"EPUB/{one.name}", pages.listing(one))
        for chapter in issue.chapters:
            binder.text(f"EPUB/{chapter.name}", _chapter(store, chapter, shelf))
        if front:
            binder.plate(front)
        binder.text(f"EPUB/{pages.NAV}", contents.nav(issue))
        binder.text(f"EPUB/{contents.NCX}", contents.ncx(issue))
        binder.text(f"EPUB/{contents.PACKAGE}", contents.package(issue, shelf.types, front))
    return len(shelf.types)


def _chapter(store: Store, chapter: Chapter, shelf: Shelf) -> str:
    """The page of a chapter; ArchiveError where its article is no longer there."""
    article = store.article(chapter.piece.id)
    if article is None:
        raise ArchiveError(f"{chapter.piece.id}: it was in the archive a moment ago; try again")
    parts = body.read(article.body)
    return pages.chapter(chapter, article, body.write(parts, shelf.places(body.images(parts))))
