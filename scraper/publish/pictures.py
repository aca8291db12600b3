"""Images of an article + what of them is kept → how each is shown, and its Markdown with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scraper.extract import clean
from scraper.models import Article, Picture

_IMAGE = re.compile(r"!\[(?P<alt>(?:[^\]\\]|\\.)*)\]\((?P<url>[^()\s]+)\)")
_SIGNS = re.compile(r"([\\\[\]*_`<>!&])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How an image is shown: the address of its file, its size in pixels where known, its words."""

    src: str
    width: int | None = None
    height: int | None = None
    alt: str = ""


def shown(
    article: Article, kept: Mapping[str, Picture], place: Callable[[Picture], str]
) -> dict[str, Shown]:
    """By address, how each image of an article and its thumbnail are shown.

    What is kept is shown from its `place`, in the size of its bytes; the rest from the site.
    """
    found: dict[str, Shown] = {}
    for image in article.images:
        caption = clean.line(image.caption or "")
        remote = Shown(src=image.url, width=image.width, height=image.height, alt=caption)
        found[image.url] = _local(kept.get(image.url), place, caption) or remote
    if article.thumbnail:
        local = _local(kept.get(article.thumbnail), place, "")
        found.setdefault(article.thumbnail, local or Shown(src=article.thumbnail))
    return found


def _local(picture: Picture | None, place: Callable[[Picture], str], caption: str) -> Shown | None:
    if picture is None:
        return None
    return Shown(src=place(picture), width=picture.width, height=picture.height, alt=caption)


def placed(body: str, images: Mapping[str, Shown]) -> str:
    """The Markdown `body` with its images where they are shown from, named by their captions."""

    def one(found: re.Match[str]) -> str:
        image = images.get(found["url"])
        if image is None:
            return found[0]
        alt = _SIGNS.sub(r"\\\1", image.alt) or found["alt"]
        return f"![{alt}]({image.src})"

    return _IMAGE.sub(one, body)
