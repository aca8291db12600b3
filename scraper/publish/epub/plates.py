"""The bytes of an image that is kept → those that every e-reader shows; the window to Pillow."""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from scraper.models import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 1600
"""Pixels of the longer side; no e-reader has more of use."""
_PIXELS = 50_000_000
"""Of an image that is read at all: it takes four bytes for each."""
_QUALITY = 85
_CORE = {"jpeg": "jpg", "png": "png", "gif": "gif"}
"""What the readers of EPUB 3.2 and older know too; WebP came later, AVIF never."""
_BROKEN = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError),
    *(OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error),
)
"""What Pillow's readers let out of bytes that are no image, or only the beginning of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """An image of a book: the name of its file, its media type, its bytes."""

    name: str
    type: str
    data: bytes


def of(picture: Picture, data: bytes) -> Plate | None:
    """The plate of a picture; None where its bytes cannot be shown whole.

    JPEG, PNG and GIF stay as they came, but where they are larger than a reader needs.
    """
    if not 0 < picture.width * picture.height <= _PIXELS:
        return None
    from PIL import Image  # noqa: PLC0415 - only books need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=[picture.type.upper()]) as image:
                if image.width * image.height > _PIXELS:
                    return None
                image.load()
                return _plate(picture, data, image)
    except (*_BROKEN, Image.DecompressionBombError):
        return None


def _plate(picture: Picture, data: bytes, image: Image) -> Plate:
    small = max(image.size) <= LARGEST
    if picture.type in _CORE and (small or getattr(image, "is_animated", False)):
        return _named(picture, picture.type, data)
    image.thumbnail((LARGEST, LARGEST))
    clear = image.has_transparency_data
    form = "png" if clear or picture.type in ("png", "gif") else "jpeg"
    made = BytesIO()
    if form == "png":
        image.convert("RGBA" if clear else "RGB").save(made, "PNG")
    else:
        image.convert("RGB").save(made, "JPEG", quality=_QUALITY)
    return _named(picture, form, made.getvalue())


def _named(picture: Picture, form: str, data: bytes) -> Plate:
    name = f"{picture.sha256[:20]}.{_CORE[form]}"
    return Plate(name=f"images/{name}", type=f"image/{form}", data=data)
