"""An archive that a real crawl of the imitation site left, to be published from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scraper.demo.site import serve

from ..cli.trial import Site, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Tree = dict[str, tuple[int, bytes]]


@pytest.fixture(scope="session")
def imitated() -> Iterator[Site]:
    site = Site.imitation()
    with serve(site) as serving:
        site.url = serving.url
        yield site


@pytest.fixture(scope="session")
def crawled(imitated: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The folder that one whole crawl left; only to be read."""
    made = Trial(tmp_path_factory.mktemp("crawled"), imitated)
    made.configure()
    assert made.run("crawl").code == 5  # one page is hollow
    return made


@pytest.fixture(scope="session")
def pictured(imitated: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The same with its images; only to be read."""
    made = Trial(tmp_path_factory.mktemp("pictured"), imitated)
    made.configure('[images]\nmirror = "archive"\n')
    assert made.run("crawl").code == 5
    return made


def tree(root: Path) -> Tree:
    """Every file below a folder, with its time of change and its bytes."""
    return {
        str(one.relative_to(root)): (one.stat().st_mtime_ns, one.read_bytes())
        for one in sorted(root.rglob("*"))
        if one.is_file()
    }


def edit(path: Path, more: str) -> None:
    """What a person does to a file."""
    text = path.read_text("utf-8") + more
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1, 1))
