"""A real archive, and the feeds of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper import urls
from scraper.archive import store
from scraper.archive.store import Store
from scraper.config import Feed as Setting
from scraper.dates import BEIJING
from scraper.models import Article, Mention
from scraper.publish.feeds import wishes, words
from scraper.publish.feeds.editor import Editor
from scraper.publish.feeds.values import Feed
from scraper.publish.feeds.wishes import Order

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)
Put = Callable[..., Article]
Made = Callable[..., list[Feed]]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Store]:
    with store.open(tmp_path / "archive.db") as opened:
        yield opened


@pytest.fixture
def put(archive: Store) -> Put:
    """Store an article by number, with any field altered, and whom it names."""

    def stored(number: int = 1, *, at: datetime = NOW, named: Any = (), **said: object) -> Article:
        key = f"20261122A{number:05}00"
        known: dict[str, object] = {
            "id": key,
            "url": urls.of(key),
            "title": f"大模型{number}",
            "body": f"第一段，{number}。\n\n第二段，**粗**。",
            "published": NOW - timedelta(hours=number),
            "author": "某号",
            "summary": "摘要",
            "category": "tech",
        }
        article = Article(**{**known, **said})  # type: ignore[arg-type]
        mentions = [Mention(entity=one, kind=kind, count=1) for one, kind in named]
        archive.put(article, snapshot=None, at=at, mentions=mentions)
        return article

    return stored


@pytest.fixture
def made(archive: Store) -> Made:
    """The feeds of an order; settings by name."""

    def feeds(order: Order | None = None, limit: int = 50, **setting: Any) -> list[Feed]:
        known = Setting(**setting)
        language = words.of(known.language)
        editor = Editor(store=archive, setting=known, words=language, limit=limit)
        asked = order or Order(everything=True, changes=True)
        return [editor.feed(one) for one in wishes.of(asked, archive, language)]

    return feeds
