"""Two texts of an article → what differs between them beside title and body, as words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime

from scraper import text
from scraper.dates import BEIJING
from scraper.extract import clean
from scraper.models import Article

_TOLD = frozenset({"id", "url", "title", "body", "extractor", "images", "videos"})


def others(old: Article, new: Article) -> Iterator[tuple[str, str, str]]:
    """The name of each other field that differs, as it was and as it became."""
    for field in fields(Article):
        was, became = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _TOLD and was != became:
            yield field.name, _value(was), _value(became)
    for name in ("images", "videos"):
        was, became = getattr(old, name), getattr(new, name)
        if len(was) != len(became):
            yield name, str(len(was)), str(len(became))
        elif was != became:
            yield name, "", f"{len(became)} as before, but others"


def plain(article: Article) -> str:
    """The text of its body, a line for each paragraph, fit for a terminal and for XML."""
    return cleaned(text.plain(article.body))


def cleaned(words: str) -> str:
    """The same lines, each of them clean."""
    return "\n".join(map(clean.line, words.split("\n")))


def _value(value: object) -> str:
    match value:
        case None | "" | ():
            return ""
        case datetime():
            return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
        case tuple():
            return clean.line("、".join(map(str, value)))
        case _:
            return clean.line(str(value))
