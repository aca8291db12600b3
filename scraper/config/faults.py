"""Settings → what is wrong with them that no type can tell, a line each."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_address
from itertools import pairwise
from typing import TYPE_CHECKING

from scraper.config import speech

if TYPE_CHECKING:
    from scraper.config import Feed, Hugo, Images, Revisit, Serve, Settings

_WEB = re.compile(r"https?://[^\s/?#@\"<>\\]+(?:/[^\s?#\"<>\\]*)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_IMAGE_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*")
_NAME = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+")
_NEEDS = {"channel": "channel", "author": "author", "search": "query", "urls": "file"}
OLDEST = timedelta(days=40)
"""What is due later than so, the archive takes for written by a clock that ran ahead."""


def wrong(settings: Settings) -> list[str]:
    """What no type can tell."""
    return [
        *_missing(settings),
        *_strange(settings),
        *_ages(settings.revisit),
        *_places(settings.hugo),
        *_served(settings.feed),
        *_hosted(settings.images),
        *speech.wrong(settings.translate),
        *_read(settings.serve),
    ]


def _places(hugo: Hugo) -> list[str]:
    """Where a site has its articles and images, in words that are safe in a path and an address."""
    faults = []
    if not re.fullmatch(r"[\w-]+(?:/[\w-]+)*", hugo.section):
        text = f"hugo.section: {hugo.section!r} is no folder within content; write e.g. post"
        faults.append(text)
    if not re.fullmatch(r"/(?:[\w.~-]+/)+", hugo.images, re.ASCII):
        text = f"hugo.images: {hugo.images!r} is no address of a folder; write e.g. /images/"
        faults.append(text)
    return faults


def _served(feed: Feed) -> list[str]:
    """What no feed can say of itself."""
    said = {"feed.site": feed.site} | ({"feed.url": feed.url} if feed.url else {})
    strange = [(key, text) for key, text in said.items() if not _WEB.fullmatch(text)]
    remedy = "is no address of the web; write https://example.org/feeds/"
    faults = [f"{key}: {text!r} {remedy}" for key, text in strange]
    if not _LANGUAGE.fullmatch(feed.language):
        faults.append(f"feed.language: {feed.language!r} is no language; write zh-CN or en")
    return faults


def _read(serve: Serve) -> list[str]:
    """Where nobody could listen, and names under which no browser would ask."""
    found = [(f"serve.names.{place}: {one!r}", one) for place, one in enumerate(serve.names)]
    faults = [
        f"{where} is no name of a machine; write it without port, e.g. news.example.org"
        for where, one in found
        if not _NAME.fullmatch(one)
    ]
    if not (_NAME.fullmatch(serve.host) or _number(serve.host)):
        text = f"serve.host: {serve.host!r} is no address to listen at; write 127.0.0.1 or 0.0.0.0"
        faults.append(text)
    return faults


def _number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _hosted(images: Images) -> list[str]:
    """A host of articles that refuses an image would be left alone, and its articles with it."""
    found = [(f"images.hosts.{place}: {one!r}", one) for place, one in enumerate(images.hosts)]
    faults = [
        f"{where} is no host of images; write it as *.gtimg.com or img.example.org"
        for where, one in found
        if not _IMAGE_HOST.fullmatch(one)
    ]
    return faults + [
        f"{where} has articles too, which its moods over images would stop; name another"
        for where, one in found
        if f".{one}".endswith(".qq.com")
    ]


def _ages(revisit: Revisit) -> list[str]:
    ages = revisit.ages
    faults = [
        f"revisit.after.{place}: {text!r} is no age up to {OLDEST.days}d; write 30m, 6h or 7d"
        for place, text in enumerate(revisit.after)
        if not timedelta() < ages[place] <= OLDEST
    ]
    return faults or [
        f"revisit.after.{place}: {revisit.after[place]!r} is not later than the one before it;"
        " put them in order"
        for place, (earlier, age) in enumerate(pairwise(ages), 1)
        if age <= earlier
    ]


def _strange(settings: Settings) -> list[str]:
    """No file system has a name with a NUL in it, and Python says so in many ways; the names of
    sources stand in every report.
    """
    names = [
        f"source.{place}.name: {one.name!r} is not one line that can be printed; rename it"
        for place, one in enumerate(settings.source)
        if not one.name.isprintable()
    ]
    paths = {
        "archive.path": settings.archive.path,
        "documents.dir": settings.documents.dir,
        "metrics.path": settings.metrics.path,
        "topics.entities": settings.topics.entities,
    }
    paths |= {f"source.{place}.file": one.file for place, one in enumerate(settings.source)}
    nuls = [f"{key}: not a path; remove the NUL" for key, path in paths.items() if "\0" in path]
    return names + nuls + _unread(settings.metrics.path)


def _unread(path: str) -> list[str]:
    """node-exporter passes over what has another name, and says nothing."""
    fault = "metrics.path: node-exporter only reads names that end in .prom; rename it"
    return [fault] if path and "\0" not in path and not path.endswith(".prom") else []


def _missing(settings: Settings) -> list[str]:
    faults = []
    seen: set[str] = set()
    for place, source in enumerate(settings.source):
        need = _NEEDS.get(source.kind)
        if need and not getattr(source, need):
            faults.append(f"source.{place}.{need}: needed for kind {source.kind!r}; set it")
        if source.name in seen:
            faults.append(f"source.{place}.name: {source.name!r} is used twice; rename one")
        seen.add(source.name)
    return faults
