"""A crawl that cannot go on: its exit code, who is told of it, and what the figures say."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.cli import door, telling
from scraper.cli.report import Report
from scraper.errors import ArchiveError, BusyError, ConfigError, DocumentError

from ..watch import servers
from .test_faults import KEY, shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.config import Settings

    from ..watch.servers import Listener
    from .trial import Trial

FULL = OSError(errno.ENOSPC, "No space left on device")
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")


@pytest.fixture
def web() -> Iterator[Listener]:
    with servers.listening(servers.answer()) as listener:
        yield listener


@pytest.fixture
def setting(trial: Trial, web: Listener) -> Settings:
    path = trial.configure(
        f'[notify]\nurls = ["json://127.0.0.1:{web.port}"]\n'
        f'heartbeat = "http://127.0.0.1:{web.port}/beat"\n'
        '[metrics]\npath = "scraper.prom"\n'
    )
    return door.settings(path)


def told(web: Listener) -> list[str]:
    """The subjects of the notices that arrived."""
    return [json.loads(one.body)["title"] for one in web.posts if one.line.startswith("POST")]


def beats(web: Listener) -> int:
    return sum(one.line.startswith("GET") for one in web.posts)


def code(setting: Settings) -> str:
    """The exit code that the figures name."""
    lines = Path(setting.metrics.path).read_text(encoding="utf-8").splitlines()
    (found,) = [line for line in lines if line.startswith("scraper_run_exit_code ")]
    return found.split()[1]


@full
class TestALogThatCannotBeWritten:
    @pytest.mark.parametrize("form", [[], ["--log-format", "text"], ["--log-format", "json"]])
    def test_as_cron_writes_it(
        self, form: list[str], trial: Trial, setting: Settings, web: Listener
    ) -> None:
        for _ in range(2):  # the second run meets no trouble: only its summary cannot be written
            assert shell(trial, ["crawl", *form], "> /dev/full 2>&1").returncode == 2
            assert code(setting) == "2.0"
        (subject,) = told(web)
        assert "standard output: No space left on device; make room for it" in subject
        assert beats(web) == 0
        assert trial.run("crawl").code in (0, 5)
        assert told(web)[1:] == ["scraper: all is well again"]
        assert beats(web) == 1

    @pytest.mark.usefixtures("setting")
    def test_only_its_trouble(self, trial: Trial, web: Listener) -> None:
        assert shell(trial, ["crawl"], "2> /dev/full").returncode == 2
        assert len(told(web)) == 1
        ((note,),) = trial.rows("SELECT note FROM runs")
        assert note == "standard output: No space left on device; make room for it"

    def test_of_any_other_command(self, trial: Trial) -> None:
        for words in (["list", "--config", "none.toml"], ["crawl", "--limit", "x"]):
            assert shell(trial, words, "> /dev/full 2>&1").returncode == 2
        trial.archive.write_bytes(b"not a database " * 400)
        assert shell(trial, ["list"], "> /dev/full 2>&1").returncode == 3


@pytest.mark.parametrize(
    ("error", "said", "number"),
    [
        (TypeError("a\nslip"), "TypeError: a slip; please report it", 1),
        (FULL, "standard output: No space left on device; make room for it", 2),
        (PermissionError(13, "denied", "x"), "x: denied; check it", 2),
        (BrokenPipeError(32, "Broken pipe"), "standard output: Broken pipe; check it", 1),
        (DocumentError("d: full; free it"), "d: full; free it", 2),
        (ArchiveError("a: full; free it"), "a: full; free it", 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_ends_a_run_is_told(
    error: Exception, said: str, number: int, setting: Settings, web: Listener
) -> None:
    with pytest.raises(type(error)), telling.of(setting).watching(Report()):
        raise error
    (subject,) = told(web)
    assert said in subject
    assert code(setting) == f"{number}.0"


@pytest.mark.parametrize("error", [BusyError("x"), ConfigError("x"), KeyboardInterrupt()])
def test_what_is_no_fault_of_a_run_is_not(
    error: BaseException, setting: Settings, web: Listener
) -> None:
    with pytest.raises(type(error)), telling.of(setting).watching(Report()):
        raise error
    assert web.posts == []
    assert not Path(setting.metrics.path).exists()


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["health", "--replay", ""], "--replay"),
        (["import", "--file", ""], "--file"),
        (["extract", "", "--url", KEY], "FILE"),
    ],
)
def test_a_file_without_a_name(words: list[str], option: str, trial: Trial) -> None:
    done = trial.call(*words)
    assert done.code == 2
    said = f"scraper: {option}: no file is named; name one, or - for standard input"
    assert done.complaints == [said]


def test_each_kind_of_fault_is_told_once(setting: Settings, web: Listener) -> None:
    """And all of them are over with the first run that comes to its end."""
    teller = telling.of(setting)

    def stops(error: Exception) -> int:
        with pytest.raises(type(error)), teller.watching(Report()):
            raise error
        return len(told(web))

    filled = ArchiveError("archive.db: the disk is full")
    filled.__cause__ = FULL
    faults = (ArchiveError("archive.db: damaged"), filled, DocumentError("documents: denied"))
    assert [stops(one) for one in (*faults, *faults)] == [1, 2, 3, 3, 3, 3]
    assert stops(ArchiveError("archive.db: damaged in another place")) == 3
    teller.ended(0, Report())
    (*_, last) = [json.loads(one.body) for one in web.posts if one.line.startswith("POST")]
    assert last["title"] == "scraper: all is well again"
    assert all(name in last["message"] for name in ("run:archive", "run:disk", "run:document"))
    teller.ended(0, Report())
    assert len(told(web)) == 4
    assert stops(faults[0]) == 5
