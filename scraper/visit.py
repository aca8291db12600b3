"""One link → what a visit to it comes to: fetched, kept, extracted, stored, written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from scraper import known, reading, urls
from scraper.archive.values import Cause, Entry
from scraper.discover import plan, topics
from scraper.errors import ExtractError, FetchError, PageError
from scraper.extract import article as articles
from scraper.hall import UNJUDGED, Desk, Hall, mentions
from scraper.models import STORED, Article, Fetched, Hint, Kind, Link, Outcome, Sight
from scraper.publish import facts, files, tongues
from scraper.watch import sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What was met at a link: an article, or of what `kind` it is and why; `wait` in seconds."""

    link: Link
    kind: Kind
    reason: str = ""
    article: Article | None = None
    fetched: Fetched | None = None
    snapshot: int | None = None
    wait: float | None = None
    era: str = ""
    missing: str = ""
    confirmed: bool = False
    """Whether two addresses say that a stored article is gone."""


def visit(hall: Hall, link: Link, *, anew: bool = False) -> Outcome:
    """What one page comes to. Faults are outcomes; what is stored of it is one transaction.

    An answer that a killed run left unread is read now, and not asked for again, unless `anew`.
    """
    kept = None if anew else hall.store.unread(link.address.url)
    try:
        with reading.net(link, Kind.FAILED):
            outcome = settle(hall, _seen(hall, link, kept))
    except ExtractError as error:
        outcome = settle(hall, Met(link=link, kind=error.kind, reason=error.reason))
    for host in hall.client.news():
        hall.store.watch.host(host)
    return outcome


def read(desk: Desk, link: Link, fetched: Fetched, snapshot: int) -> Met:
    """What an answer that is kept holds."""
    return replace(judged(link, fetched, partial(_topic, desk, link)), snapshot=snapshot)


def judged(link: Link, fetched: Fetched, topic: Callable[[Article], topics.Verdict]) -> Met:
    """What an answer holds: an article that is wanted by its `topic`, or why none is stored."""
    met = Met(link=link, kind=Kind.NEW, fetched=fetched)
    try:
        with reading.net(link, Kind.UNREADABLE):  # the bytes wait for a mended extractor
            return _judged(met, fetched, topic)
    except ExtractError as error:
        return replace(
            met, kind=error.kind, reason=error.reason, era=error.era, missing=error.missing
        )


def _judged(met: Met, fetched: Fetched, topic: Callable[[Article], topics.Verdict]) -> Met:
    """What was met, with the article of the answer, or with the reason why it is not stored."""
    found = reading.read(met.link, fetched)
    met = replace(met, article=found, era=found.extractor)
    verdict = topic(found)
    if not verdict.wanted:
        return replace(met, kind=Kind.OFF_TOPIC, reason=verdict.reason)
    if doubt := sight.doubt(found, met.link.hint):
        return replace(met, kind=Kind.SUSPECT, reason=doubt)
    return replace(met, reason=verdict.reason)


def settle(hall: Hall, met: Met) -> Outcome:
    """Store what was met, all of it or nothing, and its document."""
    if met.kind is Kind.BLOCKED and met.snapshot is None:  # its host is left alone: not asked,
        hall.store.discovered([met.link], hall.now())  # so it stays as due as it was
        return _outcome(met, met.kind)
    entry = known.entry(hall.store, met.link, met.article)
    if met.article and met.kind is Kind.NEW:
        write(hall, met.article, known.after(entry, met.fetched))
    elif entry and met.confirmed:
        entry = known.removed(entry, hall.now())
        write(hall, entry.article, entry)
    with hall.store.together():
        kind = met.kind
        if met.article and met.kind is Kind.NEW:
            kind = _put(hall, met, met.article, entry)
        elif entry and met.confirmed:
            hall.store.gone(entry.article.url, entry.gone_at)
        _remember(hall, met, kind)
    return _outcome(met, kind)


def write(hall: Desk, article: Article, entry: Entry | None) -> None:
    """The document of an article, with what is known of it."""
    documents = hall.settings.documents
    if documents.dir:
        params = facts.of(entry) if entry else None
        folder = Path(documents.dir)
        told = tongues.of(hall.store, article)
        commonmark = documents.commonmark
        files.write(folder, article, commonmark=commonmark, params=params, tongues=told)


def _seen(hall: Hall, link: Link, kept: tuple[int, Fetched] | None) -> Met:
    """What the page holds; that a stored article is gone must be said by two of its addresses."""
    met = _met(hall, link, kept)
    entry = known.entry(hall.store, link) if met.kind is Kind.GONE else None
    if entry is None:
        return met
    for url in urls.others(entry.article.id, link.address.fetch_url):
        there = _met(hall, known.elsewhere(link, url), None)
        if there.kind is not Kind.REFUSED:
            break
    if there.kind is Kind.GONE:
        return replace(met, confirmed=True)
    reason = f"gone at its own address; at {url}: {there.reason}"
    return replace(there, link=link, reason=there.reason if there.article else reason)


