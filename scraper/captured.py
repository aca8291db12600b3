"""An answer of another day → its place in the archive, as if the program had been there."""

from __future__ import annotations

from dataclasses import replace

from scraper import urls, visit
from scraper.archive.values import Entry
from scraper.discover import plan, topics
from scraper.errors import UrlError
from scraper.extract import article as articles
from scraper.fetch import moods
from scraper.hall import Hall
from scraper.models import DOUBTED, Address, Article, Fetched, Kind, Link, Outcome
from scraper.visit import Met

SOURCE, REASON = "import", "imported"
"""Who named an article that was brought in, and why it counts."""


def wanted(url: str) -> bool:
    """Whether a page of this address may be an article."""
    try:
        return bool(urls.read(url))
    except UrlError:
        return False


def mood(fetched: Fetched) -> str:
    """Why an answer holds no page at all, in a few words; "" where it holds one."""
    if found := moods.judge(fetched, None, moods.page):
        return str(found.kind)
    return "redirects" if moods.redirected(fetched) else ""


def met(fetched: Fetched) -> Met:
    """What an answer holds, for an archive that knows nothing of its article; pure."""
    return visit.judged(link(fetched), fetched, _wanted)


def bring(hall: Hall, fetched: Fetched, made: Met | None = None) -> Outcome | str:
    """Keep an answer and what it holds, all of it or nothing; KNOWN where this one is kept already.

    One that holds no page is kept too, and the text says which it is. `made` is what it holds
    where that is known; it is looked at again where a list told more of its article.
    """
    bare = link(fetched)
    if hall.store.kept(fetched):
        return _outcome(bare.address, Kind.KNOWN)
    told = hall.store.link(bare.address.url)
    with hall.store.together():
        number = hall.store.keep(fetched)
        if passed := mood(fetched):
            return f"{passed} (kept)"
        if made is None or told:
            made = visit.read(hall, plan.joined(bare, told), fetched, number)
        return _settle(hall, replace(made, snapshot=number), fetched, number)


def link(fetched: Fetched) -> Link:
    """The link of an answer that nobody named but who brings it."""
    return Link(address=urls.read(fetched.asked), source=SOURCE, reason=REASON)


def _wanted(_: Article) -> topics.Verdict:
    """Who brings a page wants its article."""
    return topics.Verdict(wanted=True, reason=REASON)


def _settle(hall: Hall, met: Met, fetched: Fetched, number: int) -> Outcome:
    """Store what was met, at the time when it was captured."""
    if met.article and met.kind is Kind.NEW:
        return _article(hall, met, met.article, fetched)
    if met.kind in DOUBTED:
        hall.store.intake.doubt(
            met.link,
            met.kind,
            met.reason,
            snapshot=number,
            at=fetched.at,
            extractors=articles.EXTRACTORS,
        )
    return replace(_outcome(met.link.address, met.kind), reason=met.reason)


def _article(hall: Hall, met: Met, found: Article, fetched: Fetched) -> Outcome:
    link = met.link
    entry = Entry(
        article=found,
        first_seen=fetched.at,
        last_seen=fetched.at,
        source=link.source,
        reason=met.reason,
        snapshot=met.snapshot,
    )
    kind = hall.store.intake.recall(entry)
    for form in sorted({link.address.form, link.address.url, fetched.asked, fetched.url} - {""}):
        hall.store.alias(form, found.url, fetched.at)
    if kind is not Kind.KNOWN and (now := hall.store.entry(found.url)):
        visit.write(hall, now.article, now)
    kind = Kind.SAME if kind is Kind.KNOWN else kind
    return replace(_outcome(link.address, kind), url=found.url, id=found.id, title=found.title)


def _outcome(address: Address, kind: Kind) -> Outcome:
    return Outcome(kind=kind, url=address.url, id=address.id, source=SOURCE)
