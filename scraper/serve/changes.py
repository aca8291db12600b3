"""What sites changed after publication, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from scraper.archive import diff
from scraper.archive.changes import Change
from scraper.archive.history import LAST, Moment
from scraper.archive.store import Store
from scraper.archive.values import Alteration
from scraper.config import Settings
from scraper.publish.feeds.words import CHINESE
from scraper.serve import listed
from scraper.serve.asked import Asked, RefusalError, midnight
from scraper.serve.frame import address, line
from scraper.serve.view import Table, View, Words

SOME = 40
"""Changes of a page."""

KINDS: Words = {
    **{f"field_{name}": (said, name) for name, said in CHINESE.fields.items()},
    **{f"kind_{kind}": (CHINESE.kinds[kind], kind.value) for kind in Change},
    "field_title": ("标题", "headline"),
    "field_body": ("正文", "text"),
    "by_extractor": ("解析器", "extractor"),
}
"""What a change is called, and what a field: ``kind_headline``, ``field_author``."""

WORDS: Words = {
    **KINDS,
    "heading": ("发布后的修改", "Changed after publication"),
    "kinds": ("修改种类", "Kinds of change"),
    "every": ("全部", "All"),
    "about": ("标题或提到的人与公司", "In the title, or who is mentioned"),
    "since": ("起始日期", "Since"),
    "show": ("筛选", "Show"),
    "extractors": ("也显示解析器读法的变化", "Also what another extractor reads otherwise"),
    "article": ("文章", "Article"),
    "older": ("更早的修改", "Older changes"),
    "newest": ("最新", "Newest"),
    "none": ("没有这样的修改。", "There are no such changes."),
}

_COLUMNS = (
    "changed_at",
    "id",
    "revision",
    "kinds",
    "fields",
    "cause",
    "author",
    "old_title",
    "new_title",
    "source_url",
)


def page(store: Store, asked: Asked, setting: Settings) -> View:  # noqa: ARG001 - it is a Page
    """The changes of some kinds, about somebody, since a day; the newest first."""
    chosen, about, since = kinds(asked), asked.one("about"), asked.day("since")
    extractor = bool(asked.one("extractor"))
    before = place(asked.one("before"))
    found = [
        *store.history.changes(
            since=midnight(since) if since else None,
            kinds=chosen,
            about=about,
            limit=SOME + 1,
            extractor=extractor,
            before=before or LAST,
        )
    ]
    some = found[:SOME]
    kept = {"kind": chosen, "about": about, "since": since, "extractor": extractor and "1"}
    shown = [*map(told, some)]
    more = mark(some[-1]) if len(found) > SOME else ""
    return View(
        template="changes.html",
        facts={
            "kinds": chosen,
            "about": about or None,
            "since": since,
            "extractor": extractor,
            "days": _days(shown),
            "next": address("/changes", **kept, before=more) if more else None,
        },
        more={
            "all_kinds": [kind.value for kind in Change],
            "kept": kept,
            "first": before is None,
            "today": asked.now.date(),
        },
        words=WORDS,
        tables={"changes": _table(shown)},
    )


def kinds(asked: Asked) -> list[str]:
    """The kinds of change that are asked for; RefusalError where one is none."""
    chosen = [*dict.fromkeys(asked.many("kind"))]
    if wrong := [kind for kind in chosen if kind not in [*Change]]:
        raise RefusalError(400, f"kind: {wrong[0]!r} is none of {', '.join(Change)}")
    return chosen


def told(one: Alteration) -> dict[str, Any]:
    """A change as lists tell it, without the texts; of a headline the words that were changed."""
    new = line(one.new_title)
    old = new if one.old_title == one.new_title else line(one.old_title)
    return {
        "id": one.id,
        "page": listed.page(one.id),
        "source_url": one.source_url,
        "diff": compared(one.id, one.revision, one.revision + 1),
        "changed_at": one.changed_at,
        "revision": one.revision,
        "cause": one.cause,
        "kinds": list(one.kinds),
        "fields": list(one.fields),
        "author": one.author,
        "published": one.published,
        "old_title": old,
        "new_title": new,
        "headline": places(diff.places(old, new)) if old != new else [],
    }


def places(found: Iterable[diff.Place]) -> list[dict[str, str]]:
    """Words in order: the ``same``, or those that are ``old`` and those that are ``new``."""
    return [{"same": one.new} if one.same else {"old": one.old, "new": one.new} for one in found]


def compared(key: str, old: int, new: int) -> str:
    """The address of the page that shows what was changed between two texts of an article."""
    return address(f"{listed.page(key)}/diff", **{"from": old, "to": new})


def _days(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    days = groupby(found, lambda one: one["changed_at"].date())
    return [{"day": day, "changes": [*group]} for day, group in days]


def _table(found: list[dict[str, Any]]) -> Table:
    return Table(names=_COLUMNS, rows=[[*map(_cell, map(one.get, _COLUMNS))] for one in found])


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(value)
    return value.isoformat() if isinstance(value, datetime) else value


def mark(one: Alteration) -> str:
    """The place of a change as a value of an address."""
    at = Moment.of(one)
    return f"{at.at}~{at.number}~{at.id}"


def place(text: str) -> Moment | None:
    """The place of a mark; None for what is none."""
    at, _, rest = text.partition("~")
    number, sign, key = rest.partition("~")
    whole = sign and number.isascii() and number.isdecimal() and len(number) < 10
    return Moment(at, key, int(number)) if whole else None
