"""A small soak, once for all tests of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

if TYPE_CHECKING:
    from soaking.soak import Soak


@pytest.fixture(scope="session")
def soaked(tmp_path_factory: pytest.TempPathFactory) -> Soak:
    """A soak of a few rounds, over; its archive is only to be read."""
    from soaking.soak import Plan, Soak

    from scraper.demo.weather import Climate

    folder = tmp_path_factory.mktemp("soak")
    climate = Climate(seed=11, stock=12, rate=3.0)
    plan = Plan(modes={"long": 2, "cron": 1}, readers=0, imports=0, fair=(24, 168, 720, 720))
    soak = Soak(folder, 11, climate=climate, plan=plan)
    soak.run(lambda rounds, _: rounds < 4)
    return soak
