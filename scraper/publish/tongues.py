"""Article + what was made of it → its documents in all its languages, by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scraper.archive.store import Store
from scraper.archive.values import Translation
from scraper.extract import document
from scraper.extract.front import Value
from scraper.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongues:
    """What there is of an article beside itself: `lead` is a made summary, "" for none."""

    translations: tuple[Translation, ...] = ()
    lead: str = ""


NONE = Tongues()


def of(store: Store, article: Article) -> Tongues:
    """What the archive has for an article that is stored, or is about to be."""
    lead = "" if article.abstract else store.translations.lead(article.id, article)
    return Tongues(translations=store.translations.of(article.id, article), lead=lead)


def documents(
    article: Article,
    tongues: Tongues = NONE,
    *,
    commonmark: bool = False,
    params: Mapping[str, Value] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """The article's own document, then one for each translation.

    Without translations and lead it is byte for byte as if there were none. A translation says who
    made it, and whether it is of an earlier text, under `params`.
    """
    langs = (article.lang, *(one.lang for one in tongues.translations))
    own = document.of(article, commonmark=commonmark, params=params, lead=tongues.lead, langs=langs)
    yield document.name(article), document.write(own).encode()
    for one in tongues.translations:
        told = translated(article, one)
        more = {**(params or {}), **about(one)}
        made = document.of(told, commonmark=commonmark, params=more, langs=langs)
        yield document.name(told), document.write(made).encode()


def translated(article: Article, made: Translation) -> Article:
    """The article with the words of a translation, and all else its own."""
    return replace(
        article,
        lang=made.lang,
        title=made.title,
        summary=made.summary,
        body=made.body,
        abstract=None,
    )


def about(made: Translation) -> dict[str, Value]:
    """What the document of a translation says of it: `translator`, and `stale` where it is."""
    return {"translator": made.model, **({"stale": True} if made.stale else {})}
