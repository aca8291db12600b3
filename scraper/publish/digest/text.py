"""Sheet → plain lines, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.publish.digest.sheet import Line, Sheet


def write(sheet: Sheet) -> str:
    """The page, a line end after its last line."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from (sheet.title, sheet.lead)
    for part in sheet.parts:
        yield from ("", part.head)
        for one in part.lines:
            yield from _story(one)
    if sheet.rest:
        yield from ("", sheet.rest)


def _story(one: Line) -> Iterator[str]:
    """Its headline behind a sign, the rest below it."""
    yield f"• {one.title}"
    about = " · ".join(filter(None, (one.when, one.who)))
    yield from (f"  {said}" for said in (about, one.note, one.url) if said)
