"""What a good run is: of a heartbeat, and of the time that the figures name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.cli import codes, telling
from scraper.cli.report import Report
from scraper.demo.answers import page
from scraper.demo.content import ENTRIES
from scraper.hall import Plan, Survey
from scraper.models import Kind, Level, Outcome, Reason, Verdict
from scraper.watch import metrics

from ..watch import servers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ..watch.servers import Listener
    from .trial import Site, Trial

URL = "https://new.qq.com/rain/a/20261122A01KX700"
ALARM = Verdict(reasons=(Reason(level=Level.ALARM, name="silence", text="x"),))
CALM = Verdict()
FULL, BARE = Survey(source="ai", known=20), Survey(source="hot")


@dataclass(frozen=True)
class Run:
    """What its lists named, the faults of lists and then what each visit came to."""

    surveys: Sequence[Survey] = (FULL, BARE)
    lists: Sequence[Kind] = ()
    visits: Sequence[Kind] = ()
    verdict: Verdict = CALM

    @property
    def good(self) -> bool:
        report = Report(as_json=True)
        for kind in self.lists:
            report.show(Outcome(kind=kind, url=URL))
        for survey in self.surveys:
            report.show(survey)
        report.show(Plan(total=len(self.visits)))
        for kind in self.visits:
            report.show(Outcome(kind=kind, url=URL))
        report.show(self.verdict)
        level = report.verdict.level
        return telling.good(codes.of_run(report.kinds, strict=False, level=level), report)


@pytest.mark.parametrize(
    ("run", "good"),
    [
        (Run(), True),
        (Run(surveys=[BARE]), True),
        (Run(visits=[Kind.NEW]), True),
        (Run(visits=[Kind.GONE]), True),
        (Run(visits=[Kind.HOLLOW]), True),
        (Run(visits=[Kind.BLOCKED, Kind.NEW]), True),
        (Run(lists=[Kind.BUSY]), True),
        (Run(lists=[Kind.BUSY], visits=[Kind.SAME]), True),
        (Run(lists=[Kind.BUSY], surveys=[BARE]), False),
        (Run(lists=[Kind.BLOCKED], visits=[Kind.BLOCKED]), False),
        (Run(lists=[Kind.NEW], visits=[Kind.BLOCKED]), False),  # of the quarantine
        (Run(visits=[Kind.UNREACHABLE]), False),
        (Run(visits=[Kind.BLOCKED, Kind.TIMEOUT, Kind.BUSY, Kind.TRUNCATED, Kind.FAILED]), False),
        (Run(visits=[Kind.REFUSED]), False),
        (Run(visits=[Kind.NEW], verdict=ALARM), False),
    ],
)
def test_a_good_run_brought_pages_or_could_have(run: Run, good: bool) -> None:
    assert run.good is good


@pytest.fixture
def web() -> Iterator[Listener]:
    with servers.listening(servers.answer()) as listener:
        yield listener


class TestCommands:
    """What a service hears, and what the figures name, after one run and another."""

    @pytest.fixture(autouse=True)
    def _configured(self, trial: Trial, web: Listener) -> None:
        self.text = (
            f'[notify]\nheartbeat = "http://127.0.0.1:{web.port}/beat"\n'
            '[metrics]\npath = "scraper.prom"\n'
            '[[source]]\nname = "hot"\nkind = "hot"\n'
        )
        trial.configure(self.text)

    @staticmethod
    def last(trial: Trial) -> datetime | None:
        return metrics.good(Path(trial.folder / "scraper.prom"))

    def test_without_a_net(self, trial: Trial, web: Listener) -> None:
        trial.configure(self.text, gateway="http://127.0.0.1:9", attempts=1)
        assert trial.run("crawl").code == 4
        assert (len(web.posts), self.last(trial)) == (0, None)
        trial.configure(self.text)
        assert trial.run("crawl").code == 0
        first = self.last(trial)
        assert (len(web.posts), first is not None) == (1, True)
        trial.configure(self.text, gateway="http://127.0.0.1:9", attempts=1)
        assert trial.run("crawl").code == 4
        assert (len(web.posts), self.last(trial)) == (1, first)
        trial.archive.write_bytes(b"not a database " * 400)
        assert trial.run("crawl").code == 3
        assert (len(web.posts), self.last(trial)) == (1, first)

    def test_where_every_page_was_refused(self, trial: Trial, site: Site, web: Listener) -> None:
        for key in ENTRIES:
            site.replies[f"/rain/a/{key}"] = lambda _: page("no", status=403)
        assert trial.run("crawl").code == 5
        assert (len(web.posts), self.last(trial)) == (0, None)

    def test_with_nothing_to_visit(self, trial: Trial, web: Listener) -> None:
        trial.run("crawl")
        first = self.last(trial)
        assert trial.run("crawl").lines[-1] == "nothing new"
        assert first is not None
        assert (len(web.posts), self.last(trial) != first) == (2, True)
