"""A request → an answer under the sky of the moment; the clock → what the site could give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from scraper.demo import addresses, answers, asgi, lists, pages
from scraper.demo.answers import Answer, Ask
from scraper.demo.asgi import Receive, Scope, Send
from scraper.demo.content import Entry
from scraper.demo.moods import Visit, said, sent
from scraper.demo.site import LISTS
from scraper.demo.weather import spells, turns
from scraper.demo.weather.dice import thrown
from scraper.demo.weather.edition import Edition, typed
from scraper.demo.weather.lists import CHANNEL, PLACES
from scraper.demo.weather.press import Press
from scraper.demo.weather.story import Climate
from scraper.models import Kind

HEARD = 2
"""Rounds that named an article and were heard, after which it was surely heard of."""
_SITEMAP = "/sitemap/"
_CHANNEL = "/web_feed/getPCList"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What the site could give, and what it could not.

    `gives` are the readable articles by id, in their latest text, `earlier` the first texts of
    those that were corrected; `never` tells of all others what a visit to them comes to. `perhaps`
    are readable too, but only one list names them, and too seldom to be sure that it was heard.
    """

    gives: dict[str, Entry] = field(default_factory=dict)
    earlier: dict[str, Entry] = field(default_factory=dict)
    never: dict[str, Kind] = field(default_factory=dict)
    perhaps: dict[str, Entry] = field(default_factory=dict)


class Weather:
    """The site under a changing sky. `now` is its clock; `app` is to be served.

    `seen` counts what was answered, by name. All articles, moods and spells follow from the seed
    of the climate; which of them a crawler meets, from the order of its requests.
    """

    def __init__(self, climate: Climate, *, now: Callable[[], datetime]) -> None:
        self.climate = climate
        self.press = Press(climate)
        self.seen: Counter[str] = Counter()
        self._now = now
        self._asked: Counter[str] = Counter()
        self._told: set[str] = set()
        self._named: Counter[str] = Counter()
        self._closed: datetime | None = None

    def clear(self) -> None:
        """Fair weather from now on; nothing more is published."""
        self._closed = self._closed or self._now()

    def heard(self, *, sure: bool) -> None:
        """A round is over; what lists named in it was surely heard, or perhaps not."""
        if sure:
            self._named.update(self._told)
        self._told.clear()

    @property
    def edition(self) -> Edition:
        """What is out now; the text of an article may still change."""
        return Edition(press=self.press, moment=self._now(), closed=self._closed)

    def truth(self) -> Truth:
        """What the site could give up to now."""
        truth = Truth()
        for story in self.edition.stories():
            key = story.entry.id
            if story.fate is not Kind.NEW:
                truth.never[key] = story.fate
                continue
            if story.quiet and self._named[key] < HEARD:
                truth.perhaps[key] = story.entry
                continue
            truth.gives[key] = story.at(self._now())
            if truth.gives[key] is not story.entry:
                truth.earlier[key] = story.entry
        return truth

    def typed(self) -> list[str]:
        """The addresses of the stock as a person would write them down."""
        return typed(self.press)

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The site as an ASGI app."""
        ask = await asgi.read(scope, receive)
        await asgi.write(self.answer(ask), receive, send)

    def answer(self, ask: Ask) -> Answer:
        """The answer to one request."""
        if spell := self._spell(ask.host, spells.HOSTS):
            return spell
        if ask.path == "/robots.txt":
            whole = answers.page(lists.robots(ask.host), type="text/plain; charset=utf-8")
            return self._spell(f"{ask.host}/robots.txt", spells.ROBOTS) or whole
        if ask.host in LISTS or ask.path.startswith(_SITEMAP):
            return self._list(ask)
        found = addresses.find(ask, self.edition)
        return self._article(found) if isinstance(found, Entry) else found

    def _spell(self, place: str, kinds: tuple[spells.Spell, ...]) -> Answer | None:
        """What lies over a place for some hours."""
        if self._closed:
            return None
        now = self._now()
        found = spells.over(self.climate.seed, place, now, self.climate.sky, kinds)
        if found is None:
            return None
        spell, until = found
        self.seen[f"spell: {spell.name}"] += 1
        return spell.answer(until, (until - now).total_seconds())

    def _list(self, ask: Ask) -> Answer:
        if spell := self._spell(ask.path, spells.LISTS):
            return spell
        found = self._listing(ask)
        name = (self.climate.seed, ask.path)
        turn = self._turn(name, self.climate.lists, turns.LISTS)
        self.seen[f"list: {turn.name if turn else 'whole'}"] += 1
        if turn:
            return turn.answer(found)
        if ask.path == _CHANNEL:
            self._tell(b"".join(found.parts).decode())
        return found

    def _tell(self, text: str) -> None:
        """Remember which quiet articles an answer names."""
        quiet = (one.entry.id for one in self.edition.newest(2 * CHANNEL) if one.quiet)
        self._told.update(key for key in quiet if key in text)

    def _listing(self, ask: Ask) -> Answer:
        if plain := PLACES.get(ask.path):
            return answers.listing(plain(ask, self.edition))
        text = self.edition.sitemap(ask.path) if ask.host == "news.qq.com" else None
        return answers.page(text, type="application/xml") if text else answers.missing()

    def _turn(
        self, name: tuple[object, ...], odds: float, kinds: tuple[turns.Turn[turns.Given], ...]
    ) -> turns.Turn[turns.Given] | None:
        place = "/".join(map(str, name))
        count = self._asked[place]
        self._asked[place] += 1
        return None if self._closed else turns.of(name, count, odds, kinds)

    def _article(self, entry: Entry) -> Answer:
        name = (self.climate.seed, entry.id)
        count = self._asked["/".join(map(str, name))]
        turn = self._turn(name, self.climate.odds, turns.PAGES)
        visit = Visit(entry=entry, today=self._now(), delay=self.climate.delay, count=count)
        if turn:
            self.seen[f"page: {turn.name}"] += 1
            return turn.answer(visit)
        story = self.edition.story(entry.id)
        self.seen[f"page: {story.fate if story else 'whole'}"] += 1
        return story.end(visit) if story and story.end else self._whole(visit)

    def _whole(self, visit: Visit) -> Answer:
        """The page, now and then as odd as is right."""
        dice = thrown(self.climate.seed, "whole", visit.entry.id, visit.count).random()
        if visit.entry.era == "recent" and dice < 0.1:
            return sent.misnamed(visit) if dice < 0.05 else said.followed(visit)
        return pages.whole(visit.entry)
