"""Archive → the articles of a site of Hugo's: documents and images, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from scraper.archive import functions
from scraper.archive.store import Store
from scraper.archive.values import Entry
from scraper.config import Hugo, Settings
from scraper.errors import ConfigError
from scraper.extract import document
from scraper.extract import front as yaml
from scraper.models import Picture
from scraper.publish import copies, facts, files, pictures
from scraper.publish.folder import Folder
from scraper.publish.hugo import adapter, body, front, layout, template
from scraper.publish.hugo.front import Keys, Known
from scraper.publish.pictures import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An article as it stands on a site: its keys, its Markdown, and the images it shows.

    An image is in the site at a path, by its picture.
    """

    path: str
    keys: Keys
    text: str
    images: tuple[tuple[str, Picture], ...] = ()

    @property
    def document(self) -> bytes:
        """The bytes of its file."""
        return yaml.write(self.keys, self.text).encode()


def write(
    folder: Folder, store: Store, entries: Iterable[Entry], settings: Settings, *, heads: bool
) -> Iterator[Entry]:
    """Each entry as its files are put into the folder; call `Folder.finish` after the last."""
    template.checked(settings.hugo.front)
    if settings.hugo.layout == "adapter":
        yield from _adapted(folder, store, entries, settings, heads=heads)
        return
    for entry in entries:
        if settings.hugo.profile == "seed":
            path = layout.document(settings.hugo, entry, document.suffix(entry.article.lang))
            folder.put(path, _seed(entry, settings))
        else:
            one = post(store, entry, settings, heads=heads)
            folder.put(one.path, one.document)
            _pictures(folder, store, one)
        yield entry


def _seed(entry: Entry, settings: Settings) -> bytes:
    """The document that `export` writes."""
    commonmark = settings.documents.commonmark
    return files.text(entry.article, commonmark=commonmark, params=facts.of(entry))


def _adapted(
    folder: Folder, store: Store, entries: Iterable[Entry], settings: Settings, *, heads: bool
) -> Iterator[Entry]:
    if settings.hugo.profile == "seed":
        raise ConfigError("hugo.layout: 'adapter' holds no documents; take profile 'hugo' for it")
    book = adapter.Book(settings.hugo.section)
    for entry in entries:
        one = post(store, entry, settings, heads=heads)
        book.add(one.keys, one.text)
        _pictures(folder, store, one)
        yield entry
    for path, data in book.files():
        folder.put(path, data)


def post(store: Store, entry: Entry, settings: Settings, *, heads: bool = False) -> Post:
    """An article as it stands on the site, with what the archive knows of it."""
    wish, article = settings.hugo, entry.article
    asked = [*(one.url for one in article.images), *filter(None, (article.thumbnail,))]
    kept = store.gallery.of(asked) if asked else {}
    shown = pictures.shown(article, kept, lambda one: layout.image(wish, entry, one)[1])
    known = Known(
        entry=entry,
        content=functions.content_sha256(article.body),
        mentions=tuple(store.topics.of(article.id)),
        touched=store.history.touched(article.id),
        thumbnail=_thumbnail(entry, kept, wish),
        images=tuple(shown[one.url] for one in article.images),
        copies=copies.of(store.shelf.story(entry.story)) if heads else None,
    )
    keys = template.applied(front.of(known), wish.front, front.fields(known))
    text = body.fit(pictures.placed(article.body, shown))
    return Post(
        path=layout.document(wish, entry, document.suffix(article.lang)),
        keys=keys,
        text=f"{text}\n\n[{document.of(article).site}]({article.url})",
        images=tuple(_places(entry, kept, settings)),
    )


def _thumbnail(entry: Entry, kept: dict[str, Picture], wish: Hugo) -> Shown | None:
    address = entry.article.thumbnail
    if picture := kept.get(address or ""):
        return Shown(src=layout.thumbnail(wish, picture)[1])
    return Shown(src=address) if address else None


def _places(
    entry: Entry, kept: dict[str, Picture], settings: Settings
) -> Iterator[tuple[str, Picture]]:
    """The files of an article's images, each once."""
    found = {}
    for image in entry.article.images:
        if picture := kept.get(image.url):
            found[layout.image(settings.hugo, entry, picture)[0]] = picture
    if picture := kept.get(entry.article.thumbnail or ""):
        found[layout.thumbnail(settings.hugo, picture)[0]] = picture
    yield from found.items()


def _pictures(folder: Folder, store: Store, one: Post) -> None:
    for path, picture in one.images:
        read = partial(store.gallery.read, picture.sha256)
        folder.picture(path, picture.sha256, picture.size, read)
