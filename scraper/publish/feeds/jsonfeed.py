"""Feed → the bytes of its JSON Feed 1.1 (https://jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any

from scraper.publish.feeds.values import Feed, Item

VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: Feed) -> bytes:
    """The feed as JSON, a key where there is something to say; the same feed, the same bytes."""
    said: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.site,
        "feed_url": feed.address(".json"),
        "description": feed.about,
        "language": feed.language,
        "authors": [{"name": feed.author}],
    }
    items = [_full(_item(one)) for one in feed.items]
    text = json.dumps({**_full(said), "items": items}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "image": item.image,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": item.author}] if item.author else [],
        "tags": list(item.tags),
        "language": item.lang,
    }


def _full(said: dict[str, Any]) -> dict[str, Any]:
    """The same without what is empty."""
    return {key: value for key, value in said.items() if value}
