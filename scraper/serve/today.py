"""The newest stories, day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from scraper.archive.cards import Card
from scraper.archive.store import Store
from scraper.config import Settings
from scraper.serve import listed
from scraper.serve.asked import Asked, midnight
from scraper.serve.frame import address
from scraper.serve.view import View, Words

SOME = 30
"""Stories of a page."""

WORDS: Words = {
    "stories": ("篇", "stories"),
    "copies": ("家转载", "copies"),
    "copied": ("另有", "Also told by"),
    "edited": ("已修改", "Changed"),
    "gone": ("原文已删", "Removed by the site"),
    "film": ("视频", "Video"),
    "older": ("更早的报道", "Older stories"),
    "newest": ("最新", "Newest"),
    "earlier": ("前一天", "Day before"),
    "later": ("后一天", "Day after"),
    "day": ("日期", "Day"),
    "go": ("前往", "Go"),
    "by": ("来源", "From"),
    "about": ("主题", "About"),
    "all": ("全部", "All"),
    "none": ("这里没有报道。", "There are no stories here."),
    "newest_first": ("最新报道", "Latest stories"),
    "days": ("按日期浏览", "Days"),
}


def page(store: Store, asked: Asked, setting: Settings) -> View:
    """The stories of a day, of a medium, about somebody, or all of them; the newest first."""
    day, media, topic = asked.day("day"), asked.one("media"), asked.one("topic")
    name = listed.topic(store, topic)
    before = listed.place(asked.one("before"))
    found = store.desk.cards(
        since=midnight(day) if day else None,
        until=midnight(day + timedelta(days=1)) if day else None,
        media=media or None,
        topic=name or None,
        before=before,
        limit=SOME + 1,
    )
    cards = found[:SOME]
    more = listed.mark(cards[-1].place) if len(found) > SOME else ""
    kept = {"day": day, "media": media, "topic": topic}
    earlier, later = _beside(store, day, cards)
    return View(
        template="today.html",
        facts={
            "day": day,
            "media": media or None,
            "topic": name or None,
            "days": _days(store, cards, setting, whole=not (media or topic)),
            "next": address("/", **kept, before=more) if more else None,
            "earlier": earlier,
            "later": later,
        },
        more={"first": before is None, "today": asked.now.date()},
        words=WORDS,
    )


def _beside(store: Store, day: date | None, cards: list[Card]) -> tuple[date | None, date | None]:
    """The days before and after the one that is shown, or the last one that is."""
    if day is None:
        return (cards[0].listed_at.date() if cards else None), None
    return store.desk.beside(day)


def _days(
    store: Store, cards: list[Card], setting: Settings, *, whole: bool
) -> list[dict[str, Any]]:
    """The stories under their days; of `whole` days with how many there are in all."""
    kept = store.gallery.of(card.thumbnail for card in cards if card.thumbnail)
    remote = setting.serve.images
    days = []
    for day, group in groupby(cards, lambda card: card.listed_at.date()):
        found: dict[str, Any] = {
            "day": day,
            "count": store.desk.count(midnight(day), midnight(day + timedelta(days=1)))
            if whole
            else None,
            "stories": [listed.story(card, kept, remote=remote) for card in group],
        }
        days.append(found)
    return days
