"""A way to crawl → what it cost: seconds of its processor and of the clock, the most memory."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from common import peers, report
from serving.server import CORE, OTHERS, pinned

HERE = Path(__file__).resolve().parent
PATIENCE = 240
_CONFIG = """
[fetch]
gateway = "http://127.0.0.1:{port}"
interval = 0
jitter = 0

[documents]
dir = "{documents}"

[[source]]
name = "map"
kind = "sitemap"
pages = 100
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The server under way: its port, and the sizes of its pages in bytes."""

    port: int
    least: int
    median: int
    most: int

    def asked(self, wait: float = 0.0) -> dict[str, Any]:
        """What was asked since the last time; from now on each page is waited for so long."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", f"/asked?wait={wait}")
            return dict(json.loads(connection.getresponse().read()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a crawl cost: seconds of its processors, and of the clock from first page to last."""

    cpu: float
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to crawl: `command` of a folder and a port, `stored` the table that it fills."""

    name: str
    version: str
    command: Callable[[Path, int], list[str]]
    stored: str = ""


def ours(documents: str, name: str) -> Way:
    """The whole command, as cron runs it."""

    def command(folder: Path, port: int) -> list[str]:
        text = _CONFIG.format(port=port, documents=documents)
        (folder / "config.toml").write_text(text, encoding="utf-8")
        return [sys.executable, "-m", "scraper", "crawl"]

    version = report.versions("scraper")["scraper"]
    return Way(name=name, version=version, command=command, stored="archive.db")


def others() -> list[Way]:
    """Scrapy in two ways, and the loop."""
    scrapy = _version("peers", "scrapy")
    bare = report.versions("httpx")["httpx"]
    return [
        Way(name="Scrapy", version=scrapy, command=_spider("default"), stored="s.db"),
        Way(name="Scrapy, tuned", version=scrapy, command=_spider("tuned"), stored="s.db"),
        Way(name="httpx loop", version=bare, command=_loop),
    ]


def fundus() -> list[Way]:
    """fundus, where it can be had."""
    if fault := unable():
        print(f"fundus: not measured: {fault}", flush=True)
        return []
    version = _version("peers-news", "fundus")
    return [Way(name="fundus", version=version, command=_publisher, stored="s.db")]


def unable() -> str:
    """Why fundus cannot be asked, or ""."""
    run = _said("peers-news", "import fundus")
    return "" if run.returncode == 0 else run.stderr.strip().splitlines()[-1]


def _spider(way: str) -> Callable[[Path, int], list[str]]:
    python = str(peers.interpreter("peers"))
    return lambda _, port: [python, str(HERE / "spider.py"), str(port), "s.db", way]


def _loop(_: Path, port: int) -> list[str]:
    return [sys.executable, str(HERE / "bare.py"), str(port)]


def _publisher(_: Path, port: int) -> list[str]:
    python = str(peers.interpreter("peers-news"))
    return [python, str(HERE / "publisher.py"), str(port), "s.db"]


def _version(room: str, package: str) -> str:
    return _said(
        room, f"from importlib.metadata import version; print(version('{package}'))"
    ).stdout.strip()


def _said(room: str, code: str) -> subprocess.CompletedProcess[str]:
    command = [str(peers.interpreter(room)), "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@contextmanager
def site(count: int) -> Iterator[Site]:
    """The pages served, by a process on a core that nobody else is on."""
    command = [sys.executable, str(HERE / "server.py"), str(count)]
    pipes: Mapping[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = pinned(command, CORE, **pipes)
    assert process.stdin
    assert process.stdout
    try:
        yield Site(**json.loads(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.wait()


def crawled(way: Way, place: Site, count: int, wait: float = 0.0) -> Cost:
    """What one crawl of all pages costs; SystemExit where it did not come to all of them."""
    with tempfile.TemporaryDirectory(prefix="crawl-") as name:
        folder = Path(name)
        place.asked(wait)
        cpu, megabytes = _run(way.command(folder, place.port), folder)
        asked = place.asked()
        stored = _stored(folder / way.stored) if way.stored else count
    if not stored == asked["pages"] == count:
        raise SystemExit(f"{way.name}: {asked['pages']} asked, {stored} stored, not {count}")
    return Cost(cpu=cpu, seconds=asked["seconds"], megabytes=megabytes)


def _run(command: list[str], folder: Path) -> tuple[float, float]:
    """Processor seconds and peak MB of a command; SystemExit where it failed."""
    with (folder / "said").open("wb") as said:
        process = pinned(
            command, OTHERS, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        text = (folder / "said").read_text(encoding="utf-8", errors="replace")
        raise SystemExit(f"{' '.join(command)}: {process.returncode}: {text[-2000:]}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _stored(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        (count,) = db.execute("SELECT count(*) FROM articles").fetchone()
    return int(count)
