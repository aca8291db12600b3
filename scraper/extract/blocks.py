"""The values between a body's HTML and its Markdown: blocks of runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from scraper.extract import clean

PLAYER = "https://v.qq.com/x/page/"
"""Where a video of the site can be watched, followed by its id and ``.html``."""


@dataclass(slots=True, kw_only=True)
class Run:
    """A piece of inline content under one set of marks.

    `text` is the visible text, the code, or the image's alternative text.
    """

    kind: Literal["text", "break", "image", "code"]
    text: str = ""
    marks: frozenset[str] = frozenset()
    """Out of ``strong``, ``em``, ``del``."""
    href: str = ""
    """The address of the link it stands in, or of the image."""
    attrs: dict[str, str] = field(default_factory=dict)
    """Of an image: width, height, caption."""


@dataclass(slots=True, kw_only=True)
class Block:
    """A block of the body.

    Leaves (``p flow text h1–h6 caption pre hr``) hold runs; the others (``body blockquote ul ol li
    table tr td th``) hold blocks. ``flow`` is inline content directly in a section, ``text`` in a
    list item or cell.
    """

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def leaves(block: Block) -> Iterator[Block]:
    """Every block below and including `block` that holds runs, in order."""
    stack = [block]
    while stack:
        one = stack.pop()
        if one.runs:
            yield one
        if one.blocks:
            stack += one.blocks[::-1]


def spoken(block: Block) -> str:
    """The text below `block` on one line, paragraphs joined without a space between.

    A paragraph that only links to a video's player is none of the page's text.
    """
    return "".join([_said(leaf.runs) for leaf in leaves(block)])


_WORDS = ("text", "code")


def _said(runs: list[Run]) -> str:
    if runs[0].href.startswith(PLAYER) and all(run.href.startswith(PLAYER) for run in runs):
        return ""
    return clean.line("".join([run.text for run in runs if run.kind in _WORDS]))
