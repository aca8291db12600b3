"""A request to the image host → an image, or what comes in the place of one."""

from __future__ import annotations

import itertools
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from scraper.demo import answers, picture
from scraper.demo.answers import Answer, Ask

_KEY = re.compile(r"/[a-z_]+/MOOD-(?P<name>[A-Z]{4})/(?:641|1000|0)")
_WAIT = 3.0  # seconds
_SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><rect width='9'/></svg>"


def answer(ask: Ask) -> Answer:
    """What the image host answers: without a page of the site as Referer, nothing but a refusal."""
    if not _linked(ask.referer):
        return answers.page("<html><body>403 Forbidden</body></html>", status=403)
    if found := _KEY.fullmatch(ask.path):
        mood = MOODS.get(found["name"])
        return mood() if mood else answers.missing()
    image = picture.read(ask.path)
    return answers.page(image[1], type=image[0]) if image else answers.missing()


def address(name: str, size: str = "641") -> str:
    """The address of an image of this mood."""
    return f"https://inews.gtimg.com/om_bt/MOOD-{name}/{size}"


def _linked(referer: str) -> bool:
    """Whether a page of the site shows the image."""
    host = urlsplit(referer).hostname or ""
    return host == "qq.com" or host.endswith(".qq.com")


def _image() -> bytes:
    return picture.png("mood", 641, 360)


def _page() -> Answer:
    return answers.page("<!DOCTYPE html><html><body>图片不存在</body></html>", type="image/jpeg")


def _svg() -> Answer:
    return answers.page(_SVG, type="image/png")


def _cut() -> Answer:
    """A whole answer that holds the first half of an image."""
    data = _image()
    return answers.page(data[: len(data) // 2], type="image/png")


def _broken() -> Answer:
    """Fewer bytes than declared."""
    data = _image()
    headers = answers.sized(data, "image/png")
    return Answer(headers=headers, parts=(data[: len(data) // 2],), cut=True)


def _huge() -> Answer:
    """A few kilobytes that would be ten gigabytes of pixels."""
    width = height = 100_000
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(1 + width // 8) * 1000, 9)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    body = b"".join(picture.chunk(name, part) for name, part in parts)
    return answers.page(picture.MAGIC + body, type="image/png")


def _flood() -> Answer:
    """An image without an end."""
    parts: Iterator[bytes] = itertools.chain([_image()[:-12]], itertools.repeat(bytes(1 << 16)))
    return Answer(headers=(("content-type", "image/png"),), parts=parts)


def _slow() -> Answer:
    data = _image()
    return Answer(headers=answers.sized(data, "image/png"), parts=(data,), wait=_WAIT)


def _tail() -> Answer:
    """An image that is a page too."""
    return answers.page(_image() + b"<html><script>alert(1)</script></html>", type="image/png")


def _rate() -> Answer:
    return answers.page("<html><body>429</body></html>", status=429)


MOODS: dict[str, Callable[[], Answer]] = {
    "GONE": answers.missing,
    "HTML": _page,
    "SVGS": _svg,
    "HALF": _cut,
    "CUTS": _broken,
    "HUGE": _huge,
    "FLOW": _flood,
    "SLOW": _slow,
    "TAIL": _tail,
    "RATE": _rate,
}
"""What comes in the place of the images ``MOOD-NAME``."""
