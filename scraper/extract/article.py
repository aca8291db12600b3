"""Page → Article, or an error that says which kind of page it is and what was missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from types import ModuleType
from typing import NamedTuple, NoReturn

from scraper import dates, urls
from scraper.errors import ExtractError, UrlError
from scraper.extract import abstract, clean, data, flow, markdown
from scraper.extract.blocks import Block, leaves, spoken
from scraper.extract.facts import Facts
from scraper.extract.sites.qq import classic, omn, origin, rendered
from scraper.extract.view import View
from scraper.models import Address, Article, Hint, Image, Kind, Page, Url

ERAS: tuple[ModuleType, ...] = (origin, rendered, omn, classic)
"""In this order each era is asked whether a page is one of its own."""
EXTRACTORS = " ".join(f"{era.NAME}/{era.VERSION}" for era in ERAS)
"""All of them with their versions: what a page that none could read is tried with again later."""

_SILENT = Hint()

TITLE = 500
"""Characters of a title; the longest seen has 75."""
NAME = 200
"""Characters of an author's, a category's or a tag's name."""
TAGS = 100
VIDEOS = 100

_PICTURE = re.compile(r"https?://(?!mat1\.)[\w.-]+\.(?:gtimg\.com|qpic\.cn)/")
_STAMP = re.compile(r"[0-9]{9,10}")
_PIXELS = re.compile(r"([1-9][0-9]{0,5})(?:px)?")


class _Found(NamedTuple):
    """What one era reads from a page, and the text of the body."""

    era: ModuleType
    facts: Facts
    text: str


def read(page: Page, address: Address, hint: Hint | None = None) -> Article:
    """The article of `page`, which was asked for as `address`; what it does not say, `hint` may.

    Raises ExtractError with the kind of page it is instead: gone, paid, video, hollow, not an
    article, unreadable. A page without a body is never an article.
    """
    view = View(page)
    hint = _cleaned(hint, page.url) if hint and hint != _SILENT else _SILENT
    found = _era(view, address)
    try:
        return _article(view, address, hint, found)
    except ExtractError as error:
        error.era = _name(found.era)
        raise


def _article(view: View, address: Address, hint: Hint, found: _Found) -> Article:
    page, (era, facts, text) = view.page, found
    images = tuple(_images(facts.body))
    _judge(page, facts, text, holds=bool(text or images))
    key, url = _identity(page, facts, address)
    title = (facts.title or hint.title or "")[:TITLE].rstrip()
    if not title:
        reason = "no title on the page; it may be cut off: fetch it again"
        _refuse(page, Kind.UNREADABLE, reason, missing="title")
    return Article(
        id=key,
        url=url,
        title=title,
        body=markdown.write(facts.body),
        published=_moment(facts.published) or hint.published,
        author=facts.author[:NAME].rstrip() or hint.author,
        summary=summary(text),
        thumbnail=_thumbnail(view, facts) or hint.thumbnail,
        images=images,
        videos=facts.videos[:VIDEOS],
        tags=_tags(view, facts, title),
        category=facts.category[:NAME].rstrip() or hint.category,
        paid=facts.paid,
        extractor=_name(era),
        abstract=abstract.read(_abstracts(view, facts, hint), title, text),
    )


def _abstracts(view: View, facts: Facts, hint: Hint) -> tuple[str, ...]:
    """What is said to be the abstract: by the page, then by its head, then by a list."""
    described = abstract.general(view.meta("description", "og:description"))
    return (*facts.abstracts, described, hint.summary or "")


def _name(era: ModuleType) -> str:
    return f"{era.NAME}/{era.VERSION}"


def _cleaned(hint: Hint, base: str) -> Hint:
    """What a list said, as clean as what a page says: nobody knows who wrote it down."""
    return replace(
        hint,
        published=_likely(hint.published),
        title=clean.line(hint.title or "") or None,
        author=clean.line(hint.author or "") or None,
        category=clean.line(hint.category or "") or None,
        thumbnail=flow.address(hint.thumbnail or "", base) or None,
    )


def summary(text: str) -> str:
    """The text whole if shorter than 80 characters, else its first 50 and ``...``."""
    if len(text) < 80:
        return text
    return clean.characters(text[:50]) + "..."  # it may have ended inside an emoji


