"""Two histories of one article → the one that a single archive would have (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from scraper.archive import changes
from scraper.archive.values import PAPER, Cause
from scraper.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A text that was stored at a time; `cause` and `kinds` say how it came after another."""

    article: Article
    stored_at: datetime
    snapshot: int | None = None
    cause: Cause = Cause.SITE
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A time at which the text that then was the latest was found again, and the answer."""

    at: datetime
    snapshot: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All texts of an article, the first one first, and when they were found again."""

    versions: tuple[Version, ...]
    last_seen: datetime
    sightings: tuple[Sighting, ...] = ()


def unite(ours: History, theirs: History) -> tuple[Version, ...]:
    """The texts of both in the order of time, the same one twice in a row only once.

    Where both saw the same texts in the same order, each counts from when it was first seen. The
    last is the one that was seen last; but what documents said comes before what pages gave. Twice
    is as good as once.
    """
    mine, others = list(_collapsed(ours.versions)), list(_collapsed(theirs.versions))
    if _paper(mine) != _paper(others):
        first, second = (mine, others) if _paper(mine) else (others, mine)
        return tuple(_explained([*_collapsed([*first, *second])], mine, others))
    if len(mine) == len(others) and all(map(same, mine, others)):
        later = theirs.last_seen > ours.last_seen
        found = [*map(_earlier, mine, others)]
        last, other = (others, mine) if later else (mine, others)
        found[-1] = replace(found[-1], article=_filled(last[-1], other[-1]))
        return tuple(found)
    seen = list(_events(ours))
    known = {(one.stored_at, _text(one)) for one in seen}
    fresh = [one for one in _events(theirs) if (one.stored_at, _text(one)) not in known]
    return tuple(_explained([*_collapsed(_woven(seen, fresh))], mine, others))


def _paper(versions: list[Version]) -> bool:
    """Whether all of it was read from documents, which carry less than pages."""
    return all(one.article.extractor.startswith(PAPER) for one in versions)


def same(one: Version, other: Version) -> bool:
    """Whether two versions have the same text, whatever read it from the page."""
    return _text(one) == _text(other)


def _text(version: Version) -> Article:
    return replace(version.article, extractor="", abstract=None)


def _events(history: History) -> Iterator[Version]:
    """Each version when it was stored, and again when it was found again, at last when last."""
    versions = history.versions
    ends = [*(one.stored_at for one in versions[1:]), None]
    for version, end in zip(versions, ends, strict=True):
        yield version
        for sighting in history.sightings:
            if version.stored_at < sighting.at and (end is None or sighting.at < end):
                yield _again(version, sighting)
    if history.last_seen > versions[-1].stored_at:
        yield _again(versions[-1], Sighting(at=history.last_seen))


def _again(version: Version, sighting: Sighting) -> Version:
    number = sighting.snapshot or version.snapshot
    return replace(version, stored_at=sighting.at, snapshot=number)


def _woven(ours: list[Version], theirs: list[Version]) -> Iterator[Version]:
    """Both in the order of time; neither loses its own order, whatever its clock did."""
    left, right = ours[::-1], theirs[::-1]
    while left and right:
        yield (right if _key(right[-1]) < _key(left[-1]) else left).pop()
    yield from reversed(left or right)


def _key(version: Version) -> tuple[datetime, str]:
    return version.stored_at, repr(_text(version))


def _collapsed(events: Iterable[Version]) -> Iterator[Version]:
    """Each run of the same text as its first; read as the last of them was read."""
    last: Version | None = None
    for one in events:
        if last is not None and same(last, one):
            last = replace(last, article=_filled(one, last))
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _earlier(ours: Version, theirs: Version) -> Version:
    """One text that both saw: since when it was first seen, as it was read last."""
    first, second = (theirs, ours) if theirs.stored_at < ours.stored_at else (ours, theirs)
    later = second if second.stored_at > first.stored_at else ours
    return replace(first, article=_filled(later, second if later is first else first))


def _filled(version: Version, other: Version) -> Article:
    """What a version says of a text, and where it has no abstract, the other one's of the same."""
    abstract = version.article.abstract or other.article.abstract
    return replace(version.article, abstract=abstract)


def _explained(found: list[Version], *told: list[Version]) -> Iterator[Version]:
    """Each version with why it came after the one before, as one of the histories tells it."""
    pairs = {(_text(a), _text(b)): b for one in reversed(told) for a, b in pairwise(one)}
    yield from (replace(one, cause=Cause.SITE, kinds=()) for one in found[:1])
    for before, after in pairwise(found):
        known = pairs.get((_text(before), _text(after)))
        again = before.snapshot is not None and before.snapshot == after.snapshot
        cause = Cause.EXTRACTOR if again or _paper([before]) else Cause.SITE
        yield replace(
            after,
            cause=known.cause if known else cause,
            kinds=known.kinds if known else _kinds(before, after),
        )


def _kinds(before: Version, after: Version) -> tuple[str, ...]:
    """What the later one changed."""
    old, new = before.article, after.article
    return changes.kinds(changes.Version(old.title, old.body), changes.Version(new.title, new.body))
