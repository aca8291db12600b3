"""A small archive, and the same one shown."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from .. import stock
from .sites import site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARTICLES = 12


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a few articles; only to be read."""
    path = tmp_path_factory.mktemp("stocked") / "archive.db"
    stock.fill(path, ARTICLES)
    return path


@pytest.fixture(scope="session")
def shown(stocked: Path) -> Iterator[str]:
    """The address under which it is shown."""
    with site(stocked) as url:
        yield url


@pytest.fixture
def path(stocked: Path, tmp_path: Path) -> Path:
    """A copy of it, to write to."""
    return shutil.copy(stocked, tmp_path / "archive.db")