def _era(view: View, address: Address) -> _Found:
    """The first era that finds a body on the page, else the first that knows the page at all."""
    known: list[_Found] = []
    for era in ERAS:
        facts: Facts | None = era.read(view)
        if facts is not None:
            found = _Found(era, facts, spoken(facts.body))
            if found.text or any(True for _ in _images(facts.body)):
                return found
            known.append(found)
    if view.fault:
        _refuse(view.page, Kind.UNREADABLE, view.fault, missing="window.DATA")
    if known:
        return known[0]
    if view.data is None:
        _unknown(view.page, address)
    missing = ", ".join((origin.BODY, *rendered.BODY, omn.BODY))
    facts = Facts(body=Block(tag="body"), missing=missing, **data.facts(view.data))
    return _Found(origin, facts, "")


def _unknown(page: Page, address: Address) -> NoReturn:
    """No era knows the page: at an article's address that is alarming, elsewhere it is not."""
    marks = f"window.DATA, {', '.join((*rendered.BODY, omn.BODY, *classic.BODY))}"
    if address.certain:
        reason = f"none of {marks} on the page; the site may have changed: look at the page"
        _refuse(page, Kind.UNREADABLE, reason, missing=marks)
    _refuse(page, Kind.NOT_ARTICLE, f"none of {marks} on the page: not an article")


def _judge(page: Page, facts: Facts, text: str, *, holds: bool) -> None:
    """Raise what the page is, where it is no article; `holds` says that its body is not empty."""
    if facts.deleted:
        _refuse(page, Kind.GONE, "the page says is_deleted: the article was removed by the site")
    if facts.locked:
        _refuse(page, Kind.PAID, f"behind a payment; {len(text)} characters are free")
    if facts.film and (not holds or text in facts.title):
        _refuse(page, Kind.VIDEO, "a video without text")
    if holds:
        return
    if facts.paid:
        _refuse(page, Kind.PAID, "behind a payment; no text is free")
    if facts.videos:
        _refuse(page, Kind.VIDEO, "a video without text")
    reason = f"no body: {facts.missing} empty or missing"
    _refuse(page, Kind.HOLLOW, reason, missing=facts.missing)


def _refuse(page: Page, kind: Kind, reason: str, *, missing: str = "") -> NoReturn:
    raise ExtractError(page.url, kind, reason, missing=missing)


def _identity(page: Page, facts: Facts, address: Address) -> tuple[str, Url]:
    """The article's id and source URL, from the address where it is sure, else from the page."""
    ids = [found for one in facts.ids if (found := _id(one))]
    if not address.certain and not ids:
        _refuse(page, Kind.NOT_ARTICLE, "the page names no article id")
    if address.certain and not ids:
        return address.id, address.url
    if address.certain and not any(urls.same(one, address.id) for one in ids):
        _refuse(page, Kind.UNREADABLE, f"the page is of {ids[0]}, not of {address.id}")
    key = ids[0]
    if address.certain and key[:3] == address.id[:3]:  # they differ in version at most
        key = address.id
    return key, urls.of(key)


def _id(text: str) -> str:
    try:
        return urls.read(text).id
    except UrlError:
        return ""


def _moment(text: str) -> datetime | None:
    """The time that the page names: spelled out, or in Unix seconds."""
    found = dates.stamp(int(text)) if _STAMP.fullmatch(text) else dates.absolute(text)
    return _likely(found)


def _likely(moment: datetime | None) -> datetime | None:
    """`moment` if something can have been published then; the year 9999 would be above all else."""
    return moment if moment and moment.year in dates.YEARS else None


def _thumbnail(view: View, facts: Facts) -> str | None:
    """The article's picture in lists; the site's own logo is none."""
    for one in (facts.thumbnail, view.meta("og:image")):
        source = flow.address(one, view.page.url)
        if _PICTURE.match(source):
            return source
    return None


def _tags(view: View, facts: Facts, title: str) -> tuple[str, ...]:
    tags = facts.tags or data.words(view.meta("keywords"))
    return tuple(tag[:NAME].rstrip() for tag in tags[:TAGS] if tag != title)


def _images(body: Block) -> Iterator[Image]:
    for leaf in leaves(body):
        for run in leaf.runs:
            if run.kind == "image":
                yield Image(
                    url=run.href,
                    width=_pixels(run.attrs.get("width", "")),
                    height=_pixels(run.attrs.get("height", "")),
                    caption=run.attrs.get("caption"),
                )


def _pixels(text: str) -> int | None:
    found = _PIXELS.fullmatch(text.strip())
    return int(found[1]) if found else None
