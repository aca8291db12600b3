"""The days of a soak: weather, runs and readers; fair days at the end, and the audit."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scraper.cli import main
from scraper.dates import BEIJING
from scraper.demo.server import serve
from scraper.demo.weather import Climate, Truth, Weather
from scraper.demo.weather.dice import thrown
from soaking import audit
from soaking.crew import Crew, Done, Running
from soaking.ledger import Ledger, name
from soaking.memory import Growth, Sample, growth

CONFIG = """
[fetch]
gateway = "{gateway}"
connect_timeout = 2.0
read_timeout = 0.5
total_timeout = 1.0
max_bytes = 2000000
[[source]]
name = "ai"
kind = "channel"
channel = "news_news_fx"
filter = false
pages = 5

[[source]]
name = "tech"
kind = "channel"
channel = "news_news_tech"
pages = 5

[[source]]
name = "hot"
kind = "hot"

[[source]]
name = "desk"
kind = "channel"
channel = "kv:tech"

[[source]]
name = "account"
kind = "author"
author = "8QIf3n5c7IYdvTfa5A0="

[[source]]
name = "words"
kind = "search"
query = "大模型"

[[source]]
name = "map"
kind = "sitemap"
pages = 8

[[source]]
name = "typed"
kind = "urls"
file = "typed.txt"
"""
"""Only the limits of one answer are short: the site is near, and nobody waits for its silences."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a soak goes, each in parts of a hundred.

    `modes` are the rounds: in the long-lived process, fresh, shot, asked to stop, two at once.
    `steps` are the pauses between rounds, each from so many minutes to so many. `readers` and
    `imports` are the rounds with one beside. `fair` are the hours between the runs of the fair
    days at the end: beyond every pause of the rule.
    """

    modes: dict[str, int] = field(
        default_factory=lambda: {"long": 50, "cron": 20, "killed": 14, "stopped": 8, "twice": 8}
    )
    steps: tuple[tuple[int, int, int], ...] = ((70, 20, 80), (25, 90, 240), (5, 360, 840))
    readers: int = 35
    imports: int = 12
    fair: tuple[float, ...] = (1, 1, 6, 6, 12, 24, 24, 24, 72, 72, 168, 168, 720, 720, 1)


@dataclass
class Result:
    """What a soak came to."""

    seed: int
    seconds: float = 0.0
    rounds: int = 0
    hours: float = 0.0
    faults: list[str] = field(default_factory=list)
    growth: Growth | None = None
    samples: list[Sample] = field(default_factory=list)
    verdict: audit.Verdict = field(default_factory=audit.Verdict)
    truth: dict[str, int] = field(default_factory=dict)
    runs: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    site: Counter[str] = field(default_factory=Counter)
    readers: Counter[str] = field(default_factory=Counter)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        for key, value in values.items():
            if isinstance(value, Counter):
                values[key] = dict(value.most_common())
            elif is_dataclass(value) and not isinstance(value, type):
                values[key] = asdict(value)
        return values | {"samples": [asdict(one) for one in self.samples]}


class Soak:
    """One soak in a folder. `say` hears a line now and then."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        *,
        climate: Climate | None = None,
        plan: Plan | None = None,
        say: Callable[[str], None] = print,
    ) -> None:
        self.folder = folder
        self.result = Result(seed=seed)
        self._say = say
        self._plan = plan or Plan()
        self._dice = thrown(seed, "soak")
        self._climate = climate or Climate(seed=seed)
        self._shift = self._climate.start - datetime.now(BEIJING)
        self.weather = Weather(self._climate, now=self.now)
        self._ledger = Ledger(self.archive)
        self._crew = Crew(folder, self._ahead)
        self._pages = 0
        self._usual = 2.0  # seconds of a fresh run

    @property
    def archive(self) -> Path:
        return self.folder / "archive.db"

    def now(self) -> datetime:
        """The time of the site."""
        return datetime.now(BEIJING) + self._shift

    def _ahead(self) -> float:
        return self._shift.total_seconds()

    def run(self, more: Callable[[int, float], bool]) -> Result:
        """Bad weather as long as `more(rounds, seconds)`, then fair days, then the audit."""
        begun = time.monotonic()
        with serve(self.weather.app) as site, self._crew:
            (self.folder / "typed.txt").write_text(
                "\n".join(self.weather.typed()), encoding="utf-8"
            )
            text = CONFIG.format(gateway=site.url, more="")
            (self.folder / "config.toml").write_text(text, encoding="utf-8")
            while more(self.result.rounds, time.monotonic() - begun):
                self._round()
            self.weather.clear()
            truth = self._fair()
        self._judge(truth)
        self.result.seconds = time.monotonic() - begun
        return self.result

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def _round(self) -> None:
        """One round of bad weather."""
        self.result.rounds += 1
        self._pass(self._minutes())
        mode = self._dice.choices(list(self._plan.modes), list(self._plan.modes.values()))[0]
        reader = self._read() if self._chance(self._plan.readers) else None
        done = list(getattr(self, f"_{mode}")())
        if self._chance(self._plan.imports):
            done.append(self._bring())
        if reader:
            self._heard(reader.end())
        self._settle(done)
        if self.result.rounds % 20 == 0:
            self._look()

    def _chance(self, share: int) -> bool:
        """Whether to do something that needs an archive."""
        return self._dice.random() * 100 < share and self.archive.exists()

    def _minutes(self) -> timedelta:
        steps = self._plan.steps
        _, least, most = self._dice.choices(steps, [share for share, _, _ in steps])[0]
        return timedelta(minutes=self._dice.uniform(least, most))

    def _pass(self, time: timedelta) -> None:
        self._shift += time
        self.result.hours += time.total_seconds() / 3600

    def _long(self) -> Iterator[Done]:
        """In the process that lives as long as the soak."""
        done = self._crew.again("crawl", "--json")
        self._pages += sum(one["kind"] != "blocked" for one in done.outcomes)
        size = {key: done.size[key] for key in ("rss", "files", "threads")}
        self.result.samples.append(Sample(pages=self._pages, **size))
        yield done

    def _cron(self) -> Iterator[Done]:
        done = self._crew.run("cron", "crawl", "--json")
        self._usual = 0.7 * self._usual + 0.3 * done.seconds
        yield done

    def _killed(self) -> Iterator[Done]:
        yield self._struck("killed", signal.SIGKILL)

    def _stopped(self) -> Iterator[Done]:
        yield self._struck("stopped", signal.SIGTERM)

    def _struck(self, mode: str, sign: signal.Signals) -> Done:
        running = self._crew.start(mode, "crawl", "--json")
        lines = self._dice.choice((0, 0, self._dice.randint(1, 12)))
        delay = self._dice.uniform(0.1, 1.3 * self._usual) if not lines else self._dice.random() / 5
        running.strike(sign, lines, delay)
        return running.end()

    def _twice(self) -> Iterator[Done]:
        """Two at once."""
        pair = [self._crew.start("twice", "crawl", "--json") for _ in range(2)]
        yield from (one.end() for one in pair)

    def _bring(self) -> Done:
        """An import of a few typed addresses, or of known articles once more."""
        if self._dice.random() < 0.5:
            chosen = self._dice.sample(self.weather.typed(), 3)
            return self._crew.run("import", "import", "--json", *chosen)
        known = self._known(4)
        return self._crew.run("import", "import", "--json", "--refetch", *known)

    def _known(self, count: int) -> list[str]:
        with closing(sqlite3.connect(f"{self.archive.as_uri()}?mode=ro", uri=True)) as db:
            keys = [key for (key,) in db.execute("SELECT id FROM articles ORDER BY id")]
        return self._dice.sample(keys, min(count, len(keys))) or self.weather.typed()[:1]

    def _read(self) -> Running:
        """A reader, started beside the run of the round."""
        words = self._dice.choice(
            [
                ("list", "--json"),
                ("show", self._known(1)[0]),
                ("export", "exported"),
                *([("backup", "copy.db")] if "backup" in main.commands else []),
            ]
        )
        if words[0] == "backup":
            (self.folder / "copy.db").unlink(missing_ok=True)
        if words[0] == "list":
            self._copy()
        return self._crew.start("reader", *words)

    def _heard(self, done: Done) -> None:
        """A reader never fails, and never tells what is not true."""
        word = done.words[0]
        self.result.readers[word] += 1
        excused = done.code in (3, 5) and word == "show"  # of an article that is not there yet
        if (done.code and not excused) or "Traceback" in done.complaint:
            self._fault(f"{name(done)}: {done.complaint.strip()[-300:]}")
        elif word == "list":
            keys = [json.loads(line)["id"] for line in done.out.read_text().splitlines()]
            if len(set(keys)) < len(keys):
                self._fault(f"{name(done)}: an article twice")
        elif word == "backup":
            self.result.faults += audit.sound(self.folder / "copy.db")

    def _copy(self) -> None:
        """A copy as the README says: with SQLite's own means, while others write."""
        copy = self.folder / "copied.db"
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.archive)) as db, closing(sqlite3.connect(copy)) as other:
            db.backup(other)
        self.result.readers["copy"] += 1
        self.result.faults += audit.sound(copy)

    def _settle(self, done: list[Done]) -> None:
        for fault in self._ledger.settle(done):
            self._fault(fault)
        for one in done:
            if not (one.code and one.complaint):
                one.out.unlink()
                one.err.unlink()

    def _fault(self, text: str) -> None:
        self.result.faults.append(f"round {self.result.rounds}, {self.now():%m-%d %H:%M}: {text}")
        self._say(self.result.faults[-1])

    def _look(self) -> None:
        """A look between rounds: sound, and nothing in it that is not true."""
        if not self.archive.exists():
            return
        self.result.faults += audit.sound(self.archive)
        truth = self.weather.truth()
        with closing(sqlite3.connect(f"{self.archive.as_uri()}?mode=ro", uri=True)) as db:
            stored = {key for (key,) in db.execute("SELECT id FROM articles")}
        for key in sorted(stored - truth.gives.keys())[:3]:
            self._fault(f"{key}: in the archive, but {truth.never.get(key)}")
        last = self.result.samples[-1].rss >> 20 if self.result.samples else 0
        out = len(truth.gives)
        self._say(
            f"round {self.result.rounds}: {self.now():%Y-%m-%d %H:%M}, {len(stored)} of {out}"
            f" articles, {self._pages} pages in the long process, {last} MB"
        )

    def _fair(self) -> Truth:
        """Fair days until nothing is due; what the site could give in the end."""
        for hours in self._plan.fair:
            self._pass(timedelta(hours=hours))
            self._settle(list(self._long()))
        if corrected := sorted(self.weather.truth().earlier):
            self._write("corrected.txt", "\n".join(corrected))
            words = ("import", "--json", "--refetch", "--file", "corrected.txt")
            self._settle([self._crew.run("import", *words)])
        last = self._crew.again("crawl", "--json")
        if last.outcomes:
            self._fault(f"{name(last)}: after the last fair day there is still {last.outcomes[:3]}")
        self._settle([last])
        for words in (("export", "whole"), *([("check",)] if "check" in main.commands else [])):
            self._heard(self._crew.run("reader", *words))
        return self.weather.truth()

    def _judge(self, truth: Truth) -> None:
        result = self.result
        result.verdict = audit.judge(self.archive, truth, self.now())
        result.faults += result.verdict.faults
        result.faults += self._listed(result.verdict.given_up)
        result.faults += audit.folders(self.folder / "documents", self.folder / "whole")
        result.growth = growth(result.samples)
        result.faults += result.growth.faults if result.growth else []
        result.truth = {
            "could be had": len(truth.gives),
            "corrected": len(truth.earlier),
            **{str(kind): n for kind, n in Counter(truth.never.values()).most_common()},
        }
        result.runs, result.codes = self._ledger.runs, self._ledger.codes
        result.kinds, result.site = self._ledger.kinds, self.weather.seen
        result.faults += self._sum()

    def _listed(self, given_up: list[str]) -> Iterator[str]:
        """What was given up is listed, where there is a command for it."""
        if not any(option.name == "failed" for option in main.commands["list"].params):
            return
        done = self._crew.run("reader", "list", "--failed")
        for key in given_up:
            if key not in done.out.read_text(encoding="utf-8"):
                yield f"{key}: given up, but `scraper list --failed` does not say so"

    def _sum(self) -> Iterator[str]:
        """All runs together: what they counted is what they printed, but for those cut off."""
        with closing(sqlite3.connect(f"{self.archive.as_uri()}?mode=ro", uri=True)) as db:
            new = db.execute("SELECT count(*) FROM visits WHERE kind = 'new'").fetchone()[0]
            stored = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        if new != stored:
            yield f"{new} visits were new, {stored} articles are stored"
