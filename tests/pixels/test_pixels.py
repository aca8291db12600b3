"""Bytes as the image they are, and everything that is refused with its reason."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scraper import pixels
from scraper.demo import picture
from scraper.errors import PictureError
from scraper.models import Kind
from scraper.pixels import convert

MOST = 1_000_000
PLAIN = Image.linear_gradient("L").resize((64, 36)).convert("RGB")
FRAMES = [PLAIN.rotate(angle) for angle in (30, 60, 90)]


def written(form: str, image: Image.Image = PLAIN, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


MOVING = {"save_all": True, "append_images": FRAMES}
KEPT = {
    "jpeg": written("JPEG"),
    "progressive": written("JPEG", progressive=True),
    "cmyk": written("JPEG", PLAIN.convert("CMYK")),
    "png": written("PNG"),
    "apng": written("PNG", **MOVING),
    "gif": written("GIF"),
    "moving gif": written("GIF", **MOVING),
    "webp": written("WEBP"),
    "lossless webp": written("WEBP", lossless=True),
    "moving webp": written("WEBP", **MOVING),
    "avif": written("AVIF"),
    "moving avif": written("AVIF", **MOVING),
    "demo": picture.png("a", 64, 36),
}
TYPES = {"progressive": "jpeg", "cmyk": "jpeg", "apng": "png", "demo": "png"}


def kind(name: str) -> str:
    return TYPES.get(name, name.rsplit(maxsplit=1)[-1])


def refused(data: bytes, most: int = MOST) -> PictureError:
    with pytest.raises(PictureError) as fault:
        pixels.read(data, most)
    assert "\n" not in str(fault.value)
    return fault.value


@pytest.mark.parametrize("name", KEPT)
class TestKept:
    def test_it_is_told_by_its_bytes(self, name: str) -> None:
        data = KEPT[name]
        found = pixels.read(data, MOST)
        assert (found.type, found.width, found.height) == (kind(name), 64, 36)
        assert (found.sha256, found.size) == (sha256(data).hexdigest(), len(data))
        assert found.name.endswith(f".{kind(name).replace('jpeg', 'jpg')}")

    def test_padding_is_no_fault(self, name: str) -> None:
        assert pixels.read(KEPT[name] + b"\0\r\n", MOST).type == kind(name)

    @pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
    def test_what_broke_off_is_refused(self, name: str, part: float) -> None:
        data = KEPT[name]
        assert refused(data[: int(len(data) * part)]).kind is Kind.TRUNCATED

    @pytest.mark.parametrize(
        "tail", [b"<html><script>alert(1)</script>", b"PK\x03\x04" + bytes(40), b"<?php x"]
    )
    def test_what_hides_behind_an_image_is_refused(self, name: str, tail: bytes) -> None:
        fault = refused(KEPT[name] + tail)
        assert fault.kind is Kind.UNREADABLE
        assert f"{len(tail)} bytes follow the end" in fault.reason

    def test_more_pixels_than_allowed_are_refused(self, name: str) -> None:
        fault = refused(KEPT[name], 64 * 36 - 1)
        assert fault.kind is Kind.TOO_LARGE
        assert "images.max_pixels" in fault.reason

    @settings(max_examples=60, deadline=None)
    @given(places=st.lists(st.integers(0, 10**6), min_size=1, max_size=8), byte=st.integers(0, 255))
    def test_whatever_is_broken_in_it_is_refused_or_shown(
        self, name: str, places: list[int], byte: int
    ) -> None:
        data = bytearray(KEPT[name])
        for place in places:
            data[place % len(data)] = byte
        try:
            pixels.read(bytes(data), MOST)
        except PictureError as error:
            assert error.reason  # noqa: PT017


@given(st.binary(max_size=300))
def test_bytes_of_chance_are_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", Kind.UNREADABLE, "not one byte"),
        (b"<svg onload='alert(1)'/>", Kind.UNREADABLE, "SVG, which can hold scripts"),
        (b"\xef\xbb\xbf <?xml version='1.0'?>\n<!-- x -->\n<svg>", Kind.UNREADABLE, "SVG"),
        (b"<!DOCTYPE svg PUBLIC 'x'><svg>", Kind.UNREADABLE, "SVG"),
        (b"<!doctype html><p>", Kind.WRONG_TYPE, "HTML"),
        (b'{"ret": 404}', Kind.WRONG_TYPE, "JSON"),
        (b"%PDF-1.7", Kind.UNREADABLE, "PDF"),
        (b"8BPS\0\1", Kind.UNREADABLE, "PSD"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Kind.UNREADABLE, "HEIC"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", Kind.UNREADABLE, "a film"),
        (b"\xff\x0a\1\2", Kind.UNREADABLE, "JPEG XL"),
        (b"hello", Kind.UNREADABLE, "bytes of no known type"),
        (written("TIFF"), Kind.UNREADABLE, "TIFF"),
        (written("BMP"), Kind.UNREADABLE, "BMP"),
        (written("ICO"), Kind.UNREADABLE, "ICO"),
        (written("EPS"), Kind.UNREADABLE, "EPS"),
        (written("JPEG2000"), Kind.UNREADABLE, "JPEG 2000"),
    ],
)
def test_other_types_are_refused_by_name(data: bytes, kind: Kind, reason: str) -> None:
    fault = refused(data)
    assert (fault.kind, reason in fault.reason) == (kind, True), fault.reason


class TestBombs:
    """Few bytes, many pixels: refused by what they say, before anything is decoded."""

    @staticmethod
    def png(width: int, height: int) -> bytes:
        head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
        data = zlib.compress(bytes(100_000), 9)
        parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
        return picture.MAGIC + b"".join(picture.chunk(*part) for part in parts)

    @pytest.mark.parametrize("side", [(100_000, 100_000), (2**31 - 1, 1), (0, 5)])
    def test_png(self, side: tuple[int, int]) -> None:
        assert refused(self.png(*side)).kind in (Kind.TOO_LARGE, Kind.UNREADABLE)

    def test_gif_whose_frame_is_larger_than_its_screen(self) -> None:
        data = bytearray(KEPT["gif"])
        place = data.index(b",\0\0\0\0\x40\0\x24\0")
        data[place + 5 : place + 9] = b"\xff\xff\xff\xff"
        assert refused(bytes(data)).kind is Kind.TOO_LARGE

    def test_webp_whose_canvas_is_large(self) -> None:
        data = bytearray(KEPT["moving webp"])
        place = data.index(b"VP8X") + 12
        data[place : place + 6] = b"\xff\x3f\0\xff\x3f\0"
        assert refused(bytes(data)).kind is Kind.TOO_LARGE

    def test_many_frames(self) -> None:
        frames = [PLAIN.resize((40, 40)).rotate(n) for n in range(40)]
        data = written("GIF", frames[0], save_all=True, append_images=frames[1:])
        assert pixels.read(data, 10_000).type == "gif"
        fault = refused(data, 2_000)
        assert (fault.kind, "frames" in fault.reason) == (Kind.TOO_LARGE, True)


def test_a_wrong_sum_is_found() -> None:
    data = bytearray(KEPT["png"])
    data[60] ^= 1
    assert "sum of its chunk" in refused(bytes(data)).reason


def test_what_a_phone_writes_after_a_jpeg_is_no_fault() -> None:
    data = KEPT["jpeg"]
    assert pixels.read(data + data, MOST).size == 2 * len(data)


def test_an_image_that_browsers_turn_has_the_size_they_show() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = pixels.read(written("JPEG", exif=exif), MOST)
    assert (found.width, found.height) == (36, 64)


class TestConvert:
    @pytest.mark.parametrize("form", convert.TYPES)
    def test_it_is_smaller_and_always_the_same(self, form: str) -> None:
        data = written("PNG", Image.effect_noise((200, 120), 60))
        made = convert.to(form, data, 60)
        assert made
        assert len(made) < len(data)
        found = pixels.read(made, MOST)
        assert (found.type, found.width, found.height) == (form, 200, 120)
        assert convert.to(form, data, 60) == made

    @pytest.mark.parametrize("form", convert.TYPES)
    @pytest.mark.parametrize("name", ["moving gif", "moving webp", "apng"])
    def test_what_moves_stays(self, form: str, name: str) -> None:
        assert convert.to(form, KEPT[name], 60) is None

    def test_what_would_be_larger_stays(self) -> None:
        assert convert.to("avif", written("PNG", Image.new("1", (8, 8))), 100) is None

    def test_the_same_type_stays(self) -> None:
        assert convert.to("webp", KEPT["webp"], 10) is None

    def test_it_is_turned(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        noise = Image.effect_noise((200, 120), 60)
        made = convert.to("webp", written("JPEG", noise, quality=95, exif=exif), 50)
        assert made
        found = pixels.read(made, MOST)
        assert (found.width, found.height) == (120, 200)

    def test_what_is_seen_through_stays_so(self) -> None:
        noise = Image.merge("RGBA", [Image.effect_noise((90, 90), 80)] * 4)
        made = convert.to("webp", written("PNG", noise), 60)
        assert made
        assert Image.open(BytesIO(made)).mode == "RGBA"

    def test_what_cannot_be_decoded_is_a_fault(self) -> None:
        with pytest.raises(PictureError):
            convert.to("webp", KEPT["png"][:40], 60)