def _met(hall: Hall, link: Link, kept: tuple[int, Fetched] | None) -> Met:
    """What the page holds, or why it did not come."""
    try:
        number, fetched = kept or _asked(hall, link)
    except FetchError as error:
        snapshot = hall.store.keep(error.answer, hall.run) if error.answer else None
        met = Met(link=link, kind=error.kind, reason=error.reason, snapshot=snapshot)
        return replace(met, wait=error.retry_after)
    except PageError as error:
        return Met(link=link, kind=error.kind, reason=error.reason)
    return read(hall, link, fetched, number)


def _asked(hall: Hall, link: Link) -> tuple[int, Fetched]:
    """The answer, kept before anything is made of it, and its number."""
    fetched = hall.client.page(link.address.fetch_url)
    return hall.store.came(link, fetched, hall.run), fetched


def _topic(desk: Desk, link: Link, found: Article) -> topics.Verdict:
    """Whether the article is wanted; judged here only where its list said nothing of it.

    What is stored stays wanted, whatever was made of it.
    """
    if entry := known.entry(desk.store, link, found):
        return topics.Verdict(wanted=True, reason=link.reason or entry.reason)
    source = next((one for one in desk.settings.source if one.name == link.source), None)
    if source is None or link.reason not in ("", UNJUDGED):
        return topics.Verdict(wanted=True, reason=link.reason)
    hint = Hint(title=found.title, summary=found.summary, category=found.category)
    return topics.judge(topics.rule(desk.settings.topics, source, desk.known), hint)


def _put(hall: Hall, met: Met, found: Article, entry: Entry | None) -> Kind:
    """The article with every form of its address that was seen."""
    at, link, fetched = hall.now(), met.link, met.fetched
    if entry and met.snapshot != entry.snapshot:
        _reread(hall, entry, found)
    kind = hall.store.put(
        found,
        snapshot=met.snapshot,
        at=at,
        source=link.source,
        reason=met.reason,
        mentions=mentions(hall.known, found.title, found.body),
    )
    if known.after(entry, fetched) != entry:
        hall.store.gone(found.url, None)
    forms = {link.address.form, link.address.url}
    forms |= {urls.clean(fetched.asked), urls.clean(fetched.url)} if fetched else set()
    for form in sorted(forms - {"", found.url}):
        hall.store.alias(form, found.url, at)
    return kind


def _reread(hall: Hall, entry: Entry, found: Article) -> None:
    """Before the site's change of a text that an older extractor read: what today's reads there.

    So that a revision never mixes what the site altered with what the extractors do otherwise.
    """
    old = entry.article
    number = None if old.extractor in articles.EXTRACTORS.split() else entry.snapshot
    fetched = hall.store.snapshot(number) if number and hall.store.differs(found) else None
    if fetched is None:
        return
    try:
        link = Link(address=urls.read(old.url), hint=known.hint(old))
        with reading.net(link, Kind.UNREADABLE):
            again = reading.read(link, fetched)
    except ExtractError:  # today's extractors cannot read it: then all that differs is one change
        return
    hall.store.put(again, snapshot=number, at=hall.now(), cause=Cause.EXTRACTOR)


def _remember(hall: Hall, met: Met, kind: Kind) -> None:
    """Write down the visit, what the page gave, and when to look again."""
    url, at = met.link.address.url, hall.now()
    state = None if kind in STORED else hall.store.states([url]).get(url)
    tries = plan.tries(kind, state)
    due = plan.again(kind, tries, at, met.wait) or known.due(hall, met.link, met.article)
    chars, fields = sight.gave(met.article) if met.article else (0, frozenset())
    hall.store.visited(
        url,
        kind,
        at=at,
        reason="" if kind in STORED else met.reason,
        snapshot=met.snapshot,
        run=hall.run,
        due_at=due,
        tries=tries,
        link=met.link,
        sight=Sight(
            at=at,
            source=met.link.source,
            kind=kind,
            era=met.era,
            missing=met.missing,
            chars=chars,
            fields=fields,
        ),
        extractors=articles.EXTRACTORS,
    )


def _outcome(met: Met, kind: Kind) -> Outcome:
    address, found = met.link.address, met.article
    outcome = Outcome(kind=kind, url=address.url, id=address.id, source=met.link.source)
    if found and kind in STORED:
        return replace(outcome, url=found.url, id=found.id, title=found.title)
    return replace(outcome, title=met.link.hint.title or "", reason=met.reason)
