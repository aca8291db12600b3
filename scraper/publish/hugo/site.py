"""Archive → the articles of a site of Hugo's: documents and images, each in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from scraper.archive.store import Store
from scraper.archive.values import Entry
from scraper.config import Settings
from scraper.errors import ConfigError
from scraper.extract import document
from scraper.publish import facts, tongues
from scraper.publish.folder import Folder
from scraper.publish.hugo import adapter, layout, post, template
from scraper.publish.hugo.front import Keys
from scraper.publish.hugo.plates import Plates

Chosen = Callable[[], Iterable[Entry]]
"""The entries that are chosen, from the first on each time it is asked."""

_CHINESE = "zh-cn"
"""The language of a site whose articles are the archive's own."""


def write(folder: Folder, store: Store, chosen: Chosen, settings: Settings, *, heads: bool) -> int:
    """How many entries there are, once their files were put into the folder.

    ConfigError, before anything is written, where the settings wish for what cannot be.
    """
    template.checked(settings.hugo.front)
    if settings.hugo.profile == "seed":
        return _seeds(folder, store, chosen(), settings)
    plates = Plates(folder, store, settings.images)
    if settings.hugo.layout == "adapter":
        return _adapted(folder, store, plates, chosen, settings, heads=heads)
    count = 0
    for count, entry in enumerate(chosen(), start=1):  # noqa: B007 - it is what is asked for
        for one in post.posts(store, plates, entry, settings.hugo, heads=heads):
            folder.put(one.path, one.document)
    return count


def _seeds(folder: Folder, store: Store, entries: Iterable[Entry], settings: Settings) -> int:
    """The same of the documents that `export` writes."""
    wish, commonmark = settings.hugo, settings.documents.commonmark
    if wish.layout == "adapter":
        raise ConfigError("hugo.layout: 'adapter' holds no documents; take profile 'hugo' for it")
    count = 0
    for count, entry in enumerate(entries, start=1):  # noqa: B007
        told, params = tongues.of(store, entry.article), facts.of(entry)
        made = tongues.documents(entry.article, told, commonmark=commonmark, params=params)
        langs = (entry.article.lang, *(one.lang for one in told.translations))
        for lang, (_, data) in zip(langs, made, strict=True):
            folder.put(layout.document(wish, entry, document.suffix(lang)), data)
    return count


def _adapted(  # noqa: PLR0913 - what `write` has, and the plates
    folder: Folder,
    store: Store,
    plates: Plates,
    chosen: Chosen,
    settings: Settings,
    *,
    heads: bool,
) -> int:
    """The same of one file for each language, which are walked one after the other."""
    section, count = settings.hugo.section, 0

    def pages(suffix: str) -> Iterator[tuple[Keys, str]]:
        nonlocal count
        count = 0
        for entry in chosen():
            count += 1
            for one in post.posts(store, plates, entry, settings.hugo, heads=heads, only=suffix):
                yield one.keys, one.text

    others = {document.suffix(lang) for lang in store.translations.langs()} - {_CHINESE}
    for suffix in (_CHINESE, *sorted(others)):
        name = "" if suffix == _CHINESE else suffix
        folder.put(*adapter.template(section, name))
        folder.stream(adapter.place(section, name), adapter.pieces(pages(suffix)))
    return count
