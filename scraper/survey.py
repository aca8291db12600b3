"""Source → the links it names, page by page, judged and stored."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from scraper.config import Source
from scraper.discover import plan, sources, topics
from scraper.errors import FetchError, PageError, ScraperError, unforeseen
from scraper.hall import UNJUDGED, Event, Hall, Survey
from scraper.models import SETTLED, Asked, Fetched, Kind, Link, Listing, Outcome, Request, Url

Named = tuple[Listing, Fetched | None]
"""What one answer names, and the answer; None where a file was read."""
BARE = 2
"""Answers without a row that a source may have, beside one for each of its pages: an index of maps
names indexes of maps, an account is first looked up.
"""


def discover(hall: Hall, source: Source, found: dict[Url, Link] | None = None) -> Iterator[Event]:
    """Ask a source page by page until nothing on a page is new; faults are outcomes.

    A source that could not be read to its end last time is asked for all its pages, for what
    stood on the lost ones was never named. So is a typed list, which may grow at its end.
    The new links go to the archive, or into `found` where the run only looks.
    """
    if hall.run is not None:
        hall.store.source(source.name, source.kind, hall.run)
    judge = _judge(hall, source)
    tally: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    fault: Outcome | None = None
    whole = source.kind != "urls" and hall.store.watch.surveyed(source.name)
    for answered in _listings(hall, source):
        if isinstance(answered, Outcome):
            fault = answered
            yield answered
            continue
        listing, answer = answered
        skipped.update(dict(listing.skipped))
        wanted = [
            replace(link, reason="" if reason == UNJUDGED else reason)
            for link in listing.links
            if (reason := judge(link))
        ]
        states = hall.store.states(link.address.url for link in wanted)
        new = plan.unseen(wanted, states)
        tally.update(new=len(new), known=len(wanted) - len(new))
        tally["off topic"] += len(listing.links) - len(wanted)
        if found is not None:
            found.update({link.address.url: link for link in new})
        else:
            with hall.store.together():
                if new and answer is not None:
                    hall.store.keep(answer, hall.run)  # what the new links' hints were made from
                hall.store.discovered([*wanted, *_kept(hall, listing, wanted)], hall.now())
        hall.breathe()
        if whole and wanted and all(plan.seen(states.get(link.address.url)) for link in wanted):
            break  # all of it was visited: what comes after is older, and was named before
    if found is None:
        _remember(hall, source, tally, fault)
    yield Survey(
        source=source.name,
        new=tally["new"],
        known=tally["known"],
        off_topic=tally["off topic"],
        skipped=tuple(sorted(skipped.items())),
    )


def _kept(hall: Hall, listing: Listing, wanted: list[Link]) -> list[Link]:
    """The links that are off the topic now, but whose articles are stored: these may be altered."""
    named = {link.address.url for link in wanted}
    rest = [link for link in listing.links if link.address.url not in named]
    states = hall.store.states(link.address.url for link in rest)
    stored = {url for url, state in states.items() if state.stored}
    return [link for link in rest if link.address.url in stored]


def _remember(hall: Hall, source: Source, tally: Counter[str], fault: Outcome | None) -> None:
    """Write down what the source named, and what is known of the hosts that were asked."""
    asked = Asked(
        at=hall.now(),
        source=source.name,
        new=tally["new"],
        known=tally["known"],
        off_topic=tally["off topic"],
        fault=fault.reason if fault else "",
    )
    with hall.store.together():
        hall.store.watch.survey(asked, fault.kind.value if fault else "", hall.run)
        for host in hall.client.news():
            hall.store.watch.host(host)


def _judge(hall: Hall, source: Source) -> Callable[[Link], str]:
    """Link → why it is wanted, "" if it is not; a typed list is wanted whole."""
    rule = topics.rule(hall.settings.topics, source, hall.known)

    def judge(link: Link) -> str:
        if source.kind == "urls":
            return "typed"
        if source.filter and not (link.hint.title or link.hint.summary):
            return UNJUDGED
        said = topics.judge(rule, link.hint)
        return said.reason if said.wanted else ""

    return judge


def _listings(hall: Hall, source: Source) -> Iterator[Named | Outcome]:
    """The answers of a source, as many as it may ask for and hold rows; a fault ends them.

    Nothing is asked twice. Answers without rows are followed too, for an index of maps has none;
    one that leads to nothing else, in a circle or on and on, is a fault.
    """
    if source.kind == "urls":
        yield from _typed(source)
        return
    first = sources.first(source)
    queue, asked, rich, circle = deque([first]), set[Request](), 0, False
    while queue and rich < source.pages and len(asked) < 2 * source.pages + BARE:
        request = queue.popleft()
        if request in asked:
            circle = True
            continue
        asked.add(request)
        answered = _answered(hall, source, request)
        yield answered
        if isinstance(answered, Outcome):
            return
        listing, _ = answered
        rich += bool(listing.links or listing.skipped)
        queue.extend(listing.more)
    if not rich and (queue or circle):
        reason = f"{len(asked)} lists that only lead to further lists; look at what the site sends"
        yield Outcome(kind=Kind.FAILED, url=first.url, source=source.name, reason=reason)


def _answered(hall: Hall, source: Source, request: Request) -> Named | Outcome:
    """What one request brings, or the fault that it was; what could not be read is kept."""
    answer = None
    try:
        answer = hall.client.ask(request, robots=source.robots)
        return sources.read(source, request, answer, hall.now()), answer
    except Exception as error:  # one source never stops the others
        if isinstance(error, ScraperError) and not isinstance(error, PageError):
            raise
        answer = error.answer if isinstance(error, FetchError) else answer
        if answer is not None and hall.run is not None:
            hall.store.keep(answer, hall.run)  # what could not be read is evidence
        return _failed(source, request.url, error)


def _failed(source: Source, url: str, error: Exception) -> Outcome:
    kind, reason = Kind.FAILED, unforeseen(error)
    if isinstance(error, PageError):
        reason = error.reason
        kind = Kind.FAILED if error.kind in SETTLED else error.kind  # a list is never just gone
    return Outcome(kind=kind, url=url, source=source.name, reason=reason)


def _typed(source: Source) -> Iterator[Named | Outcome]:
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
                    yield Listing(links=tuple(batch)), None
                    batch = []
            yield Listing(links=tuple(batch)), None
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error}); check the file of source.file"
        yield Outcome(kind=Kind.FAILED, url=source.file, source=source.name, reason=reason)
