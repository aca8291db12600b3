"""TOML → articles, authors and lists: what the demo's site has to tell."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any, Literal

from scraper.dates import BEIJING
from scraper.demo import keys, markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """An account: `number` and `suid` are its two names in the list endpoints."""

    name: str
    number: str
    suid: str
    about: str = ""
    place: str = "北京"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a list says of an item; `type` "0" is a text article, as in the site's own answers."""

    id: str
    title: str
    published: datetime
    author: Author
    type: str = "0"
    category: str = "tech"
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Row):
    """An article as it was written; the pages are made from it.

    `era` is the kind of page, `origin` the form of the text in window.DATA (``none``: it has
    none), `wrap` the element around the rendered text, `traits` what is odd about the page.
    """

    body: str
    era: Literal["recent", "middle", "classic"] = "recent"
    origin: Literal["plain", "rich", "none"] = "rich"
    wrap: Literal["rich", "wrap", "comps"] = "rich"
    traits: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    lead: str = ""
    site: str = ""
    opaque: str = ""
    short: bool = False
    old: bool = False
    topic: bool = True

    @property
    def blocks(self) -> tuple[markup.Block, ...]:
        """The parts of the text, in order."""
        return markup.parse(self.body)

    @property
    def pieces(self) -> tuple[str, ...]:
        """What a reader sees, piece by piece: lines, items, cells, captions."""
        own = tuple(piece.strip() for block in self.blocks for piece in markup.visible(block))
        return ((self.lead,) if self.lead else ()) + own

    @property
    def text(self) -> str:
        """What a reader sees, a line a piece."""
        return "\n".join(self.pieces)

    @property
    def images(self) -> tuple[markup.Picture, ...]:
        """The images, in order."""
        return tuple(block for block in self.blocks if isinstance(block, markup.Picture))

    @property
    def image_keys(self) -> tuple[str, ...]:
        """What names each image in its address, whatever the size, on this page."""
        return tuple(one.key if self.era == "recent" else one.number for one in self.images)

    @property
    def videos(self) -> tuple[markup.Clip, ...]:
        """The videos, in order."""
        return tuple(block for block in self.blocks if isinstance(block, markup.Clip))

    @property
    def number(self) -> str:
        """The digits of an editor's id: ``20190213009301`` of ``TEC2019021300930100``."""
        return self.id[3:17]

    @property
    def url(self) -> str:
        """Its own address."""
        if self.era == "classic":
            return f"http://{self.site}.qq.com/a/{self.id[3:11]}/{self.id[11:17]}.htm"
        return f"https://new.qq.com/rain/a/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A box of a list that holds further rows."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What each list names: pages of a channel, the hot rows, the desks' rows."""

    channel: dict[str, tuple[tuple[Row | Card, ...], ...]]
    hot: tuple[Row, ...]
    desk: dict[str, tuple[Row, ...]]


def _read(name: str) -> dict[str, Any]:
    source = resources.files("scraper.demo") / "articles" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _entry(raw: dict[str, Any], bodies: dict[str, str]) -> Entry:
    """An article of a file; a copy has the body of the article it repeats after its own."""
    values = _stated(raw)
    body = values["body"].strip("\n")
    if original := values.pop("copy_of", ""):
        body = f"{body}\n\n{bodies[original]}"
    values["body"] = body
    values["traits"] = frozenset(values.get("traits", ()))
    values["tags"] = tuple(values.get("tags", ()))
    return Entry(**values)


def _stated(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a row: its account named, its time with the zone of the site."""
    author = values["author"]
    return {
        **values,
        "author": AUTHORS.get(author, Author(name=author, number="0", suid="")),
        "published": values["published"].replace(tzinfo=BEIJING),
    }


def _articles() -> dict[str, Entry]:
    names = ("today", "earlier", "rendered", "middle", "classic", "other")
    raw = [one for name in names for one in _read(name)["article"]]
    bodies = {one["id"]: one["body"].strip("\n") for one in raw}
    return {one["id"]: _entry(one, bodies) for one in raw}


def _lists() -> Lists:
    raw = _read("lists")
    return Lists(
        channel={
            name: tuple(_cards(page) for page in pages) for name, pages in raw["channel"].items()
        },
        hot=tuple(ROWS[one] for one in raw["hot"]["rows"]),
        desk={name: tuple(ROWS[one] for one in ids) for name, ids in raw["kv"].items()},
    )


def _cards(names: list[str]) -> tuple[Row | Card, ...]:
    """The rows of one page, those between ``card:TITLE`` and ``end`` in a card."""
    page: list[Row | Card] = []
    title, held = "", list[Row]()
    for name in names:
        if name.startswith("card:"):
            title = name.removeprefix("card:")
        elif name == "end":
            page.append(Card(title=title, rows=tuple(held)))
            title, held = "", []
        else:
            (held if title else page).append(ROWS[name])
    return tuple(page)


AUTHORS = {one["name"]: Author(**one) for one in _read("authors")["author"]}
"""The accounts by name."""
ENTRIES = _articles()
"""The articles by id."""
ARTICLES = tuple(sorted(ENTRIES.values(), key=lambda one: one.published, reverse=True))
"""The articles, newest first."""
STRAYS = {one["id"]: Row(**_stated(one)) for one in _read("lists")["row"]}
"""Rows of lists that lead to no article."""
ROWS: dict[str, Row] = {**ENTRIES, **STRAYS}
LISTS = _lists()


def thumbnail(row: Row, size: str = "640330") -> str:
    """The address of a row's thumbnail; `size` is width and height in one."""
    return f"https://inews.gtimg.com/news_ls/{keys.image(row.id)}_{size}/0"


def stamp(row: Row) -> str:
    """When a row was published, as the site writes it."""
    return row.published.strftime("%Y-%m-%d %H:%M:%S")


def brief(row: Row, length: int = 120) -> str:
    """The beginning of the text, with the dots the site ends it with."""
    if not isinstance(row, Entry):
        return row.summary or row.title
    text = "".join(row.pieces).replace("\u3000", "")
    return text if len(text) <= length else f"{text[:length]}..."


__all__ = [
    "ARTICLES",
    "AUTHORS",
    "ENTRIES",
    "LISTS",
    "ROWS",
    "STRAYS",
    "Author",
    "Card",
    "Entry",
    "Lists",
    "Row",
    "brief",
    "stamp",
    "thumbnail",
]
