"""The articles some hours later: what the site altered after publication."""

from __future__ import annotations

from dataclasses import replace

from scraper.demo.content import ENTRIES, Entry

KEY = "20261121A07QZB00"
"""The article that is altered: its headline and a figure, and a paragraph more."""
_NOTE = "\n\n　　更正：此前报道的“三行代码”有误，最小的例子是五行；一次改对的比例应为64%。"


def later() -> dict[str, Entry | None]:
    """What stands otherwise by now, by id; None would be an article that was removed."""
    first = ENTRIES[KEY]
    body = first.body.replace("62%", "64%") + _NOTE
    return {KEY: replace(first, title=first.title.replace("三行", "五行"), body=body)}
