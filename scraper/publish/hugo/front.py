"""An article and what the archive knows of it → what stands above its text, as a site wants it.

The keys are those of Hugo's own, of the theme the seed was made for, and under `params` ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scraper import dates
from scraper.archive.values import Entry
from scraper.extract import document
from scraper.extract.front import Value
from scraper.models import Mention
from scraper.publish.pictures import Shown

Keys = dict[str, Value]

TAGS = 10
"""Of one article, at most; the least named are left out."""
OTHER = ""
"""The sort of what an article is about that names nobody."""
SORTS = {
    "zh": {
        "company": "公司",
        "model": "模型",
        "person": "人物",
        "chip": "芯片",
        "institution": "机构",
        OTHER: "综合",
    },
    "en": {
        "company": "Companies",
        "model": "Models",
        "person": "People",
        "chip": "Chips",
        "institution": "Institutions",
        OTHER: "General",
    },
}
"""The topics of a site: what sort of thing an article is about, in its language."""
_CJK = ("zh", "ja", "ko")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article with all that its page says: whom it names, when the site changed it, where its
    thumbnail is, and in which languages it is there.
    """

    entry: Entry
    content: str
    """The hash of the letters of its text."""
    mentions: tuple[Mention, ...] = ()
    touched: datetime | None = None
    thumbnail: Shown | None = None
    images: tuple[Shown, ...] = ()
    also: Mapping[str, Value] = field(default_factory=dict)
    """What else stands under `params`."""
    lead: str = ""
    langs: tuple[str, ...] = ()


def of(known: Known) -> Keys:
    """The front matter in the profile ``hugo``, every text in it on one line and inert."""
    article, entry = known.entry.article, known.entry
    published = article.published or entry.first_seen
    head: Keys = {"title": article.title, "date": moment(published)}
    if known.touched:
        head["lastmod"] = moment(known.touched)
    lead = article.abstract or known.lead
    head |= {"description": lead or article.summary}
    head |= {"slug": article.id, "isCJKLanguage": article.lang[:2] in _CJK}
    topic = topics(known.mentions, article.lang)
    head |= {"categories": topic, "tags": tags(known.mentions)}
    if len(known.langs) > 1:
        head |= {"translationKey": article.id, "translations": known.langs}
    head |= {"thumbnail": known.thumbnail.src if known.thumbnail else ""}
    head |= {"lead": lead} if lead else {}
    whole = {**head, **dict(document.THEME), "params": params(known)}
    return {key: document.settled(value) for key, value in whole.items()}


def params(known: Known) -> Keys:
    """What only this program knows, under names of its own."""
    article, entry = known.entry.article, known.entry
    found: Keys = {
        "source_url": article.url,
        "source_id": article.id,
        "media": article.author or "",
        "author": article.author or "",
        "first_seen": moment(entry.first_seen),
        "content_sha256": known.content,
        "story": entry.story or article.id,
    }
    if entry.gone_at:
        found["gone_at"] = moment(entry.gone_at)
    named = ({"name": one.entity, "kind": one.kind} for one in known.mentions)
    found["entities"] = tuple(named)
    if known.images:
        found["images"] = tuple(map(_image, known.images))
    return found | dict(known.also)


def _image(image: Shown) -> Keys:
    sizes = {"width": image.width, "height": image.height}
    return {
        "src": image.src,
        "alt": image.alt,
        **{name: str(size) for name, size in sizes.items() if size},
    }


def moment(at: datetime) -> str:
    """A time in Beijing with its zone: ``2025-02-12T19:43:37+08:00``."""
    return at.astimezone(dates.BEIJING).isoformat(timespec="seconds")


def tags(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Whom an article is about: who is in its title, or named twice and more; else the first."""
    mentions = tuple(mentions)
    told = [one for one in mentions if one.in_title or one.count > 1] or [*mentions[:1]]
    told.sort(key=lambda one: (not one.in_title, -one.count, one.entity))
    return tuple(one.entity for one in told[:TAGS])


def topics(mentions: Iterable[Mention], lang: str = "zh-CN") -> tuple[str, ...]:
    """What sort of thing it is about: of those in its title, else of the one it names most."""
    names = SORTS["zh" if lang.lower().startswith("zh") else "en"]
    mentions = tuple(mentions)
    kinds = {one.kind for one in mentions if one.in_title} or {one.kind for one in mentions[:1]}
    return tuple(name for kind, name in names.items() if kind in kinds) or (names[OTHER],)


_TEXTS = ("title", "description", "date", "lastmod", "slug", "thumbnail", "lead")
PROFILE = (
    *_TEXTS,
    *("isCJKLanguage", "categories", "tags", "translationKey", "translations", "params"),
    *(name for name, _ in document.THEME),
)
"""Every key that the profile may write."""
OURS = (
    *("source_url", "source_id", "media", "author", "first_seen", "content_sha256", "story"),
    *(
        "gone_at",
        "entities",
        "images",
        "copies",
        "translator",
        "stale",
    ),
)
"""The same of those under `params`."""


FIELDS = (
    *("id", "url", "title", "summary", "abstract", "media", "category", "lang"),
    *("date", "year", "month", "day", "first_seen", "story", "thumbnail"),
)
"""What may stand in braces in a value of `hugo.front.add`."""


def fields(known: Known) -> dict[str, str]:
    """What `FIELDS` are of an article; "" where it is not known."""
    article, entry = known.entry.article, known.entry
    date = moment(article.published or entry.first_seen)
    values = {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "summary": article.summary,
        "abstract": article.abstract or known.lead,
        "media": article.author,
        "category": article.category,
        "lang": article.lang,
        "date": date,
        "year": date[:4],
        "month": date[5:7],
        "day": date[8:10],
        "first_seen": moment(entry.first_seen),
        "story": entry.story or article.id,
        "thumbnail": known.thumbnail.src if known.thumbnail else "",
    }
    return {name: value or "" for name, value in values.items()}
