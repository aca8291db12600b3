"""Feed → the bytes of its Atom (RFC 4287) and of its RSS 2.0.

What the library lacks or takes from the clock is added here: the time of the feed, the type of its
link to itself, the whole text in RSS, the language of an entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any

from feedgenerator import Atom1Feed, Rss201rev2Feed  # type: ignore[import-untyped]

from scraper.publish.feeds.values import Feed, Item

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_MARKUP = re.compile(r"(?<=<)(?=[A-Za-z/!?])|(?<=&)(?=[#A-Za-z])")


class _Atom(Atom1Feed):  # type: ignore[misc]
    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        _itself(handler, "link", self.feed["address"], "application/atom+xml")

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]  # type: ignore[no-any-return]

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        other = item["lang"] not in ("", self.feed["language"])
        return {"xml:lang": item["lang"]} if other else {}


class _Rss(Rss201rev2Feed):  # type: ignore[misc]
    def latest_post_date(self) -> datetime:
        return self.feed["updated"]  # type: ignore[no-any-return]

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": _CONTENT, "xmlns:dc": _DC}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        _itself(handler, "atom:link", self.feed["address"], "application/rss+xml")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("atom:updated", item["updateddate"].isoformat())
        handler.addQuickElement("content:encoded", item["content"])


def _itself(handler: Any, name: str, address: str | None, kind: str) -> None:
    """A link of the feed to itself, where its address is known."""
    if address:
        handler.addQuickElement(name, None, {"rel": "self", "type": kind, "href": address})


def atom(feed: Feed) -> bytes:
    """The feed as Atom: plain titles, the text of each entry as HTML."""
    return _written(_Atom, feed, feed.address(".atom"), feed.language)


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, where nobody says whether a title is text or HTML: it is both, alike."""
    return _written(_Rss, feed, feed.address(".rss"), feed.language.lower(), _both)


def _both(text: str) -> str:
    """`text` with a zero-width space in what would be markup if it were taken for HTML."""
    return _MARKUP.sub("\u200b", text)


def _written(
    form: Callable[..., Any],
    feed: Feed,
    address: str | None,
    language: str,
    plain: Callable[[str], str] = str,
) -> bytes:
    made = form(
        title=plain(feed.title),
        link=feed.site,
        description=plain(feed.about),
        language=language,
        author_name=plain(feed.author),
        address=address,
        feed_guid=feed.id,
        updated=feed.updated,
    )
    for item in feed.items:
        made.add_item(**_item(item, plain))
    return f"{made.writeString('utf-8')}\n".encode()


def _item(item: Item, plain: Callable[[str], str]) -> dict[str, Any]:
    """What the library is told of an item; a summary is HTML in both forms."""
    return {
        "title": plain(item.title),
        "link": item.url,
        "description": escape(item.summary, quote=False) or None,
        "content": item.html,
        "author_name": plain(item.author) or None,
        "pubdate": item.published,
        "updateddate": item.updated,
        "unique_id": item.id,
        "unique_id_is_permalink": item.permalink,
        "categories": tuple(map(plain, item.tags)),
        "lang": item.lang,
    }
