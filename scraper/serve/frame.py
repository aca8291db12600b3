"""A template + what it shows → HTML; and the few files that go with every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote, quote_plus

from jinja2 import Environment, PackageLoader, StrictUndefined

from scraper.publish.feeds import clean
from scraper.serve.asked import Lang
from scraper.serve.view import View, said
from scraper.serve.words import COMMON

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LINE = 300
"""Characters of a line at most: what is longer is no headline."""
_SHORT = 100
"""Characters of a name that is worth remembering as it stands in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """A file as it is sent."""

    type: str
    body: bytes
    mark: str


@cache
def statics() -> Mapping[str, Static]:
    """The files by name."""
    folder = files("scraper.serve").joinpath("static")
    found = {}
    for one in folder.iterdir():
        ending = f".{one.name.rpartition('.')[2]}"
        if ending in TYPES:
            body = one.read_bytes()
            mark = sha256(body).hexdigest()[:12]
            found[one.name] = Static(type=TYPES[ending], body=body, mark=mark)
    return found


def page(view: View, lang: Lang, path: str, query: str) -> str:
    """The HTML of a view in a language; `path` and `query` are its own address."""
    words = {**said(COMMON, lang), **said(view.words, lang)}
    zh = lang == "zh"
    here = {"path": path, "query": query, "lang": "zh-CN" if zh else "en", "zh": zh}
    shown = {**view.facts, **view.more, "w": words, "here": here}
    return _environment().get_template(view.template).render(shown)


class _Templates(Environment):
    """Looks into a dictionary first: nearly all that templates show are facts, as of JSON."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute` of a template."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _environment() -> Environment:
    made = _Templates(
        loader=PackageLoader("scraper.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"line": line, "clock": clock, "minute": minute, "day": day, "part": part}
    made.filters |= {"thousands": thousands, "share": share}
    made.globals |= {"static": static, "query": address}
    return made


def line(text: str | None, most: int = _LINE) -> str:
    """A text on one line, without signs that turn or hide what follows them."""
    return clean.line((text or "")[: 4 * most], most)


def clock(at: str | datetime) -> str:
    """``19:43`` of a time."""
    return f"{_time(at):%H:%M}"


def minute(at: str | datetime | None) -> str:
    """``2026-11-24 19:43`` of a time; "" of none."""
    return f"{_time(at):%Y-%m-%d %H:%M}" if at else ""


def day(text: str, *, zh: bool) -> str:
    """A day in words: ``2026年11月24日 星期二``, ``24 Nov 2026, Tuesday``."""
    at = datetime.fromisoformat(text)
    if zh:
        return f"{at.year}年{at.month}月{at.day}日 星期{'一二三四五六日'[at.weekday()]}"
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%A}"


def part(text: str) -> str:
    """A text as a part of the path of an address."""
    return quote(text, safe="")


def thousands(number: int) -> str:
    """``67,443``."""
    return f"{number:,}"


def share(count: int, of: int) -> str:
    """``12%`` of all; of what is there never ``0%``."""
    return f"{100 * count / of:.0f}%" if 100 * count >= of else "<1%"


def address(path: str, **values: Any) -> str:
    """An address with these values after ``?``, without those that are empty."""
    given = [
        f"{name}={_quoted(one)}"
        for name, value in values.items()
        if value
        for one in (value if isinstance(value, list | tuple) else (value,))
    ]
    return f"{path}?{'&'.join(given)}" if given else path


def _quoted(value: Any) -> str:
    text = str(value)
    return _known(text) if len(text) <= _SHORT else quote_plus(text)


@lru_cache(4096)
def _known(text: str) -> str:
    """A name in an address: a page has each company and medium many times."""
    return quote_plus(text)


def _time(at: str | datetime) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def static(name: str) -> str:
    """The address of a file, another one for other bytes."""
    return f"/static/{statics()[name].mark}/{name}"
