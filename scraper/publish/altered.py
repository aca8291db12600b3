"""Two texts of an article → what differs between them, as words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import groupby

from scraper import text
from scraper.archive import diff
from scraper.archive.diff import Part, Place, Turn
from scraper.dates import BEIJING
from scraper.extract import clean
from scraper.models import Article

_COUNTED = ("images", "videos")
_TOLD = frozenset({"id", "url", "title", "body", "extractor", *_COUNTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that differs: its name, as it was and as it became; of images how many."""

    name: str
    old: str
    new: str

    @property
    def others(self) -> bool:
        """Whether these are as many images or videos as before, but others."""
        return self.name in _COUNTED and self.old == self.new

    @property
    def places(self) -> list[Place]:
        """The words of both, in order."""
        return list(diff.places(self.old, self.new))


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """What differs between two texts: `fields`, the title first; what became of each paragraph.

    They are `alike` where the words are the same, and images, links or emphasis among them differ.
    """

    fields: tuple[Field, ...]
    parts: list[Part]
    alike: bool


def between(old: Article, new: Article, title: Callable[[str], str] = clean.line) -> Altered:
    """What differs between two texts of an article; `title` makes a title fit to be shown."""
    titles = Field(name="title", old=title(old.title), new=title(new.title))
    told = () if titles.old == titles.new else (titles,)
    before, after = plain(old), plain(new)
    return Altered(
        fields=(*told, *others(old, new)),
        parts=diff.parts(before, after),
        alike=before == after and old.body != new.body,
    )


def runs(parts: list[Part]) -> Iterator[tuple[bool, list[Part]]]:
    """The paragraphs in order: runs of those that stayed the same, and of those that did not."""
    for same, run in groupby(parts, lambda part: part.turn is Turn.SAME):
        yield same, list(run)


def others(old: Article, new: Article) -> Iterator[Field]:
    """Each field that differs beside title and body."""
    for field in fields(Article):
        was, became = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _TOLD and was != became:
            yield Field(name=field.name, old=_value(was), new=_value(became))
    for name in _COUNTED:
        was, became = getattr(old, name), getattr(new, name)
        if was != became:
            yield Field(name=name, old=str(len(was)), new=str(len(became)))


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
