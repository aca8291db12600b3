"""Logs: one line for every event, for people and for machines, with nothing but text in it."""

from __future__ import annotations

import json
import re
import shlex
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.cli import codes, logs
from scraper.cli.logs import Entry, Log
from scraper.dates import BEIJING
from scraper.demo.answers import Answer
from scraper.hall import Plan, Survey
from scraper.models import Delivery, Kind, Level, Outcome, Reason, Verdict

from ..watch.hostile import PAYLOADS

if TYPE_CHECKING:
    from .trial import Site, Trial

AT = datetime(2026, 11, 24, 10, 7, 3, 250_000, tzinfo=BEIJING)
KEY = "20261122A01KX700"
URL = f"https://new.qq.com/rain/a/{KEY}"
HOLLOW = Outcome(kind=Kind.HOLLOW, url=URL, id=KEY, source="ai", reason="no text in the body")
LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00 (?:INFO|WARNING|ERROR) \S+"
    r'(?: (?:[^\s"=\\]+|"(?:[^"\\]|\\.)*")=(?:[^\s"=\\]+|"(?:[^"\\]|\\.)*"))*'
)
"""Time, severity, word, and pairs."""
FINE = codes.fine(strict=False)


class Script:
    """A log, its clocks, and what was written."""

    def __init__(self, form: str = "text", command: str = "crawl") -> None:
        self.lines: list[str] = []
        self.at = 0.0
        self.log = Log(
            form,
            command,
            now=lambda: AT + timedelta(seconds=self.at),
            monotonic=lambda: self.at,
            write=self.lines.append,
        )

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


def written(event: Any, form: str = "text") -> list[str]:
    script = Script(form)
    script.log.tell(event, FINE)
    return script.lines


def test_an_outcome_is_a_line_for_people() -> None:
    assert written(HOLLOW) == [
        f"2026-11-24T10:07:03+08:00 WARNING hollow url={URL} id={KEY} source=ai"
        ' reason="no text in the body" seconds=0.0'
    ]
    (line,) = written(Outcome(kind=Kind.NEW, url=URL, title='说 "好" 的模型'))
    assert line == (
        f'2026-11-24T10:07:03+08:00 INFO new url={URL} title="说 \\"好\\" 的模型" seconds=0.0'
    )


def test_an_outcome_is_an_object_for_machines() -> None:
    (line,) = written(HOLLOW, "json")
    assert json.loads(line) == {
        "ts": "2026-11-24T10:07:03.250+08:00",
        "level": "WARNING",
        "event": "outcome",
        "run": None,
        "kind": "hollow",
        "url": URL,
        "id": KEY,
        "source": "ai",
        "title": "",
        "reason": "no text in the body",
        "seconds": 0.0,
    }


def test_every_event_of_a_run_has_its_line() -> None:
    script = Script()
    script.log.begin(12)
    script.log.tell(Survey(source="ai", new=3, known=1, skipped=(("video", 2),)), FINE)
    script.log.tell(Plan(total=1), FINE)
    script.at = 1.5
    script.log.tell(HOLLOW, FINE)
    reason = Reason(level=Level.WATCH, name="fill:author", text="author on 40 %", look="scraper x")
    alarm = Reason(level=Level.ALARM, name="yield:ai", text="silent", url=URL)
    script.log.tell(Verdict(reasons=(reason, alarm)), FINE)
    script.log.tell(Delivery(notice="scraper: ALARM", channel="notify.urls.0 tgram://…"), FINE)
    fault = Delivery(
        notice="scraper: ALARM", channel="notify.urls.1 json://h", fault="answered 500"
    )
    script.log.tell(fault, FINE)
    script.at = 2.0
    script.log.end(6, {Kind.NEW: 2, Kind.HOLLOW: 1, Kind.GONE: 0})
    assert [line.partition("+08:00 ")[2] for line in script.lines] == [
        "INFO run-start run=12 command=crawl",
        "INFO survey run=12 source=ai new=3 known=1 off_topic=0 video=2 seconds=0.0",
        "INFO plan run=12 total=1",
        f"WARNING hollow run=12 url={URL} id={KEY} source=ai"
        ' reason="no text in the body" seconds=1.5',
        "ERROR verdict run=12 verdict=alarm reasons=2",
        'WARNING reason run=12 name=fill:author reason="author on 40 %" look="scraper x"',
        f"ERROR reason run=12 name=yield:ai reason=silent url={URL}",
        'INFO delivery run=12 channel="notify.urls.0 tgram://…" notice="scraper: ALARM"',
        'ERROR delivery run=12 channel="notify.urls.1 json://h" notice="scraper: ALARM"'
        ' reason="answered 500"',
        "WARNING run-end run=12 command=crawl code=6 seconds=2.0 new=2 hollow=1",
    ]
    assert all(LINE.fullmatch(line) for line in script.lines)


@pytest.mark.parametrize("form", logs.FORMS)
def test_seconds_are_what_passed_since_the_event_before(form: str) -> None:
    script = Script(form)
    for seconds in (2.0, 0.25):
        script.at += seconds
        script.log.tell(HOLLOW, FINE)
    if form == "json":
        assert [one["seconds"] for one in script.objects] == [2.0, 0.25]
    else:
        assert [line.rpartition(" ")[2] for line in script.lines] == ["seconds=2.0", "seconds=0.25"]


