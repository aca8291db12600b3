"""Figures of a run as node-exporter reads them."""

from __future__ import annotations

import os
import resource
import signal
import stat
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from scraper.dates import BEIJING
from scraper.models import Asked, Kind, Level, Reason, Verdict
from scraper.watch import metrics
from scraper.watch.metrics import Figures

from .hostile import PAYLOADS

AT = datetime(2026, 11, 24, 10, 7, tzinfo=BEIJING)
ALARM = Reason(level=Level.ALARM, name="yield:ai", text="silent")
FIGURES = Figures(
    command="crawl",
    started=AT,
    ended=AT + timedelta(seconds=61.5),
    code=6,
    kinds={Kind.NEW: 3, Kind.HOLLOW: 1},
    asked=(
        Asked(at=AT, source="ai", new=3, known=20, off_topic=1),
        Asked(at=AT, source="hot", fault="busy"),
    ),
    verdict=Verdict(reasons=(ALARM, replace(ALARM, level=Level.WATCH), ALARM)),
    good=AT - timedelta(days=1),
    articles=17,
    newest=AT - timedelta(hours=2),
    size=4096,
    quarantined=5,
    resting=1,
    undelivered=0,
)
LEAST = Figures(command="crawl", started=AT, ended=AT, code=0)

Samples = dict[tuple[str, frozenset[str]], float]


def read(text: str) -> Samples:
    """Every sample by its name and labels, as Prometheus' own parser reads them; none twice."""
    found = [
        ((sample.name, frozenset(sample.labels.values())), sample.value)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]
    assert len(dict(found)) == len(found)
    assert all(name.startswith("scraper_") for (name, _), _ in found)
    return dict(found)


def test_every_figure_is_there() -> None:
    found = read(metrics.text(FIGURES))

    def value(name: str, *labels: str) -> float:
        return found[f"scraper_{name}", frozenset(labels)]

    assert value("run_info", "crawl") == 1
    assert value("run_start_timestamp_seconds") == AT.timestamp()
    assert value("run_end_timestamp_seconds") == AT.timestamp() + 61.5
    assert value("run_duration_seconds") == 61.5
    assert value("run_exit_code") == 6
    assert value("last_good_run_timestamp_seconds") == AT.timestamp() - 86400
    assert {kind: value("run_outcomes", kind) for kind in Kind} == {
        kind: FIGURES.kinds.get(kind, 0) for kind in Kind
    }
    assert value("source_rows", "ai", "known") == 20
    assert value("source_rows", "ai", "off-topic") == 1
    assert (value("source_failed", "ai"), value("source_failed", "hot")) == (0, 1)
    assert value("health_level") == 2
    assert (value("health_reasons", "alarm"), value("health_reasons", "watch")) == (2, 1)
    assert value("newest_article_age_seconds") == 7261.5
    assert value("newest_article_timestamp_seconds") == AT.timestamp() - 7200
    assert (value("articles"), value("archive_bytes"), value("quarantined_pages")) == (17, 4096, 5)
    assert (value("hosts_left_alone"), value("notices_undelivered")) == (1, 0)


@pytest.mark.parametrize(
    ("verdict", "level"), [((), 0), ((replace(ALARM, level=Level.WATCH),), 1), ((ALARM,), 2)]
)
def test_the_level_is_a_number(verdict: tuple[Reason, ...], level: int) -> None:
    found = read(metrics.text(replace(LEAST, verdict=Verdict(reasons=verdict))))
    assert found["scraper_health_level", frozenset()] == level


def test_what_is_not_known_is_not_written() -> None:
    names = {name for name, _ in read(metrics.text(LEAST))}
    assert names == {
        "scraper_run_info",
        "scraper_run_start_timestamp_seconds",
        "scraper_run_end_timestamp_seconds",
        "scraper_run_duration_seconds",
        "scraper_run_exit_code",
        "scraper_run_outcomes",
    }


def test_a_source_that_was_asked_twice_has_one_line() -> None:
    asked = (Asked(at=AT, source="ai", new=1), Asked(at=AT, source="ai", new=2, fault="x"))
    found = read(metrics.text(replace(LEAST, asked=asked)))
    assert found["scraper_source_rows", frozenset(["ai", "new"])] == 3
    assert found["scraper_source_failed", frozenset(["ai"])] == 1


def test_a_clock_that_jumped_back_takes_no_time() -> None:
    found = read(metrics.text(replace(LEAST, ended=AT - timedelta(days=3))))
    assert found["scraper_run_duration_seconds", frozenset()] == 0


