"""What may come out of a program that shows the words of strangers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..cli.trial import Done

_MOVING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Commands to a terminal, and marks that turn the direction of writing. Not: tab, newline."""
_INVISIBLE = re.compile("[\xad\u200b\u200c\u2060-\u2064\U000e0000-\U000e007f]")


def still(text: str) -> None:
    """Nothing in `text` moves a terminal."""
    assert (found := _MOVING.search(text)) is None, (found, text[:2000])


def plain(text: str) -> None:
    """Nor is anything in it invisible."""
    still(text)
    assert (found := _INVISIBLE.search(text)) is None, (found, text[:2000])


def line(done: Done) -> str:
    """The one line on standard error of a command that was refused."""
    plain(done.err)
    assert done.code in (2, 3, 5), done
    assert done.out == ""
    (said,) = done.err.split("\n")[:-1]
    assert said.startswith("scraper: ")
    assert said.isprintable(), said
    return said


def toml(text: str) -> str:
    """`text` as a value of a configuration."""
    signs = (
        sign if sign.isprintable() and sign not in '"\\' else f"\\U{ord(sign):08X}" for sign in text
    )
    return f'"{"".join(signs)}"'
