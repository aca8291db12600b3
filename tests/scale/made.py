"""Folders of parts, made up, and what an archive tells of the same articles."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from scraper import urls
from scraper.archive import cells, functions, rows, store
from scraper.dates import BEIJING
from scraper.models import Article
from scraper.scale import tables

NOW = datetime(2025, 2, 12, 20, 0, tzinfo=BEIJING)
TEXTS = (
    *("id", "source_url", "title", "published", "author", "summary", "thumbnail", "body", "videos"),
    *("tags", "category", "lang", "extractor", "abstract", "content_sha256", "images"),
    *("fetched_at", "sha256"),
)
ARTICLES = dict.fromkeys(TEXTS, "text") | {"paid": "count"}


class Captured(NamedTuple):
    """An article as it stood at a moment."""

    article: Article
    at: datetime
    sha256: str = ""


def article(number: int, body: str, **fields: Any) -> Article:
    key = f"20250212A{number:05}00"
    known = {"id": key, "url": urls.of(key), "title": f"题 {number}", "body": body}
    return Article(**{**known, "extractor": "made/1", **fields})


def captured(number: int, body: str, minute: int | None = None, **fields: Any) -> Captured:
    at = NOW + timedelta(minutes=number if minute is None else minute)
    return Captured(article(number, body, **fields), at)


def row(one: Captured) -> dict[str, Any]:
    plain = rows.pack(one.article)
    return rows.columns(plain) | {
        "paid": int(one.article.paid),
        "images": cells.dump(plain["images"]),
        "content_sha256": functions.content_sha256(plain["body"]),
        "fetched_at": cells.stamp(one.at),
        "sha256": one.sha256,
    }


def part(folder: Path, found: Iterable[Captured], answers: str | None = None) -> str:
    """Write a part and the task that names it; its name."""
    values = [tuple(known[name] for name in ARTICLES) for known in map(row, found)]
    name = tables.put(folder / "articles", ARTICLES, values)
    (folder / "tasks").mkdir(exist_ok=True)
    task = json.dumps({"parts": {"articles": name, "answers": answers}})
    (folder / "tasks" / f"{name[:16]}-{answers or ''}.json").write_text(task)
    return name


def divided(folder: Path, found: Sequence[Captured], count: int, chance: random.Random) -> Path:
    """A folder with these captures in so many parts, by chance, in no order."""
    groups: list[list[Captured]] = [[] for _ in range(count)]
    for one in chance.sample(found, len(found)):
        chance.choice(groups).append(one)
    folder.mkdir(exist_ok=True)
    for group in groups:
        part(folder, group)
    return folder


def told(folder: Path) -> dict[str, str]:
    """The story of each article, as the files of a folder have it."""
    names = json.loads((folder / "stories.json").read_text())["stories"]
    paths = [folder / "stories" / name for name in names]
    return dict(one for path in paths for one in tables.read(path, "id", "story_id"))


def filled(path: Path, found: Iterable[Captured]) -> store.Store:
    """An archive, open, that got these in the order of their time."""
    archive = store.open(path)
    with archive.together():
        for one in sorted(found, key=lambda one: (one.at, one.article.id)):
            archive.put(one.article, snapshot=None, at=one.at)
    return archive


def heads(path: Path, found: Iterable[Captured]) -> dict[str, str]:
    """The story of each article, as an archive has it that got them in the order of time."""
    with filled(path, found) as archive:
        return {entry.article.id: entry.story for entry in archive.entries()}


def plain(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """An engine that does one after another."""
    return map(function, items)


def mixed(chance: random.Random) -> Callable[..., Iterator[Any]]:
    """An engine that does all in another order each time, and some of it twice."""

    def engine(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        known = list(items)
        for one in chance.sample(known, len(known) // 2):
            function(one)
        return map(function, chance.sample(known, len(known)))

    return engine
