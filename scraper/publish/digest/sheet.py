"""Day → its words in their places: a title, a line of figures, stories under headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.archive.values import Alteration
from scraper.dates import BEIJING
from scraper.extract import clean
from scraper.publish.digest import words as languages
from scraper.publish.digest.day import Day
from scraper.publish.digest.words import Words, count
from scraper.publish.groups import Group
from scraper.publish.stories import Piece
from scraper.watch import plain

TITLE, NOTE = 120, 110
"""Characters of a headline and of a summary that are shown."""
_NAME = 40
_SHARE = 5
"""Of what is shown, changed headlines may be a fifth, and so may what is gone."""

Say = Callable[[str, int], str]
"""A text on one line of at most so many characters, fit for who reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One story: when it was told, its headline, by whom, what it is about, and where it is."""

    when: str
    title: str
    who: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines under a heading."""

    head: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A digest in words; `rest` says how much is left out, "" where nothing is."""

    lang: str
    title: str
    lead: str
    parts: tuple[Part, ...]
    more: int = 0
    rest: str = ""


def line(text: str, longest: int) -> str:
    """`text` on one line, without control characters; cut where it is longer."""
    text = clean.line(text[: 20 * longest])
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def of(day: Day, lang: str, *, say: Say = line, limit: int | None = None) -> Sheet:
    """The sheet of a day, of at most about `limit` lines, in the language ``en`` or ``zh``."""
    words = languages.of(lang)
    share = None if limit is None else max(1, limit // _SHARE)
    altered, gone = day.altered[:share], day.gone[:share]
    room = None if limit is None else max(1, limit - len(altered) - len(gone))
    groups = [*_first(day.groups, room)]
    left = day.stories - sum(len(one.pieces) for one in groups)
    more = left + len(day.altered) - len(altered) + len(day.gone) - len(gone)
    parts = [_part(one, words, say) for one in groups]
    parts += _titled(words.altered, [_changed(one, words, say) for one in altered])
    parts += _titled(words.gone, [_line(one, words, say, at=one.gone_at) for one in gone])
    return Sheet(
        lang=words.lang,
        title=words.title,
        lead=_lead(day, words),
        parts=tuple(parts),
        more=more,
        rest=words.more.format(n=more) if more else "",
    )


def _first(groups: Iterable[Group], room: int | None) -> Iterator[Group]:
    """The groups as far as there is room for their stories."""
    for one in groups:
        pieces = one.pieces if room is None else one.pieces[:room]
        if pieces:
            yield Group(name=one.name, pieces=pieces)
        room = None if room is None else room - len(pieces)


def _titled(head: str, lines: Sequence[Line]) -> list[Part]:
    return [Part(head=head, lines=tuple(lines))] if lines else []


def _lead(day: Day, words: Words) -> str:
    """From when to when, and how much of everything there is."""
    since, until = (f"{_minute(one):%Y-%m-%d %H:%M}" for one in (day.since, day.until))
    figures = [
        count(words.articles, day.articles),
        count(words.stories, day.stories),
        count(words.media, day.media),
    ]
    figures += [count(words.heads, len(day.altered))] if day.altered else []
    figures += [count(words.lost, len(day.gone))] if day.gone else []
    said = words.comma.join(figures) if day.articles or len(figures) > 3 else words.nothing
    return f"{words.span.format(since=since, until=until)} · {said}"


def _part(group: Group, words: Words, say: Say) -> Part:
    name = say(group.name, _NAME) if group.name else words.other
    size = len(group.pieces)
    head = words.group.format(name=name, n=size) if size > 1 else name
    return Part(head=head, lines=tuple(_line(one, words, say) for one in group.pieces))


def _line(piece: Piece, words: Words, say: Say, *, at: datetime | None = None) -> Line:
    others = count(words.others, len(piece.others)) if piece.others else ""
    note = say(piece.summary, NOTE)
    return Line(
        when=f"{_minute(at or piece.at):%m-%d %H:%M}",
        title=say(piece.title, TITLE) or piece.id,
        who=" · ".join(filter(None, (say(piece.author, _NAME), others))),
        note="" if note == say(piece.title, NOTE) else note,
        url=plain.link(piece.url),
    )


def _changed(one: Alteration, words: Words, say: Say) -> Line:
    title = words.became.format(old=say(one.old_title, TITLE), new=say(one.new_title, TITLE))
    return Line(
        when=f"{_minute(one.changed_at):%m-%d %H:%M}",
        title=title,
        who=say(one.author or "", _NAME),
        url=plain.link(one.source_url),
    )


def _minute(at: datetime) -> datetime:
    return at.astimezone(BEIJING)
