"""What the archive holds → the same as an assistant is told it, in lengths that fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from scraper import urls
from scraper.archive.cards import Card
from scraper.archive.store import Store
from scraper.archive.values import Alteration as Change
from scraper.archive.values import Entry
from scraper.archive.values import Hit as Found
from scraper.dates import BEIJING
from scraper.errors import ScraperError
from scraper.extract import clean
from scraper.publish import marked, texts
from scraper.publish.texts import Text
from scraper.serve import listed, results
from scraper.serve.asked import midnight
from scraper.serve.frame import line
from scraper.serve.results import NOTICE

NAME, SUMMARY, DIFF = 100, 300, 20_000
"""Characters of a name, of a summary, of a diff."""
NAMES, TEXTS = 20, 50
"""Names of each sort, and texts of an article."""
DAY = timedelta(days=1)


def entry(store: Store, key: str) -> Entry:
    """The entry of an id or an address; ScraperError where there is none."""
    found = next(filter(None, map(store.entry, urls.names(key))), None)
    if found is None:
        raise ScraperError(f"{key[:200]}: not in the archive")
    return found


def story(card: Card) -> results.Story:
    """An article of a list."""
    return results.Story(
        source_url=card.url,
        id=card.id,
        title=line(card.title),
        media=name(card.author),
        listed_at=card.listed_at,
        summary=line(card.summary, SUMMARY),
        entities=tuple(line(one.entity, NAME) for one in card.mentions),
        copies=len(card.copies),
        changed_at=card.changed_at,
        gone_at=card.gone_at,
    )


def hit(found: Found) -> results.Hit:
    """An article that was found."""
    article = found.entry.article
    snippet = "".join(f"**{piece}**" if it else piece for piece, it in found.snippet)
    head = found.entry.story
    return results.Hit(
        source_url=article.url,
        id=article.id,
        title=line(article.title),
        media=name(article.author),
        published=article.published,
        snippet=line(snippet, SUMMARY),
        copy_of=head if head != article.id else None,
        gone_at=found.entry.gone_at,
    )


def reading(store: Store, entry: Entry, lang: str, offset: int, length: int) -> results.Reading:
    """A part of an article, in a language where there is one; ScraperError where there is none."""
    article = entry.article
    made = store.translations.of(article.id, article)
    chosen = next((one for one in made if one.lang == lang), None)
    if lang not in ("", article.lang) and chosen is None:
        there = ", ".join((article.lang, *(one.lang for one in made)))
        raise ScraperError(f"lang: {lang[:20]!r} is not there; there are {there}")
    text = clean.characters(chosen.body if chosen else article.body)
    part, further = _part(text, offset, length)
    told = store.shelf.story(entry.story or article.id)
    return results.Reading(
        notice=NOTICE,
        source_url=article.url,
        id=article.id,
        title=line(chosen.title if chosen else article.title),
        media=name(article.author),
        published=article.published,
        lang=chosen.lang if chosen else article.lang,
        translated_by=name(chosen.model) if chosen else None,
        languages=(article.lang, *(one.lang for one in made)),
        entities=tuple(line(one.entity, NAME) for one in store.topics.of(article.id)[:NAMES]),
        tags=tuple(line(tag, NAME) for tag in article.tags[:NAMES]),
        story=tuple(one.id for one in (told.head, *told.copies)[:NAMES]) if told else (),
        trust=_trust(store, entry),
        length=len(text),
        offset=offset,
        next_offset=further,
        text=part,
    )


def alteration(one: Change) -> results.Alteration:
    """A change of a list."""
    return results.Alteration(
        source_url=one.source_url,
        id=one.id,
        changed_at=one.changed_at,
        revision=one.revision,
        kinds=one.kinds,
        fields=one.fields,
        media=name(one.author),
        old_title=line(one.old_title),
        new_title=line(one.new_title),
    )


def compared(entry: Entry, known: list[Text], earlier: int, later: int) -> results.Compared:
    """Two texts of an article; ScraperError where one of them is not there."""
    article = entry.article
    new = texts.pick(known, article.id, later or known[-1].number)
    before = [one.number for one in known if one.number < new.number]
    old = texts.pick(known, article.id, earlier or max(before, default=new.number))
    text = clean.characters(_fitting(marked.lines(old, new, marked.Pen()), DIFF + 1))
    return results.Compared(
        notice=NOTICE,
        source_url=article.url,
        id=article.id,
        revisions=tuple(
            results.Revision(number=one.number, at=one.at, kinds=one.kinds, by=one.cause)
            for one in known[-TEXTS:]
        ),
        earlier=old.number,
        later=new.number,
        text=text[:DIFF],
        cut=len(text) > DIFF,
    )


def topics(  # noqa: PLR0913 - each is one rule of the count
    store: Store,
    *,
    since: datetime,
    until: datetime,
    by: str,
    kind: str | None,
    names: Collection[str],
) -> tuple[results.Topic, ...]:
    """Who was named, the most named first; of `names` only these; ScraperError of unknown ones."""
    wanted = {listed.topic(store, one) for one in names}
    return tuple(
        results.Topic(
            name=line(one.entity, NAME),
            kind=one.kind,
            articles=one.articles,
            titles=one.titles,
            periods=one.periods,
        )
        for one in store.topics.counts(by, since=since, until=until, kind=kind)
        if not wanted or one.entity in wanted
    )


def trends(  # noqa: PLR0913 - each is one rule of the count
    store: Store,
    *,
    since: datetime,
    until: datetime,
    by: str,
    kind: str | None,
    names: Collection[str],
    limit: int,
) -> results.Trends:
    """The archive over time; who is named, and who publishes, at most so many of each."""
    media = store.desk.media(since, until, limit)
    named = topics(store, since=since, until=until, by=by, kind=kind, names=names)
    return results.Trends(
        since=since,
        until=until,
        days={day: count for day, count in _days(store, since, until) if count},
        topics=named[:limit],
        media=tuple(results.Share(media=line(one, NAME), stories=n) for one, n in media.items()),
    )


def name(text: str | None) -> str | None:
    """A name on one line, where there is one."""
    return line(text, NAME) if text else None


def _trust(store: Store, entry: Entry) -> results.Trust:
    known = store.desk.trust(entry)
    return results.Trust(
        first_seen=entry.first_seen,
        last_seen=entry.last_seen,
        checked_at=known.visit.at if known.visit else None,
        checked=known.visit.kind if known.visit else None,
        changes=known.changes,
        changed_at=entry.changed_at,
        gone_at=entry.gone_at,
        snapshot=known.served.sha256 if known.served else None,
    )


def _part(text: str, offset: int, length: int) -> tuple[str, int | None]:
    """So much of a text from a place on, whole paragraphs where these fit; and where it goes on."""
    end = offset + length
    if end >= len(text):
        return text[offset:], None
    between = text.rfind("\n\n", offset + length // 2, end)
    end = between + 2 if between > 0 else end
    return text[offset:end], end


def _fitting(lines: Iterator[str], most: int) -> str:
    """As many lines as fit; those after them are not made."""
    found, left = [], most
    for one in lines:
        found.append(one[:left])
        left -= len(one) + 1
        if left <= 0:
            break
    return "\n".join(found)


def _days(store: Store, since: datetime, until: datetime) -> Iterator[tuple[date, int]]:
    """The days from one time to another, in Beijing, with how many stories each has."""
    start = midnight(since.astimezone(BEIJING).date())
    while start < until:
        yield start.date(), store.desk.count(start, start + DAY)
        start += DAY
