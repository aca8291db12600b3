"""A list answer → Listing: its links, what was passed over, and what to ask next."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from scraper.config import Source
from scraper.discover.sources import answer as answers
from scraper.discover.sources import ask, rows, sitemap
from scraper.errors import DiscoverError
from scraper.models import Fetched, Kind, Listing, Request

_SUID = re.compile(r"[\w+/=-]{4,200}", re.ASCII)
_SUIDS = ("suid", "guestSuid", "encoded_suid", "encodedSuid")


def read(source: Source, asked: Request, answer: Fetched, now: datetime) -> Listing:
    """The links of one answer to `asked`, each with a hint, and the requests still to make.

    Raises DiscoverError: BUSY where the site asks to come back later, TOO_LARGE for a packed
    sitemap past its bound, else UNREADABLE with the key that was missing.
    """
    if source.kind == "sitemap":
        return sitemap.read(source, asked, answer.body, now)
    value = answers.read(answer.body, asked.url)
    match source.kind:
        case "channel":
            return _channel(source, asked, value, now)
        case "hot":
            found = answers.sections(value, asked.url, "idlist", "newslist")
            return rows.read(found, source.name, now)
        case "author":
            return _author(source, asked, value, now)
        case "search":
            return _search(source, asked, value, now)
        case "urls":
            reason = "a file of addresses has no answer; read it with lines"
            raise DiscoverError(asked.url, Kind.UNREADABLE, reason)
        case _:
            assert_never(source.kind)


def _channel(source: Source, asked: Request, value: dict[str, object], now: datetime) -> Listing:
    if source.channel.startswith(ask.SHELF_PREFIX):
        return _shelf(source, asked, value, now)
    found = answers.listed(value, asked.url, "data")
    listing = rows.read(found, source.name, now)
    return replace(listing, more=(ask.turn(source, asked),) if found else ())


def _shelf(source: Source, asked: Request, value: dict[str, object], now: datetime) -> Listing:
    found = answers.listed(value, asked.url, "data", "list")
    listing = rows.read(found, source.name, now)
    if len(found) < ask.SHELF_ROWS:
        return listing
    name = source.channel.removeprefix(ask.SHELF_PREFIX)
    following = ask.shelf(name, ask.number(asked, "offset") + ask.SHELF_ROWS)
    return replace(listing, more=(following,))


def _author(source: Source, asked: Request, value: dict[str, object], now: datetime) -> Listing:
    if asked.url.startswith(ask.ACCOUNT):
        return Listing(links=(), more=(ask.articles(_suid(value, asked.url)),))
    listing = rows.read(answers.listed(value, asked.url, "newslist"), source.name, now)
    offset = value.get("offsetInfo")
    known = ask.put(asked, "offset_info")
    if not _yes(value.get("hasNext")) or not isinstance(offset, str) or offset in ("", known):
        return listing
    return replace(listing, more=(ask.articles(ask.put(asked, "guestSuid"), offset[:2000]),))


def _search(source: Source, asked: Request, value: dict[str, object], now: datetime) -> Listing:
    if "secList" not in value and value.get("total_num") in (0, "0"):
        return Listing(links=())
    found = answers.sections(value, asked.url, "secList", "newsList")
    listing = rows.read(found, source.name, now)
    if not found or not _yes(value.get("hasMore")):
        return listing
    following = ask.search(source.query, ask.number(asked, "page") + 1)
    return replace(listing, more=(following,))


def _suid(value: dict[str, object], url: str) -> str:
    """The account's suid: the one least deep in the answer."""
    queue: deque[dict[str, object]] = deque([value])
    while queue:
        place = queue.popleft()
        for key in _SUIDS:
            said = place.get(key)
            if isinstance(said, str) and _SUID.fullmatch(said):
                return said
        queue.extend(part for part in place.values() if isinstance(part, dict))
    reason = "no key userinfo.suid; set the author to the suid at the end of its page's address"
    raise DiscoverError(url, Kind.UNREADABLE, reason)


def _yes(value: object) -> bool:
    return value in (True, 1, "1", "true")
