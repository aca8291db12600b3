"""An archive of articles that their site altered; and what is said of them on a socket."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scraper import urls
from scraper.archive import store
from scraper.archive.values import Cause
from scraper.dates import BEIJING
from scraper.models import Article, Image, Mention

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEY, ONE, HOSTILE = "20261122A01KX700", "20261122A04DUP00", "20261122A0EV1L00"
START = datetime(2026, 11, 24, 8, 0, tzinfo=BEIJING)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MANY = 45
"""Further articles, each with another headline since."""

PARAGRAPHS = tuple(f"第{n}段说的是客户试用的情况，一切照旧。" for n in range(1, 9))
FIRST = "智谱发布了新一代基座模型，参数量达到3550亿，支持二十六种语言。"
MADE = Article(
    id=KEY,
    url=urls.of(KEY),
    title="智谱发布新模型",
    body="\n\n".join((FIRST, *PARAGRAPHS)),
    published=START - HOUR,
    author="某号",
    extractor="qq-origin/1",
)
SECOND = replace(MADE, title="智谱发布开源模型")
THIRD = replace(
    SECOND,
    body=f"{SECOND.body.replace('3550', '3650')}\n\n更正：参数量应为3650亿。",
    author="他号",
)
EVIL = "</script><script>alert(1)</script>\u202e<img src=x onerror=alert(1)>"
NAMED = (Mention(entity="智谱", kind="company", count=3, in_title=True),)


def fill(path: Path) -> None:
    """KEY has three texts, ONE one, HOSTILE two; and MANY others have two each."""
    with store.open(path) as archive, archive.together():
        _put(archive, MADE, START)
        _put(archive, replace(MADE, id=ONE, url=urls.of(ONE), title="月之暗面完成融资"), START)
        for number in range(MANY):
            _two(archive, f"20261121A{number:05}00", f"第{number}版", START + number * HOUR / 2)
        _two(archive, HOSTILE, EVIL, START + 2 * DAY)
        _put(archive, SECOND, START + 2 * DAY + HOUR)
        _put(archive, THIRD, START + 2 * DAY + 2 * HOUR)
        other = replace(THIRD, author="解析器以为是他", extractor="qq-origin/2")
        _put(archive, other, START + 2 * DAY + 3 * HOUR, Cause.EXTRACTOR)


def _two(archive: store.Store, key: str, title: str, at: datetime) -> None:
    made = Article(id=key, url=urls.of(key), title=f"旧{title}", body=f"{title}正文")
    images = (Image(url="javascript:alert(1)"),)
    _put(archive, replace(made, images=images), at - DAY)
    _put(archive, replace(made, title=f"新{title}", images=images), at)


def _put(archive: store.Store, article: Article, at: datetime, cause: Cause = Cause.SITE) -> None:
    named = NAMED if article.id == KEY else ()
    archive.put(article, snapshot=None, at=at, cause=cause, mentions=named)


@dataclass(frozen=True)
class Reply:
    """An answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def get(url: str, **headers: str) -> Reply:
    """What is answered; names of headers have underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    asked = urllib.request.Request(url, headers=named)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(asked, timeout=30) as answer:
            return Reply(answer.status, dict(answer.headers.items()), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, dict(error.headers.items()), error.read())
