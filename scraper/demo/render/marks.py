"""A line of light markup → HTML, its marked words written as the era writes them."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

from scraper.demo import markup

Marks = Mapping[str, Callable[[str], str]]
"""How marked words are written, by kind: their HTML → the HTML with the mark."""


def line(text: str, marks: Marks) -> str:
    """A line as HTML; a kind that `marks` does not name is written without a mark."""
    return "".join(_words(kind, words, marks) for kind, words in markup.spans(text))


def lines(texts: tuple[str, ...], marks: Marks) -> str:
    """Lines of one paragraph, broken by `<br>`."""
    return "<br>".join(line(text, marks) for text in texts)


def element(name: str) -> Callable[[str], str]:
    """A mark that is an element: `element("b")("x")` is ``<b>x</b>``."""
    end = name.partition(" ")[0]
    return lambda inner: f"<{name}>{inner}</{end}>"


def _words(kind: str, words: str, marks: Marks) -> str:
    inner = html.escape(words, quote=False) if kind in ("", "code") else line(words, marks)
    return marks[kind](inner) if kind in marks else inner
