"""What the archive remembers of its runs, so that they can be judged: one method each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from scraper.archive import figures, hosts, links, quarantine, sights
from scraper.archive.session import Session
from scraper.archive.values import Doubt, Figures, Told
from scraper.models import Asked, Host, Sight, Url, Verdict


class Watch(Session):
    """The part of an open archive that is about its own health."""

    def quarantine(self, *, but: str | None = None) -> Iterator[Doubt]:
        """Every page that could not be believed; without those that the extractors `but` tried."""
        after = ""
        while True:
            with self._reading():
                found = quarantine.page(self._db, after, links.CHUNK, but)
            if not found:
                return
            yield from found
            after = found[-1].url

    def doubts(self, limit: int) -> list[Doubt]:
        """The pages that could not be believed, those met last first."""
        with self._reading():
            return quarantine.latest(self._db, limit)

    def tried(self, url: Url, extractors: str) -> None:
        """Note that these extractors, too, could not believe a page in quarantine."""
        with self._writing():
            quarantine.tried(self._db, url, extractors)

    def figures(self, now: datetime) -> Figures:
        """How much there is, how new it is, and what waits."""
        with self._reading():
            return figures.read(self._db, now)

    def hosts(self) -> list[Host]:
        """The hosts that failed and have not answered since."""
        with self._reading():
            return hosts.known(self._db)

    def host(self, host: Host) -> None:
        """Remember how a host failed; with no failures it is forgotten."""
        with self._writing():
            hosts.put(self._db, host)

    def survey(self, asked: Asked, kind: str = "", run: int | None = None) -> None:
        """Write down what a source named; `kind` is what its failure was, where there was one."""
        with self._writing():
            sights.survey(self._db, asked, kind, run)

    def sights(self, start: datetime, end: datetime) -> list[Sight]:
        """What every visit in this time came to, in order."""
        with self._reading():
            return sights.since(self._db, start, end)

    def surveys(self, start: datetime, end: datetime) -> list[Asked]:
        """What every source named in this time, in order."""
        with self._reading():
            return sights.surveys(self._db, start, end)

    def surveyed(self, source: str) -> bool:
        """Whether a source could be read to its end when it was asked last."""
        with self._reading():
            return sights.surveyed(self._db, source)

    def judge(self, run: int, at: datetime, verdict: Verdict) -> None:
        """Write down the verdict after a run."""
        with self._writing():
            sights.judge(self._db, run, at, verdict)

    def verdicts(self, limit: int = 1) -> list[tuple[datetime, Verdict]]:
        """The latest verdicts with their times, newest first."""
        with self._reading():
            return sights.verdicts(self._db, limit)

    def spell(self, now: datetime, apart: timedelta) -> datetime:
        """When the alarms began that go on, so far `apart` at most; `now` where none does."""
        with self._reading():
            return sights.spell(self._db, now, apart)

    def tell(
        self,
        told: Told,
        *,
        subject: str,
        deliveries: Iterable[tuple[str, str]],
        run: int | None = None,
    ) -> None:
        """Write down a notice, and for each channel the fault it met ("" for none)."""
        with self._writing():
            sights.tell(self._db, told, subject, deliveries, run)

    def told(self, *kinds: str) -> Told | None:
        """The last notice of these kinds that arrived; without any, of those of a state."""
        with self._reading():
            return sights.told(self._db, kinds) if kinds else sights.told(self._db)
