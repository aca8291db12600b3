"""An address → the article it names on a shelf, or the answer that leads elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from scraper.demo import answers
from scraper.demo.answers import Answer, Ask
from scraper.demo.content import Entry
from scraper.demo.moods import images, said

NEWS = ("new.qq.com", "news.qq.com")
_ID = r"(?P<id>[0-9]{8}[A-Z][0-9A-Z]{5}(?:[0-9]{2})?|[A-Z]{3}[0-9]{14,16})"
_RAIN = re.compile(rf"/rain/a/{_ID}")
_OMN = re.compile(rf"/omn/(?:[0-9A-Z]+/)?{_ID}(?:\.html)?")
_CMSN = re.compile(r"/cmsn/[0-9]{8}/([0-9]{14})(?:\.html)?")
_SHARE = re.compile(rf"/(?:a|k|w|wxn)/{_ID}")
_PHONE = re.compile(rf"/cmsid/(?:[0-9A-Z]+/)?{_ID}")
_PHONE_NUMBER = re.compile(r"/c/[a-z]+/([0-9]{14})")
_CLASSIC = re.compile(r"/a/([0-9]{8})/([0-9]{6})\.htm")
_APP = re.compile(rf"/s/{_ID}")


class Shelf(Protocol):
    """The articles of a site, by each of their names; None where there is none of that name."""

    def entry(self, key: str) -> Entry | None:
        """The article of an id, its version included."""

    def numbered(self, number: str) -> Entry | None:
        """The article of an editor's id, by the 14 digits in it."""

    def opaque(self, name: str) -> Entry | None:
        """The article of a name that only its page explains."""

    def sitemap(self, path: str) -> str | None:
        """The text of a sitemap."""


def find(ask: Ask, shelf: Shelf) -> Answer | Entry:
    """The article that is asked for, or an answer in its place."""
    return _HOSTS.get(ask.host, _unknown)(ask, shelf)


def _entry(found: re.Match[str], shelf: Shelf) -> Entry | None:
    """The article of an id of 14, 16 or 19 characters; every version is the same article."""
    key = found["id"]
    return shelf.entry(f"{key[:14]}00" if key[0].isdigit() else key)


def _news(ask: Ask, shelf: Shelf) -> Answer | Entry:
    """new.qq.com and news.qq.com: the address of today, and those of 2018 to 2022."""
    if found := _RAIN.fullmatch(ask.path):
        entry = _entry(found, shelf)
        if entry and entry.era == "classic":
            return answers.redirect(entry.url)
        return entry or answers.deleted()
    return _former(ask, shelf) or _portal(ask, shelf)


def _former(ask: Ask, shelf: Shelf) -> Answer | Entry | None:
    """The addresses of 2018 to 2022; those of newer articles lead to today's."""
    if found := _OMN.fullmatch(ask.path):
        entry = _entry(found, shelf)
        if entry and entry.era == "recent":
            return answers.redirect(f"https://news.qq.com/rain/a/{entry.id}", 301)
        return entry or answers.deleted()
    if found := _CMSN.fullmatch(ask.path):
        return shelf.numbered(found[1]) or answers.deleted()
    return None


def _portal(ask: Ask, shelf: Shelf) -> Answer | Entry:
    """What is no article."""
    if text := shelf.sitemap(ask.path) if ask.host == "news.qq.com" else None:
        return answers.page(text, type="application/xml")
    if ask.path.startswith(("/zt", "/omn/rose")):
        return answers.page(said.special_page())
    if ask.path in ("/", "/ch/fx", "/ch/tech", "/babygohome/"):
        return answers.page(said.home_page())
    return answers.missing()


def _shared(ask: Ask, shelf: Shelf) -> Answer | Entry:
    """view.inews.qq.com: what the app shares."""
    if opaque := shelf.opaque(ask.path.rpartition("/")[2]):
        return opaque
    if found := _SHARE.fullmatch(ask.path):
        entry = _entry(found, shelf)
        return (
            answers.redirect(f"https://news.qq.com/rain/a/{entry.id}")
            if entry
            else answers.deleted()
        )
    return answers.missing()


def _phone(ask: Ask, shelf: Shelf) -> Answer | Entry:
    """xw.qq.com: the phone site to 2022, today a way to the app's address."""
    if found := _PHONE.fullmatch(ask.path):
        return answers.redirect(f"https://view.inews.qq.com/a/{found['id']}", 301)
    if found := _PHONE_NUMBER.fullmatch(ask.path):
        entry = shelf.numbered(found[1])
        return answers.redirect(entry.url) if entry else answers.deleted()
    return answers.missing()


def _retired(ask: Ask, _: Shelf) -> Answer | Entry:
    """kuaibao.qq.com: a retired app."""
    if found := _APP.fullmatch(ask.path):
        return answers.redirect(f"https://view.inews.qq.com/a/{found['id']}")
    return answers.missing()


def _opaque(ask: Ask, shelf: Shelf) -> Answer | Entry:
    """page.om.qq.com: an address that only its page can explain."""
    return shelf.opaque(ask.path.removeprefix("/page/")) or answers.deleted()


def _old(ask: Ask, shelf: Shelf) -> Answer | Entry:
    """A desk's own host, to 2019."""
    found = _CLASSIC.fullmatch(ask.path)
    entry = shelf.numbered(found[1] + found[2]) if found else None
    return entry if entry and entry.site == ask.host.partition(".")[0] else answers.missing()


def _image(ask: Ask, _: Shelf) -> Answer | Entry:
    """inews.gtimg.com."""
    return images.answer(ask)


def _unknown(ask: Ask, _: Shelf) -> Answer | Entry:
    text = f"no such host here: {ask.host or 'none named'}; ask with the Host header of qq.com"
    return answers.page(text, status=421, type="text/plain; charset=utf-8")


_HOSTS: dict[str, Callable[[Ask, Shelf], Answer | Entry]] = {
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
