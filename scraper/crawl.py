"""The hall: discover → plan → fetch → keep → extract → put; yields what each step came to."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scraper import urls
from scraper.archive.store import Store
from scraper.config import Settings, Source
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
from scraper.fetch.client import Client
from scraper.models import (
    SETTLED,
    Address,
    Article,
    Fetched,
    Hint,
    Kind,
    Link,
    Listing,
    Outcome,
    Url,
)
from scraper.publish import files

_FATAL = (ArchiveError, ConfigError, DocumentError)
"""Faults that no next page can do without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one source named: its rows are the new, the known, the off-topic and the skipped."""

    source: str
    new: int = 0
    known: int = 0
    off_topic: int = 0
    skipped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many pages are to be visited."""

    total: int


Event = Survey | Plan | Outcome

UNJUDGED = "no title yet"
"""The reason of a link whose list says nothing of it: its page is asked about its topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """The rooms of one run, opened by the door."""

    settings: Settings
    store: Store
    client: Client
    now: Callable[[], datetime]
    run: int | None = None
    """The number of the run; None where it only looks, and writes nothing."""


def crawl(hall: Hall, asked: Collection[Source], *, limit: int | None = None) -> Iterator[Event]:
    """One scheduled run: what each source names, then what each visit comes to.

    Visited is what is new or due, also what an earlier run left; at most `limit` pages.
    """
    for source in asked:
        yield from _discover(hall, source)
    due = hall.store.due(hall.now(), limit, _scope(hall, asked))
    yield Plan(total=len(due))
    for link in due:
        yield visit(hall, link)


def look(hall: Hall, asked: Collection[Source], *, limit: int | None = None) -> Iterator[Event]:
    """What `crawl` would visit, each an Outcome of kind DUE; nothing is visited or written."""
    due = hall.store.due(hall.now(), limit, _scope(hall, asked))
    found: dict[Url, Link] = {link.address.url: link for link in due}
    for source in asked:
        yield from _discover(hall, source, found)
    for link in list(found.values())[:limit]:
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
            yield visit(hall, replace(found, reason="imported"))
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
        outcome = _without(link, Kind.FAILED, f"{type(error).__name__}: {error}; please report it")
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
        commonmark = documents.emphasis == "commonmark"
        files.write(Path(documents.dir), found, commonmark=commonmark)
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
    if source is None or link.reason != UNJUDGED:
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


def _discover(hall: Hall, source: Source, found: dict[Url, Link] | None = None) -> Iterator[Event]:
    """Ask a source page by page until nothing on a page is new; faults are outcomes.

    The new links go to the archive, or into `found` where the run only looks.
    """
    if hall.run is not None:
        hall.store.source(source.name, source.kind, hall.run)
    judge = _judge(hall, source)
    tally: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for listing in _listings(hall, source):
        if isinstance(listing, Outcome):
            yield listing
            continue
        skipped.update(dict(listing.skipped))
        wanted = [replace(link, reason=reason) for link in listing.links if (reason := judge(link))]
        states = hall.store.states(link.address.url for link in wanted)
        new = plan.unseen(wanted, states)
        tally.update(new=len(new), known=len(wanted) - len(new))
        tally["off topic"] += len(listing.links) - len(wanted)
        if found is not None:
            found.update({link.address.url: link for link in new})
        else:
            hall.store.discovered(wanted, hall.now())
        if wanted and all(plan.seen(states.get(link.address.url)) for link in wanted):
            break  # all of it was visited: what comes after is older, and was visited too
    yield Survey(
        source=source.name,
        new=tally["new"],
        known=tally["known"],
        off_topic=tally["off topic"],
        skipped=tuple(sorted(skipped.items())),
    )


def _judge(hall: Hall, source: Source) -> Callable[[Link], str]:
    """Link → why it is wanted, "" if it is not; a typed list is wanted whole."""
    rule = topics.rule(hall.settings.topics, source)

    def judge(link: Link) -> str:
        if source.kind == "urls":
            return "typed"
        if source.filter and not (link.hint.title or link.hint.summary):
            return UNJUDGED
        said = topics.judge(rule, link.hint)
        return said.reason if said.wanted else ""

    return judge


def _listings(hall: Hall, source: Source) -> Iterator[Listing | Outcome]:
    """The answers of a source, as many as it may ask for and hold rows; a fault ends them."""
    if source.kind == "urls":
        yield from _typed(source)
        return
    queue, rich = deque([sources.first(source)]), 0
    while queue and rich < source.pages:
        request = queue.popleft()
        answer = None
        try:
            answer = hall.client.ask(request, robots=source.robots)
            listing = sources.read(source, request, answer, hall.now())
        except PageError as error:
            answer = error.answer if isinstance(error, FetchError) else answer
            if answer is not None and hall.run is not None:
                hall.store.keep(answer, hall.run)  # what could not be read is evidence
            kind = Kind.FAILED if error.kind in SETTLED else error.kind  # a list is never just gone
            yield Outcome(kind=kind, url=request.url, source=source.name, reason=error.reason)
            return
        rich += bool(listing.links or listing.skipped)
        queue.extend(listing.more)
        yield listing


def _typed(source: Source) -> Iterator[Listing | Outcome]:
    """The links of a text file, a few hundred at a time; it may be of any length."""
    try:
        with Path(source.file).open(encoding="utf-8", errors="replace") as file:
            batch: list[Link] = []
            for found in sources.lines(file, source.name):
                if isinstance(found, Outcome):
                    yield found
                    continue
                batch.append(found)
                if len(batch) == 500:
                    yield Listing(links=tuple(batch))
                    batch = []
            yield Listing(links=tuple(batch))
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error}); check the file of source.file"
        yield Outcome(kind=Kind.FAILED, url=source.file, source=source.name, reason=reason)
