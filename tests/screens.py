"""A season of made-up news → the pictures in ``docs/screens``, taken in a real browser.

Run from the root of the repository: ``python -m tests.screens [--only today]``.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from PIL import Image

from . import season
from .browser import opened
from .serve.sites import site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
SIZES = {"light": (1280, 800), "dark": (1280, 800), "phone": (390, 844)}
QUALITY = 82
SETTLED = 600
"""Milliseconds in which a chart is drawn."""


def pages(base: str) -> dict[str, str]:
    """The six pages by name."""
    days = httpx.get(f"{base}/index.json").json()["days"]
    stories = [one for day in days for one in day["stories"] if one["copies"]]
    return {
        "today": "/",
        "article": stories[0]["page"],
        "changes": "/changes",
        "search": "/search?q=模型 发布",
        "trends": "/trends",
        "health": "/health",
    }


def take(browser: Browser, base: str, look: str, found: dict[str, str]) -> None:
    """The pictures of all pages in one look."""
    width, height = SIZES[look]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if look == "phone" else 1.5,
        color_scheme="dark" if look == "dark" else "light",
        locale="zh-CN",
    )
    page = context.new_page()
    for name, path in found.items():
        page.goto(f"{base}{path}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLED)
        shot = Image.open(io.BytesIO(page.screenshot()))
        shot.save(FOLDER / f"{name}-{look}.webp", quality=QUALITY, method=6)
        print(f"{name}-{look}.webp")
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", help="pages of these names alone")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "archive.db"
        season.fill(path)
        base = stack.enter_context(site(path))
        browser = stack.enter_context(opened())
        found = {
            name: path
            for name, path in pages(base).items()
            if not options.only or name in options.only
        }
        for look in SIZES:
            take(browser, base, look, found)


if __name__ == "__main__":
    main()
