"""Events as lines, as JSON and as a summary."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.cli import report
from scraper.cli.report import Report
from scraper.hall import Plan, Survey
from scraper.models import Kind, Outcome

URL = "https://new.qq.com/rain/a/20261122A01KX700"


def outcome(kind: Kind, title: str = "题目", reason: str = "because") -> Outcome:
    return Outcome(kind=kind, url=URL, id=URL[-16:], title=title, source="ai", reason=reason)


def test_the_summary_counts_in_the_order_of_the_kinds() -> None:
    shown = Report(as_json=True)
    with shown:
        shown.show(Survey(source="ai", new=3, known=1, off_topic=2, skipped=(("tip", 1),)))
        shown.show(Survey(source="hot"))
        shown.show(Plan(total=4))
        for kind in (Kind.GONE, Kind.NEW, Kind.HOLLOW, Kind.NEW):
            shown.show(outcome(kind))
    assert shown.summary().splitlines() == [
        "ai: 3 new, 1 known, 2 off topic, 1 tip",
        "hot: 0 new, 0 known, 0 off topic",
        "2 new, 1 gone, 1 hollow",
    ]


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([], "nothing new"),
        ([Kind.SAME, Kind.KNOWN], "nothing new; 1 same, 1 known"),
        ([Kind.CHANGED], "1 changed"),
        ([Kind.DUE], "1 due"),
    ],
)
def test_nothing_new_is_said(kinds: list[Kind], said: str) -> None:
    shown = Report()
    shown.kinds.update(kinds)
    assert shown.summary() == said


def test_only_trouble_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Report()
    for kind in (Kind.NEW, Kind.GONE, Kind.HOLLOW, Kind.OFF_TOPIC):
        shown.show(outcome(kind))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"hollow       {URL}  because\n"


def test_every_line_where_it_belongs(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Report(every=True, strict=True)
    for kind in (Kind.NEW, Kind.GONE):
        shown.show(outcome(kind))
    captured = capsys.readouterr()
    assert captured.out == f"new          {URL}  题目\n"
    assert captured.err == f"gone         {URL}  because\n"


def test_json_keeps_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    shown = Report(as_json=True)
    for kind in Kind:
        shown.show(outcome(kind))
    captured = capsys.readouterr()
    assert captured.err == ""
    found = [json.loads(line) for line in captured.out.splitlines()]
    assert [one["kind"] for one in found] == [str(kind) for kind in Kind]
    assert found[0] == {
        "kind": "new",
        "url": URL,
        "id": URL[-16:],
        "title": "题目",
        "source": "ai",
        "reason": "because",
    }
    assert "题目" in captured.out


@given(st.sampled_from(list(Kind)), st.text(), st.text())
def test_an_outcome_is_one_line(kind: Kind, title: str, reason: str) -> None:
    line = report.said(outcome(kind, title, reason))
    assert len(line.splitlines()) == 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line)
    assert line.startswith(f"{kind:<11}  {URL}")


@given(st.dictionaries(st.text(), st.text(st.characters(codec=None)) | st.none()))
def test_json_is_one_line(value: dict[str, str | None]) -> None:
    line = report.dumps(value)
    assert len(line.splitlines()) <= 1
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in line)
    assert not any(char in line for char in "\u202e\u2066\u200e\u200b\ufeff\ud800")
    assert json.loads(line) == value
