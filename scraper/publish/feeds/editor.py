"""A wish + the archive → the feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from scraper.archive.store import Store
from scraper.archive.values import Alteration, Entry, Scope
from scraper.config import Feed as Setting
from scraper.models import Article, Picture
from scraper.publish import pictures
from scraper.publish.feeds import alterations, clean, items
from scraper.publish.feeds.values import Feed, Item
from scraper.publish.feeds.wishes import Wish
from scraper.publish.feeds.words import Words

MANY = 4
"""So many times more articles are looked up where their copies may be left out."""

Bring = Callable[[Picture], str]
"""The address at which readers find an image that is kept; "" where they find it nowhere."""


def nowhere(picture: Picture) -> str:  # noqa: ARG001 - it is a Bring
    """No image is served: readers ask the site for it."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who makes the feeds of one archive; an article in several of them is read once."""

    store: Store
    setting: Setting
    words: Words
    limit: int
    bring: Bring = nowhere
    _made: dict[str, Item] = field(default_factory=dict, init=False)

    def feed(self, wish: Wish) -> Feed:
        """The feed of a wish, with its newest entries first."""
        title = clean.line(self.setting.title, items.TITLE) or self.words.title
        base = self.setting.url.rstrip("/")
        return Feed(
            place=wish.place,
            title=f"{title}{self.words.colon}{wish.name}" if wish.name else title,
            about=wish.about,
            author=title,
            language=self.setting.language,
            site=clean.address(self.setting.site),
            base=clean.address(f"{base}/") if base else "",
            items=tuple(self._items(wish)),
        )

    def _items(self, wish: Wish) -> list[Item]:
        if wish.changes:
            return self._changes(wish)
        return [self._item(entry) for entry in self._entries(wish)]

    def _entries(self, wish: Wish) -> Iterable[Entry]:
        """The newest entries of a wish, of a query those that it finds."""
        wanted = wish.wanted
        if wish.query is None:
            return self.store.shelf.listed(wanted, self.limit)
        scope = Scope(since=wanted.since, topic=wanted.entity, media=wanted.media)
        told: list[Entry] = []
        for most in (MANY * self.limit, None) if wanted.heads else (self.limit,):
            hits = self.store.shelf.search(wish.query, scope, newest=True, limit=most)
            found = (hit.entry for hit in hits)
            heads = (one for one in found if not wanted.heads or one.story == one.article.id)
            told = [*islice(heads, self.limit)]
            if len(told) == self.limit:
                break
        return told

    def _item(self, entry: Entry) -> Item:
        key = entry.article.id
        if key not in self._made:
            named = self.store.topics.of(key)
            touched = self.store.history.touched(key)
            images = self._images(entry.article)
            self._made[key] = items.of(entry, named, images, touched, self.words)
        return self._made[key]

    def _images(self, article: Article) -> Mapping[str, pictures.Shown]:
        """How the images of an article are shown: from beside the feeds where they are there."""
        addresses = [image.url for image in article.images]
        kept = self.store.gallery.of([*addresses, *filter(None, [article.thumbnail])])
        brought = {url: (one, self.bring(one)) for url, one in kept.items()}
        places = {one.sha256: place for one, place in brought.values() if place}
        there = {url: one for url, (one, place) in brought.items() if place}
        return pictures.shown(article, there, lambda one: places[one.sha256])

    def _changes(self, wish: Wish) -> list[Item]:
        """The alterations, each with the texts before and after it; the id of each is its own."""
        found: dict[str, Item] = {}
        since, limit = wish.wanted.since, self.limit
        changes = self.store.history.changes
        for one in changes(since=since, kinds=wish.kinds, about=wish.words, limit=limit):
            if item := self._alteration(one):
                key = f"{item.id}-{one.revision}" if item.id in found else item.id
                found[key] = replace(item, id=key)
        return list(found.values())

    def _alteration(self, one: Alteration) -> Item | None:
        """None where another archive was merged into this one since the alteration was read."""
        texts = {past.number: past.article for past in self.store.revisions(one.source_url)}
        entry = self.store.entry(one.source_url)
        if entry is None or one.revision not in texts:
            return None
        later = texts.get(one.revision + 1, entry.article)
        return alterations.of(one, texts[one.revision], later, self.words)
