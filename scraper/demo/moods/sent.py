"""A visit → an answer that comes late, broken, huge or as something else."""

from __future__ import annotations

import gzip
import itertools
import random
from collections.abc import Iterator
from functools import cache

from scraper.demo import answers, picture
from scraper.demo.answers import Answer
from scraper.demo.content import Entry
from scraper.demo.moods.visit import Visit
from scraper.demo.render import recent

_MIB = 1 << 20
_HTML = ("content-type", "text/html; charset=utf-8")


def slow(visit: Visit) -> Answer:
    """Headers after a while."""
    data = recent.page(visit.entry).encode()
    return Answer(headers=_sized(data), parts=(data,), wait=visit.delay)


def drips(visit: Visit) -> Answer:
    """One byte, a third of the wait, one byte."""
    data = recent.page(visit.entry).encode()
    parts = (data[place : place + 1] for place in range(len(data)))
    return Answer(headers=_sized(data), parts=parts, pause=visit.delay / 3)


def cut_sized(visit: Visit) -> Answer:
    """Fewer bytes than declared."""
    data = recent.page(visit.entry).encode()
    return Answer(headers=_sized(data), parts=(data[: len(data) // 2],), cut=True)


def cut_chunked(visit: Visit) -> Answer:
    """Chunks without a last one."""
    data = recent.page(visit.entry).encode()
    return Answer(headers=(_HTML,), parts=(data[: len(data) // 2],), cut=True)


def cut_packed(visit: Visit) -> Answer:
    """A compressed page without its second half, of the length it declares."""
    data = gzip.compress(recent.page(visit.entry).encode(), mtime=0)
    return _packed_page(data[: len(data) // 2])


def half(visit: Visit) -> Answer:
    """A whole answer that holds the beginning of a page, to the middle of window.DATA."""
    text = recent.page(visit.entry)
    return answers.page(text[: text.index("window.DATA") + 900])


def endless(visit: Visit) -> Answer:
    """A page without an end."""
    return Answer(headers=(_HTML,), parts=_flood(visit.entry))


def declared(visit: Visit) -> Answer:
    """Fifty megabytes, and it says so."""
    headers = (_HTML, ("content-length", str(50 * _MIB)))
    return Answer(headers=headers, parts=itertools.islice(_flood(visit.entry), 700), cut=True)


def bomb(_: Visit) -> Answer:
    """Some kilobytes that unpack to sixty-four megabytes."""
    return _packed_page(_bomb())


def garbled(visit: Visit) -> Answer:
    """A page that says it is compressed, and is not."""
    return _packed_page(recent.page(visit.entry).encode())


def deep(_: Visit) -> Answer:
    """A hundred thousand elements, each in the last."""
    depth = 100_000
    inner = "<div>" * depth + "深" + "</div>" * depth
    return answers.page(f"<!DOCTYPE html><html><body>{inner}</body></html>")


def binary(visit: Visit) -> Answer:
    """An image that says it is a page."""
    return answers.page(picture.png(visit.entry.id, 641, 360))


def document(_: Visit) -> Answer:
    """Another type, and it says so."""
    return answers.page(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", type="application/pdf")


def empty(_: Visit) -> Answer:
    """Not one byte."""
    return answers.page(b"")


def misnamed(visit: Visit) -> Answer:
    """GBK bytes that declare UTF-8, in the header and in the page."""
    return answers.page(recent.page(visit.entry).encode("gb18030"))


def noise(visit: Visit) -> Answer:
    """Bytes of no charset."""
    return answers.page(random.Random(visit.entry.id).randbytes(20_000))  # noqa: S311 - just noise


def _sized(data: bytes) -> tuple[tuple[str, str], ...]:
    return answers.sized(data, _HTML[1])


def _flood(entry: Entry) -> Iterator[bytes]:
    """A page that never ends."""
    yield recent.page(entry).partition("</body>")[0].encode()
    yield from itertools.repeat(b"<!-- more -->\n" * 4096)


def _packed_page(data: bytes) -> Answer:
    return Answer(headers=(*_sized(data), ("content-encoding", "gzip")), parts=(data,))


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(64 * _MIB), 9, mtime=0)
