"""One served site for all tests of the door, and a folder for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scraper.demo.site import serve

from .trial import Site, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def imitation() -> Iterator[Site]:
    site = Site.imitation()
    with serve(site) as serving:
        site.url = serving.url
        yield site


@pytest.fixture
def site(imitation: Site) -> Iterator[Site]:
    imitation.reset()
    yield imitation
    imitation.reset()


@pytest.fixture
def trial(tmp_path: Path, site: Site) -> Trial:
    """A folder with a configuration of no sources, and nothing else."""
    made = Trial(tmp_path, site)
    made.configure()
    return made


@pytest.fixture(scope="session")
def crawled(imitation: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The folder that one whole crawl left; only to be read."""
    made = Trial(tmp_path_factory.mktemp("crawled"), imitation)
    made.configure()
    assert made.run("crawl").code == 5  # one page is hollow
    return made
