"""An image → the same in a smaller type; the same bytes each time, of the same Pillow."""

from __future__ import annotations

from io import BytesIO

from scraper import pixels
from scraper.pixels import signs

TYPES = ("webp", "avif")


def to(kind: str, data: bytes, quality: int) -> bytes | None:
    """The bytes of a whole image as `kind`, webp or avif; None where they are better as they are.

    That is where it moves, is of that type already, or would be no smaller. It is turned as its
    EXIF says, and keeps its colours' profile; what else a camera wrote into it stays behind.
    PictureError where it cannot be decoded.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - slow to load

    known = signs.of(data)
    with pixels.decoding():
        opened = Image.open(BytesIO(data), formats=(known.upper(),))
        moves = known != "jpeg" and getattr(opened, "n_frames", 1) > 1
        if known == kind or moves:
            return None
        profile = opened.info.get("icc_profile") or b""
        plain = ImageOps.exif_transpose(opened)
        profile = b"" if plain.mode == "CMYK" else profile  # which is of another kind of colours
        written = BytesIO()
        plain = plain.convert("RGBA" if plain.has_transparency_data else "RGB")
        extra = {"method": 6} if kind == "webp" else {"speed": 6, "max_threads": 1}
        plain.save(written, kind.upper(), quality=quality, icc_profile=profile, exif=b"", **extra)
    made = written.getvalue()
    return made if len(made) < len(data) else None
