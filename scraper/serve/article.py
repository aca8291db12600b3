"""One article: its text, its images, and how far it can be trusted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from scraper.archive.cards import Neighbour, Trust
from scraper.archive.store import Store
from scraper.archive.values import Entry, Translation
from scraper.config import Settings
from scraper.extract import record
from scraper.publish import html
from scraper.publish.feeds.clean import address
from scraper.publish.pictures import Shown
from scraper.serve import frame, listed, picture
from scraper.serve.asked import Asked, RefusalError
from scraper.serve.view import View, Words
from scraper.text import letters, plain

PACE = 400
"""Characters that are read in a minute."""

_FIGURE = re.compile(r"<p>(<img [^<>]*>)</p>\s*<p><em>([^<>]*)</em></p>")
"""An image and its caption, as Markdown has them; texts and values have no such signs in them."""

WORDS: Words = {
    "original": ("原文", "Original"),
    "videos": ("视频", "Videos"),
    "video": ("视频", "Video"),
    "trust": ("存档信息", "About this copy"),
    "published": ("发布", "Published"),
    "first_seen": ("首次收录", "First seen"),
    "last_checked": ("最近核对", "Last checked"),
    "state": ("状态", "State"),
    "alive": ("最近核对时原文仍在", "There when last checked"),
    "gone": ("原文已被网站删除，发现于", "Removed by the site, noticed"),
    "edits": ("修改次数", "Changes"),
    "unchanged": ("收录后未见修改", "None seen since it was kept"),
    "edited": ("次，查看", "; see them"),
    "copies": ("转载", "Copies"),
    "copy_of": ("转载自", "A copy of"),
    "no_copies": ("未见转载", "None seen"),
    "snapshot": ("网页快照", "Page snapshot"),
    "no_snapshot": ("没有保存原始网页", "The page itself was not kept"),
    "fetched": ("抓取于", "Fetched"),
    "extractor": ("解析器", "Read by"),
    "source": ("发现于", "Found in"),
    "reason": ("收录理由", "Why it is here"),
    "entities": ("提到", "Mentions"),
    "tags": ("标签", "Tags"),
    "paid": ("付费文章", "Paid article"),
    "markdown": ("Markdown", "Markdown"),
    "in_original": ("中文原文", "Chinese original"),
    "translated": ("机器翻译，译者", "Translated by machine:"),
    "stale": ("译自较早的版本", "of an earlier text"),
    "later": ("后一篇", "Later"),
    "earlier": ("前一篇", "Earlier"),
    "characters": ("字", "characters"),
    "minutes": ("分钟", "min"),
    "about": ("约", "about"),
    "smaller": ("缩小文字", "Smaller text"),
    "larger": ("放大文字", "Larger text"),
}


def page(store: Store, asked: Asked, setting: Settings) -> View:
    """An article by its id; RefusalError where there is none."""
    key = asked.path["id"]
    entry = store.entry(key)
    if entry is None:
        raise RefusalError(404, f"{key[:80]}: no such article here")
    article, chosen = entry.article, asked.one("in")
    translations = store.translations.of(article.id, article)
    translation = next((one for one in translations if one.lang == chosen), None)
    absent = frame.static("absent.svg")
    images = picture.all_of(article, store, absent=absent, remote=setting.serve.images)
    told = store.shelf.story(entry.story or article.id)
    text = translation.body if translation else article.body
    trust = store.desk.trust(entry)
    later, earlier = store.desk.around(entry)
    count = len(letters(plain(text)))
    return View(
        template="article.html",
        facts={
            "article": record.of(article),
            "archive": _archive(entry, trust),
            "story": [listed.copy(one) for one in (told.head, *told.copies)] if told else [],
            "entities": [
                {"name": one.entity, "kind": one.kind, "count": one.count}
                for one in store.topics.of(article.id)
            ],
            "translations": [one.lang for one in translations],
            "later": _neighbour(later),
            "earlier": _neighbour(earlier),
            "characters": count,
        },
        more={
            "body": _text(text, images),
            "translation": _said(translation),
            "title": translation.title if translation else article.title,
            "language": translation.lang if translation else article.lang,
            "videos": [(one, address(one.url)) for one in article.videos],
            "minutes": max(1, round(count / PACE)),
        },
        words=WORDS,
    )


def _neighbour(one: Neighbour | None) -> dict[str, str] | None:
    return {"id": one.id, "page": listed.page(one.id), "title": one.title} if one else None


def _archive(entry: Entry, trust: Trust) -> dict[str, Any]:
    """What the archive knows of an article."""
    visit, served = trust.visit, trust.served
    return {
        "first_seen": entry.first_seen,
        "last_seen": entry.last_seen,
        "checked": {"at": visit.at, "kind": visit.kind, "reason": visit.reason} if visit else None,
        "changed_at": entry.changed_at,
        "changes": trust.changes,
        "gone_at": entry.gone_at,
        "story": entry.story,
        "source": entry.source,
        "reason": entry.reason,
        "snapshot": {
            "sha256": served.sha256,
            "url": served.url,
            "status": served.status,
            "fetched_at": served.fetched_at,
        }
        if served
        else None,
    }


def _said(translation: Translation | None) -> dict[str, Any] | None:
    if translation is None:
        return None
    return {"lang": translation.lang, "model": translation.model, "stale": translation.stale}


def _text(body: str, images: Mapping[str, Shown]) -> Markup:
    """The Markdown as HTML in which nothing runs; `html.fragment` escapes whatever it is given."""
    made = _FIGURE.sub(
        r"<figure>\1<figcaption>\2</figcaption></figure>", html.fragment(body, images)
    )
    return Markup(made)  # noqa: S704 - it is made of escaped text
