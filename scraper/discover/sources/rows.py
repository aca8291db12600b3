"""Rows of a list → Links, and how many rows were passed over and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scraper import urls
from scraper.discover.sources import hint
from scraper.errors import UrlError
from scraper.models import FILMS, Address, Link, Listing, Url

MOST = 5_000
"""So many rows of one answer are read, the rest is counted; 199 have been seen."""

_CARD = "525"
_TIP = "560"
_LETTERS = {"V": "video", "Q": "question"}  # the ninth character of an article id
_IDS = ("id", "cms_id", "cmsid", "article_id")
_URLS = ("url", "surl", "short_url", "vurl", "share_url", "shareUrl", "link")
_INFO = ("url", "share_url", "short_url", "org_url")
# A special page has an article's id, but only its own address leads to it.
_SPECIAL = re.compile(r"(?:https?:)?//[a-z.]+\.qq\.com/(?:zt|omn/rose)", re.IGNORECASE)


def read(rows: list[object], source: str, now: datetime) -> Listing:
    """The links of `rows` in their order; each other row is counted in `skipped`, with a reason."""
    links: dict[Url, Link] = {}
    skipped: Counter[str] = Counter()
    for number, row in enumerate(_unfolded(rows)):
        if number >= MOST:
            skipped[f"beyond {MOST} rows"] += 1
            continue
        found = _judged(row) if isinstance(row, dict) else "not a row"
        if isinstance(found, str):
            skipped[found] += 1
        elif found.url in links:
            skipped["duplicate"] += 1
        else:
            links[found.url] = Link(address=found, source=source, hint=hint.read(row, now))
    return Listing(links=tuple(links.values()), skipped=tuple(sorted(skipped.items())))


def kept(address: Address) -> Address | str:
    """`address`, or why it is passed over: its id is of a video or a question."""
    return _LETTERS.get(address.id[8], address) if address.id[:1].isdigit() else address


def _unfolded(rows: list[object]) -> Iterator[Any]:
    """Every row, with the rows inside a card in the card's place, however deep."""
    stack = rows[::-1]
    while stack:
        row = stack.pop()
        if nested := _nested(row):
            stack.extend(reversed(nested))
        else:
            yield row


def _nested(row: object) -> list[object]:
    if isinstance(row, dict):
        for key in ("sub_item", "sub_items"):
            if isinstance(row.get(key), list) and row[key]:
                return list(row[key])
    return []


def _judged(row: dict[str, Any]) -> Address | str:
    """The article a row names, or why it is passed over."""
    kind = _kind(row)
    if kind == _TIP or any(key.upper().startswith("TIP") for key in _texts(row, _IDS)):
        return "tip"
    if kind == _CARD:
        return "empty card"
    if kind in FILMS:
        return "video"
    found = _address(row)
    return found if isinstance(found, str) else kept(found)


def _kind(row: dict[str, Any]) -> str:
    value = row.get("articletype", row.get("article_type"))
    return str(value).strip() if isinstance(value, (int, str)) else ""


def _address(row: dict[str, Any]) -> Address | str:
    """What the ids and addresses of a row name: a certain article before an uncertain one."""
    ids, links = _texts(row, _IDS), _texts(row, _URLS) + _texts(row.get("link_info"), _INFO)
    if not ids and not links:
        return "no address"
    special = any(_SPECIAL.match(link) for link in links)
    found = [one for one in map(_read, links if special else ids + links) if one]
    for chosen in sorted(found, key=lambda one: not one.certain)[:1]:
        forms = (one.form for one in found if one.url == chosen.url and one.form)
        return replace(chosen, form=next(forms, ""))
    return "not an article"


def _texts(row: object, keys: tuple[str, ...]) -> list[str]:
    values = [row.get(key) for key in keys] if isinstance(row, dict) else []
    return [value for value in values if isinstance(value, str) and value.strip()]


def _read(text: str) -> Address | None:
    try:
        return urls.read(text)
    except UrlError:
        return None
