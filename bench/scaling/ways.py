"""A WARC → its parts by each way there is, with what each took; all parts must be the same."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from scaling import watched

WAYS: dict[str, tuple[str, ...]] = {
    "1 process": ("--jobs", "1"),
    "2 processes": ("--jobs", "2"),
    "Ray, 2 workers": ("--engine", "ray", "--jobs", "2"),
}
SCRAPER = (sys.executable, "-m", "scraper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What one way came to: a hash of all its parts, and what they hold."""

    name: str
    row: dict[str, Any]
    digest: str
    answers: int
    articles: int
    bytes: int


def taken(warc: Path, folder: Path, name: str, pieces: tuple[int, int], *, killed: bool) -> Way:
    """Import a WARC in so many pieces of so many megabytes; with `killed` a worker dies midway."""
    piece, count = pieces
    said = f"{name}, one killed" if killed else name
    place = folder / said.replace(" ", "-").replace(",", "")
    place.mkdir()
    (place / "config.toml").write_text('[documents]\ndir = ""\n', encoding="utf-8")
    words = ("import-warc", str(warc), "--parquet", "parts", "--piece", str(piece), *WAYS[name])
    half = count // 2 if killed else None
    used = watched.run([*SCRAPER, *words], place, place / "parts/tasks", half)
    if killed and not used.killed:
        raise SystemExit(f"{said}: nobody could be killed; take more pages")
    return _way(said, place / "parts", used)


def _way(name: str, parts: Path, used: watched.Used) -> Way:
    digest, size = held(parts)
    rows = [json.loads(one.read_bytes())["rows"] for one in (parts / "tasks").iterdir()]
    answers = sum(one["answers"] for one in rows)
    row = {
        "way": name,
        "pages": answers,
        "seconds": round(used.seconds, 1),
        "pages/s": round(answers / used.seconds),
        "ms a page": round(1000 * used.cpu / answers, 3),
        "MB a worker": round(used.memory),
        "workers": used.workers,
    }
    articles = sum(one["articles"] for one in rows)
    return Way(name=name, row=row, digest=digest, answers=answers, articles=articles, bytes=size)


def held(parts: Path) -> tuple[str, int]:
    """A hash of all that counts in a folder of parts, bytes and all, and its size."""
    told, size = sha256(), 0
    for task in sorted((parts / "tasks").iterdir()):
        told.update(task.name.encode() + task.read_bytes())
        for sort, name in sorted(json.loads(task.read_bytes())["parts"].items()):
            if name:
                path = parts / sort / name
                size += path.stat().st_size
                with path.open("rb") as file:
                    told.update(file_digest(file, "sha256").digest())
    return told.hexdigest(), size
