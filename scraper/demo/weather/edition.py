"""The press at a moment: what is out, newest first, and under which names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from scraper.demo import lists
from scraper.demo.content import Entry
from scraper.demo.weather import press
from scraper.demo.weather.press import Press
from scraper.demo.weather.story import Story

MAP = 250
"""Articles of one sitemap."""
_NEWS, _STOCK = "/sitemap/news_", "/sitemap/stock.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What is out at a moment; a shelf for `addresses.find`."""

    press: Press
    moment: datetime
    closed: datetime | None = None
    """When the press stopped; texts may still change after that."""

    @property
    def count(self) -> int:
        """How many articles are out, those of the stock included."""
        return self.press.out(min(self.moment, self.closed or self.moment))

    def stories(self) -> Iterator[Story]:
        """All of them, newest first, the stock last."""
        yield from map(self.press.story, range(self.count - 1, -1, -1))

    def newest(self, count: int) -> list[Story]:
        """The newest of those that came out since the beginning."""
        first = max(self.count - count, self.press.climate.stock)
        return [self.press.story(number) for number in range(self.count - 1, first - 1, -1)]

    def story(self, key: str) -> Story | None:
        """The article of an id, where it is out."""
        number = press.number(key)
        if number is None:
            number = _editors(self.press).get(key[3:17])
        found = self.press.story(number) if number is not None and number < self.count else None
        return found if found and found.entry.id == key else None

    def entry(self, key: str) -> Entry | None:
        """The text that an id has now."""
        found = self.story(key)
        return found.at(self.moment) if found else None

    def numbered(self, number: str) -> Entry | None:
        """The article of an editor's id, by the 14 digits in it."""
        place = _editors(self.press).get(number)
        return self.press.story(place).entry if place is not None else None

    def opaque(self, name: str) -> Entry | None:
        """The article of the stock that has an opaque name."""
        place = _opaque(self.press).get(name)
        return self.press.story(place).entry if place is not None else None

    def sitemap(self, path: str) -> str | None:
        """The index of maps, the map of the stock, or one of what came out since."""
        if path == "/sitemap/index.xml":
            return lists.index([*self._maps(), ("stock", "2026-11-01")])
        if path == _STOCK:
            stock = range(self.press.climate.stock)
            return lists.urlset(self.press.story(number).entry for number in stock)
        place = path.removeprefix(_NEWS).removesuffix(".xml")
        if not path.startswith(_NEWS) or not place.isdecimal():
            return None
        begin = self.press.climate.stock + MAP * int(place)
        rows = range(begin, min(begin + MAP, self.count))
        return lists.urlset(self.press.story(number).entry for number in rows)

    def _maps(self) -> Iterator[tuple[str, str]]:
        """Each map with the day of its newest article."""
        for begin in range(self.press.climate.stock, self.count, MAP):
            last = self.press.published(min(begin + MAP, self.count) - 1)
            yield f"news_{(begin - self.press.climate.stock) // MAP}", last.isoformat()


def typed(press: Press) -> list[str]:
    """The stock as a person would write it down: an address each, of every form the site had."""
    entries = [press.story(number).entry for number in range(press.climate.stock)]
    return [_form(entry, place) for place, entry in enumerate(entries)]


def _form(entry: Entry, place: int) -> str:
    if entry.opaque:
        return f"https://page.om.qq.com/page/{entry.opaque}"
    day, digits = entry.id[:8], entry.number
    if entry.era == "classic":
        return (entry.url, f"https://xw.qq.com/c/{entry.site}/{digits}")[place % 2]
    if entry.id[0].isalpha():
        cmsn = f"https://new.qq.com/cmsn/{digits[:8]}/{digits}.html"
        return (cmsn, f"https://new.qq.com/omn/TWF20200/{entry.id}.html")[place % 2]
    forms = (
        entry.id[:14],
        f"https://new.qq.com/omn/{day}/{entry.id}.html",
        f"https://view.inews.qq.com/a/{entry.id}?suid=8QIf3n5c&media_id=1",
        f"https://xw.qq.com/cmsid/{entry.id}",
        f"http://kuaibao.qq.com/s/{entry.id}",
    )
    return forms[place % len(forms)]


@cache
def _editors(press: Press) -> dict[str, int]:
    """The numbers of the stock by the digits of their editor's ids."""
    entries = ((number, press.story(number).entry) for number in range(press.climate.stock))
    return {entry.number: number for number, entry in entries if entry.id[0].isalpha()}


@cache
def _opaque(press: Press) -> dict[str, int]:
    entries = ((number, press.story(number).entry) for number in range(press.climate.stock))
    return {entry.opaque: number for number, entry in entries if entry.opaque}
