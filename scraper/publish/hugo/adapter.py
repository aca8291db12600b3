"""Many articles → one JSON file and the template by which Hugo makes pages of it.

For tens of thousands of articles: Hugo reads one file instead of each. From its version 0.126 on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from scraper.publish.hugo.front import Keys

SINCE = (0, 126)
"""The first version of Hugo that reads `TEMPLATE`."""

_DATES = {"date": "date", "lastmod": "lastmod"}
_HEAD = ("title", "slug", "description", "isCJKLanguage", "translationKey")
"""What Hugo knows as a field of a page; the rest goes to its parameters."""


class Book:
    """Articles on their way into one file."""

    def __init__(self, section: str) -> None:
        self._section = section
        self._pages: list[str] = []

    def add(self, keys: Keys, text: str) -> None:
        """One more article."""
        self._pages.append(json.dumps(page(keys, text), ensure_ascii=False))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The path of each file within the site, and its bytes."""
        name = self._section.replace("/", "-")
        template = files(__package__).joinpath("content.gotmpl").read_text(encoding="utf-8")
        yield (
            f"content/{self._section}/_content.gotmpl",
            template.replace("SECTION", name).encode(),
        )
        pages = ",\n".join(self._pages)
        yield f"assets/scraper/{name}.json", f"[\n{pages}\n]\n".encode()


def page(keys: Keys, text: str) -> dict[str, Any]:
    """An article as Hugo's `AddPage` wants it."""
    own = keys.get("params")
    rest = {k: v for k, v in keys.items() if k not in (*_HEAD, *_DATES, "params")}
    return {
        "kind": "page",
        "path": str(keys.get("slug", "")).lower(),
        **{key: keys[key] for key in _HEAD if key in keys},
        "dates": {name: keys[key] for key, name in _DATES.items() if key in keys},
        "params": {**rest, **(own if isinstance(own, dict) else {})},
        "content": {"mediaType": "text/markdown", "value": text},
    }
