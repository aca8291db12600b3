"""Answer → what is wrong with it, or None: the site's moods, as seen between 2016 and 2026."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.fetch import guard
from scraper.models import BUSY_CODES, BUSY_RETS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.models import Fetched

HEALS = frozenset({Kind.BUSY, Kind.TIMEOUT, Kind.UNREACHABLE, Kind.TRUNCATED})
"""The kinds that another attempt may heal."""

_SMALL = 16 * 1024  # bytes; the firewall's page and the busy answer are below 2 KB
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LISTS = re.compile(
    r"(?:application|text)/(?:[\w.-]+\+)?(?:json|xml|javascript|x-javascript|plain|csv)"
)
_HTML_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|script)\b", re.IGNORECASE)
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PROLOG = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_WALL = b"waf.tencent.com/501page"  # where the firewall's page jumps to
_MARKS = b"\xef\xbb\xbf \t\r\n"  # byte order mark and blanks before the first sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """What is wrong, in one line. `again`: another attempt may heal it. `leave`: where no
    attempt does, the whole host is left alone for the rest of the run.
    """

    kind: Kind
    reason: str
    again: bool = False
    leave: bool = False


def judge(
    answer: Fetched, fault: Mood | None, fits: Callable[[Fetched], Mood | None]
) -> Mood | None:
    """What is wrong with `answer`: what its status says, then the `fault` its body had on the way
    here, then whether it is of the wanted sort (`page`, `listing`, `anything`).
    """
    if mood := _firewall(answer) or _departed(answer) or _status(answer.status):
        return mood
    if redirected(answer):
        return None
    return fault or _unusual(answer.status) or _busy(answer) or fits(answer)


def fault(kind: Kind, reason: str) -> Mood:
    """A mood of `kind` that is tried again where that kind can heal."""
    return Mood(kind=kind, reason=reason, again=kind in HEALS)


def header(answer: Fetched, name: str) -> str:
    """The first header `name` (lower case) that is not empty, or ""."""
    return next((value for key, value in answer.headers if key == name and value), "")


def redirected(answer: Fetched) -> str:
    """The address that a redirect names, made absolute but not checked; "" for other answers."""
    location = header(answer, "location").strip()
    if answer.status not in _REDIRECTS or not location:
        return ""
    return guard.join(answer.url, location)


def page(answer: Fetched) -> Mood | None:
    """None for HTML; WRONG_TYPE for anything else."""
    sort = _sort(answer)
    if sort in ("text/html", "application/xhtml", "application/xhtml+xml"):
        return None
    start = answer.body[:1024].lstrip(_MARKS)
    if not sort and start.startswith(b"<") and _HTML_TAG.search(start):
        return None
    return Mood(kind=Kind.WRONG_TYPE, reason=f"{_named(sort)} instead of HTML")


def listing(answer: Fetched) -> Mood | None:
    """None for JSON, XML and text, WRONG_TYPE for anything else.

    The site sends JSON as text/html too: there the first sign of the body decides.
    """
    start = _PROLOG.sub(b"", answer.body[:1024]).lstrip(_MARKS)
    if _HTML_START.match(start):
        return Mood(kind=Kind.WRONG_TYPE, reason="HTML instead of a list")
    sort = _sort(answer)
    if _LISTS.fullmatch(sort) or answer.body[:1024].lstrip(_MARKS)[:1] in (b"{", b"[", b"<"):
        return None
    reason = f"{_named(sort)} instead of JSON, XML or text"
    return Mood(kind=Kind.WRONG_TYPE, reason=reason)


def anything(answer: Fetched) -> Mood | None:  # noqa: ARG001 - one of three of the same form
    """None: every sort of body is right."""
    return None


def _firewall(answer: Fetched) -> Mood | None:
    """The firewall refuses by address, for hours: by status 501, or with its page.

    The page is small HTML that jumps away; a list whose titles name the firewall is none.
    """
    if answer.status == 501 or _walled(answer.body):
        reason = f"status {answer.status}: the site's firewall refuses our address; wait for hours"
        return Mood(kind=Kind.BLOCKED, reason=reason, leave=True)
    return None


def _walled(body: bytes) -> bool:
    if len(body) > _SMALL or _WALL not in body:
        return False
    return bool(_HTML_TAG.match(_PROLOG.sub(b"", body[:1024]).lstrip(_MARKS)))


def _departed(answer: Fetched) -> Mood | None:
    """A deleted article redirects to the missing-children page."""
    try:
        parts = urlsplit(redirected(answer) or answer.url)
    except ValueError:
        return None
    if parts.hostname == "www.qq.com" and parts.path.lower().startswith("/babygohome"):
        return Mood(kind=Kind.GONE, reason="deleted by the site (redirect to babygohome)")
    return None


def _status(status: int) -> Mood | None:
    if status in (404, 410):
        return Mood(kind=Kind.GONE, reason=f"status {status}: not there")
    if status in (429, 567):
        reason = f"status {status}: the site refuses our rate; raise fetch.interval"
        return Mood(kind=Kind.BLOCKED, reason=reason, again=True, leave=True)
    if status in (403, 451):
        return Mood(kind=Kind.BLOCKED, reason=f"status {status}: the site refuses us")
    if 500 <= status <= 599:
        return fault(Kind.BUSY, f"status {status}: the site asks to come back later")
    if 400 <= status <= 499:
        return Mood(kind=Kind.FAILED, reason=f"status {status}")
    return None


def _unusual(status: int) -> Mood | None:
    if status in (200, 203):
        return None
    return Mood(kind=Kind.FAILED, reason=f"status {status}: neither an answer nor a redirect")


def _busy(answer: Fetched) -> Mood | None:
    """The busy answer is a small JSON object with status 200."""
    start = answer.body[:64].lstrip(_MARKS)
    if len(answer.body) > _SMALL or not start.startswith(b"{"):
        return None
    try:
        said = json.loads(answer.body.lstrip(_MARKS))  # a dict: it begins with a brace
    except (ValueError, RecursionError):
        return None
    for key, values in (("ret", BUSY_RETS), ("code", BUSY_CODES)):
        value = said.get(key)
        if isinstance(value, int | str) and (code := str(value).strip()) in values:
            return fault(Kind.BUSY, f'the site is busy ("{key}": {code})')
    return None


def _sort(answer: Fetched) -> str:
    return re.split(r"[;,]", header(answer, "content-type"))[0].strip().lower()


def _named(sort: str) -> str:
    return repr(sort[:60]) if sort else "no content type"
