"""Issue → the small picture of it that stands on the shelf of a reader's library."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from scraper.publish.epub.issue import Issue
from scraper.publish.epub.plates import Plate

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_SIZE = (1200, 1600)
_PAPER, _INK, _DIM, _BAND = "#f4efe6", "#1d2430", "#6b7078", "#b5402f"


def draw(issue: Issue) -> Plate | None:
    """The picture: letters and figures only, for the one font at hand everywhere has no Chinese.

    None where Pillow was built without fonts.
    """
    from PIL import Image, ImageDraw, features  # noqa: PLC0415 - only books need it

    if not features.check("freetype2"):
        return None
    image = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 36, _SIZE[1]), fill=_BAND)
    pen.rectangle((140, 800, 1060, 806), fill=_INK)
    _write(pen, 270, "AI", 360, _INK)
    _write(pen, 610, "NEWS", 150, _INK)
    _write(pen, 880, _days(issue), 84, _BAND)
    count = sum(1 for _ in issue.chapters)
    _write(pen, 1010, f"{count} stories" if count > 1 else "1 story", 56, _DIM)
    made = BytesIO()
    image.quantize(32, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return Plate(name="images/cover.png", type="image/png", data=made.getvalue())


def _write(pen: ImageDraw, top: int, text: str, size: int, colour: str) -> None:
    from PIL import ImageFont  # noqa: PLC0415

    pen.text((140, top), text, fill=colour, font=ImageFont.load_default(size))


def _days(issue: Issue) -> str:
    if issue.first == issue.last:
        return f"{issue.last}"
    return f"{issue.first} / {issue.last:%m-%d}"
