"""A link, or what came of it → what is known of its article, and what that means for a visit."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime

from scraper.archive.store import Store
from scraper.archive.values import Entry
from scraper.discover import plan
from scraper.hall import Hall
from scraper.models import Article, Fetched, Hint, Link


def entry(store: Store, link: Link, article: Article | None = None) -> Entry | None:
    """The stored article of a link, or of what was found there; None where none is."""
    asked = link.address.url
    found = store.entry(article.url) if article and article.url != asked else None
    return found or store.entry(asked)


def after(known: Entry | None, fetched: Fetched | None) -> Entry | None:
    """The same once a page of it came: what was gone is back, unless the page is older."""
    if known is None or fetched is None or known.gone_at is None:
        return known
    return replace(known, gone_at=None) if fetched.at > known.gone_at else known


def removed(known: Entry, at: datetime) -> Entry:
    """The same, gone since it was first found so."""
    return replace(known, gone_at=known.gone_at or at)


def elsewhere(link: Link, url: str) -> Link:
    """The same link, asked for at another address."""
    return replace(link, address=replace(link.address, fetch_url=url))


def hint(article: Article) -> Hint:
    """What an article says, for the gaps of its own page: lists may say otherwise by now."""
    said = {field.name: getattr(article, field.name) for field in fields(Hint)}
    return Hint(**said | {"summary": article.abstract or article.summary})


def due(hall: Hall, link: Link, article: Article | None) -> datetime | None:
    """When a stored article is to be looked at again by its age; None where it is not.

    One that two links lead to is looked at under its own address.
    """
    found = entry(hall.store, link, article)
    if found is None:
        return None
    url = found.article.url
    own = hall.store.states([url]).get(url) if url != link.address.url else None
    if own and own.kind:
        return None
    return plan.revisit(found.first_seen, hall.now(), hall.settings.revisit.ages)
