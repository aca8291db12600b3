"""A sitemap → its links, or the maps it lists, newest first.

Read with a scanner of tags: no DTD, no entity of one's own, time in proportion to the bytes.
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zlib
from datetime import UTC, datetime

from scraper import urls
from scraper.config import Source
from scraper.discover.sources import hint, rows, text
from scraper.errors import DiscoverError, UrlError
from scraper.models import Address, Hint, Kind, Link, Listing, Request, Url

LIMIT = 10_000_000
"""Bytes of a map once unpacked, as many as `fetch.max_bytes`; 50,000 addresses take 8 MB."""
MOST = 50_000
"""So many entries are read: what sitemaps.org allows."""

_TAG = re.compile(
    r"<(url|sitemap|loc|lastmod|news:publication_date|news:title)(?:\s[^<>]*)?>"
    r"\s*(?:<!\[CDATA\[([^\]<]*)\]\]>|([^<]*))",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<(urlset|sitemapindex)[\s>]", re.IGNORECASE)
_MAP = re.compile(r"https?://(?:[a-z0-9-]+\.)*qq\.com/[^\s\\<>\"]{1,1900}", re.IGNORECASE)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def read(source: Source, asked: Request, body: bytes, now: datetime) -> Listing:
    """The links of a map, or as `more` the newest maps of an index, as many as `source.pages`.

    Raises DiscoverError: TOO_LARGE past 10 MB unpacked, UNREADABLE where it is no sitemap.
    """
    words = _unpacked(body, asked.url).decode("utf-8-sig", "replace")
    root = _ROOT.search(words)
    if not root:
        reason = f"no <urlset> and no <sitemapindex>: begins {words[:40]!r}"
        raise DiscoverError(asked.url, Kind.UNREADABLE, reason)
    entries = _entries(_uncommented(words[root.end() :]))
    if root[1].lower() == "urlset":
        return _links(entries, source.name, now)
    return _maps(entries, asked.url, source.pages, now)


def _unpacked(body: bytes, url: str) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return _bounded(body, url)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            found = packed.read(LIMIT + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = f"damaged gzip: {text.shown(str(error), 100)}"
        raise DiscoverError(url, Kind.UNREADABLE, reason) from error
    return _bounded(found, url)


def _bounded(body: bytes, url: str) -> bytes:
    if len(body) > LIMIT:
        raise DiscoverError(url, Kind.TOO_LARGE, f"more than {LIMIT} bytes once unpacked")
    return body


def _uncommented(words: str) -> str:
    if "<!--" not in words:
        return words
    before, *parts = words.split("<!--")
    return "".join([before, *(part.partition("-->")[2] for part in parts)])


def _entries(words: str) -> list[dict[str, str]]:
    """What stands in each entry, by tag; an entry begins at its own tag or at a second address."""
    entries: list[dict[str, str]] = []
    for tag in _TAG.finditer(words):
        name = tag[1].lower()
        if len(entries) > MOST:
            return entries[:MOST]
        if name in ("url", "sitemap"):
            entries.append({})
            continue
        if not entries or name in entries[-1]:
            entries.append({})
        entries[-1][name] = html.unescape((tag[2] or tag[3] or "").strip()[:2000])
    return entries


def _links(entries: list[dict[str, str]], source: str, now: datetime) -> Listing:
    links: dict[Url, Link] = {}
    passed: dict[str, int] = {}
    for entry in entries:
        found = _judged(entry.get("loc", ""))
        if isinstance(found, Address) and found.url not in links:
            links[found.url] = Link(address=found, source=source, hint=_hint(entry, now))
            continue
        reason = "duplicate" if isinstance(found, Address) else found
        passed[reason] = passed.get(reason, 0) + 1
    return Listing(links=tuple(links.values()), skipped=tuple(sorted(passed.items())))


def _judged(loc: str) -> Address | str:
    if not loc:
        return "no address"
    try:
        return rows.kept(urls.read(loc))
    except UrlError:
        return "not an article"


def _hint(entry: dict[str, str], now: datetime) -> Hint:
    written = (entry.get(key) for key in ("news:publication_date", "lastmod"))
    moments = (hint.moment(one, now) for one in written)
    return Hint(
        title=text.plain(entry.get("news:title"), 500),
        published=next(filter(None, moments), None),
    )


def _maps(entries: list[dict[str, str]], url: str, pages: int, now: datetime) -> Listing:
    """The newest maps by their dates, else by the numbers in their names."""
    fit = {loc: entry for entry in entries if _MAP.fullmatch(loc := entry.get("loc", ""))}
    fit.pop(url, None)
    newest = sorted(fit, key=lambda loc: _age(fit[loc], now), reverse=True)[:pages]
    strange = sum(1 for entry in entries if not _MAP.fullmatch(entry.get("loc", "")))
    return Listing(
        links=(),
        skipped=(("not a map of this site", strange),) if strange else (),
        more=tuple(Request(url=loc) for loc in newest),
    )


def _age(entry: dict[str, str], now: datetime) -> tuple[datetime, list[int]]:
    numbers = [int(digits) for digits in re.findall("[0-9]+", entry["loc"])]
    return hint.moment(entry.get("lastmod"), now) or _START, numbers
