"""A query and an article that the index names → whether it has what is asked, text by text.

To make of Markdown the form that is searched takes long. A run of Chinese characters that stands in
the Markdown outside of addresses stands in that form too, so most articles need no more than that.
"""

from __future__ import annotations

import re

from scraper.archive import functions
from scraper.archive.query import Group, Query, Word

_PLAIN = re.compile("[\u4e00-\u9fff]{3,}")
"""What is folded to itself; and never the two characters that stand for an image."""
_ADDRESS = re.compile(r"\]\([^)\n]*\)|^`{3,}[^\n]*", re.MULTILINE)
"""What of Markdown is no text: addresses, and the line that begins a block of code."""


def admits(query: Query, title: str, body: str) -> bool:
    """Whether an article has what it must and nothing that it must not; the index names it."""
    if not query.others and all(word.exact for word in query.without):
        shown = f"{title}\n" + _ADDRESS.sub("\n", body)  # what it parts is not joined
        if all(_stands(group, shown) for group in query.groups):
            return True
    return query.admits(functions.folded(title, body))


def _stands(group: Group, shown: str) -> bool:
    """Whether one of these words surely stands in an article: the index says so, or the eye."""
    return all(word.exact for word in group) or any(_plain(word, shown) for word in group)


def _plain(word: Word, shown: str) -> bool:
    return word.needle in shown and _PLAIN.fullmatch(word.needle) is not None
