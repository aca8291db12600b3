"""A site of payloads on a real port, and the folder that a crawl of it left."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from scraper.demo.site import serve

from ..cli.trial import Done, Site, Trial
from . import pages, wire
from .payloads import PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = """[[source]]
name = "ai"
kind = "channel"
channel = "news_news_fx"
filter = false
pages = 1
"""
HARMLESS = "harmless"
EMPTY = ""


@dataclass
class Harvest:
    """What a crawl of all payloads came to; the addresses by payload and era."""

    trial: Trial
    addresses: dict[str, dict[str, str]] = field(default_factory=dict)
    done: Done = field(default_factory=lambda: Done(0, "", ""))
    notices: list[bytes] = field(default_factory=list)

    def of(self, name: str) -> list[str]:
        return list(self.addresses[name].values())

    @property
    def all(self) -> list[str]:
        return [address for found in self.addresses.values() for address in found.values()]


@pytest.fixture(scope="session")
def served() -> Iterator[Site]:
    made = Site.imitation()
    with serve(made) as serving:
        made.url = serving.url
        yield made


@pytest.fixture
def trial(served: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A folder of its own, with a configuration."""
    made = folder(served, tmp_path_factory)
    made.configure(SOURCE)
    return made


def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A folder `work` beside a folder `home`, so that what is written elsewhere is seen."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "home").mkdir()
    (root / "work").mkdir()
    return Trial(root / "work", site, {"HOME": str(root / "home")})


@pytest.fixture(scope="session")
def harvest(served: Site, tmp_path_factory: pytest.TempPathFactory) -> Harvest:
    """A real process has crawled a list of every payload, and its pages of every era."""
    trial = folder(served, tmp_path_factory)
    made, rows = Harvest(trial), []
    known = {"harmless": HARMLESS, "empty": EMPTY, **PAYLOADS}
    for number, (name, payload) in enumerate(known.items()):
        found = pages.every(number, payload)
        for _, path, page in found.values():
            served.on(path, page.encode("utf-8", "replace"))
        rows += pages.rows(number, payload, found)
        made.addresses[name] = {era: address for era, (address, _, _) in found.items()}
    answer = json.dumps({"code": 0, "data": rows})
    served.on("/web_feed/getPCList", answer, sort="application/json")
    with wire.serving(lambda *asked: made.notices.append(asked[2]) or wire.answer()) as url:
        channel = url.replace("http://", "json://")
        trial.configure(f'[notify]\nurls = ["{channel}"]\ndigest = true\n{SOURCE}')
        made.done = trial.run("crawl", "--json", "--log-format", "json", timeout=300)
    return made
