"""Sheet → one HTML page, fit for a mail: its style is in its elements, nothing in it runs or loads.

No colour is set, so that it is as dark or as light as who reads it wants it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from scraper.publish.digest.sheet import Line, Sheet

_BODY = (
    "margin:0 auto;padding:1.2em;max-width:40em;line-height:1.6;font-size:16px;"
    "font-family:system-ui,-apple-system,'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',"
    "sans-serif"
)
_TITLE = "margin:0 0 .2em;font-size:1.6em;line-height:1.3"
_HEAD = "margin:1.8em 0 .4em;padding-bottom:.2em;font-size:1.15em;border-bottom:1px solid #8886"
_LIST = "margin:0;padding:0;list-style:none"
_STORY = "margin:0 0 .9em"
_LINK = "font-weight:600;color:inherit;text-decoration-color:#8888;text-underline-offset:.25em"
_DIM = "margin:0;font-size:.85em;opacity:.7"
_NOTE = "margin:.1em 0 0;font-size:.95em"


def write(sheet: Sheet) -> str:
    """The page, a line end after its last line."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    title = escape(sheet.title)
    yield f'<!DOCTYPE html>\n<html lang="{sheet.lang}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield '<meta name="color-scheme" content="light dark">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f'<title>{title}</title>\n</head>\n<body style="{_BODY}">'
    yield f'<h1 style="{_TITLE}">{title}</h1>\n<p style="{_DIM}">{escape(sheet.lead)}</p>'
    for part in sheet.parts:
        yield f'<h2 style="{_HEAD}">{escape(part.head)}</h2>\n<ul style="{_LIST}">'
        yield from map(_story, part.lines)
        yield "</ul>"
    if sheet.rest:
        yield f'<p style="{_DIM}">{escape(sheet.rest)}</p>'
    yield "</body>\n</html>"


def _story(one: Line) -> str:
    about = " · ".join(filter(None, (one.when, one.who)))
    title = escape(one.title)
    said = f'<a style="{_LINK}" href="{escape(one.url)}">{title}</a>' if one.url else title
    note = f'<p style="{_NOTE}">{escape(one.note)}</p>' if one.note else ""
    return f'<li style="{_STORY}">{said}<p style="{_DIM}">{escape(about)}</p>{note}</li>'