@pytest.mark.parametrize("name", [*PAYLOADS.values(), 'a"b\\c\nd{e}'], ids=[*PAYLOADS, "quotes"])
def test_the_name_of_a_source_is_only_a_label(name: str) -> None:
    name = name.encode(errors="ignore").decode()
    found = read(metrics.text(replace(LEAST, asked=(Asked(at=AT, source=name, new=1),))))
    rows = {labels: value for (key, labels), value in found.items() if key == "scraper_source_rows"}
    assert len(rows) == 3
    if "\r" not in name and not any(map(str.isspace, name.replace(" ", ""))):
        assert rows[frozenset([name, "new"])] == 1


def test_nothing_of_a_page_becomes_a_label() -> None:
    for payload in PAYLOADS.values():
        reason = Reason(level=Level.ALARM, name=payload, text=payload, url=payload, look=payload)
        fault = Asked(at=AT, source="ai", fault=payload)
        text = metrics.text(replace(LEAST, verdict=Verdict(reasons=(reason,)), asked=(fault,)))
        assert payload not in text


@given(st.dictionaries(st.sampled_from(list(Kind)), st.integers(0, 10**12)), st.integers(0, 255))
def test_any_figures_are_read_back(kinds: dict[Kind, int], code: int) -> None:
    found = read(metrics.text(replace(LEAST, kinds=kinds, code=code)))
    assert found["scraper_run_exit_code", frozenset()] == code
    for kind, count in kinds.items():
        assert found["scraper_run_outcomes", frozenset([kind])] == count


def test_the_file_is_readable_by_others_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "scraper.prom"
    for figures in (FIGURES, LEAST):
        assert metrics.write(path, metrics.text(figures)) == ""
        assert path.read_text(encoding="utf-8") == metrics.text(figures)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["scraper.prom"]


def test_a_reader_never_meets_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "scraper.prom"
    small, large = "x 1\n" * 10, "y 2\n" * 100_000
    metrics.write(path, small)
    stop = threading.Event()
    seen: set[str] = set()

    def watch() -> None:
        while not stop.is_set():
            seen.update(one.read_text(encoding="utf-8") for one in tmp_path.glob("*.prom"))

    thread = threading.Thread(target=watch)
    thread.start()
    for text in [large, small] * 20:
        assert metrics.write(path, text) == ""
    stop.set()
    thread.join()
    assert seen <= {small, large}


def test_when_the_last_good_run_ended_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "scraper.prom"
    assert metrics.good(path) is None
    metrics.write(path, metrics.text(FIGURES))
    assert metrics.good(path) == FIGURES.good
    metrics.write(path, metrics.text(LEAST))
    assert metrics.good(path) is None


@pytest.mark.parametrize("value", ["", "x", "NaN", "+Inf", "1e300", "-1e18", "1 2", "\0"])
def test_nothing_is_believed_of_a_file_of_somebody_else(value: str, tmp_path: Path) -> None:
    path = tmp_path / "scraper.prom"
    path.write_text(f"scraper_last_good_run_timestamp_seconds {value}\n", encoding="utf-8")
    assert metrics.good(path) is None
    os.mkfifo(tmp_path / "pipe")
    for other in (tmp_path, tmp_path / "pipe", tmp_path / "none" / "x", Path("a\0b")):
        assert metrics.good(other) is None


@pytest.fixture
def denied(tmp_path: Path) -> Path:
    """A folder where nothing can be made: a file stands in its place."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    return tmp_path / "taken" / "scraper.prom"


def test_a_file_that_cannot_be_written_is_one_line(denied: Path, tmp_path: Path) -> None:
    for path in (denied, tmp_path / "none" / "x.prom", tmp_path, Path("a\0b")):
        fault = metrics.write(path, "x 1\n")
        assert "cannot be written" in fault
        assert fault.startswith(str(path))
        assert "metrics.path" in fault
        assert "\n" not in fault
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def test_a_full_disk_leaves_the_former_file(tmp_path: Path) -> None:
    """Its place is taken by a limit on the size of files."""
    path = tmp_path / "scraper.prom"
    assert metrics.write(path, "x 1\n") == ""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        fault = metrics.write(path, "y" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, former)
    assert "File too large" in fault
    assert path.read_text(encoding="utf-8") == "x 1\n"
    assert [one.name for one in tmp_path.iterdir()] == ["scraper.prom"]
