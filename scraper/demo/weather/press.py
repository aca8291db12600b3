"""A number → an article: first the stock, then what comes out as the clock runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from scraper.dates import BEIJING
from scraper.demo.weather import desk
from scraper.demo.weather.dice import thrown
from scraper.demo.weather.story import Climate, Story

_FIRST = {"recent": 2023, "middle": 2018, "classic": 2012}
"""Years in which the older articles of each kind of page begin; they end three years later."""
_MINUTES = 1_500_000


class Press:
    """All articles of a climate, by number: first the stock, then those that come out."""

    def __init__(self, climate: Climate) -> None:
        self.climate = climate
        self._gap = timedelta(hours=1) / climate.rate
        self._stories: dict[int, Story] = {}

    def story(self, number: int) -> Story:
        """The article of a number; always the same."""
        if number not in self._stories:
            self._stories[number] = desk.Desk(self.climate, number, self.published(number)).write()
        return self._stories[number]

    def published(self, number: int) -> datetime:
        """When an article came out; those of the stock lie long back."""
        chance = thrown(self.climate.seed, "time", number).random()
        ahead = number - self.climate.stock
        if ahead >= 0:
            return (self.climate.start + self._gap * (ahead + 0.9 * chance)).replace(microsecond=0)
        year = _FIRST[desk.era(number, self.climate.stock)]
        later = timedelta(minutes=int(chance * _MINUTES))
        return datetime(year, 1, 1, 9, tzinfo=BEIJING) + later

    def out(self, moment: datetime) -> int:
        """How many articles are out at a moment."""
        ahead = int((moment - self.climate.start) / self._gap)
        number = self.climate.stock + max(ahead, 0)
        return number + (ahead >= 0 and self.published(number) <= moment)


def number(key: str) -> int | None:
    """The number in the id of an article of today's form."""
    return int(key[9:14], 36) if key[0].isdigit() and len(key) == 16 else None
