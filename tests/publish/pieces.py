"""Stories and days made up, for digests and issues."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scraper import urls
from scraper.dates import BEIJING
from scraper.models import Mention
from scraper.publish import groups
from scraper.publish.digest.day import Day
from scraper.publish.stories import Piece

if TYPE_CHECKING:
    from collections.abc import Iterable

AT = datetime(2026, 11, 24, 10, 7, tzinfo=BEIJING)


def named(entity: str, count: int = 3, *, title: bool = True) -> Mention:
    return Mention(entity=entity, kind="company", count=count, in_title=title)


def piece(number: int = 0, title: str = "题目", author: str = "甲", **values: Any) -> Piece:
    """A story, the minutes of its `number` before AT."""
    key, at = f"20261124A{number:05}00", AT - timedelta(minutes=number)
    made = {"id": key, "url": urls.of(key), "title": title, "author": author, "at": at}
    return Piece(**{**made, "changed": at, **values})


def day(pieces: Iterable[Piece], **values: Any) -> Day:
    found = list(pieces)
    made = {
        "since": AT - timedelta(days=1),
        "until": AT,
        "articles": sum(1 + len(one.others) for one in found),
        "media": len({one.author for one in found}),
        "groups": groups.of(found),
    }
    return Day(**{**made, **values})
