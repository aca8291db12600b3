"""Events → what a person or a script reads: lines, a progress bar, a summary, JSON Lines."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import click

from scraper.cli import codes
from scraper.extract import clean
from scraper.models import STORED, Delivery, Kind, Level, Outcome, Reason, Verdict

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from scraper.cli.logs import Log
    from scraper.hall import Event, Intake, Plan, Shot, Survey

_ORDER = tuple(Kind)
_UNSEEN = re.compile(f"{clean.NOTHING.pattern}|{clean.LINES.pattern}")


class Report:
    """Shows events as they come and counts them; a context manager.

    In a terminal a bar moves on standard error; without one only trouble is written, a line each.
    With `as_json` each outcome is a JSON object on standard output. A `log` takes the place of
    whatever else would stand on standard error, and gets every event.
    """

    def __init__(
        self,
        *,
        as_json: bool = False,
        every: bool = False,
        strict: bool = False,
        log: Log | None = None,
    ) -> None:
        """`every` writes a line for each outcome; trouble, by the exit code, always has one.

        Of all outcomes `kinds` are counted, of those after the plan `visits` as well.
        """
        self.kinds: Counter[Kind] = Counter()
        self.visits: Counter[Kind] = Counter()
        self.surveys: list[Survey] = []
        self.intakes: list[Intake] = []
        self.shots: Counter[str] = Counter()
        self.verdict = Verdict()
        self.judged = False
        self.undelivered = 0
        self._total: int | None = None
        self._json = as_json
        self._every = every
        self._fine = codes.fine(strict=strict)
        self._log = log
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and self._log is None:
            self._bar = _bar()
            self._task = self._bar.add_task("", total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def begin(self, run: int | None) -> None:
        """The run begins, by its number; None where it only looks."""
        if self._log:
            self._log.begin(run)

    def show(self, event: Event) -> None:
        """Take in one event."""
        if self._log:
            self._log.tell(event, self._fine)
        match event:
            case Outcome():
                self._outcome(event)
            case Verdict():
                self._verdict(event)
            case Delivery():
                self._delivered(event)
            case _:
                self._stepped(event)

    def _stepped(self, event: Survey | Intake | Plan | Shot) -> None:
        """What leads to the outcomes, and what follows them."""
        from scraper.hall import Intake, Plan, Survey

        match event:
            case Survey():
                self.surveys.append(event)
            case Intake():
                self.intakes.append(event)
            case Plan():
                self._planned(event)
            case _:
                self._pictured(event)

    def finish(self) -> None:
        """All was done: say what happened."""
        if not (self._log and self._json):
            click.echo(self.summary(), err=self._json)

    def end(self, code: int) -> None:
        """The run is over, and comes to this exit code."""
        if self._log:
            self._log.end(code, self.kinds)

    def broken(self) -> None:
        """The run ends before its end: say what happened so far, where that can be written."""
        if not self._log:
            with suppress(OSError):
                click.echo(self.summary(), err=True)

    def left(self) -> str:
        """How many of the planned pages were not visited; "" where nothing was planned."""
        if self._total is None:
            return ""
        count = self._total - self.visits.total()
        return f"{count} page{'' if count == 1 else 's'} left"

    def summary(self) -> str:
        """What happened, in a line for the sources and a line for the pages."""
        counts = [f"{self.kinds[kind]} {kind}" for kind in _ORDER if self.kinds[kind]]
        lines = [_surveyed(survey) for survey in self.surveys]
        lines += [_taken(intake) for intake in self.intakes]
        stored = self.kinds[Kind.NEW] + self.kinds[Kind.CHANGED]
        head = "" if stored or self.kinds[Kind.DUE] else "nothing new"
        lines.append("; ".join(filter(None, (head, ", ".join(counts)))))
        return "\n".join([*lines, self.images()] if self.shots else lines)

    def images(self) -> str:
        """What came of the images, in a line: ``images: 12 kept, 1 missing``."""
        names = ("kept", "missing", "not asked for")
        counts = [f"{self.shots[name]} {name}" for name in names if self.shots[name]]
        return f"images: {', '.join(counts) or 'none wanted'}"

    def _pictured(self, shot: Shot) -> None:
        """An image is no outcome of the run: it is counted, and changes no exit code."""
        self.shots["kept" if shot.picture else "missing" if shot.asked else "not asked for"] += 1
        if self._bar and self._task is not None:
            self._bar.update(self._task, description=f"images: {self.shots['kept']}")

    def _verdict(self, verdict: Verdict) -> None:
        self.verdict, self.judged = verdict, True
        for one in verdict.reasons:
            if one.level is Level.ALARM:  # the rest `scraper health` says to who asks
                self._line(reasoned(one), err=True)

    def _delivered(self, delivery: Delivery) -> None:
        if delivery.fault:
            self.undelivered += 1
            self._line(f"not told     {delivery.channel}  {delivery.fault}", err=True)

    def _planned(self, plan: Plan) -> None:
        self._total = plan.total
        if self._bar and self._task is not None:
            self._bar.update(self._task, total=plan.total)

    def _outcome(self, outcome: Outcome) -> None:
        self.kinds[outcome.kind] += 1
        if self._total is not None:
            self.visits[outcome.kind] += 1
        if self._json:
            self._line(dumps(asdict(outcome)), err=False)
        elif self._every or outcome.kind not in self._fine:
            self._line(said(outcome), err=outcome.kind not in self._fine)
        if self._bar and self._task is not None:
            title = clean.line(outcome.title or outcome.url)[:40]
            self._bar.update(self._task, advance=1, description=title)

    def _line(self, text: str, *, err: bool) -> None:
        """A line of trouble or of results; above the bar where they share its terminal."""
        if err and self._log:  # which has said it
            return
        if self._bar and (err or sys.stdout.isatty()):
            self._bar.console.print(
                text, markup=False, emoji=False, highlight=False, soft_wrap=True
            )
        else:
            click.echo(text, err=err)


def reasoned(reason: Reason) -> str:
    """A reason of a verdict; below it the first bad page, and the command to look at it."""
    lines = [f"{reason.level:<11}  {reason.name}: {clean.line(reason.text)}"]
    lines += [f"{'':<11}  first: {clean.line(reason.url)}"] if reason.url else []
    lines += [f"{'':<11}  look:  {clean.line(reason.look)}"] if reason.look else []
    return "\n".join(lines)


def said(outcome: Outcome) -> str:
    """An outcome on one line: kind, address, and its reason or title."""
    rest = outcome.reason if outcome.kind not in STORED | {Kind.DUE} else outcome.title
    return "  ".join(
        filter(None, (f"{outcome.kind:<11}", clean.line(outcome.url), clean.line(rest)))
    )


def dumps(value: dict[str, Any]) -> str:
    """One JSON object on one line: Chinese as it is, but nothing that would move a terminal.

    Times are in ISO 8601.
    """
    written = json.dumps(value, ensure_ascii=False, default=_plain)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], written)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _surveyed(survey: Survey) -> str:
    parts = [f"{survey.new} new", f"{survey.known} known", f"{survey.off_topic} off topic"]
    parts += [f"{count} {reason}" for reason, count in survey.skipped]
    return f"{survey.source}: {', '.join(parts)}"


def _taken(intake: Intake) -> str:
    found = ", ".join(f"{count} {sort}" for sort, count in intake.found) or "nothing to import"
    passed = ", ".join(f"{count} {reason}" for reason, count in intake.passed)
    return clean.line(f"{intake.path}: {found}{'; passed over: ' if passed else ''}{passed}")


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        TextColumn("scraper"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
