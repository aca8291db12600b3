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
    scribe = _Scribe(words=words, say=say, until=day.until)
    share = None if limit is None else max(1, limit // _SHARE)
    altered, gone = day.altered[:share], day.gone[:share]
    room = None if limit is None else max(1, limit - len(altered) - len(gone))
    groups = [*_first(day.groups, room)]
    left = day.stories - sum(len(one.pieces) for one in groups)
    more = left + len(day.altered) - len(altered) + len(day.gone) - len(gone)
    parts = [scribe.part(one) for one in groups]
    parts += _titled(words.altered, [scribe.changed(one) for one in altered])
    parts += _titled(words.gone, [scribe.line(one, one.gone_at) for one in gone])
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
    since, until = _minute(day.since), _minute(day.until)
    figures = [
        count(words.articles, day.articles),
        count(words.stories, day.stories),
        count(words.media, day.media),
    ]
    figures += [count(words.heads, len(day.altered))] if day.altered else []
    figures += [count(words.lost, len(day.gone))] if day.gone else []
    said = words.comma.join(figures) if day.articles or len(figures) > 3 else words.nothing
    return f"{words.span.format(since=since, until=until)} · {said}"


def _minute(at: datetime) -> str:
    return at.astimezone(BEIJING).replace(tzinfo=None).isoformat(" ", "minutes")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scribe:
    """Who writes lines in `words`, for those who read them in the year of `until`."""

    words: Words
    say: Say
    until: datetime

    def part(self, group: Group) -> Part:
        """The stories of a group under its name, and how many they are."""
        name = self.say(group.name, _NAME) or self.words.other
        size = len(group.pieces)
        head = self.words.group.format(name=name, n=size) if size > 1 else name
        return Part(head=head, lines=tuple(map(self.line, group.pieces)))

    def line(self, piece: Piece, at: datetime | None = None) -> Line:
        """A story; `at` is the time that counts, where it is not that of the story."""
        others = count(self.words.others, len(piece.others)) if piece.others else ""
        note = self.say(piece.summary, NOTE)
        return Line(
            when=self._when(at or piece.at),
            title=self.say(piece.title, TITLE) or piece.id,
            who=" · ".join(filter(None, (self.say(piece.author, _NAME), others))),
            note="" if note == self.say(piece.title, NOTE) else note,
            url=plain.link(piece.url),
        )

    def changed(self, one: Alteration) -> Line:
        """A headline that was changed, as it was and as it became."""
        old, new = (self.say(title, TITLE) for title in (one.old_title, one.new_title))
        return Line(
            when=self._when(one.changed_at),
            title=self.words.became.format(old=old, new=new),
            who=self.say(one.author or "", _NAME),
            url=plain.link(one.source_url),
        )

    def _when(self, at: datetime) -> str:
        """The year is written where it is another."""
        written = _minute(at)
        return written.removeprefix(f"{_minute(self.until)[:4]}-")
