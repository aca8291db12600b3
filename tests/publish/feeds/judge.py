"""The bytes of a feed → its flaws, by RFC 4287, by RSS 2.0 and its profile, by JSON Feed 1.1.

The grammar of Atom is in atom.rng; what no grammar says, and the other two forms, is judged here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
GRAMMAR = Path(__file__).with_name("atom.rng")

CHANNEL = {"title": (1, 1), "link": (1, 1), "description": (1, 1), "language": (0, 1)}
CHANNEL |= {"lastBuildDate": (0, 1), f"{ATOM}link": (0, 1), "item": (0, 1000)}
ITEM = {"title": (1, 1), "link": (1, 1), "description": (0, 1), "guid": (1, 1), "pubDate": (1, 1)}
ITEM |= {CREATOR: (0, 1), CONTENT: (1, 1), f"{ATOM}updated": (1, 1), "category": (0, 100)}

TAGS = {
    *"p a img br hr em strong s del ins ul ol li blockquote pre code".split(),
    *"h1 h2 h3 h4 h5 h6 table thead tbody tr th td".split(),
}
KEPT = {"href", "src", "alt", "title", "width", "height", "class", "start", "style"}
STYLE = re.compile(r"text-align:(?:left|right|center)")


def atom(data: bytes) -> Iterator[str]:
    """The flaws of an Atom feed."""
    root = _root(data)
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    if not grammar.validate(root):
        yield from (f"{one.line}: {one.message}" for one in grammar.error_log)
    yield from _twice([one.text for one in root.iter(f"{ATOM}id")], "id")
    for parent in (root, *root.iter(f"{ATOM}entry")):
        links = [(one.get("rel"), one.get("type")) for one in parent.findall(f"{ATOM}link")]
        yield from _twice(links, "link")
        yield from [] if ("alternate", None) in links else ["no link to the page"]
    times = [one.findtext(f"{ATOM}updated") for one in root.iter(f"{ATOM}entry")]
    latest = max(map(datetime.fromisoformat, times), default=None)
    if latest and datetime.fromisoformat(root.findtext(f"{ATOM}updated")) != latest:
        yield "updated: not that of the newest entry"
    for one in root.iter(f"{ATOM}content", f"{ATOM}summary"):
        yield from [] if one.get("type") == "html" else ["content: not html"]
        yield from markup(one.text or "")


def rss(data: bytes) -> Iterator[str]:
    """The flaws of an RSS feed."""
    root = _root(data)
    if (root.tag, root.get("version"), len(root)) != ("rss", "2.0", 1):
        yield "no RSS 2.0 of one channel"
    channel = root[0]
    yield from _counted(channel, CHANNEL)
    yield from _web(channel.findtext("link"), "channel link")
    for one in channel.findall(f"{ATOM}link"):
        known = (one.get("rel"), one.get("type"))
        yield from [] if known == ("self", "application/rss+xml") else [f"atom:link: {known}"]
        yield from _web(one.get("href"), "atom:link")
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", channel.findtext("language")):
        yield "language: not of the list"
    yield from _dated(channel.findtext("lastBuildDate"))
    for item in channel.findall("item"):
        yield from _item(item)
    yield from _twice([one.findtext("guid") for one in channel.findall("item")], "guid")


def _item(item: Any) -> Iterator[str]:
    yield from _counted(item, ITEM)
    yield from _web(item.findtext("link"), "link")
    yield from _web(item.findtext("guid"), "guid")
    lasting = item.find("guid").get("isPermaLink")
    if lasting not in ("true", "false") or (
        lasting == "true" and item.findtext("guid") != item.findtext("link")
    ):
        yield "guid: no such permalink"
    yield from _dated(item.findtext("pubDate"))
    datetime.fromisoformat(item.findtext(f"{ATOM}updated"))
    yield from markup(item.findtext(CONTENT))
    yield from markup(item.findtext("description") or "")
    for one in (*item.findall("title"), *item.findall(CREATOR), *item.findall("category")):
        if not one.text or re.search(r"<[a-z/!?]|&[a-z#]", one.text, re.IGNORECASE):
            yield f"{one.tag}: empty, or what a reader may take for HTML: {one.text!r:.60}"


def jsonfeed(data: bytes) -> Iterator[str]:
    """The flaws of a JSON Feed."""
    feed = json.loads(data.decode("utf-8", "strict"))
    needed = {"version": str, "title": str, "items": list}
    said = {"home_page_url": str, "feed_url": str, "description": str, "language": str}
    yield from _keys(feed, needed, {**said, "authors": list})
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        yield "version: not 1.1"
    yield from _twice([one["id"] for one in feed["items"]], "id")
    for one in feed["items"]:
        texts = dict.fromkeys(("summary", "image", "language"), str)
        given = dict.fromkeys(("id", "url", "title", "content_html"), str)
        dates = dict.fromkeys(("date_published", "date_modified"), str)
        yield from _keys(one, given | dates, {**texts, "authors": list, "tags": list})
        yield from [f for name in dates if not one[name].endswith("+08:00") for f in [name]]
        yield from (f for name in dates for f in _moment(one[name]))
        yield from (f for name in ("url", "image") if name in one for f in _web(one[name], name))
        yield from markup(one["content_html"])
        yield from [] if all(isinstance(tag, str) for tag in one.get("tags", [])) else ["tags"]
    for author in (a for one in (feed, *feed["items"]) for a in one.get("authors", [])):
        yield from _keys(author, {"name": str}, {})


def read(data: bytes, **options: bool) -> Any:
    """What feedparser makes of an XML feed, nothing in it altered."""
    given = {"sanitize_html": False, "resolve_relative_uris": False, **options}
    found = feedparser.parse(data, **given)
    assert not found.bozo, found.get("bozo_exception")
    return found


def markup(text: str) -> Iterator[str]:
    """What of some HTML could run, leads nowhere, or is not well-formed."""
    try:
        root = etree.fromstring(f"<div>{text}</div>")
    except etree.XMLSyntaxError as error:
        yield f"not well-formed: {error}"
        root = html.fragment_fromstring(text, create_parent="div")
    for one in root.iterdescendants():
        if one.tag not in TAGS:
            yield f"element {one.tag}"
        for name, value in one.attrib.items():
            if name not in KEPT or (name == "style" and not STYLE.fullmatch(value)):
                yield f"attribute {name}={value!r:.60}"
            if name in ("href", "src"):
                yield from _web(value, name)


def _root(data: bytes) -> Any:
    """The root of XML that is well-formed, by the strictest of parsers."""
    assert data.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    data.decode("utf-8", "strict")
    return etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))


def _counted(parent: Any, allowed: dict[str, tuple[int, int]]) -> Iterator[str]:
    counts = Counter(one.tag for one in parent)
    yield from (f"{tag}: not of this form" for tag in counts if tag not in allowed)
    for tag, (least, most) in allowed.items():
        yield from [] if least <= counts[tag] <= most else [f"{tag}: {counts[tag]} of it"]


def _keys(
    value: dict[str, Any], needed: dict[str, type], allowed: dict[str, type]
) -> Iterator[str]:
    yield from (f"{key}: missing" for key in needed if key not in value)
    for key, one in value.items():
        kind = {**needed, **allowed}.get(key)
        if kind is None or not isinstance(one, kind) or (not one and key != "items"):
            yield f"{key}: {one!r:.60}"


def _web(text: str | None, name: str) -> Iterator[str]:
    parts = urlsplit(text or "")
    whole = parts.scheme in ("http", "https") and parts.hostname
    if not whole or re.search(r"[^!-~]|[<>\"{}|\\^`]", text or ""):
        yield f"{name}: {text!r:.60} is no whole address"


def _dated(text: str) -> Iterator[str]:
    """An RFC 822 date with a year of four digits, in Beijing time."""
    at = parsedate_to_datetime(text)
    if format_datetime(at) != text or not text.endswith(" +0800"):
        yield f"date: {text!r}"


def _moment(text: str) -> Iterator[str]:
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"
    yield from [] if re.fullmatch(pattern, text) and datetime.fromisoformat(text) else [text]


def _twice(values: list[Any], name: str) -> Iterator[str]:
    yield from (f"{name}: {one!r} twice" for one, count in Counter(values).items() if count > 1)
