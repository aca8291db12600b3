"""What the archive remembers of its runs → the verdict, and the people who are told of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scraper import disk
from scraper.archive.store import Store
from scraper.archive.values import Told
from scraper.config import Settings, Source
from scraper.hall import Event, Hall
from scraper.models import Delivery, Level, Reason, Verdict
from scraper.publish.digest import day, letter
from scraper.watch import health, notices, notify
from scraper.watch import told as tellings
from scraper.watch.notices import Notice
from scraper.watch.notify import Channel

MEMORY = timedelta(days=60)
"""So far back goes what a run is compared with, from where the last days without an alarm end: a
break that goes on never becomes all there is to compare with."""
_SPELL = timedelta(days=14)
"""Alarms no farther apart are of one spell."""
_FIRST, _LAST = timedelta(days=7), timedelta(days=30)
"""Of a spell of alarms that is longer, these days are looked at."""
_CALM = timedelta(days=1)
"""A thing is over after so long without it: by night little comes, and little is missed."""
_AHEAD = timedelta(days=3650)
"""So far ahead is looked for what a wrong clock wrote."""
_DIGEST = timedelta(hours=23)  # one a day, by a cron that is not quite punctual
_RUN = "run:"
"""Before the kind of fault for which a run could not go on, in the name of that reason."""


def judge(store: Store, now: datetime, sources: Iterable[Source]) -> Verdict:
    """The verdict of this moment on what these sources brought; nothing is written.

    Imports, and sources that are asked no more, are neither counted nor missed; of sources that are
    all asked by name only, none is left out.
    """
    known = list(sources)
    names = {one.name for one in known if one.enabled} or {one.name for one in known}
    sights, asked = [], []
    for start, end in _spans(store.watch.spell(now, _SPELL), now):
        sights += [one for one in store.watch.sights(start, end) if one.source in names]
        asked += [one for one in store.watch.surveys(start, end) if one.source in names]
    return health.judge(sights, asked, now, newest=store.newest())


def _spans(begun: datetime, now: datetime) -> list[tuple[datetime, datetime]]:
    """What is looked at where alarms began then: the days before, the first and the last with them.

    The middle of a long break would cost memory and tell nothing.
    """
    if now - begun <= _FIRST + _LAST:
        return [(begun - MEMORY, now + _AHEAD)]
    return [(begun - MEMORY, begun + _FIRST), (now - _LAST, now + _AHEAD)]


def review(hall: Hall) -> Iterator[Event]:
    """Judge the run that ends, remember the verdict, and tell those who want to know."""
    now = hall.now()
    verdict = judge(hall.store, now, hall.settings.source)
    if hall.run is not None:
        hall.store.watch.judge(hall.run, now, verdict)
    yield verdict
    if hall.channels:
        yield from _state(hall, now)
        yield from _digest(hall, now)


def _state(hall: Hall, now: datetime) -> Iterator[Delivery]:
    """A notice where something changed since the last that arrived."""
    last = hall.store.watch.told()
    known = tellings.known(last.at, last.names) if last else None
    verdicts = recent(hall.store, now)
    setting = hall.settings.notify
    place = hall.settings.archive.path
    if notice := notices.change(known, verdicts, now, setting, place=place):
        after = notice.told or tellings.Told(at=now)
        yield from _send(hall, notice, after.names, now)


def recent(store: Store, now: datetime) -> list[Verdict]:
    """The verdicts of the last day, and a few at least, in order of time."""
    limit = tellings.CALM + 1
    while True:
        found = store.watch.verdicts(limit)
        said = max(sum(now - at < _CALM for at, _ in found), tellings.CALM) + 1
        if said <= limit or len(found) < limit:
            return [verdict for _, verdict in found[:said]][::-1]
        limit *= 2


def _digest(hall: Hall, now: datetime) -> Iterator[Delivery]:
    """What is new since the last digest, where that is asked for."""
    if not hall.settings.notify.digest:
        return
    last = hall.store.watch.told(tellings.Sort.DIGEST)
    since = last.at if last else now - _DIGEST
    if last and _DIGEST > now - since > -_DIGEST:
        return
    found = day.fresh(hall.store, since, now)
    if notice := letter.of(found, hall.settings.notify, place=hall.settings.archive.path):
        yield from _send(hall, notice, (), now)


def _send(hall: Hall, notice: Notice, names: tuple[str, ...], now: datetime) -> Iterator[Delivery]:
    done = _delivered(notice, hall.channels, hall.settings)
    hall.store.watch.tell(
        Told(at=now, kind=notice.sort, level=notice.level, names=names),
        subject=notice.title,
        deliveries=[(one.channel, one.fault) for one in done],
        run=hall.run,
    )
    yield from done


def _delivered(
    notice: Notice, channels: tuple[Channel, ...], settings: Settings
) -> tuple[Delivery, ...]:
    return notify.send(notice, channels, settings.notify.timeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A run that cannot go on, and maybe cannot write to its archive either.

    What people were told of it stands in a file beside the archive, ``archive.db.told``; where
    not even that can be written, they are told again by the next run.
    """

    settings: Settings
    channels: tuple[Channel, ...]

    def began(self, fault: str, kind: str, now: datetime) -> tuple[Delivery, ...]:
        """Tell that a run could not go on, unless that was told of this kind of fault."""
        name = f"{_RUN}{kind}"
        reason = Reason(level=Level.ALARM, name=name, text=fault, look="scraper doctor")
        return self._change([Verdict(reasons=(reason,))], now)

    def ended(self, now: datetime) -> tuple[Delivery, ...]:
        """Tell that runs go on again, where it was told that they did not."""
        return self._change([Verdict()] * (tellings.CALM + 1), now) if self._path.exists() else ()

    @property
    def _path(self) -> Path:
        return Path(f"{self.settings.archive.path}.told")

    def _change(self, verdicts: list[Verdict], now: datetime) -> tuple[Delivery, ...]:
        setting, place = self.settings.notify, self.settings.archive.path
        notice = notices.change(self._known(), verdicts, now, setting, place=place)
        if notice is None or not self.channels:
            return ()
        done = _delivered(notice, self.channels, self.settings)
        if any(not one.fault for one in done):
            self._remember(notice, now)
        return done

    def _known(self) -> tellings.Told | None:
        try:
            said = json.loads(self._path.read_bytes())
            return tellings.known(datetime.fromisoformat(said["at"]), map(str, said["names"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _remember(self, notice: Notice, now: datetime) -> None:
        names = notice.told.names if notice.told else ()
        try:
            if names:
                text = json.dumps({"at": now.isoformat(), "names": names})
                disk.write(self._path, text.encode())
            else:
                self._path.unlink(missing_ok=True)
        except OSError:  # the disk is what the notice was about: it is told again
            return
