"""Entry → how its article stands on a site, in each language that there is of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from scraper.archive import functions, gallery
from scraper.archive.store import Store
from scraper.archive.values import Entry
from scraper.config import Hugo
from scraper.extract import document
from scraper.extract import front as yaml
from scraper.models import Picture
from scraper.publish import copies, pictures, tongues
from scraper.publish.hugo import body, front, layout, template
from scraper.publish.hugo.front import Keys, Known
from scraper.publish.hugo.plates import Plates
from scraper.publish.pictures import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An article as it stands on a site: its keys and its Markdown, for one language."""

    path: str
    keys: Keys
    text: str

    @property
    def document(self) -> bytes:
        """The bytes of its file."""
        return yaml.write(self.keys, self.text).encode()


def posts(  # noqa: PLR0913 - what a site is, and what of it is asked for
    store: Store,
    plates: Plates,
    entry: Entry,
    wish: Hugo,
    *,
    heads: bool = False,
    only: str | None = None,
) -> Iterator[Post]:
    """The article, then each translation of it; their images are in the site then.

    Or that in one language `only`, as a file name says it, where there is one.
    """
    article = entry.article
    told = tongues.of(store, article)
    langs = (article.lang, *(one.lang for one in told.translations))
    if only and only not in map(document.suffix, langs):
        return
    kept = store.gallery.of(gallery.named(article))
    shown = pictures.shown(article, kept, partial(_image, plates, wish, entry))
    known = Known(
        entry=entry,
        content=functions.content_sha256(article.body),
        mentions=tuple(store.topics.of(article.id)),
        touched=store.history.touched(article.id),
        thumbnail=_thumbnail(plates, entry, kept, wish),
        images=tuple(shown[one.url] for one in article.images),
        also=copies.of(store.shelf.story(entry.story)) if heads else {},
        lead=told.lead,
        langs=langs,
    )
    if only in (None, document.suffix(article.lang)):
        yield _post(known, shown, wish)
    for one in told.translations:
        if only in (None, document.suffix(one.lang)):
            of = replace(entry, article=tongues.translated(article, one))
            also = {**known.also, **tongues.about(one)}
            yield _post(replace(known, entry=of, also=also, lead=""), shown, wish)


def _post(known: Known, shown: Mapping[str, Shown], wish: Hugo) -> Post:
    article = known.entry.article
    keys = template.applied(front.of(known), wish.front, front.fields(known))
    text = body.fit(pictures.placed(article.body, shown))
    return Post(
        path=layout.document(wish, known.entry, document.suffix(article.lang)),
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
