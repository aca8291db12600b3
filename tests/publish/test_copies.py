"""What the document of a head says of the others."""

from __future__ import annotations

from datetime import UTC, datetime

from scraper import urls
from scraper.archive.values import Story, Telling
from scraper.dates import BEIJING
from scraper.publish import copies

SEEN = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)


def telling(key: str = "20261122A01KX700", **said: object) -> Telling:
    known: dict[str, object] = {
        "id": key,
        "url": urls.of(key),
        "title": "题",
        "author": "某号",
        "published": datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC),
        "first_seen": SEEN,
    }
    return Telling(**{**known, **said})  # type: ignore[arg-type]


def test_each_copy_says_who_told_it_where_when_and_under_which_title() -> None:
    bare = telling("20261122A02M4P00", author=None, published=None)
    assert copies.of(Story(head=telling(), copies=(telling(title="另一题"), bare))) == {
        "copies": (
            {
                "author": "某号",
                "title": "另一题",
                "date": "2026-11-22 09:02:03",
                "url": "https://new.qq.com/rain/a/20261122A01KX700",
            },
            {
                "author": "",
                "title": "题",
                "date": "",
                "url": "https://new.qq.com/rain/a/20261122A02M4P00",
            },
        )
    }


def test_where_no_other_told_it_nothing_is_said() -> None:
    assert copies.of(None) == {}
