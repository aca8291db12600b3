"""What is killed: each scene is a folder, a command, and what must be true after it.

A scene is prepared once, its command runs once undisturbed, and then is killed in copies of the
folder as often as wanted; after each kill the folder is looked at, the command runs again to its
end, and the folder is compared with the undisturbed one.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scraper.archive import functions, store
from scraper.archive.compact import ENOUGH
from scraper.archive.store import Cause
from scraper.dates import BEIJING
from scraper.models import Fetched, Kind

from . import judge, nest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .nest import Run
    from .steps import Step

PAST = datetime(2026, 11, 20, 8, 0, tzinfo=BEIJING)
CHANGES = "20261122A01KX700"
KNOWN = "https://new.qq.com/omn/20210426/20210426A0R5GM00.html"
TYPED = (
    "https://new.qq.com/rain/a/20261121A0HOLL00",
    "https://new.qq.com/rain/a/20261121A0PAID00",
    "https://new.qq.com/cmsn/20190213/20190213009301.html",
    "http://finance.qq.com/a/20190923/001843.htm",
)
IMPORTED = (
    "https://xw.qq.com/cmsid/20210426A0R5GM00",
    "https://new.qq.com/omn/TWF20200/TWF2020041300303000.html",
    "http://tech.qq.com/a/20161014/008123.htm",
)
FETCH = {
    "interval": 0.0,
    "jitter": 0.0,
    "connect_timeout": 5.0,
    "read_timeout": 10.0,
    "total_timeout": 20.0,
    "max_backoff": 0.05,
    "attempts": 2,
}
_SIDES = ("-wal", "-shm")
SOURCES = """
[[source]]
name = "hot"
kind = "hot"
pages = 1
[[source]]
name = "typed"
kind = "urls"
file = "links.txt"
"""


@dataclass
class Scene:
    """A command in a folder that is prepared, and what it comes to undisturbed."""

    name: str
    words: tuple[str, ...]
    prepared: Path
    archive: str = "archive.db"
    documents: str = "documents"
    also: Callable[[Scene, Path], Iterator[str]] = lambda *_: iter(())
    """What else must be true of a folder after a kill."""
    done: Path = Path()
    steps: list[Step] = field(default_factory=list)
    seconds: float = 0.0
    whole: dict[str, set[bytes]] = field(default_factory=dict)
    said: judge.State = field(default_factory=dict)

    def rehearse(self) -> Scene:
        """Run the command undisturbed, and remember what it comes to."""
        self.done = copy(self.prepared, f"{self.name}-done")
        run, self.steps = nest.count(self.done, self.words)
        if run.code not in (0, 5) or "Traceback" in run.err:
            raise RuntimeError(f"{self.name}: {run.code} {run.err}")
        self.seconds = min(self._timed() for _ in range(3))  # what is killed must still live
        self.said = judge.said(self.done / self.archive)
        for folder in (self.prepared, self.done):
            for name, data in judge.documents(folder / self.documents).items():
                self.whole.setdefault(name, set()).add(data)
        return self

    def _timed(self) -> float:
        return nest.live(copy(self.prepared, f"{self.name}-timed"), self.words).seconds

    def after(self, folder: Path, run: Run) -> Iterator[str]:
        """What is wrong right after a kill."""
        yield from judge.unsound(folder / self.archive)
        yield from judge.broken(folder / self.archive, run)
        yield from judge.half(folder / self.documents, self.whole)
        yield from self.also(self, folder)

    def completed(self, folder: Path) -> Iterator[str]:
        """What is wrong once the command has run again, to its end."""
        run = nest.live(folder, self.words)
        if run.code not in (0, 5) or "Traceback" in run.err:
            yield f"the next run ends with {run.code}: {run.err.strip()}"
        yield from judge.unsound(folder / self.archive)
        yield from judge.broken(folder / self.archive, run)
        yield from judge.differences(judge.said(folder / self.archive), self.said)
        is_now, should = (judge.documents(one / self.documents) for one in (folder, self.done))
        for name in sorted({*is_now, *should}):
            if is_now.get(name) != should.get(name):
                yield f"documents: {name} is not as it should be"
        yield from self.also(self, folder)
        yield from (f"left behind: {one.name}" for one in folder.rglob(".scraper-*"))


def copy(folder: Path, name: str) -> Path:
    """A copy of a folder beside it; one that was there is replaced."""
    new = folder.with_name(name)
    shutil.rmtree(new, ignore_errors=True)
    return Path(shutil.copytree(folder, new))


def scenes(base: Path, url: str) -> dict[str, Scene]:
    """All scenes by name, each rehearsed, their folders below `base`; the site is at `url`."""
    fresh = base / "fresh"
    fresh.mkdir(parents=True)
    values = [f"{key} = {json.dumps(value)}" for key, value in {**FETCH, "gateway": url}.items()]
    (fresh / "config.toml").write_text("\n".join(["[fetch]", *values, SOURCES]))
    (fresh / "links.txt").write_text("\n".join(TYPED))
    nest.warm(
        copy(fresh, "warm"),
        ("crawl", "--json"),
        ("import", "--json", KNOWN),
        ("export", "out"),
        ("backup", "copy.db.zst"),
        ("restore", "copy.db.zst", "--force"),
    )
    begun = _begun(copy(fresh, "begun"))
    crawl = Scene("crawl", ("crawl", "--json"), begun).rehearse()
    made = [
        Scene("first", ("import", "--json", KNOWN), fresh),
        Scene("import", ("import", "--json", *IMPORTED), begun),
        Scene(
            "export", ("export", "out"), _exported(copy(crawl.done, "exported")), documents="out"
        ),
        _backup("backup", "copy.db", crawl.done),
        _backup("pack", "copy.db.zst", crawl.done),
        _restore(crawl.done, begun),
        Scene("compact", ("compact",), _many(copy(crawl.done, "many"))),
        Scene("reextract", ("reextract", "--apply"), _misread(copy(crawl.done, "misread"))),
        Scene("intake", ("import-archive", "--json", "other.db"), _beside(begun, crawl.done)),
        Scene("migrate", ("import", "--json", IMPORTED[0]), _former(begun, base / "former")),
    ]
    return {scene.name: scene for scene in (crawl, *(one.rehearse() for one in made))}


def _misread(folder: Path) -> Path:
    """An archive whose extractor lost the end of each title and each second paragraph."""
    with store.open(folder / "archive.db") as archive:
        for entry in list(archive.entries()):
            old = entry.article
            body = "\n\n".join(old.body.split("\n\n")[::2])
            bad = replace(old, title=old.title[:-2], body=body, extractor="qq-origin/0")
            archive.put(bad, snapshot=entry.snapshot, at=PAST, cause=Cause.EXTRACTOR)
    return folder


def _beside(begun: Path, done: Path) -> Path:
    """An archive that has begun, and one beside it that has more."""
    folder = copy(begun, "beside")
    nest.live(done, ("backup", str(folder / "other.db")))
    return folder


def _many(folder: Path) -> Path:
    """An archive of so many pages that they get a dictionary."""
    chance = random.Random(1)
    shell = chance.randbytes(3000).hex()
    with store.open(folder / "archive.db") as archive, archive.together():
        for number in range(3 * ENOUGH):
            body = f"{shell}{number}{chance.randbytes(200).hex()}".encode()
            answer = Fetched(asked="", url="", status=200, headers=(), body=body, at=PAST)
            archive.keep(answer)
    return folder


def _begun(folder: Path) -> Path:
    """An archive with two articles, one of which is due and says something else today."""
    run = nest.live(folder, ("import", KNOWN, CHANGES))
    if run.code:
        raise RuntimeError(run.err)
    with store.open(folder / "archive.db") as archive:
        entry = archive.entry(CHANGES)
        if entry is None:
            raise RuntimeError("the article that is to change was not imported")
        former = replace(entry.article, title="从前的题目", images=())
        archive.put(former, snapshot=entry.snapshot, at=PAST)
        archive.visited(entry.article.url, Kind.SAME, at=PAST, due_at=PAST + timedelta(hours=1))
    nest.live(folder, ("export", "documents"))
    return folder


def _exported(folder: Path) -> Path:
    """A folder of documents of which some are missing, damaged, or were left half written."""
    nest.live(folder, ("export", "out"))
    names = sorted(one.name for one in (folder / "out").iterdir())
    for name in names[: len(names) // 2]:
        (folder / "out" / name).unlink()
    return folder


def _backup(name: str, file: str, done: Path) -> Scene:
    """A backup that replaces an older one: there must always be one of the two."""
    folder = copy(done, f"{name}-prepared")
    nest.live(folder, ("backup", file))
    older = (folder / file).read_bytes()
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        functions.register(db)
        db.execute("UPDATE articles SET title = title || '!'")
        db.commit()

    def whole(scene: Scene, now: Path) -> Iterator[str]:
        data = (now / file).read_bytes() if (now / file).exists() else b""
        if data not in (older, (scene.done / file).read_bytes()):
            yield f"{file}: neither the older backup nor the new one"

    return Scene(name, ("backup", file, "--force"), folder, also=whole)


def _restore(done: Path, begun: Path) -> Scene:
    """A backup in the place of an archive of which the journal holds a part."""
    folder = copy(begun, "restore-prepared")
    nest.live(copy(done, "restore-from"), ("backup", str(folder / "copy.db")))
    _journalled(folder / "archive.db")
    former, new = judge.said(folder / "archive.db"), judge.said(folder / "copy.db")

    def either(_: Scene, now: Path) -> Iterator[str]:
        if judge.said(now / "archive.db") not in (former, new):
            yield "the archive is neither the former nor the new one"
        kept = [one for one in now.glob("archive.db.before-*") if one.name[-4:] not in _SIDES]
        yield from (
            f"{one.name}: is neither" for one in kept if judge.said(one) not in (former, new)
        )
        if judge.said(now / "archive.db") == new and former not in map(judge.said, kept):
            yield "the former archive is lost"

    return Scene("restore", ("restore", "copy.db", "--force"), folder, also=either)


def _journalled(path: Path) -> None:
    """Change an archive so that only its journal knows of it."""
    code = (
        "import os, sqlite3, sys\n"
        "from scraper.archive import functions\n"
        "db = sqlite3.connect(sys.argv[1])\n"
        "functions.register(db)\n"
        "db.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "db.execute(\"UPDATE articles SET title = 'journalled'\")\n"
        "db.commit()\n"
        "os.kill(os.getpid(), 9)"
    )
    import subprocess

    subprocess.run([sys.executable, "-c", code, str(path)], check=False)


def _former(begun: Path, folder: Path) -> Path:
    """The same archive as version 1 of this program kept it."""
    shutil.copytree(begun, folder)
    path = folder / "archive.db"
    newer = path.rename(folder / "newer.db")
    schema = Path(__file__).parents[1] / "archive" / "schema-1.sql"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(schema.read_text(encoding="utf-8"))
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("ATTACH ? AS newer", [str(newer)])
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('scraper', '0001-first', '2026-01-01 00:00:00+00:00')"
        )
        tables = db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table.startswith(("sqlite", "_sqlite")):
                continue
            found = db.execute(f"PRAGMA main.table_info({table})").fetchall()
            names = ", ".join(column[1] for column in found)
            db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM newer.{table}")
    newer.unlink()
    return folder
