"""The end of a crawl → those who watch over it: people, a dead-man service, Prometheus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.cli import codes, door
from scraper.errors import BusyError, ConfigError, ScraperError
from scraper.models import Delivery, Kind

if TYPE_CHECKING:
    from scraper.cli.report import Report
    from scraper.config import Settings
    from scraper.review import Fault
    from scraper.watch.metrics import Figures
    from scraper.watch.notify import Channel

_GOOD = (codes.OK, codes.FAILED)
"""Exit codes of a run that may be good; a single page that failed is what cron sees every day."""


def good(code: int, report: Report) -> bool:
    """Whether a run did its work: no alarm, and pages came, or could have come.

    Not where every page was refused or lost; and without a page to visit not where no list
    named anything, but for a fault.
    """
    from scraper.watch.memory import LOST

    if code not in _GOOD:
        return False
    if report.visits:
        return not report.visits.keys() <= LOST | {Kind.REFUSED}
    named = any(one.new + one.known + one.off_topic or one.skipped for one in report.surveys)
    return code == codes.OK or named


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who is told of a crawl. ConfigError where an address cannot be used."""

    settings: Settings
    channels: tuple[Channel, ...]
    heartbeat: str
    began: datetime

    @contextmanager
    def watching(self, report: Report) -> Iterator[None]:
        """Tell of what keeps a run from going on: a full disk, a damaged archive, a fault of ours.

        Not of another run, which is well, nor of a setting that nobody can use.
        """

        def leave(_sort: object, error: BaseException | None, _trace: object) -> None:
            if isinstance(error, Exception) and not isinstance(error, BusyError | ConfigError):
                self._stopped(error, report)

        with ExitStack() as stack:
            stack.push(leave)
            yield

    def ended(self, code: int, report: Report) -> None:
        """Tell that a run came to its end."""
        self._show(self._fault().ended(door.now()), report)
        fine = good(code, report)
        if fine and self.heartbeat:
            self._show((self._beat(),), report)
        self._measure(code, report, fine=fine)

    def _stopped(self, error: Exception, report: Report) -> None:
        fault = self._fault().began(door.said(error), door.sort(error), door.now())
        self._show(fault, report)
        self._measure(codes.of_error(error), report)

    def _fault(self) -> Fault:
        from scraper.review import Fault

        return Fault(settings=self.settings, channels=self.channels)

    def _beat(self) -> Delivery:
        from scraper.fetch.ping import ping

        fault = ping(self.heartbeat, self.settings.notify.timeout, self.settings.fetch.proxy)
        return Delivery(notice="heartbeat", channel="heartbeat", fault=fault)

    def _measure(self, code: int, report: Report, *, fine: bool = False) -> None:
        if not self.settings.metrics.path:
            return
        from scraper.watch import metrics

        path = Path(self.settings.metrics.path)
        last = door.now() if fine else metrics.good(path)
        fault = metrics.write(path, metrics.text(self._figures(code, report, last)))
        self._show((Delivery(notice="metrics", channel="metrics.path", fault=fault),), report)

    def _figures(self, code: int, report: Report, last: datetime | None) -> Figures:
        """The figures of the run; of the archive only where it can be read."""
        from scraper.watch.metrics import Figures

        now = door.now()
        run = Figures(
            command="crawl",
            started=self.began,
            ended=now,
            code=code,
            good=last,
            kinds=report.kinds,
            verdict=report.verdict if report.judged else None,
            undelivered=report.undelivered,
        )
        try:
            with door.archive(self.settings) as store:
                found, hosts = store.watch.figures(now), store.watch.hosts()
                asked = store.watch.surveys(self.began, now)
        except ScraperError:
            return run
        return replace(
            run,
            asked=asked,
            articles=found.articles,
            newest=found.newest,
            size=found.size,
            quarantined=found.quarantined,
            resting=sum(bool(host.left_until and host.left_until > now) for host in hosts),
        )

    @staticmethod
    def _show(done: tuple[Delivery, ...], report: Report) -> None:
        """Show what became of notices; a log that cannot be written keeps none from being sent."""
        for one in done:
            with suppress(OSError):
                report.show(one)


def of(setting: Settings) -> Telling:
    """Who is told, by the configuration and the environment."""
    from scraper.watch import notify

    return Telling(
        settings=setting,
        channels=notify.channels(setting.notify, os.environ),
        heartbeat=notify.heartbeat(setting.notify, os.environ),
        began=door.now(),
    )
