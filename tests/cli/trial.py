"""The command as a process of its own, in a folder with a config.toml, against the imitation site.

Nothing of the project is replaced: `[fetch] gateway` leads every host to a real port of 127.0.0.1.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from scraper.archive import functions
from scraper.cli import main
from scraper.demo import asgi
from scraper.demo.answers import Answer, Ask, page
from scraper.demo.site import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scraper.demo.asgi import App, Receive, Scope, Send

FETCH = {
    "interval": 0.0,
    "jitter": 0.0,
    "connect_timeout": 2.0,
    "read_timeout": 5.0,
    "total_timeout": 10.0,
    "max_backoff": 0.05,
    "attempts": 2,
}
"""Without patience: the site is on this machine."""

ESSENTIAL = ("PYTHONPATH", "SYSTEMROOT", "COVERAGE_PROCESS_START")
"""What the process needs to start at all, where the rest of the environment is empty."""


class Site:
    """The imitation site; counts what is asked, and answers otherwise where a test wants it."""

    def __init__(self, imitation: App) -> None:
        self.url = ""
        self.seen: list[str] = []
        self.replies: dict[str, Callable[[Ask], Answer]] = {}
        self._imitation = imitation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        host = dict(scope["headers"]).get(b"host", b"").decode()
        self.seen.append(f"{host}{scope['path']}")
        reply = self.replies.get(scope["path"])
        if reply is None:
            await self._imitation(scope, receive, send)
        else:
            ask = await asgi.read(scope, receive)
            await asgi.write(reply(ask), receive, send)

    @classmethod
    def imitation(cls) -> Site:
        return cls(app(delay=1.5))

    def reset(self) -> None:
        """Forget what was asked, and answer as the imitation does."""
        self.seen.clear()
        self.replies.clear()

    def on(self, path: str, body: str | bytes, status: int = 200, sort: str = "text/html") -> None:
        self.replies[path] = lambda _: page(body, status=status, type=f"{sort}; charset=utf-8")

    def pages(self) -> list[str]:
        """What was asked for beside lists and robots.txt."""
        lists = ("i.news.qq.com", "r.inews.qq.com", "news.qq.com/sitemap")
        return [
            one for one in self.seen if not one.endswith("/robots.txt") if not one.startswith(lists)
        ]


@dataclass(frozen=True)
class Done:
    """A process that has ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    @property
    def kinds(self) -> list[str]:
        return [one["kind"] for one in self.objects]


@dataclass
class Trial:
    """A folder for a configuration, its archive and its documents."""

    folder: Path
    site: Site
    env: dict[str, str] = field(default_factory=dict)

    def configure(self, text: str = "", **fetch: object) -> Path:
        """Write config.toml: the gateway, `fetch` over the patience of FETCH, and then `text`."""
        values = {**FETCH, "gateway": self.site.url, **fetch}
        lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        path = self.folder / "config.toml"
        path.write_text("\n".join(["[fetch]", *lines, text]), encoding="utf-8")
        return path

    def run(
        self,
        *words: str | Path,
        typed: str | bytes | None = None,
        env: dict[str, str] | None = None,
        timeout: float = 60.0,
    ) -> Done:
        """What `scraper words…` comes to in this folder, its standard input empty or `typed`."""
        given = typed.encode() if isinstance(typed, str) else typed
        done = subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.environment(env),
            timeout=timeout,
            capture_output=True,
            check=False,
            **({"input": given} if given is not None else {"stdin": subprocess.DEVNULL}),
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def call(self, *words: str | Path, typed: str | bytes = b"") -> Done:
        """The same as `run`, in this process: for the long tables of bad input."""
        with contextlib.chdir(self.folder):
            result = CliRunner().invoke(main, list(map(str, words)), input=typed)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)

    def start(self, *words: str | Path, **options: Any) -> subprocess.Popen[bytes]:
        """The process of `scraper words…`, while it runs."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env=self.environment(None),
            **{**given, **options},
        )

    @staticmethod
    def command(*words: str | Path) -> list[str]:
        return [sys.executable, "-m", "scraper", *map(str, words)]

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the archive answers to a query, read by another program."""
        with self.database() as db:
            return db.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.archive)
        functions.register(db)
        try:
            yield db
            db.commit()
        finally:
            db.close()

    @property
    def archive(self) -> Path:
        return self.folder / "archive.db"

    def ids(self) -> set[str]:
        return {key for (key,) in self.rows("SELECT id FROM articles")}

    def counts(self) -> dict[str, int]:
        """How many rows each table has, once the archive has proved sound."""
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        assert self.rows("PRAGMA foreign_key_check") == []
        names = [
            name for (name,) in self.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        return {name: self.rows(f"SELECT count(*) FROM {name}")[0][0] for name in names}

    def documents(self) -> dict[str, tuple[int, bytes]]:
        """Every document's time of change and bytes, by name."""
        folder = self.folder / "documents"
        return {one.name: (one.stat().st_mtime_ns, one.read_bytes()) for one in folder.iterdir()}

    def environment(self, env: dict[str, str] | None) -> dict[str, str]:
        if env is None:
            return {**os.environ, **self.env}
        needed = {key: os.environ[key] for key in ESSENTIAL if key in os.environ}
        return {**needed, **env}
