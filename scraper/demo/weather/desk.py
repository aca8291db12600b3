"""Climate, number, time → the invented article of that number, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from scraper.demo import keys, markup
from scraper.demo.answers import Answer
from scraper.demo.content import Entry
from scraper.demo.moods import Visit, said
from scraper.demo.weather import words
from scraper.demo.weather.dice import thrown
from scraper.demo.weather.story import Climate, Story
from scraper.models import Kind

Era = Literal["recent", "middle", "classic"]
Origin = Literal["plain", "rich", "none"]
_ERAS: tuple[Era, ...] = ("recent", "middle", "classic")
_ORIGINS: tuple[Origin, ...] = ("plain", "rich", "rich", "none")
_WRAPS: tuple[Literal["rich", "wrap", "comps"], ...] = ("rich", "wrap", "comps")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FATES: tuple[tuple[int, Kind, Callable[[Visit], Answer] | None], ...] = (
    (86, Kind.NEW, None),
    (4, Kind.GONE, said.deleted),
    (2, Kind.GONE, said.flagged),
    (2, Kind.PAID, said.paid),
    (2, Kind.PAID, said.paid_bare),
    (3, Kind.VIDEO, said.video),
    (1, Kind.NOT_ARTICLE, said.special),
)
"""Of a hundred articles: what they are in the end, for ever."""
_CORRECTED = 0.05  # of the readable ones have another text a day later
_ASIDE = 0.06  # are no AI-industry news


def era(number: int, stock: int) -> Era:
    """The kind of page of an article: a third of the stock each, and today's for what follows."""
    return "recent" if number >= stock else _ERAS[number % 3]


class Desk:
    """Where one article is written."""

    def __init__(self, climate: Climate, number: int, published: datetime) -> None:
        self._number = number
        self._published = published
        self._quiet = climate.quiet
        self._older = number < climate.stock
        self._era = era(number, climate.stock)
        self._dice = thrown(climate.seed, "story", number)

    def write(self) -> Story:
        """The article."""
        mark = 1.0 if self._older else self._dice.random()
        quiet = _ASIDE <= mark < _ASIDE + self._quiet
        entry = self._entry(topic=mark >= _ASIDE + self._quiet)
        if not entry.topic:
            fate = Kind.NEW if quiet else Kind.OFF_TOPIC
            return Story(number=self._number, entry=entry, fate=fate, quiet=quiet)
        weights = [weight for weight, _, _ in _FATES]
        _, fate, end = self._dice.choices(_FATES, weights)[0]
        if fate is not Kind.NEW or self._older or self._dice.random() >= _CORRECTED:
            return Story(number=self._number, entry=self._typed(entry, fate), fate=fate, end=end)
        turns = self._published + timedelta(hours=self._dice.uniform(6, 48))
        second = _corrected(entry, turns)
        return Story(number=self._number, entry=entry, fate=fate, second=second, turns=turns)

    def _typed(self, entry: Entry, fate: Kind) -> Entry:
        """Of half of the videos the lists say that they are some."""
        film = fate is Kind.VIDEO and self._dice.random() < 0.5
        return replace(entry, type="4") if film else entry

    def _entry(self, *, topic: bool) -> Entry:
        origin = self._dice.choice(_ORIGINS)
        pieces = words.subject(topic=topic)
        site = self._dice.choice(("tech", "finance"))
        key = self._key(site)
        return Entry(
            id=key,
            title=self._title(pieces, topic=topic),
            published=self._published,
            author=self._dice.choice(words.authors()),
            category="tech" if topic else "news",
            body=self._body(pieces, _kinds(self._era, origin)),
            era=self._era,
            origin=origin,
            wrap=self._dice.choice(_WRAPS),
            traits=self._traits(),
            tags=(words.NAMES[self._number % len(words.NAMES)], "大模型") if topic else (),
            lead=f"导语：第{self._number}号稿件。" if self._era == "middle" else "",
            site=site if self._era == "classic" else "",
            opaque=f"Op{keys.letters(key, 17)}" if self._dice.random() < 0.2 else "",
            short=self._dice.random() < 0.2,
            old=self._era == "classic" and self._dice.random() < 0.3,
            topic=topic,
        )

    def _key(self, site: str) -> str:
        day = f"{self._published:%Y%m%d}"
        if self._era == "classic" or (self._era == "middle" and self._dice.random() < 0.4):
            desk = site[:3].upper() if self._era == "classic" else "TWF"
            return f"{desk}{day}{self._number:06d}00"
        return f"{day}A{_base36(self._number):0>5}00"

    def _title(self, pieces: words.Words, *, topic: bool) -> str:
        head = f"{self._dice.choice(words.NAMES)}：" if topic else ""
        return f"{head}{self._dice.choice(pieces.heads)}（{self._number}）"

    def _body(self, pieces: words.Words, kinds: tuple[type[markup.Block], ...]) -> str:
        """Some blocks between a first and a last line that no other article has."""
        fit = pieces.fit(kinds)
        blocks = self._dice.sample(fit, min(self._dice.randint(3, 9), len(fit)))
        first = f"第{self._number}号稿件，{self._published:%Y年%m月%d日%H:%M}写成。"
        return "\n\n".join([first, *blocks, f"本文编号{self._number}，到此为止。"])

    def _traits(self) -> frozenset[str]:
        odd = ("escaped", "nested", "carousel", "lazy", "ask")
        many = [trait for trait in odd if self._dice.random() < 0.15]
        return frozenset(many + ["css"] * (self._dice.random() < 0.02))


def _kinds(era: Era, origin: Origin) -> tuple[type[markup.Block], ...]:
    if era == "classic":
        return words.CLASSIC
    return words.PLAIN if era == "middle" or origin == "plain" else words.RICH


def _corrected(entry: Entry, moment: datetime) -> Entry:
    """The second text of an article: another headline, and a line more."""
    line = f"更正：本文第二稿于{moment:%Y年%m月%d日%H:%M}发布。"
    return replace(entry, title=f"{entry.title}（更正）", body=f"{entry.body}\n\n{line}")


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text
