"""Those who read while others write: lists, articles, exports and copies."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from scraper.cli import main
from soaking import audit
from soaking.crew import Crew, Done, Running
from soaking.ledger import name


class Readers:
    """Starts a reader beside a run, and hears what it says; `counts` are those there were."""

    def __init__(self, crew: Crew, archive: Path, dice: Random) -> None:
        self.counts: Counter[str] = Counter()
        self._crew = crew
        self._archive = archive
        self._dice = dice

    def start(self) -> tuple[Running, list[str]]:
        """A reader under way, and what was wrong with a copy that was made at its start."""
        word = self._dice.choice(("list", "show", "export", *_there("backup")))
        match word:
            case "show":
                return self._crew.start("reader", "show", self.known(1)[0]), []
            case "export":
                return self._crew.start("reader", "export", "exported"), []
            case "backup":
                self._archive.with_name("backup.db").unlink(missing_ok=True)
                return self._crew.start("reader", "backup", "backup.db"), []
            case _:
                return self._crew.start("reader", "list", "--json"), self._copy()

    def known(self, count: int) -> list[str]:
        """The ids of so many articles of the archive, or of fewer."""
        with closing(sqlite3.connect(f"{self._archive.as_uri()}?mode=ro", uri=True)) as db:
            keys = [key for (key,) in db.execute("SELECT id FROM articles ORDER BY id")]
        return self._dice.sample(keys, min(count, len(keys))) or ["20250212A08YTH00"]

    def hear(self, done: Done) -> Iterator[str]:
        """What is wrong with what a reader said: none ever fails, or tells of an article twice."""
        word = done.words[0]
        self.counts[word] += 1
        excused = done.code in (3, 5) and word == "show"  # of an article that is not there yet
        if (done.code and not excused) or "Traceback" in done.complaint:
            yield f"{name(done)}: {done.complaint.strip()[-300:]}"
        elif word == "list":
            keys = [json.loads(line)["id"] for line in done.out.read_text().splitlines()]
            if len(set(keys)) < len(keys):
                yield f"{name(done)}: an article twice"
        elif word == "backup":
            yield from audit.sound(self._archive.with_name("backup.db"))

    def last(self) -> Iterator[str]:
        """What is wrong with the documents and, where there is one, with the check at the end."""
        for words in (("export", "whole"), *((word,) for word in _there("check"))):
            yield from self.hear(self._crew.run("reader", *words))
        folder = self._archive.parent
        yield from audit.folders(folder / "documents", folder / "whole")

    def listed(self, given_up: list[str]) -> Iterator[str]:
        """What was given up and is not listed, where there is a command for it."""
        if any(option.name == "failed" for option in main.commands["list"].params):
            said = self._crew.run("reader", "list", "--failed").out.read_text(encoding="utf-8")
            for key in given_up:
                if key not in said:
                    yield f"{key}: given up, but `scraper list --failed` does not say so"

    def _copy(self) -> list[str]:
        """A copy as the README says: with SQLite's own means, while others write."""
        copy = self._archive.with_name("copied.db")
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self._archive)) as db, closing(sqlite3.connect(copy)) as other:
            db.backup(other)
        self.counts["copy"] += 1
        return audit.sound(copy)


def _there(word: str) -> tuple[str, ...]:
    """A command, where this version has it."""
    return (word,) if word in main.commands else ()
