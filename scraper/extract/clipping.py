"""Text of a file without an address → Clipping: a title, a text, perhaps a date (pure)."""

from __future__ import annotations

import json
import re

from scraper import dates, text
from scraper.errors import DocumentError
from scraper.models import Clipping

LONGEST = 300
"""Characters of a title."""

_FRONT = re.compile(r"\A-{3,}[ \t]*\n(?P<front>.{0,100000}?)\n-{3,}[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>title|date):[ \t]*(?P<value>.*?)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+|\s+#+\s*$")
_DATE = re.compile(r"[\d年月日时分秒点:：/.\-T\s]{8,30}")
_TITLES = ("title",)
_TEXTS = ("content", "text", "body")
_TIMES = ("published", "date", "time", "pub_date", "pubtime")


def read(words: str) -> Clipping | None:
    """The text in a file: JSON, Markdown with front matter, or a line with the title and the rest.

    None where it is hollow: a title, if anything, and no letter after it. DocumentError where it
    is nothing of that.
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = _json(words) if words.startswith("{") else _plain(words)
    if not text.letters(text.plain(found.body)):
        return None
    if not found.title or len(found.title) > LONGEST:
        raise DocumentError("no clipping: its first line is no title")
    return found


def _json(words: str) -> Clipping:
    try:
        said = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise DocumentError("no clipping: it begins as JSON and is none") from error
    title, body, published = (_first(said, names) for names in (_TITLES, _TEXTS, _TIMES))
    return _built(title, body, published)


def _first(said: dict[str, object], names: tuple[str, ...]) -> str:
    """The first of these keys that has a text; empty where none has."""
    values = (said.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _plain(words: str) -> Clipping:
    """A title, perhaps a line with the date, and the text."""
    if found := _FRONT.match(words):
        fields = {one["name"]: one["value"].strip("\"'") for one in _FIELD.finditer(found["front"])}
        return _built(fields.get("title", ""), words[found.end() :], fields.get("date", ""))
    if words.startswith("---"):
        raise DocumentError("front matter without its end: half of a document")
    title, _, rest = words.partition("\n")
    first, _, more = rest.lstrip().partition("\n")
    if _DATE.fullmatch(first.strip()) and dates.absolute(first):
        return _built(title, more, first)
    return _built(title, rest, "")


def _built(title: str, body: str, published: str) -> Clipping:
    line = " ".join(_HEADING.sub("", title.strip()).split())
    return Clipping(title=line, body=body.strip(), published=dates.absolute(published))
