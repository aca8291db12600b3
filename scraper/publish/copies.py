"""Story → what the document of its head says of the others that told it, under `params`."""

from __future__ import annotations

from scraper.archive.values import Story, Telling
from scraper.dates import BEIJING
from scraper.extract.front import Value


def of(story: Story | None) -> dict[str, Value]:
    """`copies`, a list in the order in which they were first seen; nothing where there are none."""
    return {"copies": tuple(map(_copy, story.copies))} if story else {}


def _copy(one: Telling) -> dict[str, Value]:
    """Its facts as texts, empty where unknown; `date` as in a document, Beijing time."""
    at = one.published.astimezone(BEIJING).replace(tzinfo=None) if one.published else None
    return {
        "author": one.author or "",
        "title": one.title,
        "date": at.isoformat(" ", "seconds") if at else "",
        "url": one.url,
    }
