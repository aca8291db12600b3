"""What changed → a notice: its subject and its lines, fit for every channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scraper.config import Notify
from scraper.dates import BEIJING
from scraper.models import Level, Reason, Verdict
from scraper.watch import phrases, plain
from scraper.watch import told as tellings
from scraper.watch.phrases import Phrases
from scraper.watch.told import News, Sort, Told

_REASONS = 20  # of a verdict, at most: more are one fault with many names


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line, fit to be shown; with an address, and a command to type, where there are any.

    `note` says more, and is left out first where there is little room.
    """

    text: str
    note: str = ""
    url: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Items under a heading."""

    head: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What people are to be told; `told` is what they know of the state once it has arrived.

    `more` counts the items left out, `phrases` are the words of its language. `page` says the same
    as an HTML page, for mails, where there is one.
    """

    sort: Sort
    level: Level
    title: str
    parts: tuple[Part, ...]
    phrases: Phrases = field(repr=False)
    more: int = 0
    told: Told | None = None
    page: str = field(default="", repr=False)


def change(
    told: Told | None,
    verdicts: Sequence[Verdict],
    at: datetime,
    settings: Notify,
    *,
    place: str = "",
) -> Notice | None:
    """The notice that the last of `verdicts`, made `at`, calls for; None where nothing changed.

    `told` is that of the last notice of a change which arrived, None where none did. A
    notice that did not arrive is called for again by the next verdict. `place` says which archive
    it is about.
    """
    floor, words = Level(settings.level), phrases.of(settings.lang)
    news = tellings.news(told, verdicts, at, floor=floor, remind=settings.remind)
    if news is None:
        return None
    if news.sort is Sort.RECOVERY:
        return _well(news, verdicts[-1], told.at if told else at, words, place)
    return _trouble(news, _worst(verdicts[-1], floor), words, place)


def trial(settings: Notify, *, place: str = "") -> Notice:
    """A notice of nothing, to see whether it arrives."""
    words = phrases.of(settings.lang)
    parts = (Part(head=words.trial_body), *about(place, words))
    return Notice(sort=Sort.TRIAL, level=Level.OK, title=words.trial, parts=parts, phrases=words)


def _trouble(news: News, reasons: Sequence[Reason], words: Phrases, place: str) -> Notice:
    """The reasons that are news, and those that still stand."""
    new = [reason for reason in reasons if reason.name in news.names]
    old = [reason for reason in reasons if reason.name not in news.names]
    first = (new or old)[0]
    form = words.began if new else words.reminder
    rest = words.others.format(count=len(reasons) - 1) if len(reasons) > 1 else ""
    parts = [(words.new, new), (words.standing, old)]
    return Notice(
        sort=news.sort,
        level=first.level,
        title=form.format(
            level=words.levels[first.level], first=plain.line(first.text, 100), others=rest
        ),
        parts=(*_listed(parts, words), *about(place, words)),
        phrases=words,
        more=_left(new) + _left(old),
        told=news.told,
    )


def _well(news: News, verdict: Verdict, before: datetime, words: Phrases, place: str) -> Notice:
    """What is over; and what is still out of the ordinary, where that is not told of."""
    names = [Item(text=plain.code(name, 80)) for name in sorted(news.names)]
    moment = before.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    ended = Part(head=words.ended.format(at=moment), items=tuple(names[:_REASONS]))
    rest = _listed([(words.watched, verdict.reasons)], words)
    return Notice(
        sort=Sort.RECOVERY,
        level=Level.OK,
        title=words.calm if rest else words.well,
        parts=(ended, *rest, *about(place, words)),
        phrases=words,
        more=_left(names) + _left(verdict.reasons),
        told=news.told,
    )


def _worst(verdict: Verdict, floor: Level) -> list[Reason]:
    """The reasons that people are told of, the worst first."""
    wanted = (Level.ALARM,) if floor is Level.ALARM else (Level.ALARM, Level.WATCH)
    return [one for level in wanted for one in verdict.reasons if one.level is level]


def _listed(parts: Sequence[tuple[str, Sequence[Reason]]], words: Phrases) -> tuple[Part, ...]:
    return tuple(Part(head=head, items=_items(given, words)) for head, given in parts if given)


def _items(reasons: Sequence[Reason], words: Phrases) -> tuple[Item, ...]:
    return tuple(
        Item(
            text=f"{words.levels[one.level]}: {plain.line(one.text, 300)}",
            url=plain.link(one.url),
            look=plain.code(one.look),
        )
        for one in reasons[:_REASONS]
    )


def _left(given: Sequence[object]) -> int:
    return max(0, len(given) - _REASONS)


def about(place: str, words: Phrases) -> tuple[Part, ...]:
    """Which archive a notice is about, as its last part; none where no place is given."""
    return (Part(head=words.place.format(place=plain.code(place))),) if place else ()
