"""Releases to be tested: an archive of odd articles, and what is made of it.

Processes of their own import it by name.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scraper import urls
from scraper.archive import store
from scraper.archive.store import Store
from scraper.dates import BEIJING
from scraper.models import Article, Fetched, Image, Mention
from scraper.publish.dataset import release, sheet
from scraper.publish.dataset.release import Order, Release

AT = datetime(2026, 11, 20, 8, 0, 0, 123456, tzinfo=BEIJING)
HOUR = timedelta(hours=1)
FORMS = ("parquet", "jsonl", "csv")
LONG = "".join(f"第{number}句说的是另一件事，与前后都不相同。" for number in range(12))
NASTY = (
    "=cmd|'/C calc'!A0",
    'a "quoted", one\r\nwith lines\n\nand a tab\t, ends in \\',
    "a\0\u2028b\u2029c\x85d\x0be\ufefff 😀 𠮷",
    "NA",
    "null",
    "{{< x >}} | `y` <script>",
    "0012",
    "2026-01-01",
)


def article(number: int, **changes: Any) -> Article:
    key = f"20261120A{number:05}00"
    values: dict[str, Any] = {
        "id": key,
        "url": urls.of(key),
        "title": f"题目 {number}",
        "body": f"**正文** {number}\n\n[链](https://example.qq.com/) {NASTY[number % len(NASTY)]}",
        "published": AT - HOUR if number % 3 else None,
        "author": NASTY[number % len(NASTY)] if number % 4 else None,
        "summary": "",
        "images": (Image(url="https://inews.gtimg.com/om_bt/K/641", width=2**62, caption="图"),),
        "tags": ("AI", 'a"b') if number % 2 else (),
        "extractor": "qq-origin/1",
        "abstract": "提要" if number == 5 else None,
        "paid": number == 6,
    }
    return Article(**{**values, **changes})


def keep(archive: Store, one: Article, at: datetime) -> None:
    body = f"{one.title}{at}".encode()
    fetched = Fetched(asked=one.url, url=one.url, status=200, headers=(), body=body, at=at)
    named = [Mention(entity="DeepSeek", kind="company", count=2)]
    archive.put(one, snapshot=archive.keep(fetched), at=at, source="ai", mentions=named)


def filled(path: Path) -> Path:
    """An archive of articles with all that is odd: no order of theirs is that of their ids."""
    with store.open(path) as archive:
        for number in range(1, 20):
            keep(archive, article(number), AT + (number * 7 % 19) * HOUR)
        keep(archive, article(30, title=NASTY[1], body=LONG * 5000), AT + 30 * HOUR)
        keep(archive, article(31, body=LONG, author=None), AT + 31 * HOUR)
        keep(archive, article(32, body=f"转：{LONG}", category=NASTY[2]), AT + 32 * HOUR)
    return path


def named(title: str, body: str) -> tuple[Mention, ...]:
    ours = Mention(entity="智谱", kind="company", count=len(body) % 3 + 1, in_title=True)
    return (ours, Mention(entity="GLM", kind="model", count=2)) if len(body) % 2 else ()


def order(form: str = "jsonl", **changes: Any) -> Order:
    values: dict[str, Any] = {
        "form": form,
        "as_of": None,
        "since": None,
        "heads": False,
        "named": named,
        "digest": "d",
        "manners": sheet.Manners(robots=True, but=("a|b",), interval=1.0),
    }
    return Order(**{**values, **changes})


def make(path: Path, folder: Path, form: str = "jsonl", **changes: Any) -> Release:
    with store.open(path, readonly=True) as archive:
        return release.write(archive, folder, order(form, **changes), lambda *_: None)


def files(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def objects(folder: Path) -> list[dict[str, Any]]:
    found = [one.read_bytes() for one in sorted(folder.glob("articles-*.jsonl"))]
    return [json.loads(line) for line in b"".join(found).split(b"\n") if line]
