"""The demo's own articles → the pieces that other articles are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from scraper.demo import markup
from scraper.demo.content import ARTICLES, AUTHORS, Author, Entry

Kind = TypeVar("Kind", bound=markup.Block)

NAMES = (
    "DeepSeek",
    "通义千问",
    "文心一言",
    "月之暗面",
    "人形机器人",
    "大模型",
    "多模态",
    "智能体",
    "机器学习",
)
"""Words that say "AI industry" on their own."""

RICH: tuple[type[markup.Block], ...] = (
    markup.Paragraph,
    markup.Heading,
    markup.Picture,
    markup.Items,
    markup.Quote,
    markup.Code,
    markup.Table,
    markup.Clip,
)
PLAIN = (markup.Paragraph, markup.Picture, markup.Clip)
"""What a page of 2018 to 2022 can hold, and a plain text of today."""
CLASSIC = (markup.Paragraph, markup.Picture, markup.Items)
"""What a page to 2019 can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Pieces of a subject: halves of headlines, and written blocks with what they are."""

    heads: tuple[str, ...]
    blocks: tuple[tuple[type[markup.Block], str], ...]

    def fit(self, kinds: tuple[type[markup.Block], ...]) -> list[str]:
        """The blocks of these kinds, as they are written."""
        return [text for kind, text in self.blocks if kind in kinds]


@cache
def subject(*, topic: bool) -> Words:
    """The pieces of the articles that are AI-industry news, or of those that are not."""
    entries = [entry for entry in ARTICLES if entry.topic is topic]
    return Words(
        heads=tuple(dict.fromkeys(half for entry in entries for half in _halves(entry))),
        blocks=tuple(dict.fromkeys(block for entry in entries for block in _written(entry))),
    )


def authors() -> tuple[Author, ...]:
    """The accounts."""
    return tuple(AUTHORS.values())


def _halves(entry: Entry) -> list[str]:
    return [half for half in re.split("[，：:、]", entry.title) if len(half) > 5]


def _written(entry: Entry) -> list[tuple[type[markup.Block], str]]:
    parts = re.split(r"\n{2,}", entry.body.strip("\n"))
    return [(type(markup.parse(part)[0]), part) for part in parts if len(markup.parse(part)) == 1]
