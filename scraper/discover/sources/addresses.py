"""Lines of a typed list → Links, or an Outcome for each line that names no article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scraper import urls
from scraper.discover.sources import answer, text
from scraper.errors import UrlError
from scraper.models import Hint, Kind, Link, Outcome

_LONGEST = 4000  # characters of a line that are looked at; an address has 2000 at most
_OBJECT = 100_000  # the same, for a line that is a JSON object
_KEYED = re.compile(r"""['"](url|title)['"]\s*:\s*(?:'([^']*)'|"([^"]*)")""")


def lines(text_lines: Iterable[str], source: str) -> Iterator[Link | Outcome]:
    """What each line names, one at a time; blank lines and lines of `#` are passed over.

    A line is an address or an id, with a title after a blank, or an object
    ``{"url": "…", "title": "…"}`` in JSON or Python. Any other line is an Outcome NOT_ARTICLE
    whose reason has the number of the line. Never raises.
    """
    for number, line in enumerate(text_lines, 1):
        words = line.strip().lstrip("\ufeff").lstrip()
        if words and not words.startswith("#"):
            yield _line(words, number, source)


def _line(words: str, number: int, source: str) -> Link | Outcome:
    address, title = _keyed(words) if words.startswith("{") else _split(words[:_LONGEST])
    try:
        found = urls.read(address)
    except UrlError as error:
        reason = f"line {number}: {error.reason}"
        url = text.shown(words, 200)
        return Outcome(kind=Kind.NOT_ARTICLE, url=url, source=source, reason=reason)
    return Link(address=found, source=source, hint=Hint(title=text.plain(title, 500)))


def _split(words: str) -> tuple[str, str]:
    """The address at the head of a line, and the title after it."""
    address, *rest = words.split(None, 1)
    return address.strip("\"'<>,"), rest[0].partition("\t")[0] if rest else ""


def _keyed(words: str) -> tuple[str, str]:
    """The address and the title of an object; empty where it has none."""
    try:
        row = answer.loads(words[:_OBJECT].rstrip().removesuffix(","))
    except ValueError:
        pairs = _KEYED.findall(words[:_LONGEST])
        row = {key: single or double for key, single, double in pairs}
    found = [row.get(key) for key in ("url", "title")] if isinstance(row, dict) else []
    address, title = (one if isinstance(one, str) else "" for one in found or ("", ""))
    return address, title
