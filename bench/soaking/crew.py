"""Starts children, lets some die, and says what each came to."""

from __future__ import annotations

import json
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

CHILD = Path(__file__).with_name("child.py")
PATIENCE = 150.0
"""Seconds of the real clock after which a command is asked to stop."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command came to. `mode` says how it was treated, `size` how large it had become."""

    mode: str
    words: tuple[str, ...]
    code: int
    out: Path
    err: Path
    seconds: float
    size: dict[str, int] = field(default_factory=dict)

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """The outcomes it printed; the last line of one that was killed may be half a line."""
        found = []
        for line in self.out.read_text(encoding="utf-8").split("\n")[:-1]:
            value = json.loads(line)
            if isinstance(value, dict) and {"kind", "url"} <= value.keys():
                found.append(value)
        return found

    @property
    def complaint(self) -> str:
        """What it wrote on standard error."""
        return self.err.read_text(encoding="utf-8", errors="replace")


@dataclass
class Running:
    """A command under way."""

    mode: str
    words: tuple[str, ...]
    process: subprocess.Popen[bytes]
    out: Path
    err: Path
    begun: float

    def end(self) -> Done:
        """What it comes to; asked to stop where it takes too long."""
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.mode = f"{self.mode}, too long"
            self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(PATIENCE)
        seconds = time.monotonic() - self.begun
        return Done(
            mode=self.mode, words=self.words, code=code, out=self.out, err=self.err, seconds=seconds
        )

    def strike(self, sign: signal.Signals, lines: int, delay: float) -> None:
        """Send a signal a while after it has printed so many lines, unless it ends before."""
        end = self.begun + PATIENCE
        while self._lines() < lines and time.monotonic() < end and self.process.poll() is None:
            time.sleep(0.01)
        try:
            self.process.wait(delay)
        except subprocess.TimeoutExpired:
            self.process.send_signal(sign)

    def _lines(self) -> int:
        return self.out.read_bytes().count(b"\n")


class Crew:
    """Runs commands in a folder; `shift` is asked for how far the clock is from the real one."""

    def __init__(self, folder: Path, shift: Callable[[], float]) -> None:
        self.folder = folder
        self._said = folder / "said"
        self._said.mkdir(parents=True, exist_ok=True)
        self._shift = shift
        self._count = 0
        self._stayer: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._stayer:
            self._stayer.stdin.close()  # type: ignore[union-attr]
            self._stayer.wait(PATIENCE)
            self._stayer.stdout.close()  # type: ignore[union-attr]

    def start(self, mode: str, *words: str) -> Running:
        """A fresh process."""
        out, err = self._files()
        with out.open("wb") as standard, err.open("wb") as trouble:
            process = subprocess.Popen(
                [sys.executable, str(CHILD), str(self._shift()), *words],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=standard,
                stderr=trouble,
            )
        return Running(mode, words, process, out, err, time.monotonic())

    def run(self, mode: str, *words: str) -> Done:
        """A fresh process, to its end."""
        return self.start(mode, *words).end()

    def again(self, *words: str) -> Done:
        """The same process as the last time."""
        out, err = self._files()
        asked = {"shift": self._shift(), "words": words, "out": str(out), "err": str(err)}
        begun = time.monotonic()
        said = self._asked(json.dumps(asked))
        return Done(
            mode="long",
            words=words,
            code=said.pop("code"),
            out=out,
            err=err,
            seconds=time.monotonic() - begun,
            size=said,
        )

    def _asked(self, line: str) -> dict[str, Any]:
        if self._stayer is None:
            self._stayer = subprocess.Popen(
                [sys.executable, str(CHILD)],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        given, answers = self._stayer.stdin, self._stayer.stdout
        assert given
        assert answers
        given.write(f"{line}\n".encode())
        given.flush()
        if not select.select([answers], [], [], PATIENCE)[0]:
            self._stayer.send_signal(signal.SIGTERM)  # it finishes the run, not the process
        answer = answers.readline()
        if not answer:
            raise RuntimeError(f"the long-lived process died with {self._stayer.wait()}: {line}")
        return dict(json.loads(answer))

    def _files(self) -> tuple[Path, Path]:
        self._count += 1
        return self._said / f"{self._count:05}.out", self._said / f"{self._count:05}.err"
