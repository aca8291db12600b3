"""An archive in a real file, and things to put in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper import urls
from scraper.archive import store
from scraper.archive.store import Store
from scraper.dates import BEIJING
from scraper.models import Article, Fetched, Hint, Image, Link, Video

Make = Callable[..., object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Store]:
    with store.open(path) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    return datetime(2025, 2, 12, 20, 0, tzinfo=BEIJING)


@pytest.fixture
def make(now: datetime) -> Callable[..., Article]:
    """An article by number, with any field altered."""

    def build(number: int = 1, **fields: object) -> Article:
        key = f"20250212A{number:05}00"
        known: dict[str, object] = {
            "id": key,
            "url": urls.of(key),
            "title": f"大模型 {number}",
            "body": f"正文 {number}",
            "published": now + timedelta(minutes=number),
            "author": "某号",
            "summary": "摘要",
            "images": (
                Image(url="https://inews.gtimg.com/om_bt/K/641", width=641, height=300),
                Image(url="https://inews.gtimg.com/om_bt/L/641", caption="图"),
            ),
            "videos": (Video(vid="v1", url="https://v.qq.com/x", duration=7),),
            "tags": ("AI", "芯片"),
            "category": "科技",
            "extractor": "2023/1",
        }
        return Article(**{**known, **fields})  # type: ignore[arg-type]

    return build


@pytest.fixture
def answer(now: datetime) -> Callable[..., Fetched]:
    """An answer with any field altered."""

    def build(body: bytes = b"<html>\xff\x00</html>", **fields: object) -> Fetched:
        known: dict[str, object] = {
            "asked": "https://new.qq.com/rain/a/20250212A0000100",
            "url": "https://news.qq.com/rain/a/20250212A0000100",
            "status": 200,
            "headers": (("set-cookie", "a"), ("set-cookie", "b"), ("x-名", "值")),
            "body": body,
            "at": now,
        }
        return Fetched(**{**known, **fields})  # type: ignore[arg-type]

    return build


@pytest.fixture
def link() -> Callable[..., Link]:
    """A link by number."""

    def build(number: int = 1, *, source: str = "ai", reason: str = "", **said: object) -> Link:
        address = urls.read(f"20250212A{number:05}00")
        return Link(address=address, source=source, hint=Hint(**said), reason=reason)  # type: ignore[arg-type]

    return build
