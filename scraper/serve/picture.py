"""The images of the archive: those it keeps, and others, asked for where they are."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import anyio

from scraper import pixels, reading, urls
from scraper.archive.cards import Card
from scraper.archive.gallery import named
from scraper.archive.store import Store
from scraper.config import Images
from scraper.errors import ExtractError, FetchError, PictureError
from scraper.fetch.client import Client
from scraper.models import Address, Article, Kind, Link, Picture, Url
from scraper.publish import pictures
from scraper.publish.pictures import Shown

TYPES = {one: f"image/{one}" for one in ("jpeg", "png", "gif", "webp", "avif")}
ROOM = 64 << 20
"""Bytes of images that are not kept, held in memory."""
WAITING = 100
"""Images that may wait to be asked for; more are told to come again."""
VAIN = 600.0
"""Seconds before an image that did not come is asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytes:
    """An image as it is sent: `type` is of HTTP; no bytes where it did not come, for `reason`."""

    type: str = ""
    data: bytes = b""
    reason: str = ""
    until: float = 0.0


def thumbnail(card: Card, kept: Mapping[str, Picture], *, remote: bool) -> dict[str, Any] | None:
    """Where the thumbnail of a card is shown from, and its size where that is known."""
    if not card.thumbnail:
        return None
    if known := kept.get(card.thumbnail):
        return {"src": place(known), "width": known.width, "height": known.height}
    return {"src": _asked(card.id, card.thumbnail)} if remote else None


def all_of(article: Article, store: Store, *, absent: str, remote: bool) -> dict[str, Shown]:
    """By address, how each image of an article is shown: never from where it is itself.

    What is not kept is asked for by us if `remote`, else `absent` stands in its place.
    """
    addresses = named(article)
    kept = store.gallery.of(addresses)
    found = pictures.shown(article, kept, place)
    for url in addresses - kept.keys():
        known = found.get(url, Shown(src=url))
        src = _asked(article.id, url) if remote else absent
        found[url] = Shown(src=src, width=known.width, height=known.height, alt=known.alt)
    return found


def place(picture: Picture) -> str:
    """The address of an image that is kept."""
    return f"/image/{picture.sha256}.{picture.type}"


def mark(url: str) -> str:
    """What an image of an article is known by in an address."""
    return sha256(url.encode("utf-8", "replace")).hexdigest()[:20]


def wanted(store: Store, key: str, sign: str) -> tuple[Article, str] | None:
    """The article of an id and the address of its image with this mark; None for no such image.

    So nothing is asked for but what an article of the archive shows.
    """
    entry = store.entry(key)
    if entry is None:
        return None
    found = (url for url in named(entry.article) if mark(url) == sign)
    return next(((entry.article, url) for url in found), None)


def _asked(key: str, url: str) -> str:
    return f"/a/{quote(key, safe='')}/image/{mark(url)}"


async def _apart(work: Callable[[], Bytes]) -> Bytes:
    """What work comes to in a thread that the end of the program does not wait for."""
    loop = asyncio.get_running_loop()
    coming: asyncio.Future[Bytes] = loop.create_future()

    def came(found: Bytes) -> None:
        if not coming.done():  # else nobody waits for it any more
            coming.set_result(found)

    def run() -> None:
        found = Bytes(reason="a fault of this program")
        try:
            found = work()
        finally:
            with suppress(RuntimeError):  # the program has ended meanwhile
                loop.call_soon_threadsafe(came, found)

    threading.Thread(target=run, daemon=True).start()
    return await coming


@dataclass(slots=True, kw_only=True)
class Proxy:
    """Asks for images, one after another, with the page they stand on as Referer."""

    client: Client
    images: Images
    monotonic: Callable[[], float]
    _held: OrderedDict[str, Bytes] = field(default_factory=OrderedDict)
    _size: int = 0
    _one: anyio.CapacityLimiter | None = None

    async def get(self, article: Article, url: str) -> Bytes | None:
        """An image of an article, from memory or from its host; None where too many wait."""
        self._one = self._one or anyio.CapacityLimiter(1)
        if known := self._known(url):
            return known
        if self._one.statistics().tasks_waiting >= WAITING:
            return None
        async with self._one:
            return await _apart(lambda: self._fetched(article, url))

    def _known(self, url: str) -> Bytes | None:
        known = self._held.get(url)
        if known is None or (known.until and known.until < self.monotonic()):
            return None
        return known

    def _fetched(self, article: Article, url: str) -> Bytes:
        """What came, which is held; somebody else may have asked for it meanwhile."""
        if known := self._known(url):
            return known
        link = Link(address=Address(url=Url(url), id="", fetch_url=url))
        try:
            with reading.net(link, Kind.FAILED):
                answer = self.client.image(urls.sized(url, self.images.size), article.url)
                picture = pixels.read(answer.body, self.images.max_pixels)
            found = Bytes(type=TYPES[picture.type], data=answer.body)
        except (FetchError, PictureError, ExtractError) as error:
            found = Bytes(reason=error.reason, until=self.monotonic() + VAIN)
        self._hold(url, found)
        return found

    def _hold(self, url: str, found: Bytes) -> None:
        if old := self._held.pop(url, None):
            self._size -= len(old.data)
        self._held[url] = found
        self._size += len(found.data)
        while self._size > ROOM or len(self._held) > ROOM >> 14:
            _, gone = self._held.popitem(last=False)
            self._size -= len(gone.data)
