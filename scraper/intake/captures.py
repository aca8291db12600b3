"""WARC → what each answer in it comes to: kept, extracted, put in its place in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scraper import urls, visit
from scraper.archive.values import Entry
from scraper.discover import plan
from scraper.errors import UrlError
from scraper.extract import article as articles
from scraper.fetch import moods
from scraper.hall import Hall
from scraper.intake import papers
from scraper.intake.files import File, Odd
from scraper.models import DOUBTED, Address, Article, Fetched, Kind, Link, Outcome
from scraper.visit import Met
from scraper.warc import read, unpack


def bring(hall: Hall, file: File) -> Iterator[Outcome | Odd]:
    """What each record of a WARC comes to; a second time each answer is KNOWN."""
    limit = hall.settings.fetch.max_bytes
    with unpack.opened(file.path) as source:
        for found in read.read(source, _wanted, limit):
            hall.breathe()
            if isinstance(found, Fetched):
                yield _one(hall, found, file)
            elif found.kind is None:
                yield Odd(path=file.path, reason=found.reason)
            else:
                url = found.url or str(file.path)
                yield Outcome(kind=found.kind, url=url, source=papers.SOURCE, reason=found.reason)


def _wanted(url: str) -> bool:
    try:
        return bool(urls.read(url))
    except UrlError:
        return False


def _one(hall: Hall, fetched: Fetched, file: File) -> Outcome | Odd:
    """One answer, with all that comes of it or nothing."""
    address = urls.read(fetched.asked)
    if hall.store.kept(fetched):
        return _outcome(address, Kind.KNOWN)
    link = Link(address=address, source=papers.SOURCE, reason=papers.REASON)
    link = plan.joined(link, hall.store.link(address.url))
    with hall.store.together():
        number = hall.store.keep(fetched)
        if mood := moods.judge(fetched, None, moods.page):
            return Odd(path=file.path, reason=f"{mood.kind} (kept)")
        if moods.redirected(fetched):
            return Odd(path=file.path, reason="redirects (kept)")
        return _settle(hall, visit.read(hall, link, fetched, number), fetched, number)


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
    return Outcome(kind=kind, url=address.url, id=address.id, source=papers.SOURCE)
