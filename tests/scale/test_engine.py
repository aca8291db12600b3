"""Functions over items, by processes and by Ray: who dies costs nothing, or is lost alone."""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scraper.config import Settings
from scraper.errors import ConfigError, PlaceError
from scraper.scale import conduct, place
from scraper.scale.cluster import Cluster
from scraper.scale.conduct import Wish
from scraper.scale.engine import Lost, Processes
from scraper.scale.ranges import Sort

from . import deeds, given
from .given import Here, held, mapped, pieces, run, tree
from .given import pages as imitated

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(ROOT))
    yield
    assert multiprocessing.active_children() == []


class TestProcesses:
    def test_who_dies_is_done_again_and_who_always_dies_is_lost_alone(self, tmp_path: Path) -> None:
        words = ["die once" if n == 3 else "die" if n == 7 else "" for n in range(12)]
        items = [(word, n, str(tmp_path)) for n, word in enumerate(words)]
        found = mapped(Processes(jobs=2), deeds.do, items)
        assert [item for item, _ in found] == items
        lost = Lost(reason="its reader died (SIGKILL), twice")
        assert [done for _, done in found] == [lost if n == 7 else n * n for n in range(12)]

    def test_an_error_of_ours_comes_as_itself(self, tmp_path: Path) -> None:
        items = [("refuse", 1, str(tmp_path))]
        with pytest.raises(PlaceError, match=r"^x\.warc: cannot be read; check it$"):
            mapped(Processes(jobs=1), deeds.do, items)

    def test_what_nobody_foresaw_is_lost_alone(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        items = [("fail", 1, str(tmp_path)), ("", 2, str(tmp_path))]
        found = [done for _, done in mapped(Processes(jobs=1), deeds.do, items)]
        assert isinstance(found[0], Lost)
        assert found[1] == 4
        assert "ZeroDivisionError" in capfd.readouterr().err

    def test_asked_to_end_all_end_at_once(self, tmp_path: Path) -> None:
        def breathe() -> None:
            if any(tmp_path.iterdir()):
                raise KeyboardInterrupt

        begun = time.monotonic()
        items = [("sleep", n, str(tmp_path)) for n in range(4)]
        with pytest.raises(KeyboardInterrupt):
            mapped(Processes(jobs=2, breathe=breathe), deeds.do, items)
        assert time.monotonic() < begun + 30

    def test_each_piece_that_is_done_twice_is_there_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who dies after its part was written, and before it was told."""
        file = given.wrote(tmp_path / "a.warc.gz", imitated(12))
        tasks = pieces(file, 9_000)
        run(tmp_path / "right", tasks)
        (tmp_path / "parts").mkdir()
        monkeypatch.setattr(conduct.work, "run", deeds.mortal)
        run(tmp_path / "parts", tasks, Processes(jobs=2))
        for one in (tmp_path / "parts").glob("* done"):
            one.unlink()
        assert tree(tmp_path / "parts") == tree(tmp_path / "right")
        assert len(held(tmp_path / "parts")) == 12


needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="ray is not there: pip install 'scraper[scale]'",
)


def rays(what: str, folder: Path) -> object:
    """What a process of its own comes to; its warnings and threads stay there."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.scale.rays", what, str(folder)],
        cwd=ROOT,
        capture_output=True,
        timeout=110,
        check=False,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@needs_ray
@pytest.mark.timeout(300)
class TestRay:
    def test_who_dies_who_always_dies_and_an_error_of_ours(self, tmp_path: Path) -> None:
        error, deaths = rays("deaths", tmp_path)  # type: ignore[misc]
        assert error == ["PlaceError", "x.warc: cannot be read; check it"]
        found = dict(deaths)
        assert found.pop(5).startswith("its worker died, twice (")
        assert found.pop(7) == "ZeroDivisionError: nobody foresaw it; please report it"
        assert found == {n: n * n for n in range(12) if n not in (5, 7)}

    def test_it_gives_the_same_bytes_also_where_each_worker_dies_once(self, tmp_path: Path) -> None:
        given.wrote(tmp_path / "a.warc.gz", imitated(12))
        run(tmp_path / "right", pieces(tmp_path / "a.warc.gz", 20_000))
        (tmp_path / "ray").mkdir()
        assert not any(rays("run", tmp_path))  # type: ignore[arg-type]
        for one in (tmp_path / "ray").glob("* done"):
            one.unlink()
        assert tree(tmp_path / "ray") == tree(tmp_path / "right")

    def test_a_worker_that_is_killed_costs_nothing(self, tmp_path: Path) -> None:
        """From outside, by the title that Ray gives it while it is at work."""
        file = given.wrote(tmp_path / "a.warc.gz", imitated(80, 60_000))
        command = [sys.executable, "-m", "scraper", "import-warc", str(file), "--piece", "1"]
        process = subprocess.Popen(
            [*command, "--parquet", "ray", "--engine", "ray", "--jobs", "2"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        killed = 0
        while process.poll() is None and not killed:
            for worker in [one for one in family(process.pid) if title(one).startswith("ray::run")]:
                os.kill(worker, signal.SIGKILL)
                killed += 1
                break
            time.sleep(0.01)
        out, err = process.communicate(timeout=100)
        assert killed
        assert (process.returncode, err) == (0, b"")
        assert b"80 answers, 80 articles (80 new)" in out
        wish = Wish(sorts=frozenset({Sort.WARC}), limit=Settings().fetch.max_bytes, piece=1)
        run(tmp_path / "right", conduct.tasks(place.sources([str(file)]), wish))
        assert tree(tmp_path / "ray") == tree(tmp_path / "right")


def family(root: int) -> list[int]:
    """A process and all that it started."""
    parents = {}
    for place_ in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = place_.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        parents[int(place_.parent.name)] = int(parent)
    found = {root}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def title(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0].decode()
    except OSError:
        return ""


@pytest.mark.parametrize("address", ["127.0.0.1:1", "[::1]:1", "localhost:99999"])
def test_where_no_cluster_is_it_says_so_at_once(address: str) -> None:
    pytest.importorskip("ray")
    begun = time.monotonic()
    with pytest.raises(ConfigError, match=r"^--address .*:\d+: .*; start a cluster there$"):
        mapped(Cluster(address=address, jobs=1), deeds.do, [("", 1, "")])
    assert time.monotonic() < begun + 20


def test_without_ray_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match=r"pip install 'scraper\[scale\]'.*--engine processes"):
        mapped(Cluster(address="", jobs=1), deeds.do, [("", 1, "")])


def test_an_engine_that_is_given_nothing_starts_nobody(tmp_path: Path) -> None:
    assert mapped(Processes(jobs=2), deeds.do, []) == []
    assert run(place.folder(str(tmp_path)), [], Here()) == []
