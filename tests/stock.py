"""A number → an archive of so many articles of the imitation, each with the page it was made from.

What `spoilt` makes of an article is what an extractor would have stored that was broken: of version
0, it lost every second paragraph and all images, cut the title, and took the author for another.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count as numbers
from itertools import islice
from typing import TYPE_CHECKING

from scraper import reading, urls
from scraper.archive import store
from scraper.dates import BEIJING
from scraper.demo import pages
from scraper.demo.weather import desk
from scraper.demo.weather.press import Press
from scraper.demo.weather.story import Climate
from scraper.models import Article, Fetched, Hint, Kind, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

AT = datetime(2026, 11, 27, 8, 0, tzinfo=BEIJING)
CHUNK = 500


def answers(count: int, size: int = 0) -> Iterator[tuple[Link, Fetched]]:
    """Links, each with its answer of `size` bytes at least; always the same."""
    climate = Climate(stock=count)
    press = Press(climate)
    stories = (desk.Desk(climate, n, press.published(n)).write() for n in numbers())
    entries = (one.entry for one in stories if one.fate is Kind.NEW and one.end is None)
    for entry in islice(entries, count):
        link = Link(address=urls.read(entry.url), source="ai", hint=Hint(), reason="AI")
        body = _grown(b"".join(pages.whole(entry).parts), size)
        kind = (("content-type", "text/html"),)
        asked = link.address.fetch_url
        yield link, Fetched(asked=asked, url=asked, status=200, headers=kind, body=body, at=AT)


def fill(
    path: Path, count: int, made: Callable[[Article], Article] = lambda one: one, size: int = 0
) -> None:
    """An archive at `path`, with what is `made` of each article that its page holds."""
    rest = answers(count, size)
    with store.open(path) as archive:
        while chunk := list(islice(rest, CHUNK)):
            with archive.together():
                for link, fetched in chunk:
                    _store(archive, link, fetched, made(reading.read(link, fetched)))


def _grown(body: bytes, size: int) -> bytes:
    """A page with a script at its end, which is most of a real one."""
    missing = size - len(body) - len("<script></script>")
    if missing <= 0:
        return body
    lines = (f'var v{n}={{"k":"{n * 2654435761 % 2**32:08x}"}};' for n in numbers(len(body)))
    text = "".join(islice(lines, missing // 20 + 1))[:missing]
    return body.replace(b"</body>", f"<script>{text}</script></body>".encode(), 1)


def _store(archive: store.Store, link: Link, fetched: Fetched, article: Article) -> None:
    number = archive.keep(fetched)
    archive.put(article, snapshot=number, at=AT, source=link.source, reason=link.reason)
    url, due = link.address.url, AT + timedelta(days=1)
    archive.visited(url, Kind.NEW, at=AT, snapshot=number, due_at=due, link=link)


def spoilt(article: Article) -> Article:
    """The article as a broken extractor reads it."""
    era = article.extractor.partition("/")[0]
    return replace(
        article,
        title=article.title[:4],
        body="\n\n".join(article.body.split("\n\n")[::2]),
        author=f"{article.author}?",
        images=(),
        extractor=f"{era}/0",
    )
