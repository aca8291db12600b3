"""Bytes of an image → the sizes it says it has, once it ends where its bytes end.

Each type is walked by its own parts, without decoding: a download that broke off has no end, and
what follows the end is no part of the image. Padding is let pass, and after a JPEG further images,
as phones write them (a smaller copy, the brightness of an HDR display). Anything else is refused:
no browser shows it, and it may be a page, a script or an archive that hides behind an image.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator

from scraper.errors import PictureError
from scraper.models import Kind

Sizes = list[tuple[int, int]]
"""Width and height in pixels of what has to be decoded; none where only a decoder can tell."""

_PADDING = re.compile(rb"[\0\s]*")
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers of JPEG without a length
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # those that tell its size
_SOS, _EOI = 0xDA, 0xD9
_COLOURS = 0x80  # of a GIF's flags: a table of colours follows


def whole(kind: str, data: bytes) -> Sizes:
    """The sizes in an image of a type that `signs` told; PictureError where it is not whole."""
    try:
        sizes, end = _WALKS[kind](data)
    except (IndexError, struct.error) as error:
        raise _short(kind) from error
    if end > len(data):
        raise _short(kind)
    rest = data[end:]
    more = kind == "jpeg" and _PADDING.sub(b"", rest[:64], count=1).startswith(b"\xff\xd8\xff")
    if not more and not _PADDING.fullmatch(rest):
        reason = f"{len(rest)} bytes follow the end of the {kind} image, which are no part of it"
        raise PictureError(Kind.UNREADABLE, reason)
    return sizes


def _short(kind: str) -> PictureError:
    return PictureError(Kind.TRUNCATED, f"a {kind} image that breaks off before its end")


def _broken(kind: str, what: str) -> PictureError:
    return PictureError(Kind.UNREADABLE, f"a broken {kind} image: {what}")


def _jpeg(data: bytes) -> tuple[Sizes, int]:
    """Marker by marker; after the start of a scan to the next marker that is none of its own."""
    sizes: Sizes = []
    place = 2
    while True:
        if data[place] != 0xFF:
            raise _broken("jpeg", f"no marker at byte {place}")
        marker = data[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if marker == _EOI:
            return sizes, place + 2
        if marker in _STANDALONE:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", data, place + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            sizes.append((width, height))
        place += 2 + length
        if marker == _SOS:
            place = _scanned(data, place)


def _scanned(data: bytes, place: int) -> int:
    """Where the first marker after the data of a scan is."""
    while (place := data.find(b"\xff", place)) >= 0:
        if data[place + 1] not in _STANDALONE | {0, 0xFF}:
            return place
        place += 1 if data[place + 1] == 0xFF else 2
    raise _short("jpeg")


def _png(data: bytes) -> tuple[Sizes, int]:
    """Chunk by chunk, each with a sum of its own."""
    place, sizes = 8, list[tuple[int, int]]()
    while True:
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            raise _short("png")
        (wanted,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(memoryview(data)[place + 4 : end - 4]) != wanted:
            raise _broken("png", f"the sum of its chunk {name!a} is wrong")
        if name in (b"IHDR", b"fcTL"):
            skip = 8 if name == b"IHDR" else 12
            sizes.append(struct.unpack_from(">II", data, place + skip))
        place = end
        if name == b"IEND":
            return sizes, place


def _gif(data: bytes) -> tuple[Sizes, int]:
    """Block by block: extensions and images, to the trailer."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    sizes = [(width, height)]
    place = 13 + _table(flags)
    while data[place] != 0x3B:
        if data[place] == 0x2C:
            left, top, width, height, flags = struct.unpack_from("<4HB", data, place + 1)
            sizes.append((left + width, top + height))
            place += 11 + _table(flags)
        elif data[place] == 0x21:
            place += 2
        else:
            raise _broken("gif", f"no block at byte {place}")
        place = _blocks(data, place)
    return sizes, place + 1


def _table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & _COLOURS else 0


def _blocks(data: bytes, place: int) -> int:
    """Where the blocks of data end that begin at a place."""
    while data[place]:
        place += 1 + data[place]
    return place + 1


def _webp(data: bytes) -> tuple[Sizes, int]:
    """Chunk by chunk within the length that its head says."""
    (length,) = struct.unpack_from("<I", data, 4)
    end = 8 + length + length % 2
    if 8 + length == len(data):  # without the padding that an odd length asks for
        end = len(data)
    if end > len(data):
        raise _short("webp")
    return [size for name, place in _chunks(data, end) if (size := _canvas(name, data, place))], end


def _chunks(data: bytes, end: int) -> Iterator[tuple[bytes, int]]:
    """The name and the place of the content of each chunk."""
    place = 12
    while place + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, place)
        yield name, place + 8
        place += 8 + length + length % 2
    if place > end + 1:
        raise _short("webp")


def _canvas(name: bytes, data: bytes, place: int) -> tuple[int, int] | None:
    """The size that a chunk of WebP tells; None where it tells none."""
    if name == b"VP8X":
        wide, high = data[place + 4 : place + 7], data[place + 7 : place + 10]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, place + 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, place + 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _avif(data: bytes) -> tuple[Sizes, int]:
    """Box by box, which fill the file; the size of each image in it stands in a box ``ispe``."""
    place = 0
    while place + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, place + 8)
        if not name.isalnum():  # bytes that follow the last box
            break
        if length and length < 8:
            raise _broken("avif", f"no box at byte {place}")
        place = place + length if length else len(data)
    return [
        struct.unpack_from(">II", data, found.end() + 4) for found in re.finditer(rb"ispe", data)
    ][:1], place


_WALKS: dict[str, Callable[[bytes], tuple[Sizes, int]]] = {
    "jpeg": _jpeg,
    "png": _png,
    "gif": _gif,
    "webp": _webp,
    "avif": _avif,
}
