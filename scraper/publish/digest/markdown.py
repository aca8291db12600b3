"""Sheet → Markdown in which nothing that was scraped is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.publish.digest.sheet import Line, Sheet

_SIGNS = re.compile(
    r"[\\`*_~{}\[\]<>#|&!@$^]"  # of CommonMark, of tables, of Hugo's shortcodes, of mathematics
    r"|(?<=[A-Za-z]):(?=\S)|(?<=\bwww)\."  # of addresses, which some readers make a link of
    r"|^[-+=]|^[0-9]+[.)]",  # of what begins a line
    re.ASCII | re.IGNORECASE,
)


def write(sheet: Sheet) -> str:
    """The page, a line end after its last line."""
    return "\n".join(_lines(sheet)) + "\n"


def escaped(text: str) -> str:
    """A text of one line as Markdown that shows just that."""
    return _SIGNS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from (f"# {escaped(sheet.title)}", "", sheet.lead)
    for part in sheet.parts:
        yield from ("", f"## {escaped(part.head)}", "")
        for one in part.lines:
            yield from _story(one)
    if sheet.rest:
        yield from ("", sheet.rest)


def _story(one: Line) -> Iterator[str]:
    """An item of a list: a bold headline that is a link, by whom and when, and what it is about."""
    title = f"[{escaped(one.title)}](<{one.url}>)" if one.url else escaped(one.title)
    about = " · ".join(filter(None, (one.when, escaped(one.who))))
    yield f"- {title}  "
    yield f"  {about}" + ("  " if one.note else "")
    if one.note:
        yield f"  {escaped(one.note)}"
