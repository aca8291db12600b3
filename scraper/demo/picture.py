"""An address on the image host → the bytes of a small image: a sun over hills, by its key."""

from __future__ import annotations

import colorsys
import hashlib
import re
import struct
import zlib
from functools import lru_cache

from scraper.demo import content

_PATH = re.compile(r"/(?:om_bt|news_bt|om_ls|news_ls|newsapp_bt|newsapp_ls)/(.+)/(\d+)")
_SIZE = re.compile(r"_(\d{2,4})(\d{3})s?$")
_WIDTHS = {"640": 640, "641": 641, "1000": 1000, "0": 1080}
_MOVING = frozenset(
    image.url("0").removeprefix("https://inews.gtimg.com")
    for entry in content.ARTICLES
    for image in entry.images
    if image.moving
)
MAGIC = b"\x89PNG\r\n\x1a\n"
"""What a PNG image begins with."""
_SHADES = 48
"""Colours of the sky; those of the sun and of the hills follow them, 64 in all."""
_SUN, _HILLS = _SHADES, _SHADES + 1
_LAYERS = 5
_FRAMES = 6
_GIF_WIDTH, _GIF_HEIGHT = 320, 180


def read(path: str) -> tuple[str, bytes] | None:
    """The type and the bytes of an image, or None where the path is not one of an image."""
    found = _PATH.fullmatch(path)
    if not found:
        return None
    if path in _MOVING:
        return "image/gif", gif(found[1])
    key, name = found[1], found[2]
    if name not in _WIDTHS:
        return None
    width, height = _WIDTHS[name], _WIDTHS[name] * 9 // 16
    if thumb := _SIZE.search(key):
        width, height = int(thumb[1]), int(thumb[2])
    return "image/png", png(key, width, height)


@lru_cache(maxsize=256)
def png(key: str, width: int, height: int) -> bytes:
    """A PNG image whose colours and hills follow from the key."""
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = b"".join(b"\0" + row for row in _rows(key, width, height, 0.0))
    parts = ((b"IHDR", head), (b"PLTE", _palette(key)), (b"IDAT", zlib.compress(rows, 9)))
    body = b"".join(chunk(name, data) for name, data in (*parts, (b"IEND", b"")))
    return MAGIC + body


@lru_cache(maxsize=8)
def gif(key: str) -> bytes:
    """The same as a GIF in which the sun rises."""
    size = struct.pack("<HH", _GIF_WIDTH, _GIF_HEIGHT)
    head = b"GIF89a" + size + b"\xf5\0\0" + _palette(key)  # 64 colours for all frames
    loop = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    frames = b"".join(
        b"!\xf9\x04\x04\x14\0\0\0,\0\0\0\0" + size + b"\0\x06" + _packed(pixels)
        for pixels in (
            b"".join(_rows(key, _GIF_WIDTH, _GIF_HEIGHT, frame / _FRAMES))
            for frame in range(_FRAMES)
        )
    )
    return head + loop + frames + b";"


def _palette(key: str) -> bytes:
    """Sixty-four colours: the sky from its top to the ground, the sun, the hills."""
    hue = _seed(key)[0] / 256
    sky = [
        _colour(hue + 0.12 * low, 0.55 - 0.4 * low, 0.75 + 0.2 * low)
        for low in (place / _SHADES for place in range(_SHADES))
    ]
    sun = _colour(hue + 0.45, 0.35, 1.0)
    hills = [_colour(hue + 0.05, 0.3 + 0.08 * n, 0.72 - 0.11 * n) for n in range(_LAYERS)]
    found = [*sky, sun, *hills]
    return b"".join(found) + bytes(3 * (64 - len(found)))


def _colour(hue: float, saturation: float, value: float) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, saturation, value))


def _rows(key: str, width: int, height: int, lift: float) -> list[bytes]:
    """The pixels line by line; with `lift`, 0 to 1, the sun stands higher."""
    seed = _seed(key)
    rows = [bytearray([y * _SHADES // height]) * width for y in range(height)]
    x, y = width * (40 + seed[1] % 176) // 256, round(height * (0.42 - 0.25 * lift))
    _disc(rows, x, y, height * (12 + seed[2] % 8) // 100)
    for layer in range(_LAYERS):
        top = height * (52 + 9 * layer) // 100
        for peak in range(3):
            byte = seed[3 + 3 * layer + peak]
            centre = width * (peak * 85 + byte % 85) // 256
            _hill(rows, centre, top - height * (byte % 17) // 100, 1 + byte % 3, _HILLS + layer)
        for row in rows[height * (70 + 7 * layer) // 100 :]:
            row[:] = bytes([_HILLS + layer]) * width
    return [bytes(row) for row in rows]


def _disc(rows: list[bytearray], x: int, y: int, radius: int) -> None:
    for line in range(max(y - radius, 0), min(y + radius + 1, len(rows))):
        half = round((radius * radius - (line - y) ** 2) ** 0.5)
        _fill(rows[line], x - half, x + half, _SUN)


def _hill(rows: list[bytearray], x: int, top: int, slope: int, colour: int) -> None:
    """A hill from its top down, twice as wide with every line as its slope is flat."""
    for line in range(max(top, 0), len(rows)):
        half = (line - top) * (slope + 1) // 2
        _fill(rows[line], x - half, x + half, colour)


def _fill(row: bytearray, start: int, end: int, colour: int) -> None:
    start, end = max(start, 0), min(end, len(row))
    if start < end:
        row[start:end] = bytes([colour]) * (end - start)


def _seed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG image, with its sum."""
    sum_ = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + sum_


def _packed(pixels: bytes) -> bytes:
    """Pixels of 64 colours as the blocks of a GIF: LZW, its words from 7 bits to 12."""
    clear, end = 64, 65
    known = {bytes([n]): n for n in range(64)}
    bits, count, word, out = clear, 7, 7, bytearray()
    before = b""

    def put(code: int) -> None:
        nonlocal bits, count
        bits |= code << count
        count += word
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8

    for place in range(len(pixels)):
        longer = before + pixels[place : place + 1]
        if longer in known:
            before = longer
            continue
        put(known[before])
        if len(known) + 2 < 4096:
            known[longer] = len(known) + 2
            word = max(word, (len(known) + 1).bit_length())
        before = pixels[place : place + 1]
    put(known[before])
    put(end)
    out.append(bits & 255)
    blocks = (out[place : place + 255] for place in range(0, len(out), 255))
    return b"".join(bytes([len(block)]) + bytes(block) for block in blocks) + b"\0"
