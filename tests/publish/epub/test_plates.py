"""Images as every e-reader shows them, of bytes that may be anything."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from scraper.models import Picture
from scraper.publish.epub import plates


def data(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: Any) -> bytes:
    made = BytesIO()
    Image.new(mode, size, "#f008" if mode == "RGBA" else "red").save(made, form, **more)
    return made.getvalue()


def picture(kind: str, given: bytes, size: tuple[int, int] = (40, 30)) -> Picture:
    return Picture(
        sha256=hashlib.sha256(given).hexdigest(),
        type=kind,
        width=size[0],
        height=size[1],
        size=len(given),
    )


def opened(plate: plates.Plate | None) -> Image.Image:
    assert plate
    return Image.open(BytesIO(plate.data))


@pytest.mark.parametrize(("kind", "name"), [("jpeg", "jpg"), ("png", "png"), ("gif", "gif")])
def test_what_every_reader_shows_stays_as_it_came(kind: str, name: str) -> None:
    given = data(kind)
    plate = plates.of(picture(kind, given), given)
    assert plate
    assert (plate.data, plate.type) == (given, f"image/{kind}")
    assert plate.name == f"images/{hashlib.sha256(given).hexdigest()[:20]}.{name}"


@pytest.mark.parametrize("kind", ["webp", "avif"])
@pytest.mark.parametrize(("mode", "form"), [("RGB", "JPEG"), ("RGBA", "PNG")])
def test_what_not_every_reader_shows_is_put_into_what_does(kind: str, mode: str, form: str) -> None:
    given = data(kind, mode=mode)
    plate = plates.of(picture(kind, given), given)
    made = opened(plate)
    assert (made.format, made.size) == (form, (40, 30))
    assert plate
    assert plate == plates.of(picture(kind, given), given)
    assert plate.type == f"image/{form.lower()}"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_large_one_is_made_smaller(kind: str) -> None:
    given = data(kind, (4000, 1000))
    made = opened(plates.of(picture(kind, given, (4000, 1000)), given))
    assert made.size == (1600, 400)


def test_a_moving_one_stays_as_it_came() -> None:
    frames = [Image.new("RGB", (2000, 10), one) for one in ("red", "green", "blue")]
    made = BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    given = made.getvalue()
    plate = plates.of(picture("gif", given, (2000, 10)), given)
    assert plate
    assert plate.data == given


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp", "avif"])
def test_bytes_that_are_no_whole_image_are_none(kind: str) -> None:
    given = data(kind, (400, 300))
    broken = [b"", b"GIF89a", given[:20], given[: len(given) // 2], b"x" + given, b"\0" * 99]
    broken += [data("png" if kind != "png" else "jpeg"), b"<svg/>"]
    assert [one for one in broken if plates.of(picture(kind, one), one)] == []


def test_too_many_pixels_are_none() -> None:
    given = data("png", (8000, 7000), "1")
    assert plates.of(picture("png", given), given) is None
    assert plates.of(picture("png", given, (8000, 7000)), given) is None
    assert plates.of(picture("png", data("png"), (0, 10)), data("png")) is None
