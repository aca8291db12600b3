"""A request → what qq.com would answer: the ASGI app of the demo.

    with serve(app()) as site:
        print(site.url)  # name it as `gateway`: the Host header says which site is meant

Every mood of `EXPECTED` is reached by its address, and named by the account ``moods`` and by a
search for ``moods``; the ordinary lists hold four of them, so that their outcomes are seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from scraper.demo import addresses, answers, asgi, lists, pages
from scraper.demo import moods as unhappy
from scraper.demo.answers import Answer, Ask
from scraper.demo.asgi import App, Receive, Scope, Send
from scraper.demo.content import ARTICLES, ENTRIES, Entry, Row
from scraper.demo.moods import EXPECTED, MOODS, Visit
from scraper.demo.server import Serving, serve

LISTS = ("i.news.qq.com", "r.inews.qq.com")
Edits = dict[str, Entry | None]
"""What was altered after publication: an id → the article as it stands now, None: removed."""
_OPAQUE = {entry.opaque: entry for entry in ARTICLES if entry.opaque}
_NUMBERS = {entry.number: entry for entry in ARTICLES if entry.id[0].isalpha()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the site's answers depend on; `count` is how often the path was asked for before."""

    shown: tuple[Entry, ...]
    today: datetime = unhappy.NOW
    delay: float = 3.0
    count: int = 0
    edits: Edits = field(default_factory=dict)

    def now(self, row: Row) -> Row:
        """A row as it stands now; a list goes on naming what was removed."""
        return self.edits.get(row.id) or row

    def visit(self, entry: Entry) -> Visit:
        """A visit to one of the shown articles."""
        return Visit(entry=entry, today=self.today, delay=self.delay, count=self.count)

    @property
    def odd(self) -> tuple[Row, ...]:
        """The shown articles as the account for moods lists them."""
        return tuple(replace(row, author=unhappy.AUTHOR) for row in self.shown)


def app(
    *,
    moods: bool = True,
    delay: float = 3.0,
    today: datetime = unhappy.NOW,
    edits: Edits | None = None,
) -> App:
    """The site as an ASGI app; without `moods` it has only the four that its lists show.

    `delay` is how long a slow answer waits, in seconds; `today` is the time that dates in
    headers start from. `edits` are what was altered since, and may grow while it is served. Each
    app counts its own visits.
    """
    edits = {} if edits is None else edits
    site = Site(shown=_shown(moods), today=today, delay=delay, edits=edits)
    asked: Counter[str] = Counter()

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"the demo speaks http, not {scope['type']}")
        ask = await asgi.read(scope, receive)
        now = replace(site, count=asked[ask.path])
        asked[ask.path] += 1
        await asgi.write(reply(ask, now), receive, send)

    return run


def reply(ask: Ask, site: Site) -> Answer:
    """The answer to one request."""
    if ask.path == "/robots.txt":
        return answers.page(lists.robots(ask.host), type="text/plain; charset=utf-8")
    if ask.host in LISTS:
        return _list(ask, site)
    if ask.method not in ("GET", "HEAD"):
        return answers.page("<html><body>405</body></html>", status=405)
    found = addresses.find(ask, _OWN)
    return _article(found, site) if isinstance(found, Entry) else found


class _Own:
    """The articles of the demo, moods included."""

    def entry(self, key: str) -> Entry | None:
        mood = MOODS.get(key)
        return mood.entry if mood else ENTRIES.get(key)

    def numbered(self, number: str) -> Entry | None:
        return _NUMBERS.get(number)

    def opaque(self, name: str) -> Entry | None:
        return _OPAQUE.get(name)

    def sitemap(self, path: str) -> str | None:
        return lists.sitemap(path)


def _shown(every: bool) -> tuple[Entry, ...]:
    return tuple(mood.entry for key, mood in MOODS.items() if every or key[10:14] in unhappy.LISTED)


def _article(entry: Entry, site: Site) -> Answer:
    """The page of an article, or what its mood makes of it."""
    if mood := MOODS.get(entry.id):
        return mood.answer(site.visit(entry)) if entry in site.shown else answers.deleted()
    edited = site.edits.get(entry.id, entry)
    return pages.whole(edited) if edited else answers.deleted()


def _list(ask: Ask, site: Site) -> Answer:
    """The answer of a list endpoint."""
    odd = site.odd
    if plain := _PLAIN.get(ask.path):
        return answers.listing(plain(ask, site.now))
    if ask.path == "/i/getUserHomepageInfo":
        return answers.listing(lists.account(ask, (unhappy.AUTHOR,)))
    if ask.path == "/getSubNewsMixedList":
        return answers.listing(lists.articles(ask, odd))
    if ask.path == "/gw/pc_search/result":
        return answers.listing(lists.search(ask, odd))
    return answers.missing()


_OWN = _Own()
_PLAIN: dict[str, Callable[[Ask, lists.Now], dict[str, Any]]] = {
    "/web_feed/getPCList": lists.channel,
    "/gw/event/pc_hot_ranking_list": lists.hot_list,
    "/gw/event/hot_ranking_list": lists.app_hot_list,
    "/trpc.qqnews_web.kv_srv.kv_srv_http_proxy/list": lists.desk,
}

__all__ = ["ARTICLES", "EXPECTED", "MOODS", "Serving", "app", "reply", "serve"]
