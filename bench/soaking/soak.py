"""The days of a soak: weather, runs and readers; fair days at the end, and the audit."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from scraper.dates import BEIJING
from scraper.demo.server import serve
from scraper.demo.weather import Climate, Truth, Weather
from scraper.demo.weather.dice import thrown
from soaking import audit
from soaking.crew import Crew, Done
from soaking.ledger import CUT, Ledger, name
from soaking.memory import Sample, growth
from soaking.plan import CONFIG, Plan, Result
from soaking.readers import Readers

LOOK = 20
"""Rounds between two looks at the whole archive."""


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
        self._readers = Readers(self._crew, self.archive, self._dice)
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
            self._write("typed.txt", "\n".join(self.weather.typed()))
            self._write("config.toml", CONFIG.format(gateway=site.url))
            while more(self.result.rounds, time.monotonic() - begun):
                self._round()
            self.weather.clear()
            self._fair()
            self._judge(self.weather.truth())
        self.result.seconds = time.monotonic() - begun
        return self.result

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def _round(self) -> None:
        """One round of bad weather."""
        self.result.rounds += 1
        self._pass(self._minutes())
        mode = self._dice.choices(list(self._plan.modes), list(self._plan.modes.values()))[0]
        reader, faults = self._readers.start() if self._chance(self._plan.readers) else (None, [])
        done = list(getattr(self, f"_{mode}")())
        if self._chance(self._plan.imports):
            done.append(self._bring())
        self._blame(faults)
        if reader:
            self._blame(self._readers.hear(reader.end()))
        self._settle(done)
        self.weather.heard(sure=mode not in CUT)
        if self.result.rounds % LOOK == 0 and self.archive.exists():
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
        known = self._readers.known(4)
        return self._crew.run("import", "import", "--json", "--refetch", *known)

    def _settle(self, done: list[Done]) -> None:
        self._blame(self._ledger.settle(done))
        for one in done:
            if not (one.code and one.complaint):
                one.out.unlink()
                one.err.unlink()

    def _blame(self, faults: Iterable[str]) -> None:
        for fault in faults:
            text = f"round {self.result.rounds}, {self.now():%m-%d %H:%M}: {fault}"
            self.result.faults.append(text)
            self._say(text)

    def _look(self) -> None:
        """A look between rounds: sound, and nothing in it that is not true."""
        truth = self.weather.truth()
        with closing(sqlite3.connect(f"{self.archive.as_uri()}?mode=ro", uri=True)) as db:
            stored = {key for (key,) in db.execute("SELECT id FROM articles")}
        untrue = sorted(stored - truth.gives.keys() - truth.perhaps.keys())[:3]
        self._blame(f"{key}: in the archive, but {truth.never.get(key)}" for key in untrue)
        self._blame(audit.sound(self.archive))
        size = self.result.samples[-1].rss >> 20 if self.result.samples else 0
        self._say(
            f"round {self.result.rounds}: {self.now():%Y-%m-%d %H:%M},"
            f" {len(stored)} of {len(truth.gives)} articles, {self._pages} pages in the"
            f" long-lived process of {size} MB, {len(self.result.faults)} faults"
        )

    def _fair(self) -> None:
        """Fair days until nothing is due, and each corrected article once more."""
        for hours in self._plan.fair:
            self._pass(timedelta(hours=hours))
            self._settle(list(self._long()))
        if corrected := sorted(self.weather.truth().earlier):
            self._write("corrected.txt", "\n".join(corrected))
            words = ("import", "--json", "--refetch", "--file", "corrected.txt")
            self._settle([self._crew.run("import", *words)])
        last = self._crew.again("crawl", "--json")
        if last.outcomes:
            self._blame([f"{name(last)}: after the last fair day still {last.outcomes[:3]}"])
        self._settle([last])

    def _judge(self, truth: Truth) -> None:
        result = self.result
        result.verdict = audit.judge(self.archive, truth, self.now())
        result.growth = growth(result.samples)
        self._blame(result.verdict.faults)
        self._blame(self._readers.last())
        self._blame(self._readers.listed(result.verdict.given_up))
        self._blame(result.growth.faults if result.growth else [])
        result.truth = {
            "could be had": len(truth.gives),
            "perhaps": len(truth.perhaps),
            "corrected": len(truth.earlier),
            **{str(kind): n for kind, n in Counter(truth.never.values()).most_common()},
        }
        result.runs, result.codes = self._ledger.runs, self._ledger.codes
        result.kinds, result.site = self._ledger.kinds, self.weather.seen
        result.readers = self._readers.counts
