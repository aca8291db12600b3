"""A link and the answer to it → the article that the answer holds, or why it holds none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scraper import urls
from scraper.errors import (
    ArchiveError,
    ConfigError,
    DocumentError,
    ExtractError,
    FetchError,
    PictureError,
    UrlError,
    unforeseen,
)
from scraper.extract import article as articles
from scraper.extract import page as pages
from scraper.models import Address, Article, Fetched, Kind, Link

_FATAL = (ArchiveError, ConfigError, DocumentError)
"""Faults that no next page can do without."""


def read(link: Link, fetched: Fetched) -> Article:
    """The article of an answer; ExtractError says which kind of page it is instead."""
    return articles.read(pages.decode(fetched), landed(link.address, fetched), link.hint)


@contextmanager
def net(link: Link, kind: Kind) -> Iterator[None]:
    """A fault nobody foresaw → an ExtractError of this `kind`: one page never stops the others."""
    try:
        yield
    except (*_FATAL, ExtractError, FetchError, PictureError):
        raise
    except Exception as error:
        raise ExtractError(link.address.url, kind, unforeseen(error)) from error


def landed(asked: Address, fetched: Fetched) -> Address:
    """The address that the answer is of, after redirects; ExtractError where it is another's."""
    try:
        there = urls.read(fetched.url)
    except UrlError as error:
        reason = f"led to {fetched.url}, which is no article"
        raise ExtractError(fetched.asked, Kind.NOT_ARTICLE, reason) from error
    if not asked.certain:
        return there if there.certain else asked
    if there.certain and not urls.same(there.id, asked.id):
        reason = f"led to {fetched.url}, another article"
        raise ExtractError(fetched.asked, Kind.NOT_ARTICLE, reason)
    return asked
