"""A request → what qq.com would answer: the ASGI app of the demo.

    with serve(app()) as site:
        print(site.url)  # name it as `gateway`: the Host header says which site is meant

Every mood of `EXPECTED` is reached by its address, and named by the account ``moods`` and by a
search for ``moods``; the ordinary lists hold four of them, so that their outcomes are seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scraper.demo import answers, asgi, lists, picture
from scraper.demo import moods as unhappy
from scraper.demo.answers import Answer, Ask
from scraper.demo.asgi import App, Receive, Scope, Send
from scraper.demo.content import ARTICLES, ENTRIES, Entry, Row
from scraper.demo.moods import EXPECTED, MOODS, Visit, said
from scraper.demo.render import classic, middle, recent
from scraper.demo.server import Serving, serve

NEWS = ("new.qq.com", "news.qq.com")
LISTS = ("i.news.qq.com", "r.inews.qq.com")
_ID = r"(?P<id>[0-9]{8}[A-Z][0-9A-Z]{5}(?:[0-9]{2})?|[A-Z]{3}[0-9]{14,16})"
_RAIN = re.compile(rf"/rain/a/{_ID}")
_OMN = re.compile(rf"/omn/(?:[0-9A-Z]+/)?{_ID}(?:\.html)?")
_CMSN = re.compile(r"/cmsn/[0-9]{8}/([0-9]{14})(?:\.html)?")
_SHARE = re.compile(rf"/(?:a|k|w|wxn)/{_ID}")
_PHONE = re.compile(rf"/cmsid/(?:[0-9A-Z]+/)?{_ID}")
_PHONE_NUMBER = re.compile(r"/c/[a-z]+/([0-9]{14})")
_CLASSIC = re.compile(r"/a/([0-9]{8})/([0-9]{6})\.htm")
_APP = re.compile(rf"/s/{_ID}")
_OPAQUE = {entry.opaque: entry for entry in ARTICLES if entry.opaque}
_NUMBERS = {entry.number: entry for entry in ARTICLES if entry.id[0].isalpha()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the site's answers depend on; `count` is how often the path was asked for before."""

    shown: tuple[Entry, ...]
    today: datetime = unhappy.NOW
    delay: float = 3.0
    count: int = 0

    def visit(self, entry: Entry) -> Visit:
        """A visit to one of the shown articles."""
        return Visit(entry=entry, today=self.today, delay=self.delay, count=self.count)

    @property
    def odd(self) -> tuple[Row, ...]:
        """The shown articles as the account for moods lists them."""
        return tuple(replace(row, author=unhappy.AUTHOR) for row in self.shown)


def app(*, moods: bool = True, delay: float = 3.0, today: datetime = unhappy.NOW) -> App:
    """The site as an ASGI app; without `moods` it has only the four that its lists show.

    `delay` is how long a slow answer waits, in seconds; `today` is the time that dates in
    headers start from. Each app counts its own visits.
    """
    site = Site(shown=_shown(moods), today=today, delay=delay)
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
        return _list(ask, site.odd)
    if ask.method not in ("GET", "HEAD"):
        return answers.page("<html><body>405</body></html>", status=405)
    answer = _HOSTS.get(ask.host, _unknown)(ask)
    if isinstance(answer, Entry):
        return _article(answer, site)
    return answer


def _shown(every: bool) -> tuple[Entry, ...]:
    return tuple(mood.entry for key, mood in MOODS.items() if every or key[10:14] in unhappy.LISTED)


def _article(entry: Entry, site: Site) -> Answer:
    """The page of an article, or what its mood makes of it."""
    if mood := MOODS.get(entry.id):
        return mood.answer(site.visit(entry)) if entry in site.shown else answers.deleted()
    match entry.era:
        case "recent":
            return answers.page(recent.page(entry))
        case "middle":
            return answers.page(middle.page(entry))
        case "classic":
            return answers.page(classic.page(entry), type="text/html; charset=GB2312")


def _list(ask: Ask, odd: Sequence[Row]) -> Answer:
    """The answer of a list endpoint."""
    if plain := _PLAIN.get(ask.path):
        return answers.listing(plain(ask))
    if ask.path == "/i/getUserHomepageInfo":
        return answers.listing(lists.account(ask, (unhappy.AUTHOR,)))
    if ask.path == "/getSubNewsMixedList":
        return answers.listing(lists.articles(ask, odd))
    if ask.path == "/gw/pc_search/result":
        return answers.listing(lists.search(ask, odd))
    return answers.missing()


