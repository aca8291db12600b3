"""2023 and later: the body is in ``originContent`` of ``window.DATA``, its media beside it."""

from __future__ import annotations

import html
import re
from typing import Any

from scraper.extract import data, flow, tree
from scraper.extract.blocks import Block
from scraper.extract.facts import Facts
from scraper.extract.view import View, plain
from scraper.models import Video

NAME = "qq-origin"
VERSION = 1
VALID_FROM = "2023-01"
VALID_UNTIL = None

BODY = "window.DATA.originContent.text"

_PLACE = re.compile(r"<!--\s*((IMG|VIDEO)_\d{1,6})\s*-->")
_SIZES = ("url", "imgurl641", "compressUrl", "origUrl", "imgurl1000", "imgurl0", "bigOrigUrl")


def read(view: View) -> Facts | None:
    """The facts of a page whose data holds the body; None for any other page."""
    found = view.data
    content = found.get("originContent") if found else None
    if found is None or not isinstance(content, dict) or not isinstance(content.get("text"), str):
        return None
    attributes = found.get("originAttribute")
    media = attributes if isinstance(attributes, dict) else {}
    return Facts(
        body=_body(content["text"], media, view),
        missing=BODY,
        videos=_videos(content["text"], media),
        **data.facts(found),
    )


def _body(text: str, media: dict[str, Any], view: View) -> Block:
    """The text with an image or a link to a video in the place of each placeholder."""
    seen: set[str] = set()

    def place(found: re.Match[str]) -> str:
        name, kind = found[1], found[2]
        attributes = media.get(name)
        if name in seen or not isinstance(attributes, dict):
            return ""  # each stands once: a page that repeats one a million times is no page
        seen.add(name)
        return _image(attributes) if kind == "IMG" else _video(attributes)

    if "<" not in text and len(text) <= flow.SIGNS:
        text = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return flow.read(tree.fragment(_PLACE.sub(place, text), view.page.url), view.page.url)


def _image(attributes: dict[str, Any]) -> str:
    moving = plain(attributes.get("gifUrl")) if attributes.get("isGif") else ""
    source = moving or next(filter(None, (plain(attributes.get(size)) for size in _SIZES)), "")
    pairs = {
        "src": source,
        "alt": "图片",
        "width": plain(attributes.get("width")),
        "height": plain(attributes.get("height")),
        "data-caption": plain(attributes.get("desc")),
    }
    return "<img {}>".format(
        " ".join(f'{name}="{html.escape(value)}"' for name, value in pairs.items() if value)
    )


def _video(attributes: dict[str, Any]) -> str:
    found = data.video(attributes)
    return f'<p><a href="{found.url}">{html.escape(data.label(found))}</a></p>' if found else ""


def _videos(text: str, media: dict[str, Any]) -> tuple[Video, ...]:
    names = dict.fromkeys(found[1] for found in _PLACE.finditer(text) if found[2] == "VIDEO")
    return tuple(video for name in names if (video := data.video(media.get(name))))
