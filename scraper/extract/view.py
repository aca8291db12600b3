"""Page → what the eras ask of it: the data in its script, its tree, its head."""

from __future__ import annotations

import json
import re
from functools import cached_property
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract import clean, tree
from scraper.models import Page

_DATA = re.compile(r"window\.DATA\s*=\s*(?:window\.DATA\s*\|\|\s*)?(?=\{)")
_CLAIMS = 20  # so many places are tried
_PUSH = re.compile(r"window\.DATA\.videoArr\.push\(\s*(?=\{)")
_PUSHES = 100  # so many videos are read
_META = re.compile(r"<meta\s([^>]{1,4000}+)>", re.IGNORECASE)
_PAIR = re.compile(r"""([\w:-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_HEAD = 65_536  # how far into the page its head may reach, in characters
_SIGNS = {"{": 300_000, "[": 300_000, '"': 1_000_000, ",": 2_000_000}
"""More make objects of hundreds of MB; the largest page seen has a hundredth of it."""
_MATCHES = 20  # elements of one selector that are looked at
_RAW = 4_000  # characters of a value that are looked at; html.unescape fails on a number of 4,300
_LINE = 2_000  # characters of a value as a line
_TEXTS = 50_000_000  # characters that elements may hold, all together, to be asked for a line
_DECODER = json.JSONDecoder(strict=False)
_SUFFIX = re.compile(r"(?:_[^_]{1,12})?_腾讯(?:新闻|网)\s*$")


class View:
    """One page, read once: nothing is parsed before it is asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._asked = 0

    @property
    def data(self) -> dict[str, Any] | None:
        """The object given to ``window.DATA``; None where the page has none, or a broken one.

        It is read by a JSON decoder from its brace: its strings may hold ``};`` and whole style
        sheets.
        """
        return self._data[0]

    @property
    def fault(self) -> str:
        """What is wrong with ``window.DATA``; empty where it is whole or the page has none."""
        return self._data[1]

    @cached_property
    def _data(self) -> tuple[dict[str, Any] | None, str]:
        fault = ""
        if "window.DATA" not in self.page.text:
            return None, ""
        for found in islice(_DATA.finditer(self.page.text), _CLAIMS):  # the text may name it too
            value, wrong = _object(self.page.text, found.end())
            if value is not None:
                return value, ""
            fault = fault or wrong
        return None, fault

    @cached_property
    def pushed(self) -> list[dict[str, Any]]:
        """The videos that scripts of 2018–22 add to ``window.DATA.videoArr``."""
        places = islice(_PUSH.finditer(self.page.text), _PUSHES)
        found = (_object(self.page.text, one.end())[0] for one in places)
        return [row for row in found if row is not None]

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed page."""
        return tree.parse(self.page.text, self.page.url)

    def first(self, *selectors: str) -> LexborNode | None:
        """The element that the first fitting selector finds first."""
        for selector in selectors:
            if (node := self.tree.css_first(selector)) is not None:
                return node
        return None

    def line(self, *selectors: str) -> str:
        """The text of the first such element that has any, on one line; of a long one the head."""
        nodes = (node for one in selectors for node in self.tree.css(one)[:_MATCHES])
        return next(filter(None, map(self._line, nodes)), "")

    def _line(self, node: LexborNode) -> str:
        if self._asked > _TEXTS:  # elements in one another, each asked for the same blanks
            return ""
        text = node.text(deep=True)
        self._asked += len(text)
        return clean.line(text.lstrip()[:_RAW])[:_LINE].rstrip()

    def meta(self, *names: str) -> str:
        """The content of the first of these meta elements that has any."""
        return next((self._metas[name] for name in names if self._metas.get(name)), "")

    @cached_property
    def _metas(self) -> dict[str, str]:
        """Every named meta element of the head, by its name in lower case."""
        found: dict[str, str] = {}
        for tag in _META.findall(self.page.text[:_HEAD]):
            pairs = {name.lower(): one or other for name, one, other in _PAIR.findall(tag)}
            name = pairs.get("property") or pairs.get("name") or ""
            found.setdefault(name.lower(), plain(pairs.get("content")))
        return found

    @cached_property
    def title(self) -> str:
        """The title of the page's head, without the site's name."""
        return _SUFFIX.sub("", self.meta("og:title") or self.line("title"))


def _object(text: str, start: int) -> tuple[dict[str, Any] | None, str]:
    for sign, most in _SIGNS.items():
        if len(text) - start > most and (many := text.count(sign, start)) > most:
            return None, f"window.DATA has {many} of {sign} after it; not a news page"
    try:
        value, _ = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        return None, f"window.DATA is cut off or no JSON ({error}); fetch the page again"
    return value, ""


def plain(value: object) -> str:
    """A value of the page's data or head as one line of text; empty where it is no text.

    Of a very long one the beginning; an address so long is none anyway.
    """
    if isinstance(value, str):
        return clean.line(clean.references(value[:_RAW]))[:_LINE].rstrip() if value else ""
    if isinstance(value, bool) or not isinstance(value, int):
        return ""
    return str(value)[:40]
