"""The hall: discover → plan → fetch → keep → extract → put; yields what each step came to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from scraper import survey, urls
from scraper.config import Source
from scraper.discover import plan, sources, topics
from scraper.errors import (
    ArchiveError,
    ConfigError,
    DocumentError,
    ExtractError,
    FetchError,
    PageError,
    UrlError,
)
from scraper.extract import article as articles
from scraper.extract import page as pages
from scraper.hall import Event, Hall, Plan
from scraper.models import Address, Article, Fetched, Hint, Kind, Link, Outcome, Url
from scraper.publish import files

_FATAL = (ArchiveError, ConfigError, DocumentError)
"""Faults that no next page can do without."""


def crawl(hall: Hall, asked: Collection[Source], *, limit: int | None = None) -> Iterator[Event]:
    """One scheduled run: what each source names, then what each visit comes to.

    Visited is what is new or due, also what an earlier run left; at most `limit` pages.
    """
    for source in asked:
        yield from survey.discover(hall, source)
    due = hall.store.due(hall.now(), limit, _scope(hall, asked))
    yield Plan(total=len(due))
    for link in due:
        yield visit(hall, link)


def look(hall: Hall, asked: Collection[Source], *, limit: int | None = None) -> Iterator[Event]:
    """What `crawl` would visit, each an Outcome of kind DUE; nothing is visited or written."""
    due = hall.store.due(hall.now(), None, _scope(hall, asked))
    found: dict[Url, Link] = {link.address.url: link for link in due}
    for source in asked:
        yield from survey.discover(hall, source, found)
    seen = {url for url, state in hall.store.states(found).items() if state.kind is not None}
    first = [link for url, link in found.items() if url in seen]
    fresh = [link for url, link in found.items() if url not in seen]
    now = hall.now()
    fresh.sort(key=lambda link: link.hint.published or now, reverse=True)
    for link in [*first, *fresh][:limit]:
        yield _without(link, Kind.DUE, link.reason)


def _scope(hall: Hall, asked: Collection[Source]) -> set[str] | None:
    """Whose links are visited: those of the sources asked; all, also imports, in a whole run."""
    names = {source.name for source in asked}
    whole = names >= {source.name for source in hall.settings.source if source.enabled}
    return None if whole else names


def bring(hall: Hall, lines: Iterable[str], *, refetch: bool = False) -> Iterator[Outcome]:
    """One-off import: what each line's article comes to, one at a time.

    A known article is not visited, unless `refetch` is asked for; its new form is remembered.
    """
    for found in sources.lines(lines, "import"):
        if isinstance(found, Outcome):
            yield found
            continue
        url = hall.store.resolve(found.address, [found.address.form])
        if url is None or refetch:
            known = hall.store.link(url or found.address.url)
            yield visit(hall, plan.joined(replace(found, reason="imported"), known))
        else:
            hall.store.alias(found.address.form or url, url, hall.now())
            yield Outcome(kind=Kind.KNOWN, url=url, id=urls.read(url).id, source=found.source)


def visit(hall: Hall, link: Link) -> Outcome:
    """What one page comes to: fetched, kept, extracted, stored, written. Faults are outcomes."""
    snapshot, wait = None, None
    try:
        fetched = hall.client.page(link.address.fetch_url)
        snapshot = hall.store.keep(fetched, hall.run)
        found = articles.read(pages.decode(fetched), _landed(link.address, fetched), link.hint)
        outcome = _put(hall, link, found, fetched, snapshot)
    except _FATAL:
        raise
    except PageError as error:
        if isinstance(error, FetchError):
            snapshot = hall.store.keep(error.answer, hall.run) if error.answer else None
            wait = error.retry_after
        outcome = _without(link, error.kind, error.reason)
    except Exception as error:  # one page never stops the others
        fault = " ".join(f"{type(error).__name__}: {error}".split())
        outcome = _without(link, Kind.FAILED, f"{fault}; please report it")
    if outcome.kind is Kind.BLOCKED and snapshot is None:  # its host is left alone: not asked,
        hall.store.discovered([link], hall.now())  # so it stays as due as it was
    else:
        _remember(hall, link, outcome, snapshot, wait)
    return outcome


def _landed(asked: Address, fetched: Fetched) -> Address:
    """The address that the answer is of, after redirects; ExtractError where it is another's."""
    try:
        there = urls.read(fetched.url)
    except UrlError as error:
        reason = f"led to {fetched.url}, which is no article"
        raise ExtractError(fetched.asked, Kind.NOT_ARTICLE, reason) from error
    if not asked.certain:
        return there if there.certain else asked
    if there.certain and not urls.same(there.id, asked.id):
        reason = f"led to {fetched.url}, another article"
        raise ExtractError(fetched.asked, Kind.NOT_ARTICLE, reason)
    return asked


def _put(hall: Hall, link: Link, found: Article, fetched: Fetched, snapshot: int) -> Outcome:
    at, verdict = hall.now(), _topic(hall, link, found)
    if not verdict.wanted:
        return _without(link, Kind.OFF_TOPIC, verdict.reason)
    documents = hall.settings.documents
    if documents.dir:  # first of all: who is killed in between is asked again, and finds it done
        files.write(Path(documents.dir), found, commonmark=documents.commonmark)
    kind = hall.store.put(
        found, snapshot=snapshot, at=at, source=link.source, reason=verdict.reason
    )
    forms = {
        link.address.form,
        link.address.url,
        urls.clean(fetched.asked),
        urls.clean(fetched.url),
    }
    for form in sorted(forms - {"", found.url}):
        hall.store.alias(form, found.url, at)
    return Outcome(kind=kind, url=found.url, id=found.id, title=found.title, source=link.source)


def _topic(hall: Hall, link: Link, found: Article) -> topics.Verdict:
    """Whether the article is wanted; judged here only where its list said nothing of it."""
    source = next((one for one in hall.settings.source if one.name == link.source), None)
    if source is None or link.reason != survey.UNJUDGED:
        return topics.Verdict(wanted=True, reason=link.reason)
    hint = Hint(title=found.title, summary=found.summary, category=found.category)
    return topics.judge(topics.rule(hall.settings.topics, source), hint)


def _without(link: Link, kind: Kind, reason: str) -> Outcome:
    address, title = link.address, link.hint.title or ""
    return Outcome(
        kind=kind, url=address.url, id=address.id, title=title, source=link.source, reason=reason
    )


def _remember(
    hall: Hall, link: Link, outcome: Outcome, snapshot: int | None, wait: float | None
) -> None:
    url, at = link.address.url, hall.now()
    state = hall.store.states([url]).get(url)
    hall.store.visited(
        url,
        outcome.kind,
        at=at,
        reason=outcome.reason,
        snapshot=snapshot,
        run=hall.run,
        due_at=plan.again(outcome.kind, (state.tries if state else 0) + 1, at, wait),
        link=link,
    )
