"""Many articles → one JSON file and the template by which Hugo makes pages of it.

For tens of thousands of articles: Hugo reads one file instead of each. From its version 0.126 on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from scraper.publish.hugo.front import Keys

SINCE = (0, 126)
"""The first version of Hugo that reads `TEMPLATE`."""

_DATES = {"date": "date", "lastmod": "lastmod"}
_HEAD = ("title", "slug", "description", "isCJKLanguage", "translationKey")
"""What Hugo knows as a field of a page; the rest goes to its parameters."""


def template(section: str, lang: str = "") -> tuple[str, bytes]:
    """The path of the template within the site, and its bytes; `lang` is other than the site's."""
    text = files(__package__).joinpath("content.gotmpl").read_text(encoding="utf-8")
    name = f"_content.{lang}.gotmpl" if lang else "_content.gotmpl"
    return f"content/{section}/{name}", text.replace("NAME", _name(section, lang)).encode()


def place(section: str, lang: str = "") -> str:
    """The path of the JSON file within the site."""
    return f"assets/scraper/{_name(section, lang)}"


def _name(section: str, lang: str) -> str:
    base = section.replace("/", "-")
    return f"{base}.{lang}.json" if lang else f"{base}.json"


def pieces(articles: Iterable[tuple[Keys, str]]) -> Iterator[bytes]:
    """The JSON file, piece by piece: a list with an article on each line."""
    before = "[\n"
    for keys, text in articles:
        yield f"{before}{json.dumps(page(keys, text), ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"[\n]\n" if before == "[\n" else b"\n]\n"


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
