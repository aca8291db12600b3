"""An archive served on this machine, as `scraper serve` serves it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from scraper import config
from scraper.dates import BEIJING
from scraper.demo.server import serve
from scraper.serve.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.fetch.client import Client

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=BEIJING)


@contextlib.contextmanager
def site(
    path: Path, *, client: Client | None = None, told: list[str] | None = None, **chosen: object
) -> Iterator[str]:
    """The address under which the archive at `path` is shown; `chosen` are keys of [serve]."""
    setting = config.Settings()
    setting = replace(
        setting,
        archive=replace(setting.archive, path=str(path)),
        serve=replace(setting.serve, **chosen),  # type: ignore[arg-type]
    )
    tell = (told if told is not None else []).append
    with serve(app(setting, now=lambda: NOW, tell=tell, client=client)) as serving:
        yield serving.url
