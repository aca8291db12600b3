"""What a way found on a page → whether it is the article: a quick wrong answer is no answer.

Chinese is written without blanks, so its words are taken as pairs of characters that stand side by
side. Whatever else is in a text, addresses, marks, Latin words, counts neither for nor against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

ENOUGH = 0.9
"""The share of a body's words that a text must have."""
SITE = 12
"""Characters that a title may have more than it should: ``_腾讯新闻`` is forgiven."""

_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_OTHER = re.compile(r"[^\u4e00-\u9fff]+")
_BLANK = re.compile(r"\W+")

Found = tuple[str | None, str]
"""A title, None of a way that gives none, and a text."""


class Verdict(NamedTuple):
    """Shares of pages: with the title, with the body, with both; and of a text what is not its.

    None is the share of those with a title, where a way gives none at all.
    """

    title: float | None
    body: float
    right: float | None
    alien: float


def verdict(found: Sequence[Found], wanted: Sequence[Found]) -> Verdict:
    """How good what a way found is."""
    titles = [named(one[0] or "", true[0] or "") for one, true in zip(found, wanted, strict=True)]
    shares = [shared(one[1], true[1]) for one, true in zip(found, wanted, strict=True)]
    bodies = [has >= ENOUGH for has, _ in shares]
    both = [title and body for title, body in zip(titles, bodies, strict=True)]
    count = len(wanted)
    alien = median(other for _, other in shares)
    if all(title is None for title, _ in found):
        return Verdict(None, sum(bodies) / count, None, alien)
    return Verdict(sum(titles) / count, sum(bodies) / count, sum(both) / count, alien)


def named(title: str, wanted: str) -> bool:
    """Whether it is the title, the name of the site after it or not."""
    said, true = _BLANK.sub("", title), _BLANK.sub("", wanted)
    return true in said and len(said) <= len(true) + SITE


def shared(text: str, wanted: str) -> tuple[float, float]:
    """The share of the wanted words that a text has, and the share of its words not wanted."""
    said, true = words(text), words(wanted)
    common = (said & true).total()
    return common / max(1, true.total()), 1 - common / max(1, said.total())


def words(text: str) -> Counter[str]:
    """How often each pair of Chinese characters stands in a text."""
    signs = _OTHER.sub("", _IMAGE.sub("", text))
    return Counter(map("".join, pairwise(signs)))
