"""Day → the notice of it, for the channels people read."""

from __future__ import annotations

from scraper.config import Notify
from scraper.models import Level
from scraper.publish.digest import html, sheet
from scraper.publish.digest.day import Day
from scraper.publish.digest.sheet import Line, Part, Sheet
from scraper.watch import notices, phrases, plain
from scraper.watch.notices import Item, Notice
from scraper.watch.told import Sort

LINES = 50
"""Of a digest that is sent, at most."""


def of(day: Day, settings: Notify, *, place: str = "") -> Notice | None:
    """What is sent of a day, in the language of notices; None where no article came.

    Its words are altered where a channel could take them for something to do. `place` says which
    archive it is about.
    """
    if not day.articles:
        return None
    made = sheet.of(day, settings.lang, say=plain.line, limit=LINES)
    words = phrases.of(settings.lang)
    return Notice(
        sort=Sort.DIGEST,
        level=Level.OK,
        title=words.one if day.articles == 1 else words.digest.format(count=day.articles),
        parts=(*_parts(made), *notices.about(place, words)),
        phrases=words,
        more=made.more,
        page=html.write(made),
    )


def _parts(made: Sheet) -> tuple[notices.Part, ...]:
    return (notices.Part(head=made.lead), *map(_part, made.parts))


def _part(part: Part) -> notices.Part:
    return notices.Part(head=part.head, items=tuple(map(_item, part.lines)))


def _item(line: Line) -> Item:
    """The time comes first, so that no headline begins a line."""
    text = f"{line.when} {line.title}" + (f" — {line.who}" if line.who else "")
    return Item(text=text, note=line.note, url=line.url)
