"""A crawl, readers and a backup at once on one archive, for so many seconds → what went wrong.

The crawl is `scraper crawl`, again and again, of the imitation in bad weather; the readers ask a
`scraper serve` for all its pages; `scraper backup` writes file after file, each looked at by
`scraper check`. Nothing may be locked, nothing may fail but what the weather excuses, and neither
the journal of the archive nor the memory of the server may grow without end.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from soaking.crew import Crew, Done
from soaking.plan import CONFIG

from scraper.dates import BEIJING
from scraper.demo.server import serve
from scraper.demo.weather import Climate, Weather
from serving import mix, readers, server

IMAGES = '[images]\nmirror = "archive"\n'
WEATHER = (0, 4, 5, 6)
"""Exit codes of a crawl that bad weather excuses."""
SKY: dict[str, Any] = {"rate": 40.0, "odds": 0.1, "lists": 0.05, "sky": 0.003, "delay": 0.3}
"""Many new articles, and seldom hours in which none can be had: this is about writing."""
STEP = timedelta(minutes=40)
"""Between two crawls, by the clock of the site."""
SLICE = 4.0
"""Seconds after which readers look for what is new."""
JOURNAL, GROWTH = 64.0, 24.0
"""Megabytes: the journal at its largest; what the server may grow from its middle to its end."""
WRONG = ("is locked", "Traceback", "please report", "damaged")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """How large server and journal are after so many seconds, in MB; how the readers fared."""

    at: float
    server: float
    journal: float
    answers: int
    median: float
    late: float


@dataclass(kw_only=True)
class Result:
    """What it came to."""

    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    samples: list[Sample] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    articles: int = 0
    code: int = 0

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return values | {"samples": [asdict(one) for one in self.samples]}


class Together:
    """One such run in a folder. `say` hears a line now and then."""

    def __init__(
        self, folder: Path, *, count: int = 8, seed: int = 1, say: Callable[[str], None] = print
    ) -> None:
        self.folder = folder
        self.result = Result()
        self._count = count
        self._say = say
        climate = Climate(seed=seed, **SKY)
        self._shift = climate.start - datetime.now(BEIJING)
        self.weather = Weather(climate, now=lambda: datetime.now(BEIJING) + self._shift)
        self._over = threading.Event()
        self._crawls = self._crew(folder, "archive.db")
        self._copies = self._crew(folder / "copies", "../archive.db")
        self._checks = self._crew(folder / "checks", "../copies/backup.db")

    def run(self, seconds: float) -> Result:
        """All of them at once, so long."""
        with serve(self.weather.app) as site:
            self._write(self.folder, CONFIG.format(gateway=site.url), "archive.db")
            self._crawl()  # there must be something to read
            begun = time.monotonic()
            works = [threading.Thread(target=self._again, args=[one]) for one in self._works()]
            errors = self.folder / "errors.txt"
            with server.serving(server.ours(self.folder), errors, cores=None) as one:
                self._find(one)
                for work in works:
                    work.start()
                try:
                    while (past := time.monotonic() - begun) < seconds:
                        self._read(one, past, seconds - past)
                finally:
                    self._over.set()
                    for work in works:
                        work.join()
            self._judge(one)
        self.result.seconds = time.monotonic() - begun
        return self.result

    def _works(self) -> tuple[Callable[[], None], ...]:
        return self._crawl, self._save

    def _again(self, work: Callable[[], None]) -> None:
        while not self._over.is_set():
            work()

    def _crew(self, folder: Path, archive: str) -> Crew:
        folder.mkdir(parents=True, exist_ok=True)
        self._write(folder, "", archive)
        return Crew(folder, self._ahead)

    def _ahead(self) -> float:
        return self._shift.total_seconds()

    @staticmethod
    def _write(folder: Path, text: str, archive: str) -> None:
        (folder / "typed.txt").touch()
        place = f'[archive]\npath = "{archive}"\n[documents]\ndir = ""\n'
        (folder / "config.toml").write_text(f"{place}{IMAGES}{text}", encoding="utf-8")

    def _crawl(self) -> None:
        self._shift += STEP
        self._hear(self._crawls.run("crawl", "crawl", "--json"), WEATHER)

    def _save(self) -> None:
        self._hear(self._copies.run("backup", "backup", "--force", "backup.db"), (0,))
        self._hear(self._checks.run("check", "check", "--no-documents"), (0,))

    def _hear(self, done: Done, excused: tuple[int, ...]) -> None:
        """Count what a command came to, and what is wrong with it."""
        self.result.counts[done.words[0]] += 1
        wrong = done.code not in excused or any(one in done.complaint for one in WRONG)
        if wrong:
            self._blame(f"{done.words[0]}: {done.code}: {done.complaint.strip()[-300:]}")
        done.out.unlink()
        done.err.unlink()

    def _blame(self, fault: str) -> None:
        self.result.faults.append(fault)
        self._say(fault)

    def _find(self, one: server.Server) -> None:
        """See which pages there are not."""
        pages = mix.ours(mix.known(self.folder / "archive.db"), ["/"])
        self.result.absent = mix.absent(readers.load(one.port, [*mix.first(pages, seed=1)]))

    def _read(self, one: server.Server, past: float, left: float) -> None:
        """Ask for all sorts of pages for some seconds."""
        archive = self.folder / "archive.db"
        there = mix.known(archive)
        statics = mix.named(server.body(one.port, "/").decode())
        pages = {
            name: page
            for name, page in mix.ours(there, statics).items()
            if name not in self.result.absent
        }
        asked = [*mix.drawn(pages, 4000, seed=int(past * 1000))]
        more = {"readers": self._count, "seconds": min(SLICE, left), "pause": 0.05}
        found = readers.load(one.port, asked, **more)
        times = sorted(took for answers in found.values() for took, _, _ in answers)
        for name, answers in found.items():
            self._look(name, Counter(int(status) for _, _, status in answers))
        self.result.articles = len(there.ids)
        self.result.slowest = max(self.result.slowest, times[-1])
        sample = Sample(
            at=past,
            server=one.size,
            journal=_size(Path(f"{archive}-wal")),
            answers=len(times),
            median=median(times),
            late=quantiles(times, n=20)[18],
        )
        self.result.samples.append(sample)
        if len(self.result.samples) % 10 == 0:
            self._say(
                f"{past:4.0f} s: {len(there.ids)} articles, server {sample.server:.0f} MB, journal"
                f" {sample.journal:.1f} MB, {sample.median:.0f} ms, {dict(self.result.counts)}"
            )

    def _look(self, name: str, statuses: Counter[int]) -> None:
        """Count the answers to one sort of page."""
        for status, count in statuses.items():
            self.result.answers[f"{status} {name}" if status != 200 else "200"] += count
        right = {404} if name == mix.NOWHERE else {200}
        if statuses.keys() - right:
            self._blame(f"{name}: {dict(statuses)}")

    def _judge(self, one: server.Server) -> None:
        """What is wrong at the end."""
        self.result.code = one.code
        if one.code or one.said:
            self._blame(f"serve: {one.code}: {one.said.strip()[-300:]}")
        for work in ("crawl", "backup", "check"):
            if not self.result.counts[work]:
                self._blame(f"{work}: never done")
        samples = self.result.samples
        if (largest := max(sample.journal for sample in samples)) > JOURNAL:
            self._blame(f"the journal grew to {largest:.0f} MB")
        third = len(samples) // 3
        if third and (grown := _middle(samples[-third:]) - _middle(samples[third:-third])) > GROWTH:
            self._blame(f"the server grew by {grown:.0f} MB from the middle to the end")


def _middle(samples: list[Sample]) -> float:
    return median(sample.server for sample in samples)


def _size(path: Path) -> float:
    """Megabytes of a file."""
    return path.stat().st_size / (1 << 20) if path.exists() else 0.0
