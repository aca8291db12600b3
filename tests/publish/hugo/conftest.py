"""Hugo itself, the newest and Debian's own, and sites that it builds."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from scraper.publish.hugo import starter

from ...tools import found

if TYPE_CHECKING:
    from pathlib import Path

HUGOS = ("newest", "debian")


def hugo(which: str) -> str:
    """The path of a Hugo: that of the workshop, or the system's."""
    return found("hugo", beside=which == "newest")


@dataclass(frozen=True)
class Built:
    """A site's folder, what was built of it, and what Hugo said."""

    root: Path
    public: Path
    said: str

    def page(self, key: str) -> str:
        (path,) = self.public.rglob(f"{key.lower()}/index.html")
        return path.read_text(encoding="utf-8")


def build(which: str, root: Path) -> Built:
    """Build a site, every warning an error."""
    public = root.parent / f"public-{which}"
    shutil.rmtree(public, ignore_errors=True)
    words = [hugo(which), "--source", root, "--destination", public, "--panicOnWarning"]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=100, stdin=subprocess.DEVNULL
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "WARN" not in said
    assert "ERROR" not in said
    return Built(root, public, said)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A new site, as `init --hugo` makes it."""
    root = tmp_path / "site"
    starter.make(root)
    return root
