"""What a feed says, in whatever form it is written: frozen values, their texts clean already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from scraper.dates import BEIJING

NEVER = datetime(1970, 1, 1, tzinfo=BEIJING)
"""When a feed without entries was changed: each must name a time, and the clock is no source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry of a feed. `html` is well-formed XHTML, the other texts are plain, on one line.

    `id` is an address and never changes; where it leads to nothing of its own, it is no
    `permalink`. Both times are in Beijing time, in whole seconds; `image` and `lang` may be "".
    """

    id: str
    url: str
    title: str
    html: str
    published: datetime
    updated: datetime
    author: str = ""
    summary: str = ""
    image: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()
    permalink: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed whose files are `place` and an ending, below `base`; "" where nobody knows that.

    `author` is whose the entries are that name no other; `query` is what is asked of its address.
    """

    place: str
    title: str
    about: str
    author: str
    language: str
    site: str
    base: str = ""
    query: str = ""
    items: tuple[Item, ...] = field(default=())

    def address(self, ending: str) -> str | None:
        """Where its file of this ending is served; None where nobody knows."""
        asked = f"?{self.query}" if self.query else ""
        return f"{self.base}{quote(self.place + ending)}{asked}" if self.base else None

    @property
    def id(self) -> str:
        """What the feed is known by: its own address, else a number that its place gives it."""
        made = uuid5(NAMESPACE_URL, f"{self.site}#{self.place}")
        return self.address(".atom") or f"urn:uuid:{made}"

    @property
    def updated(self) -> datetime:
        """When the latest of its entries was changed."""
        return max((one.updated for one in self.items), default=NEVER)
