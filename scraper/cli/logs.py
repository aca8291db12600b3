"""Event → one line of a log: JSON for machines, ``key=value`` for people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scraper.extract import clean
from scraper.hall import Event, Intake, Plan, Shot, Survey
from scraper.models import Delivery, Kind, Level, Outcome, Verdict

_TIMED = ("image", "outcome", "survey")
FORMS = ("text", "json")
INFO, WARNING, ERROR = "INFO", "WARNING", "ERROR"

_LONGEST = 2000  # characters of one value; what is longer stands in the archive
_BARE = re.compile(r'[^\s"=\\]+')
_SEVERITY = {Level.OK: INFO, Level.WATCH: WARNING, Level.ALARM: ERROR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line to be; values are texts, numbers, truths, or tables of them."""

    event: str
    severity: str = INFO
    fields: Mapping[str, object] = field(default_factory=dict)


def entries(event: Event, fine: Collection[Kind]) -> Iterator[Entry]:
    """The lines that an event makes; an outcome is trouble where its kind is not `fine`."""
    match event:
        case Outcome():
            severity = INFO if event.kind in fine else WARNING
            yield Entry(event="outcome", severity=severity, fields=_outcome(event))
        case Survey():
            yield Entry(event="survey", fields=_survey(event))
        case Intake():
            held = {"found": dict(event.found), "passed": dict(event.passed)}
            yield Entry(event="intake", fields={"path": event.path, **held})
        case Plan():
            yield Entry(event="plan", fields={"total": event.total})
        case Verdict():
            yield from _verdict(event)
        case Delivery():
            severity = ERROR if event.fault else INFO
            fields = {"channel": event.channel, "notice": event.notice, "reason": event.fault}
            yield Entry(event="delivery", severity=severity, fields=fields)
        case Shot():
            severity = INFO if event.picture else WARNING
            yield Entry(event="image", severity=severity, fields=_shot(event))


def text(at: datetime, entry: Entry) -> str:
    """A line for people: time, severity, what happened, and the fields that say something."""
    fields = {key: value for key, value in entry.fields.items() if value not in ("", None)}
    word = fields.pop("kind", entry.event)
    head = f"{at.isoformat(timespec='seconds')} {entry.severity} {_quoted(word)}"
    return " ".join([head, *_pairs(fields)])


def as_json(at: datetime, entry: Entry) -> str:
    """A line for machines: one JSON object, always with the same keys for the same event."""
    head = {"ts": at.isoformat(timespec="milliseconds"), "level": entry.severity}
    whole = {**head, "event": entry.event, **_plain(entry.fields)}
    return json.dumps(whole, ensure_ascii=False)


class Log:
    """The log of one command: a line for each event, each with the number of the run.

    `seconds` is what passed since the event before, by `monotonic`: of an outcome, its visit.
    """

    def __init__(
        self,
        form: str,
        command: str,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        write: Callable[[str], None],
    ) -> None:
        self._line = as_json if form == "json" else text
        self._command = command
        self._now = now
        self._monotonic = monotonic
        self._write = write
        self._began = self._last = monotonic()
        self._run: int | None = None

    def begin(self, run: int | None) -> None:
        """The run begins; None is one that only looks."""
        self._run = run
        self._add(Entry(event="run-start", fields={"command": self._command}))

    def tell(self, event: Event, fine: Collection[Kind]) -> None:
        """Write the lines of an event."""
        since = self._monotonic() - self._last
        for entry in entries(event, fine):
            timed = {"seconds": round(since, 3)} if entry.event in _TIMED else {}
            self._add(
                Entry(event=entry.event, severity=entry.severity, fields={**entry.fields, **timed})
            )
        self._last = self._monotonic()

    def stopped(self, reason: str) -> None:
        """What ended the command before its end."""
        self._add(Entry(event="stopped", severity=ERROR, fields={"reason": reason}))

    def end(self, code: int, kinds: Mapping[Kind, int]) -> None:
        """The run is over."""
        counts = {str(kind): kinds[kind] for kind in Kind if kinds.get(kind)}
        seconds = round(self._monotonic() - self._began, 3)
        fields = {"command": self._command, "code": code, "seconds": seconds, "counts": counts}
        self._add(Entry(event="run-end", severity=WARNING if code else INFO, fields=fields))

    def _add(self, entry: Entry) -> None:
        fields = {"run": self._run, **entry.fields}
        whole = Entry(event=entry.event, severity=entry.severity, fields=fields)
        self._write(self._line(self._now(), whole))


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "kind": str(outcome.kind),
        "url": outcome.url,
        "id": outcome.id,
        "source": outcome.source,
        "title": outcome.title,
        "reason": outcome.reason,
    }


def _shot(shot: Shot) -> dict[str, object]:
    return {
        "url": shot.want.url,
        "id": shot.want.article_id or "",
        "sha256": shot.picture.sha256 if shot.picture else "",
        "reason": shot.reason,
    }


def _survey(survey: Survey) -> dict[str, object]:
    return {
        "source": survey.source,
        "new": survey.new,
        "known": survey.known,
        "off_topic": survey.off_topic,
        "skipped": dict(survey.skipped),
    }


def _verdict(verdict: Verdict) -> Iterator[Entry]:
    fields: dict[str, object] = {"verdict": str(verdict.level), "reasons": len(verdict.reasons)}
    yield Entry(event="verdict", severity=_SEVERITY[verdict.level], fields=fields)
    for one in verdict.reasons:
        fields = {"name": one.name, "reason": one.text, "url": one.url, "look": one.look}
        yield Entry(event="reason", severity=_SEVERITY[one.level], fields=fields)


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    """The same without a character that is not text, in keys and values, however deep."""
    return {_line(key): _value(value) for key, value in fields.items()}


def _value(value: object) -> object:
    if isinstance(value, Mapping):
        return _plain(value)
    return _line(value) if isinstance(value, str) else value


def _line(value: str) -> str:
    shown = clean.line(value[: _LONGEST * 4])
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _pairs(fields: Mapping[str, object]) -> Iterator[str]:
    """``key=value``; a table is spread, its keys stand for themselves."""
    for key, value in fields.items():
        if isinstance(value, Mapping):
            yield from _pairs(value)
        else:
            yield f"{_quoted(key)}={_quoted(value)}"


def _quoted(value: object) -> str:
    """A value without blanks as it is, else in the quotes of JSON."""
    if isinstance(value, bool) or not isinstance(value, str):
        return json.dumps(value)
    shown = _line(value)
    return shown if _BARE.fullmatch(shown) else json.dumps(shown, ensure_ascii=False)
