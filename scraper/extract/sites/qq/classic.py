"""Until 2019: GB2312 pages of the desks (``tech.qq.com/a/20161014/006270.htm``)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scraper import dates, urls
from scraper.extract import clean, flow
from scraper.extract.facts import Facts
from scraper.extract.view import View

NAME = "qq-classic"
VERSION = 1
VALID_FROM = "2003-11"
VALID_UNTIL = "2019-12"

BODY = ("#Cnt-Main-Article-QQ", "#ArticleCnt")

_TIME = (".a_time", ".pubTime", ".article-time")
_ABOUT = ("#ArtFrom", "#ArtPLink", ".titBar", ".a_Info", ".info", ".hd")

_LEAD = (".titdd-Article", ".introduction")

_INFO = re.compile(r"ARTICLE_INFO\s*=\s*(?:window\.ARTICLE_INFO\s*\|\|\s*)?\{")
_LENGTH = 20_000  # of the script, in characters; 2,000 are usual
_STRING = r"'((?:[^'\\\n]|\\.)*)'"
_TAGS = re.compile(r"\btags\s*:\s*\[([^\]]*)\]")
_ESCAPE = re.compile(r"\\(.)")


def read(view: View) -> Facts | None:
    """The facts of a classic page; None for any other page."""
    node = view.first(*BODY)
    if node is None:
        return None
    info = _info(view.page.text)
    number, desk = _value(info, "id"), _value(info, "site")
    return Facts(
        body=flow.read(node, view.page.url),
        missing=", ".join(BODY),
        ids=(urls.classic(desk, number),) if re.fullmatch(r"[0-9]{14}", number) and desk else (),
        title=view.line(".hd h1", "h1") or _value(info, "title") or view.title,
        published=_value(info, "pubtime") or view.line(*_TIME) or _line(view),
        author=view.line(".a_source", ".where", '[bosszone="jgname"]'),
        category=desk or urlsplit(view.page.url).netloc.removesuffix(".qq.com"),
        tags=_tags(info),
        abstracts=(view.line(*_LEAD),),
    )


def _line(view: View) -> str:
    """The line under the title where it spells a date; the oldest pages mark no time in it."""
    lines = (view.line(selector) for selector in _ABOUT)
    return next((line for line in lines if dates.absolute(line)), "")


def _info(text: str) -> str:
    """What the script says of the article; empty where the page has no such script."""
    found = _INFO.search(text)
    return text[found.end() : found.end() + _LENGTH].partition("</script")[0] if found else ""


def _value(info: str, key: str) -> str:
    """The string that the script gives `key`; it is JavaScript, not JSON."""
    found = re.search(rf"\b{key}\s*:\s*{_STRING}", info)
    return clean.line(_ESCAPE.sub(r"\1", found[1])) if found else ""


def _tags(info: str) -> tuple[str, ...]:
    listed = _TAGS.search(info)
    found = re.findall(_STRING, listed[1]) if listed else []
    return tuple(
        dict.fromkeys(filter(None, (clean.line(_ESCAPE.sub(r"\1", one)) for one in found)))
    )
