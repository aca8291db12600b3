"""What runs printed ↔ what the archive says of them: do all counts add up?"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import Path

from scraper.models import STORED, Kind
from soaking.crew import Done

FINE = (0, 4, 5, 6, 7, 130, -2, -9, -15)
"""Exit codes that a run may end with in bad weather, or when it is shot at."""
CUT = ("killed", "stopped", "too long")
_UNASKED = {Kind.BLOCKED, Kind.KNOWN}
"""Outcomes of pages that were not visited: their host is left alone, or they are there already."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as the archive tells it."""

    id: int
    command: str
    finished: bool
    note: str
    counts: Counter[str]
    visits: Counter[tuple[str, str]]


@dataclass
class Ledger:
    """Settles the runs of each round; `kinds` is the sum of all that was printed."""

    archive: Path
    last: int = 0
    runs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def settle(self, done: list[Done]) -> list[str]:
        """What does not add up after these commands, of which each wrote one run at most."""
        for one in done:
            self.codes[f"{one.mode.partition(',')[0]} {one.code}"] += 1
        faults = [fault for one in done for fault in _trouble(one)]
        if not self.archive.exists():
            return faults
        with closing(sqlite3.connect(f"{self.archive.as_uri()}?mode=ro", uri=True)) as db:
            found = list(_runs(db, self.last))
            faults += self._match(db, found, done)
            faults += [fault for one in done for fault in _unkept(db, one)]
        self.last = max([self.last, *(run.id for run in found)])
        self.runs += len(found)
        self.kinds.update(str(said["kind"]) for one in done for said in one.outcomes)
        return faults

    def _match(self, db: sqlite3.Connection, runs: list[Run], done: list[Done]) -> list[str]:
        """The faults of the best way to say which run was whose."""
        if len(runs) > len(done):
            return [f"{len(runs)} runs in the archive of {len(done)} commands"]
        links = {url for (url,) in db.execute("SELECT source_url FROM links")}
        forms = dict(db.execute("SELECT form, source_url FROM aliases").fetchall())
        best: list[str] | None = None
        for order in permutations(done, len(runs)):
            faults = [
                fault
                for run, one in zip(runs, order, strict=True)
                for fault in _differ(_named(run, forms), one, links)
            ]
            left = [one for one in done if one not in order]
            faults += [
                f"{name(one)}: printed outcomes, but wrote no run" for one in left if one.outcomes
            ]
            if best is None or len(faults) < len(best):
                best = faults
        return best or []


def name(done: Done) -> str:
    """A command and where it said what."""
    return f"{done.out.name} ({done.mode}: {' '.join(done.words[:2])}, code {done.code})"


def _trouble(done: Done) -> Iterator[str]:
    """A code or a word that no weather excuses."""
    said = done.complaint
    if done.code not in FINE:
        yield f"{name(done)}: {said.strip()[-300:]}"
    elif "Traceback" in said and done.mode not in CUT:
        yield f"{name(done)}: a traceback: {said.strip()[-300:]}"
    elif "is locked" in said:
        yield f"{name(done)}: the database is locked: {said.strip()[-300:]}"
    if any("please report it" in one.get("reason", "") for one in done.outcomes):
        yield f"{name(done)}: a surprise in a page; see {done.out}"


def _runs(db: sqlite3.Connection, last: int) -> Iterator[Run]:
    sql = "SELECT id, command, finished_at, note, counts FROM runs WHERE id > ? ORDER BY id"
    for key, command, finished, note, counts in db.execute(sql, [last]).fetchall():
        rows = db.execute("SELECT source_url, kind FROM visits WHERE run_id = ?", [key])
        yield Run(
            id=key,
            command=command,
            finished=finished is not None,
            note=note,
            counts=Counter(json.loads(counts)),
            visits=Counter(rows.fetchall()),
        )


def _named(run: Run, forms: dict[str, str]) -> Run:
    """The same run, its visits under the addresses of their articles, as outcomes are printed."""
    visits: Counter[tuple[str, str]] = Counter()
    for (url, kind), count in run.visits.items():
        visits[forms.get(url, url) if kind in STORED else url, kind] += count
    return replace(run, visits=visits)


def _differ(run: Run, done: Done, links: set[str]) -> Iterator[str]:
    """How a run and what a command printed differ, beyond what an interruption explains."""
    if run.command != done.words[0]:
        yield f"run {run.id} is a {run.command}, not {name(done)}"
        return
    cut = not run.finished or run.note == "interrupted"
    if not run.finished and not done.mode.endswith(CUT):
        yield f"run {run.id}: never finished, yet nobody stopped {name(done)}"
    said = Counter((one["url"], one["kind"]) for one in done.outcomes)
    kinds = Counter(one["kind"] for one in done.outcomes)
    apart = (run.counts - kinds) + (kinds - run.counts)
    if run.finished and apart.total() > cut:
        yield f"run {run.id}: counts {dict(run.counts)}, printed {dict(kinds)} by {name(done)}"
    unsaid = run.visits - said
    if unsaid.total() > cut:
        yield f"run {run.id}: visited, but not printed by {name(done)}: {list(unsaid)[:3]}"
    unwritten = [one for one in said - run.visits if one[0] in links and one[1] not in _UNASKED]
    if unwritten:
        yield f"run {run.id}: printed by {name(done)}, but no visit: {unwritten[:3]}"


def _unkept(db: sqlite3.Connection, done: Done) -> Iterator[str]:
    """Articles that were reported stored, and are not there."""
    for said in done.outcomes:
        if (
            said["kind"] in STORED
            and not db.execute(
                "SELECT 1 FROM articles WHERE source_url = ?", [said["url"]]
            ).fetchone()
        ):
            yield f"{name(done)}: reported {said['kind']}, but not stored: {said['url']}"