def test_an_import_is_stricter() -> None:
    script = Script()
    gone = Outcome(kind=Kind.GONE, url=URL)
    script.log.tell(gone, codes.fine(strict=False))
    script.log.tell(gone, codes.fine(strict=True))
    assert [line.split(" ")[1] for line in script.lines] == ["INFO", "WARNING"]


ODD = st.text(alphabet=st.sampled_from("".join(PAYLOADS.values())[:5000])) | st.text()


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_payload_makes_a_line_of_its_own(payload: str) -> None:
    event = Outcome(
        kind=Kind.HOLLOW, url=payload, id=payload, title=payload, source=payload, reason=payload
    )
    for form in logs.FORMS:
        (line,) = written(event, form)
        assert len(line.splitlines()) == 1
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line)
        assert not set(line) & set("\u202e\u2028\u2029\u200b\ufeff\x1b")
        assert len(line) < 20_000


@given(ODD, ODD, ODD)
def test_any_text_is_one_line_and_read_back(url: str, title: str, reason: str) -> None:
    event = Outcome(kind=Kind.NEW, url=url, title=title, reason=reason)
    (line,) = written(event)
    assert LINE.fullmatch(line)
    (again,) = written(event, "json")
    assert json.loads(again)["kind"] == "new"
    assert len(again.splitlines()) == 1
    again.encode()


@given(st.dictionaries(ODD, ODD | st.integers() | st.floats() | st.booleans() | st.none()))
def test_any_fields_are_one_line(fields: dict[str, object]) -> None:
    entry = Entry(event="outcome", fields={"kind": "new", **fields})
    for line in (logs.text(AT, entry), logs.as_json(AT, entry)):
        assert len(line.splitlines()) == 1
        line.encode()
    assert isinstance(json.loads(logs.as_json(AT, entry)), dict)


class TestCommands:
    """The option, in a process of its own."""

    LIST = '[[source]]\nname = "ai"\nkind = "channel"\nchannel = "news_news_fx"\nfilter = false'

    @staticmethod
    def shape(lines: list[str]) -> list[dict[str, Any]]:
        return [json.loads(line) for line in lines]

    def test_a_crawl_is_logged_whole(self, trial: Trial) -> None:
        trial.configure(self.LIST)
        done = trial.run("crawl", "--log-format", "json")
        found = self.shape(done.complaints)
        assert [one["event"] for one in found[:3]] == ["run-start", "survey", "plan"]
        assert found[-1]["event"] == "run-end"
        assert found[-1]["code"] == done.code
        assert {one["run"] for one in found} == {1}
        outcomes = [one for one in found if one["event"] == "outcome"]
        assert len(outcomes) == found[2]["total"] == sum(found[-1]["counts"].values())
        assert {one["kind"] for one in outcomes} >= {"new", "hollow"}
        assert all(one["seconds"] >= 0 for one in outcomes)
        assert all(datetime.fromisoformat(one["ts"]).utcoffset() for one in found)
        assert done.out.startswith("ai: ")  # what is written without a log stays on standard output

    def test_people_read_the_same(self, trial: Trial) -> None:
        trial.configure(self.LIST)
        done = trial.run("crawl", "--log-format", "text")
        assert all(LINE.fullmatch(line) for line in done.complaints), done.err
        words = [line.split(" ")[2] for line in done.complaints]
        assert (words[0], words[-1]) == ("run-start", "run-end")
        assert "hollow" in words
        assert shlex.split(done.complaints[0])[3:] == ["run=1", "command=crawl"]

    def test_an_import_is_logged_beside_its_objects(self, trial: Trial) -> None:
        done = trial.run("import", "--json", "--log-format", "json", KEY, "nonsense")
        assert done.kinds == ["new", "not-article"]
        found = self.shape(done.complaints)
        assert [one["event"] for one in found] == ["run-start", "outcome", "outcome", "run-end"]
        assert [one["level"] for one in found] == ["INFO", "INFO", "WARNING", "WARNING"]
        assert found[-1]["command"] == "import"

    def test_what_ends_a_command_is_logged_too(self, trial: Trial) -> None:
        trial.archive.write_bytes(b"nonsense" * 1000)
        done = trial.run("crawl", "--log-format", "json")
        (found,) = self.shape(done.complaints)
        assert done.code == 3
        assert (found["event"], found["level"]) == ("stopped", "ERROR")
        assert "archive.db" in found["reason"]

    def test_without_it_nothing_changes(self, trial: Trial) -> None:
        trial.configure("speed = 1")
        done = trial.call("crawl")
        assert done.complaints[0].startswith("scraper: ")

    def test_a_hostile_page_cannot_write_the_log(self, trial: Trial, site: Site) -> None:
        """Neither with the place it leads to, nor with the words of its status."""
        evil = "https://evil.example/\x1b[31m?ts=2026&level=ERROR"
        site.replies[f"/rain/a/{KEY}"] = lambda _: Answer(
            302, (("Location", evil.replace("\x1b", "%1b")),), b""
        )
        for form in logs.FORMS:
            done = trial.run("import", "--log-format", form, KEY)
            assert len(done.complaints) == 3
            assert "\x1b" not in done.err
