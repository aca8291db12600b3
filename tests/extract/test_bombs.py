"""Pages made to be read for ever end within 10 seconds and 300 MB, as an outcome with a name.

Each is read to its article, its document and its HTML, in a process of its own whose memory the
kernel limits. The bombs are in bombs.py.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .. import yard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..yard import Yard

FILE = Path(__file__).with_name("bombs.py")
BOMBS = yard.load(str(FILE)).BOMBS
SAID = re.compile(r"article of \d+, document|(?:unreadable|hollow|too-large): ")


@pytest.fixture(scope="module")
def opened() -> Iterator[Yard]:
    with yard.opened(FILE) as made:
        yield made


@pytest.mark.parametrize("name", BOMBS)
def test_it_ends_as_an_article_or_as_what_it_is(name: str, opened: Yard) -> None:
    done = opened.check(name, BOMBS[name])
    assert SAID.match(done.said), done.said


def test_a_saved_page_of_any_size_is_one_line(tmp_path: Path) -> None:
    """By the command itself, from a file that is larger than anything it reads."""
    file = tmp_path / "page.html"
    with file.open("wb") as out:
        out.write(b'<html><body><p title="')
        for _ in range(200):
            out.write(b"a" * 1_000_000)
    words = [sys.executable, "-m", "scraper", "extract", str(file), "--url", "20260810A0BO7100"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 5
    (line,) = done.stderr.splitlines()
    assert "more than 20000000 bytes; not a news page" in line
