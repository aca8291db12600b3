"""Programs of others that tests run: a skip where one is missing, but on CI a failure."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

DEBIAN = {
    "chromium": "chromium",
    "epubcheck": "epubcheck",
    "hugo": "hugo",
    "nginx": "nginx-light",
    "npm": "npm",
}
"""Command → the Debian package that has it."""


def found(command: str, *, beside: bool = False) -> str:
    """The path of a program; with `beside` of the one that the workshop itself installed."""
    place = str(Path(sys.executable).parent)
    path = shutil.which(command, path=place) if beside else _elsewhere(command, place)
    if path is None:
        remedy = "`make .venv/.dev`" if beside else f"`apt install {DEBIAN[command]}`"
        missing(f"{command} is not there: {remedy} installs it")
    return str(path)


def node(command: str) -> str:
    """The path of a program from npm, which `make .venv/.node` installs."""
    path = Path(sys.prefix) / "node" / "node_modules" / ".bin" / command
    if not path.exists():
        missing(f"{command} is not there: `make .venv/.node` installs it, where npm is", "debian")
    return str(path)


def reader() -> str:
    """The Python that has what reads our data sets, which `make .venv/.readers` installs."""
    path = Path(sys.prefix) / "readers" / "bin" / "python"
    if not path.exists():
        missing(f"{path} is not there: `make .venv/.readers` installs it")
    return str(path)


def missing(reason: str, *excused: str) -> None:
    """Skip the test, but fail it where nothing may be missing: SCRAPER_TOOLS is ``all``, or
    ``debian`` where npm is `excused`.
    """
    if os.environ.get("SCRAPER_TOOLS", "") not in ("", *excused):
        pytest.fail(f"{reason}; .ci/install brings it")
    pytest.skip(reason)


def _elsewhere(command: str, place: str) -> str | None:
    """The system's own, which a program of the same name in the workshop hides."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    return shutil.which(command, path=os.pathsep.join(one for one in folders if one != place))
