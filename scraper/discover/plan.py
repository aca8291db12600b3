"""Links + what is known of them → links worth a visit, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scraper.models import STORED, Hint, Kind, Link

if TYPE_CHECKING:
    from scraper.archive.values import State

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_SOON = (10 * _MINUTE, _HOUR, 6 * _HOUR, _DAY, _DAY, 3 * _DAY, 7 * _DAY)
_LATER = (_HOUR, 6 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY, 30 * _DAY)
_RARELY = (_DAY, 7 * _DAY, 30 * _DAY)

AGAIN: dict[Kind, tuple[timedelta, ...]] = {
    Kind.BUSY: _SOON,
    Kind.TIMEOUT: _SOON,
    Kind.TRUNCATED: _SOON,
    Kind.UNREACHABLE: _SOON,
    Kind.FAILED: _SOON,
    Kind.BLOCKED: (6 * _HOUR, 12 * _HOUR, _DAY, _DAY, 3 * _DAY, 7 * _DAY),
    Kind.HOLLOW: _LATER,
    Kind.SUSPECT: _LATER,
    Kind.UNREADABLE: _LATER,
    Kind.GONE: (_DAY,),
    Kind.PAID: (7 * _DAY,),
    Kind.TOO_LARGE: _RARELY,
    Kind.WRONG_TYPE: _RARELY,
    Kind.REDIRECTS: _RARELY,
    Kind.REFUSED: _RARELY,
}
"""The pauses after the first, second … visit in a row without the article; then it is given up,
but for what is no fault of the page (PATIENT): there the last pause is repeated.

Kinds that are not named here are final (a video, a page of something else), but for a stored
article: that is looked at again by its age (`revisit`), and so is one that failed when it was.
"""
PATIENT = frozenset({Kind.UNREACHABLE, Kind.BLOCKED})
"""What the network or the site does to us, whatever the page: it may last for weeks."""


def tries(kind: Kind, state: State | None) -> int:
    """How many visits in a row came to nothing, this one to `kind` included.

    Those to which no page can do anything (PATIENT) are counted apart: an outage is not held
    against the pages that it met.
    """
    if kind in STORED:
        return 0
    same = state is not None and (state.kind in PATIENT) is (kind in PATIENT)
    return (state.tries if state and same else 0) + 1


def again(
    kind: Kind, tries: int, now: datetime, retry_after: float | None = None
) -> datetime | None:
    """When to visit again after `tries` visits in a row came to nothing; None: never.

    A server that names a longer wait in seconds (`retry_after`) is obeyed, up to 30 days.
    """
    pauses = AGAIN.get(kind, ())
    place = min(tries, len(pauses)) if kind in PATIENT else tries
    if not 0 < place <= len(pauses):
        return None
    asked = timedelta(seconds=min(retry_after or 0.0, _DAY.total_seconds() * 30))
    return now + max(pauses[place - 1], asked)


def revisit(first_seen: datetime, now: datetime, ages: Sequence[timedelta]) -> datetime | None:
    """When a stored article comes to the next of these `ages`, in order; None: it is past them.

    What is late is looked at once, not once for each age that it passed. An article that was first
    seen later than now, by a clock that ran ahead, is looked at rarely.
    """
    if first_seen > now:
        return now + ages[-1] if ages else None
    return next((first_seen + age for age in ages if first_seen + age > now), None)


def seen(state: State | None) -> bool:
    """Whether the address was visited or is stored: what was only discovered may be half a list."""
    return state is not None and (state.stored or state.kind is not None)


def unseen(links: Iterable[Link], known: Iterable[str]) -> list[Link]:
    """The links whose address is not known, each once."""
    seen = set(known)
    fresh: dict[str, Link] = {}
    for link in links:
        if link.address.url not in seen:
            fresh.setdefault(link.address.url, link)
    return list(fresh.values())


def joined(link: Link, known: Link | None) -> Link:
    """`link` with what lists said of it before, in the gaps of its own hint."""
    if known is None:
        return link
    names = [field.name for field in fields(Hint)]
    said = {name: getattr(link.hint, name) or getattr(known.hint, name) for name in names}
    return replace(
        link,
        hint=Hint(**said),
        source=known.source or link.source,
        reason=known.reason or link.reason,
    )
