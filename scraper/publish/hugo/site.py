"""Archive → the articles of a site of Hugo's: documents and images, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from scraper.archive import functions, gallery
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
from scraper.publish.hugo.plates import Plates
from scraper.publish.pictures import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An article as it stands on a site: its keys and its Markdown."""

    path: str
    keys: Keys
    text: str

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
    plates = Plates(folder, store, settings.images)
    for entry in entries:
        yield post(store, plates, entry, settings.hugo, heads=heads)


def post(store: Store, plates: Plates, entry: Entry, wish: Hugo, *, heads: bool = False) -> Post:
    """An article as it stands on the site, with what the archive knows of it; its images are
    there then.
    """
    article = entry.article
    kept = store.gallery.of(gallery.named(article))
    shown = pictures.shown(article, kept, partial(_image, plates, wish, entry))
    known = Known(
        entry=entry,
        content=functions.content_sha256(article.body),
        mentions=tuple(store.topics.of(article.id)),
        touched=store.history.touched(article.id),
        thumbnail=_thumbnail(plates, entry, kept, wish),
        images=tuple(shown[one.url] for one in article.images),
        copies=copies.of(store.shelf.story(entry.story)) if heads else None,
    )
    keys = template.applied(front.of(known), wish.front, front.fields(known))
    text = body.fit(pictures.placed(article.body, shown))
    return Post(
        path=layout.document(wish, entry, document.suffix(article.lang)),
        keys=keys,
        text=f"{text}\n\n[{document.of(article).site}]({article.url})",
    )


def _image(plates: Plates, wish: Hugo, entry: Entry, picture: Picture) -> str:
    """The address of an image in a text, once it is there."""
    room = layout.bundle(wish, entry)
    if room is None:
        return wish.images + plates.place(layout.STATIC, picture)
    return plates.place(room, picture)


def _thumbnail(
    plates: Plates, entry: Entry, kept: Mapping[str, Picture], wish: Hugo
) -> Shown | None:
    """Themes look for it from the root of the site."""
    address = entry.article.thumbnail
    if picture := kept.get(address or ""):
        return Shown(src=wish.images + plates.place(layout.STATIC, picture))
    return Shown(src=address) if address else None