def _entry(found: re.Match[str]) -> Entry | None:
    """The article of an id of 14, 16 or 19 characters; every version is the same article."""
    key = found["id"]
    key = f"{key[:14]}00" if key[0].isdigit() else key
    mood = MOODS.get(key)
    return mood.entry if mood else ENTRIES.get(key)


def _news(ask: Ask) -> Answer | Entry:
    """new.qq.com and news.qq.com: the address of today, and those of 2018 to 2022."""
    if found := _RAIN.fullmatch(ask.path):
        entry = _entry(found)
        if entry and entry.era == "classic":
            return answers.redirect(entry.url)
        return entry or answers.deleted()
    return _former(ask) or _portal(ask)


def _former(ask: Ask) -> Answer | Entry | None:
    """The addresses of 2018 to 2022; those of newer articles lead to today's."""
    if found := _OMN.fullmatch(ask.path):
        entry = _entry(found)
        if entry and entry.era == "recent":
            return answers.redirect(f"https://news.qq.com/rain/a/{entry.id}", 301)
        return entry or answers.deleted()
    if found := _CMSN.fullmatch(ask.path):
        return _NUMBERS.get(found[1]) or answers.deleted()
    return None


def _portal(ask: Ask) -> Answer | Entry:
    """What is no article."""
    if text := lists.sitemap(ask.path) if ask.host == "news.qq.com" else None:
        return answers.page(text, type="application/xml")
    if ask.path.startswith(("/zt", "/omn/rose")):
        return answers.page(said.special_page())
    if ask.path in ("/", "/ch/fx", "/ch/tech", "/babygohome/"):
        return answers.page(said.home_page())
    return answers.missing()


def _shared(ask: Ask) -> Answer | Entry:
    """view.inews.qq.com: what the app shares."""
    if opaque := _OPAQUE.get(ask.path.rpartition("/")[2]):
        return opaque
    if found := _SHARE.fullmatch(ask.path):
        entry = _entry(found)
        return (
            answers.redirect(f"https://news.qq.com/rain/a/{entry.id}")
            if entry
            else answers.deleted()
        )
    return answers.missing()


def _phone(ask: Ask) -> Answer | Entry:
    """xw.qq.com: the phone site to 2022, today a way to the app's address."""
    if found := _PHONE.fullmatch(ask.path):
        return answers.redirect(f"https://view.inews.qq.com/a/{found['id']}", 301)
    if found := _PHONE_NUMBER.fullmatch(ask.path):
        entry = _NUMBERS.get(found[1])
        return answers.redirect(entry.url) if entry else answers.deleted()
    return answers.missing()


def _retired(ask: Ask) -> Answer | Entry:
    """kuaibao.qq.com: a retired app."""
    if found := _APP.fullmatch(ask.path):
        return answers.redirect(f"https://view.inews.qq.com/a/{found['id']}")
    return answers.missing()


def _opaque(ask: Ask) -> Answer | Entry:
    """page.om.qq.com: an address that only its page can explain."""
    return _OPAQUE.get(ask.path.removeprefix("/page/")) or answers.deleted()


def _old(ask: Ask) -> Answer | Entry:
    """A desk's own host, to 2019."""
    found = _CLASSIC.fullmatch(ask.path)
    entry = _NUMBERS.get(found[1] + found[2]) if found else None
    return entry if entry and entry.site == ask.host.partition(".")[0] else answers.missing()


def _image(ask: Ask) -> Answer | Entry:
    """inews.gtimg.com."""
    found = picture.read(ask.path)
    return answers.page(found[1], type=found[0]) if found else answers.missing()


def _unknown(ask: Ask) -> Answer | Entry:
    text = f"no such host here: {ask.host or 'none named'}; ask with the Host header of qq.com"
    return answers.page(text, status=421, type="text/plain; charset=utf-8")


_HOSTS: dict[str, Callable[[Ask], Answer | Entry]] = {
    **dict.fromkeys(NEWS, _news),
    "view.inews.qq.com": _shared,
    "xw.qq.com": _phone,
    "kuaibao.qq.com": _retired,
    "page.om.qq.com": _opaque,
    "tech.qq.com": _old,
    "finance.qq.com": _old,
    "inews.gtimg.com": _image,
    "www.qq.com": _portal,
}
_PLAIN: dict[str, Callable[[Ask], dict[str, Any]]] = {
    "/web_feed/getPCList": lists.channel,
    "/gw/event/pc_hot_ranking_list": lists.hot_list,
    "/gw/event/hot_ranking_list": lists.app_hot_list,
    "/trpc.qqnews_web.kv_srv.kv_srv_http_proxy/list": lists.desk,
}

__all__ = ["ARTICLES", "EXPECTED", "MOODS", "Serving", "app", "reply", "serve"]
