"""How bytes begin → what they are: an image of a type that is kept, or PictureError names it."""

from __future__ import annotations

import re

from scraper.errors import PictureError
from scraper.models import Kind

_KEPT = (
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("avif", re.compile(rb"....ftyp(?:avif|avis|....(?:.{4})*?(?:avif|avis))", re.DOTALL)),
)
_MARKUP = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?\?>\s*|<!--.*?-->\s*)*"
_REFUSED = (
    ("SVG, which can hold scripts", _MARKUP + rb"(?:<!DOCTYPE\s+svg.*?>\s*)?<svg\b"),
    ("HTML", _MARKUP + rb"<(?:!doctype\s+html|html|head|body|script|title|meta)\b"),
    ("XML", rb"(?:\xef\xbb\xbf)?\s*<\?xml"),
    ("TIFF", rb"II\*\0|MM\0\*|II\+\0|MM\0\+"),
    ("BMP", rb"BM.{4}\0\0\0\0"),
    ("an icon (ICO)", rb"\0\0[\x01\x02]\0"),
    ("PSD", rb"8BPS"),
    ("EPS", rb"%!PS|\xc5\xd0\xd3\xc6"),
    ("PDF", rb"%PDF"),
    ("HEIC", rb"....ftyp(?:hei|hev|mif1|msf1)"),
    ("JPEG XL", rb"\xff\x0a|\0\0\0\x0cJXL "),
    ("JPEG 2000", rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"),
    ("a film", rb"....ftyp|\x1a\x45\xdf\xa3"),
    ("JSON", rb"\s*[{\[]"),
)
_FORMS = tuple((name, re.compile(form, re.DOTALL | re.IGNORECASE)) for name, form in _REFUSED)
_LOOKED = 1024  # bytes
_BRANDS = 64  # bytes in which the first box of a film or AVIF image names what it is


def of(data: bytes) -> str:
    """jpeg, png, gif, webp or avif; PictureError, with its name, for anything else."""
    start = data[:_LOOKED]
    for kind, form in _KEPT:
        if form.match(start[: _box(start)] if kind == "avif" else start):
            return kind
    if not data:
        raise PictureError(Kind.UNREADABLE, "not one byte")
    name = next((name for name, form in _FORMS if form.match(start)), "")
    kind = Kind.WRONG_TYPE if name in ("HTML", "JSON") else Kind.UNREADABLE
    raise PictureError(kind, f"{name or 'bytes of no known type'}, not an image that is kept")


def _box(start: bytes) -> int:
    """Where the list of brands ends in the first box of an ISO file."""
    return min(int.from_bytes(start[:4]), _BRANDS)
