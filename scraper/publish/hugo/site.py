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
) -> int:
    """How many entries there are, once their files were put into the folder.

    ConfigError, before anything is written, where the settings wish for what cannot be.
    """
    template.checked(settings.hugo.front)
    if settings.hugo.profile == "seed":
        return _seeds(folder, entries, settings)
    posts = _posts(folder, store, entries, settings, heads=heads)
    if settings.hugo.layout == "adapter":
        return _adapted(folder, posts, settings.hugo.section)
    count = 0
    for count, one in enumerate(posts, start=1):  # noqa: B007 - it is what is asked for
        folder.put(one.path, one.document)
    return count


def _seeds(folder: Folder, entries: Iterable[Entry], settings: Settings) -> int:
    if settings.hugo.layout == "adapter":
        raise ConfigError("hugo.layout: 'adapter' holds no documents; take profile 'hugo' for it")
    count = 0
    for count, entry in enumerate(entries, start=1):  # noqa: B007
        suffix = document.suffix(entry.article.lang)
        folder.put(layout.document(settings.hugo, entry, suffix), _seed(entry, settings))
    return count


def _adapted(folder: Folder, posts: Iterable[Post], section: str) -> int:
    count = 0

    def pages() -> Iterator[tuple[Keys, str]]:
        nonlocal count
        for one in posts:
            count += 1
            yield one.keys, one.text

    folder.put(*adapter.template(section))
    folder.stream(adapter.place(section), adapter.pieces(pages()))
    return count


def _seed(entry: Entry, settings: Settings) -> bytes:
    """The document that `export` writes."""
    commonmark = settings.documents.commonmark
    return files.text(entry.article, commonmark=commonmark, params=facts.of(entry))


def _posts(
    folder: Folder, store: Store, entries: Iterable[Entry], settings: Settings, *, heads: bool
) -> Iterator[Post]:
    """Each article as it stands on the site, once its images are put there."""
    for entry in entries:
        one = post(store, entry, settings, heads=heads)
        for path, picture in one.images:
            read = partial(store.gallery.read, picture.sha256)
            folder.picture(path, picture.sha256, picture.size, read)
        yield one


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
