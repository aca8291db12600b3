"""The hall: discover → plan → visit → judge; yields what each step came to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from scraper import match, mirror, review, survey, urls, visit
from scraper.config import Source
from scraper.discover import plan, sources
from scraper.extract import article as articles
from scraper.hall import Event, Hall, Plan
from scraper.models import DOUBTED, Kind, Link, Outcome, Url


def crawl(hall: Hall, asked: Collection[Source], *, limit: int | None = None) -> Iterator[Event]:
    """One scheduled run: what each source names, then what each visit comes to.

    Visited is what is new or due, also what an earlier run left, then what is stored and old enough
    to be looked at again; at most `limit` pages. After the verdict on them come images, so many as
    the configuration allows a run. First of all the archive is matched anew, should
    the dictionary be another, and the pages in quarantine are read again, should there be an
    extractor that they do not know.
    """
    _match(hall)
    yield from again(hall)
    for source in asked:
        hall.breathe()
        yield from survey.discover(hall, source)
    yield from _visits(hall, limit, _scope(hall, asked))
    yield from review.review(hall)
    yield from mirror.after(hall)


def _match(hall: Hall) -> None:
    """Write down whom articles name that were not asked yet, or asked of by another dictionary."""
    for _ in match.anew(hall.store, hall.known):
        hall.breathe()


def _visits(hall: Hall, limit: int | None, scope: set[str] | None) -> Iterator[Event]:
    """What each visit comes to. A page whose host is left alone takes no place of another's."""
    now, done, seen = hall.now(), 0, set[Url]()
    due = hall.store.due(now, limit, scope)
    known = _known(hall, now, None if limit is None else limit - len(due), scope)
    yield Plan(total=len(due) + len(known))
    while due:
        for link in due:
            hall.breathe()
            outcome = visit.visit(hall, link)
            yield outcome
            seen.add(link.address.url)
            done += outcome.kind is not Kind.BLOCKED
            if done == limit:
                return
        if limit is None:
            break
        more = limit - done + 2 * (len(seen) - done)  # those that wait are still due
        due = [one for one in hall.store.due(now, more, scope) if one.address.url not in seen]
    for link in known:
        hall.breathe()
        yield visit.visit(hall, link)


def _known(hall: Hall, now: datetime, left: int | None, scope: set[str] | None) -> list[Link]:
    """The stored articles that it is time to look at again, so many as a run may."""
    setting = hall.settings.revisit
    room = setting.limit if setting.after else 0
    return hall.store.revisits(now, room if left is None else min(room, left), scope)


def again(hall: Hall, *, every: bool = False) -> Iterator[Outcome]:
    """What the pages in quarantine come to that are something else to today's extractors.

    Only those which other extractors put there, unless `every` one is asked for.
    """
    for doubt in hall.store.watch.quarantine(but=None if every else articles.EXTRACTORS):
        hall.breathe()
        link, fetched = hall.store.link(doubt.url), hall.store.snapshot(doubt.snapshot)
        if link is None or fetched is None:
            continue
        met = visit.read(hall, link, fetched, doubt.snapshot)
        outcome = None if met.kind in DOUBTED else visit.settle(hall, met)
        hall.store.watch.tried(doubt.url, articles.EXTRACTORS)  # also what stays for another reason
        if outcome:
            yield outcome


def look(hall: Hall, asked: Collection[Source], *, limit: int | None = None) -> Iterator[Event]:
    """What `crawl` would visit, each an Outcome of kind DUE; nothing is visited or written."""
    scope = _scope(hall, asked)
    due = hall.store.due(hall.now(), None, scope)
    found: dict[Url, Link] = {link.address.url: link for link in due}
    for source in asked:
        yield from survey.discover(hall, source, found)
    seen = {url for url, state in hall.store.states(found).items() if state.kind is not None}
    first = [link for url, link in found.items() if url in seen]
    fresh = [link for url, link in found.items() if url not in seen]
    now = hall.now()
    fresh.sort(key=lambda link: link.hint.published or now, reverse=True)
    known = _known(hall, now, None, scope)
    for link in [*first, *fresh, *known][:limit]:
        yield Outcome(
            kind=Kind.DUE,
            url=link.address.url,
            id=link.address.id,
            title=link.hint.title or "",
            source=link.source,
            reason=link.reason,
        )


def _scope(hall: Hall, asked: Collection[Source]) -> set[str] | None:
    """Whose links are visited: those of the sources asked; all, also imports, in a whole run."""
    names = {source.name for source in asked}
    whole = names >= {source.name for source in hall.settings.source if source.enabled}
    return None if whole else names


def bring(hall: Hall, *lists: Iterable[str], refetch: bool = False) -> Iterator[Event]:
    """One-off import: what each line's article comes to, one at a time, and then their images.

    A known article is not visited, unless `refetch` is asked for; its new form is remembered.
    """
    _match(hall)
    for lines in lists:
        yield from _brought(hall, lines, refetch=refetch)
    yield from mirror.after(hall)


def _brought(hall: Hall, lines: Iterable[str], *, refetch: bool) -> Iterator[Outcome]:
    for found in sources.lines(lines, "import"):
        hall.breathe()
        if isinstance(found, Outcome):
            yield found
            continue
        url = hall.store.resolve(found.address, [found.address.form])
        if url is None or refetch:
            known = hall.store.link(url or found.address.url)
            wanted = plan.joined(replace(found, reason="imported"), known)
            yield visit.visit(hall, wanted, anew=refetch)
        else:
            hall.store.alias(found.address.form or url, url, hall.now())
            yield Outcome(kind=Kind.KNOWN, url=url, id=urls.read(url).id, source=found.source)
