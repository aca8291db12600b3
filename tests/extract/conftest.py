"""Real bodies, read once for all tests that judge them."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def bench() -> dict[str, Any]:
    """The names of bench/oracle.py: the rules, and markdownify under them."""
    return runpy.run_path(str(ROOT / "bench" / "oracle.py"))


@pytest.fixture(scope="session")
def bodies(shared: Path, bench: dict[str, Any]) -> list[tuple[str, str]]:
    """The bodies that hold something, each with the address of its page."""
    return list(bench["bodies"](shared / "bodies" / "bodies.jsonl.gz"))


@pytest.fixture(scope="session")
def written(bodies: list[tuple[str, str]], bench: dict[str, Any]) -> list[str]:
    """The Markdown of each body."""
    return [bench["ours"](html, base) for html, base in bodies]
