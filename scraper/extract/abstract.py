"""What is said to be an article's abstract + its title and text → the abstract, or None (pure).

The site fills these places itself where nobody wrote one: with the title, or with the first
characters of the text. Such a filling says nothing that the article does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scraper import text
from scraper.extract import clean

LONGEST = 2_000
"""Characters of an abstract; real ones have below 300."""

_WINDOW = 200
"""So many letters of the text may stand between two pieces of a cut: captions, who wrote it."""
_KEPT = 0.9
"""The share of a cut's letters that stand in the text; the rest is captions."""

_MARK = re.compile(
    r"^(?:[\[【（(〔]\s*(?:摘要|导语|导读|提要)\s*[\]】）)〕]|(?:摘要|导语|导读|提要)\s*[:：])\s*"
)
_PIECES = re.compile(r"[\s。！？!?；;，,：:…]+|\.{2,}")
_SITE = re.compile(r"腾讯(?:新闻|网|首页)|(?<![a-z.])(?:www\.)?qq\.com", re.IGNORECASE)


def read(said: Iterable[str], title: str, body: str) -> str | None:
    """The first of these texts that tells what the article is about, on one line.

    None where each is empty, the title, or cut from the beginning of `body`, the article's text.
    """
    found = dict.fromkeys(_MARK.sub("", clean.line(one))[:LONGEST].rstrip() for one in said)
    return next((one for one in found if _tells(one, title, body)), None)


def general(description: str) -> str:
    """A page's description, "" where it is of the site and not of the page."""
    return "" if _SITE.search(description) else description


def _tells(said: str, title: str, body: str) -> bool:
    words = text.letters(said)
    return bool(words) and words not in text.letters(title) and not _cut(said, words, body)


def _cut(said: str, words: str, body: str) -> bool:
    """Whether its pieces stand in their order, close together, where the body begins."""
    room = 4 * len(said) + 4 * _WINDOW
    whole = text.letters(body[:room])
    place, kept = 0, 0
    for piece in map(text.letters, _PIECES.split(said)):
        at = whole.find(piece, place, place + len(piece) + _WINDOW) if piece else -1
        if at >= 0:
            place, kept = at + len(piece), kept + len(piece)
    return kept >= _KEPT * len(words) and place <= 1.5 * len(words) + _WINDOW
