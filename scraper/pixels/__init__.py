"""Bytes → the image they are: its type and size, once they have proved to be one, and whole.

Nothing that a server or a file name says is asked. First the bytes are walked without Pillow
(`ends`): their type, their pixels, and whether the image ends where the bytes do. Only then is it
decoded, every frame of it, so that what is kept is what a browser can show.

- `signs`: how bytes begin → what they are, also what is refused; `ends`: where an image ends
- `convert`: an image in another type
"""

from __future__ import annotations

import struct
import warnings
import zlib
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from scraper.errors import PictureError
from scraper.models import Kind, Picture
from scraper.pixels import ends, signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

MOVING = 10
"""All frames of an image may have so many times the pixels that one image may have."""

_FAULTS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,  # what Pillow raises for bytes that break the rules of their type
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_TURNED = range(5, 9)  # orientations of EXIF in which a browser turns an image on its side
_ORIENTATION = 0x0112


def read(data: bytes, most: int) -> Picture:
    """The image of at most `most` pixels that `data` is; PictureError where it is none.

    It is decoded to its end: a broken one is refused here, and never kept.
    """
    picture = look(data, most)
    with decoding():
        opened = _open(data)
        frames = getattr(opened, "n_frames", 1)
        if frames * opened.width * opened.height > MOVING * most:
            raise _large(f"{frames} frames of {opened.width} × {opened.height}", MOVING * most)
        for frame in range(frames):
            opened.seek(frame)
            opened.load()
    return picture


def look(data: bytes, most: int) -> Picture:
    """The same by what the bytes say of themselves, without decoding them."""
    kind = signs.of(data)
    sizes = ends.whole(kind, data)
    for width, height in sizes:
        if not (width and height):
            raise PictureError(Kind.UNREADABLE, f"a {kind} image without pixels")
        if width * height > most:
            raise _large(f"{width} × {height} pixels", most)
    with decoding():
        opened = _open(data)
        width, height = opened.size
        if _orientation(opened) in _TURNED:
            width, height = height, width
    if width * height > most:  # of the types whose pixels only Pillow knows
        raise _large(f"{width} × {height} pixels", most)
    digest = sha256(data).hexdigest()
    return Picture(sha256=digest, type=kind, width=width, height=height, size=len(data))


@contextmanager
def decoding() -> Iterator[None]:
    """Whatever Pillow raises or warns of → PictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            warnings.simplefilter("error", RuntimeWarning)
            yield
    except PictureError:
        raise
    except (UserWarning, RuntimeWarning, *_FAULTS) as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise PictureError(Kind.UNREADABLE, f"cannot be decoded: {said}") from error


def _open(data: bytes) -> Image:
    from PIL import Image, features  # noqa: PLC0415 - slow to load

    kind = signs.of(data)
    if kind == "avif" and not features.check("avif"):
        raise PictureError(Kind.UNREADABLE, "AVIF, which this build of Pillow does not read")
    return Image.open(BytesIO(data), formats=(kind.upper(),))


def _orientation(opened: Image) -> int:
    """How EXIF says that the image is to be turned; 1 where it does not say, or is broken itself:
    browsers do not mind.
    """
    with suppress(UserWarning, RuntimeWarning, *_FAULTS):
        return int(opened.getexif().get(_ORIENTATION, 1))
    return 1


def _large(what: str, most: int) -> PictureError:
    return PictureError(Kind.TOO_LARGE, f"{what}, more than {most} (images.max_pixels)")
