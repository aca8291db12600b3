"""List answers made to be read for ever end within 10 seconds and 300 MB, as links or by a name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .. import yard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..yard import Yard

FILE = Path(__file__).with_name("bombs.py")
BOMBS = yard.load(str(FILE)).BOMBS
SAID = re.compile(r"\d+ links, \d+ wanted|(?:unreadable|too-large): ")


@pytest.fixture(scope="module")
def opened() -> Iterator[Yard]:
    with yard.opened(FILE) as made:
        yield made


@pytest.mark.parametrize("name", BOMBS)
def test_it_ends_as_links_or_as_what_it_is(name: str, opened: Yard) -> None:
    done = opened.check(name, BOMBS[name])
    assert SAID.match(done.said), done.said
