"""The edges every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]

# The first example pays for imports and compiled patterns, so no deadline of its own: pytest's
# timeout stands. Under CI Hypothesis chooses its own fixed profile.
if "CI" not in os.environ:
    settings.register_profile("house", deadline=None)
    settings.load_profile("house")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and answers, `../shared/qq`; a skip where it is not there.

    The environment variable SCRAPER_SHARED names another `shared`.
    """
    folder = Path(os.environ.get("SCRAPER_SHARED") or ROOT.parent / "shared") / "qq"
    if not folder.is_dir():
        pytest.skip(
            f"{folder}: not there; put shared/qq beside the repository or set SCRAPER_SHARED"
        )
    return folder


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration of the person who runs the tests, no channel of theirs, and no proxy.

    Nor a setting of theirs by which Python writes at once, and so has nothing left at its end.
    """
    ours = ("SCRAPER_CONFIG", "SCRAPER_NOTIFY_URLS", "SCRAPER_HEARTBEAT_URL")
    for name in (*ours, "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "PYTHONUNBUFFERED"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
