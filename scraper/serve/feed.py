"""What is asked for → a feed of it, made as `publish feed` makes them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from scraper.archive import query
from scraper.archive.store import Store
from scraper.archive.values import Wanted
from scraper.config import Settings
from scraper.publish.feeds import words
from scraper.publish.feeds.editor import Editor
from scraper.publish.feeds.files import FORMS
from scraper.publish.feeds.wishes import Wish
from scraper.publish.feeds.words import Words
from scraper.serve import changes as changed
from scraper.serve import listed, picture
from scraper.serve.asked import Asked, RefusalError
from scraper.serve.frame import address, line
from scraper.serve.view import Written

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
STILL = 60.0
"""Seconds that a feed may be older than the archive: readers ask every few minutes at most."""


def articles(store: Store, asked: Asked, setting: Settings) -> Written:
    """The newest articles: all, about somebody, of a medium, those that a query finds."""
    said = words.of(setting.feed.language)
    typed, media, heads = asked.one("q"), asked.one("media"), bool(asked.one("heads"))
    topic = listed.topic(store, asked.one("topic"))
    names = [name for name in (topic, media, typed) if name]
    wish = Wish(
        place="feed",
        name=line(said.comma.join(names)),
        about=line(_about(said, topic, media, typed)),
        wanted=Wanted(heads=heads, entity=topic or None, media=media or None),
        query=query.read(typed) if typed else None,
    )
    kept = {"q": typed, "topic": topic, "media": media, "heads": heads and "1"}
    return _written(store, asked, setting, wish, address("/search" if typed else "/", **kept))


def changes(store: Store, asked: Asked, setting: Settings) -> Written:
    """What was changed after publication: of some kinds, about somebody."""
    said = words.of(setting.feed.language)
    kinds, about = changed.kinds(asked), asked.one("about")
    named = [said.kinds.get(kind, kind) for kind in kinds]
    wish = Wish(
        place="changes",
        name=line(said.comma.join((said.changes, *named, *filter(None, [about])))),
        about=said.changes,
        changes=True,
        kinds=tuple(kinds),
        words=about,
    )
    site = address("/changes", kind=kinds, about=about)
    return _written(store, asked, setting, wish, site)


def _about(said: Words, topic: str, media: str, typed: str) -> str:
    if typed:
        return said.query.format(typed)
    return said.naming.format(topic) if topic else media or said.everything


def _written(store: Store, asked: Asked, setting: Settings, wish: Wish, site: str) -> Written:
    """The feed of a wish in the form of the address; kept images are found by ours, too.

    `site` is the page that it belongs to: the feed is asked for with the same values.
    """
    form = asked.path["form"]
    if form not in FORMS:
        raise RefusalError(404, f"{form[:20]}: no form of a feed; there are {', '.join(FORMS)}")
    editor = Editor(
        store=store,
        setting=replace(setting.feed, url=asked.base, site=f"{asked.base}{site}"),
        words=words.of(setting.feed.language),
        limit=setting.feed.limit,
        bring=lambda kept: f"{asked.base}{picture.place(kept)}",
    )
    made = replace(editor.feed(wish), query=urlsplit(site).query)
    return Written(type=TYPES[form], body=FORMS[form](made), still=STILL)
