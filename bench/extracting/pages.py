"""An era, a number, a seed → so many pages as that era served them, each of another article.

The imitation of this program renders them (`scraper/demo/render`); `frame` makes them as large as
real ones, `prose` writes the texts. Structure true, words our own. Run as a file it prints what
they look like: ``python bench/extracting/pages.py [--pages 200] [--keep FOLDER]``.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import corpus

from extracting import frame, prose
from scraper import urls
from scraper.dates import BEIJING
from scraper.demo import pages
from scraper.demo.content import AUTHORS, Entry
from scraper.demo.render import rendered
from scraper.extract import page as coding
from scraper.models import Fetched, Link

AT = datetime(2026, 11, 27, 8, 0, tzinfo=BEIJING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A page, with what a reader of its article is to have: its title and all its text."""

    link: Link
    fetched: Fetched
    title: str
    text: str

    @property
    def decoded(self) -> str:
        """The page as text."""
        return coding.decode(self.fetched).text


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """Which years, which form of page, and how large: the middle of all, and the bounds."""

    says: str
    years: tuple[int, int]
    form: str
    size: tuple[int, int, int]
    values: Callable[[random.Random], dict[str, Any]]


def _origin(chance: random.Random) -> dict[str, Any]:
    return {"origin": chance.choice(("rich", "rich", "plain")), **_recent(chance)}


def _rendered(chance: random.Random) -> dict[str, Any]:
    return {"origin": "none", **_recent(chance)}


def _recent(chance: random.Random) -> dict[str, Any]:
    odds = {"escaped": 0.3, "nested": 0.2, "lazy": 0.5, "carousel": 0.5, "ask": 0.3, "css": 0.03}
    traits = (name for name, share in odds.items() if chance.random() < share)
    return {"wrap": chance.choice(("rich", "wrap", "comps")), "traits": frozenset(traits)}


def _middle(chance: random.Random) -> dict[str, Any]:
    return {"era": "middle", "tags": tuple(chance.sample(corpus.TOPIC, 4))}


def _classic(chance: random.Random) -> dict[str, Any]:
    site = chance.choice(("tech", "finance"))
    return {"era": "classic", "site": site, "tags": tuple(chance.sample(corpus.TOPIC, 4))}


ERAS = {
    "origin": Era(
        says="2023 and later, the text in window.DATA and in the page",
        years=(2023, 2026),
        form="rich",
        size=(170_000, 60_000, 320_000),
        values=_origin,
    ),
    "rendered": Era(
        says="2023 and later, the text in the page only",
        years=(2023, 2026),
        form="rich",
        size=(130_000, 50_000, 320_000),
        values=_rendered,
    ),
    "omn": Era(
        says="2018 to 2022",
        years=(2018, 2022),
        form="middle",
        size=(25_000, 9_000, 60_000),
        values=_middle,
    ),
    "classic": Era(
        says="to 2019, GB18030",
        years=(2010, 2019),
        form="classic",
        size=(60_000, 30_000, 320_000),
        values=_classic,
    ),
}


def made(name: str, count: int, seed: int = 1) -> Iterator[Made]:
    """So many pages of an era; the same seed gives the same."""
    middle, least, most = ERAS[name].size
    for entry, writer, chance in written(name, count, seed):
        size = int(min(most, max(least, middle * chance.lognormvariate(0, 0.4))))
        yield _page(entry, size, chance, writer.title)


def bodies(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """So many bodies as the page of 2023 and later renders them, with the addresses."""
    for entry, _, _ in written("rendered", count, seed):
        yield rendered.body(entry), entry.url


def written(
    name: str, count: int, seed: int
) -> Iterator[tuple[Entry, prose.Writer, random.Random]]:
    """So many articles of an era, each with its writer and the chance that made it."""
    words = corpus.vocabulary(seed)
    for number in range(count):
        chance = random.Random(f"{name} {seed} {number}")
        values = ERAS[name].values(chance)
        kind = "plain" if values.get("origin") == "plain" else ERAS[name].form
        writer = prose.Writer(words, chance, kind)
        yield _entry(ERAS[name].years, number, writer, chance, values), writer, chance


def _entry(
    years: tuple[int, int],
    number: int,
    writer: prose.Writer,
    chance: random.Random,
    values: dict[str, Any],
) -> Entry:
    first, last = years
    days = chance.randrange((last - first + 1) * 365 - 60)
    at = datetime(first, 1, 1, 8, tzinfo=BEIJING) + timedelta(days=days, seconds=number)
    return Entry(
        id=_key(number, at, values.get("site", "")),
        title=writer.title(),
        published=at,
        author=chance.choice(list(AUTHORS.values())),
        body=writer.body(),
        **values,
    )


def _key(number: int, at: datetime, site: str) -> str:
    if site:
        return f"{'TEC' if site == 'tech' else 'FIN'}{at:%Y%m%d}{number:06}00"
    return f"{at:%Y%m%d}A{number:05}00"


def _page(entry: Entry, size: int, chance: random.Random, said: Callable[[], str]) -> Made:
    charset = "gb18030" if entry.era == "classic" else "utf-8"
    served = pages.whole(entry)
    text = b"".join(served.parts).decode(charset)
    body = frame.around(text, chance, said, size).encode(charset)
    link = Link(address=urls.read(entry.url))
    asked = link.address.fetch_url
    fetched = Fetched(
        asked=asked, url=asked, status=200, headers=served.headers[:1], body=body, at=AT
    )
    return Made(link=link, fetched=fetched, title=entry.title, text=entry.text)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=200, help="of each era")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write the first of each there")
    options = parser.parse_args()
    for name in ERAS:
        found = list(made(name, options.pages))
        sizes = quantiles((len(one.fetched.body) / 1000 for one in found), n=20)
        text = sum(len(one.text) for one in found) / len(found)
        print(f"{name:<9} {sizes[0]:.0f} to {sizes[18]:.0f} KB, half below {sizes[9]:.0f};", end="")
        print(f" {text:,.0f} characters of text")
        if options.keep:
            (options.keep / f"{name}.html").write_bytes(found[0].fetched.body)


if __name__ == "__main__":
    main()
