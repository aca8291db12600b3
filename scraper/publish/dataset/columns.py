"""Holding and whom it names → the row of an article: flat, typed, in the order of the columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from scraper import text
from scraper.archive.values import Holding, Served
from scraper.dates import BEIJING
from scraper.models import Article, Mention

Row = dict[str, Any]
Kind = Literal["text", "count", "flag", "time", "texts", "structs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `fields` are those of a list of structs, with the kind of each."""

    name: str
    kind: Kind
    says: str
    fields: tuple[tuple[str, Literal["text", "count"]], ...] = ()


def _column(name: str, kind: Kind, says: str, /, **fields: Literal["text", "count"]) -> Column:
    return Column(name=name, kind=kind, says=says, fields=tuple(fields.items()))


COLUMNS = (
    _column("id", "text", "the site's id, unique"),
    _column("source_url", "text", "the article's one address"),
    _column("title", "text", "the headline"),
    _column("body", "text", "the text as Markdown"),
    _column("text", "text", "the same as plain text, a paragraph a line, without addresses"),
    _column("summary", "text", "a short description, plain text, may be empty"),
    _column(
        "abstract", "text", "what the site itself says it is about; null where it says nothing"
    ),
    _column("author", "text", "the media account that published it"),
    _column("published", "time", "as the site says; null where it does not"),
    _column("first_seen", "time", "when the archive first had it; the order of the rows"),
    _column("category", "text", "the site's own"),
    _column("tags", "texts", "the site's own"),
    _column("lang", "text", "of the text, e.g. zh-CN"),
    _column(
        "entities",
        "structs",
        "companies, models, people, chips and institutions it names, the most named first",
        name="text",
        kind="text",
        count="count",
    ),
    _column(
        "images",
        "structs",
        "images of the body in order: their addresses, no bytes; sizes in pixels where known",
        url="text",
        width="count",
        height="count",
        caption="text",
    ),
    _column("story", "text", "id of the article that told the same first; its own where none did"),
    _column("is_copy", "flag", "whether another told it first: leave these out for a corpus"),
    _column("revision", "count", "1 for the first text, 2 for the second …"),
    _column("changed_at", "time", "when the site last changed it after publication; null: never"),
    _column("gone_at", "time", "when it was found removed from the site; null: it was not"),
    _column("paid", "flag", "whether the site sells the full text"),
    _column("extractor", "text", "the program that read this text from its page, with its version"),
    _column("fetched_at", "time", "when the page it was read from was fetched; null: none is kept"),
    _column("raw_sha256", "text", "SHA-256 of that page's bytes as served"),
    _column("snapshot_url", "text", "where that page came from, after redirects"),
    _column("snapshot_status", "count", "its status of HTTP"),
    _column("content_sha256", "text", "SHA-256 of the letters of the body: the same for a copy"),
    _column("source", "text", "the list that first named it"),
    _column("reason", "text", "why it counts as news of the trade: the words that were found"),
)


def row(held: Holding, named: Iterable[Mention]) -> Row:
    """The row of an article; times are cut to the second, what is unknown is None."""
    facts = _text(held.article) | _known(held) | _served(held.served)
    facts["entities"] = [
        {"name": one.entity, "kind": one.kind, "count": one.count}
        for one in sorted(named, key=lambda one: (-one.count, one.entity))
    ]
    return {column.name: facts[column.name] for column in COLUMNS}


def _text(article: Article) -> Row:
    return {
        "id": article.id,
        "source_url": article.url,
        "title": article.title,
        "body": article.body,
        "text": text.plain(article.body),
        "summary": article.summary,
        "abstract": article.abstract,
        "author": article.author,
        "published": _second(article.published),
        "category": article.category,
        "tags": list(article.tags),
        "lang": article.lang,
        "images": [asdict(image) for image in article.images],
        "paid": article.paid,
        "extractor": article.extractor,
    }


def _known(held: Holding) -> Row:
    return {
        "first_seen": _second(held.first_seen),
        "story": held.story,
        "is_copy": held.story != held.article.id,
        "revision": held.revision,
        "changed_at": _second(held.changed_at),
        "gone_at": _second(held.gone_at),
        "content_sha256": held.content_sha256,
        "source": held.source or None,
        "reason": held.reason or None,
    }


def _served(served: Served | None) -> Row:
    return {
        "fetched_at": _second(served.fetched_at) if served else None,
        "raw_sha256": served.sha256 if served else None,
        "snapshot_url": served.url if served else None,
        "snapshot_status": served.status if served else None,
    }


def _second(at: datetime | None) -> datetime | None:
    """A time in Beijing, without what is less than a second."""
    if at is None:
        return None
    try:
        return at.astimezone(BEIJING).replace(microsecond=0)
    except OverflowError:  # the first or last hours of the calendar
        return at.replace(microsecond=0)
