"""Questions → a command's answers: JSON to its standard input, JSON from its standard output.

It is asked once for each piece, by itself, and need know nothing of articles: the body it gets is
paragraphs with blank lines between, and its answer has as many.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from scraper.errors import EndpointError, TongueError
from scraper.extract import clean
from scraper.tongue.asking import Answer, Question
from scraper.tongue.budget import tokens
from scraper.tongue.pieces import SUMMARY, TITLE

LIMIT = 4_000_000
"""Bytes of an answer."""
MOST = 20_000
"""Characters of a piece: an ordinary article is one."""


class Program:
    """A command by its words, each answer within `timeout` seconds."""

    def __init__(
        self, words: Sequence[str], *, timeout: float, monotonic: Callable[[], float]
    ) -> None:
        self.name = Path(words[0]).name
        self.most = MOST
        self._words = list(words)
        self._timeout = timeout
        self._monotonic = monotonic
        self._end = 0.0

    def close(self) -> None:
        """Nothing is held."""

    def need(self, question: Question) -> int:
        """Tokens for the question, and an answer as long."""
        return 2 * tokens(_asked(question))

    def ask(self, question: Question) -> Answer:
        """The command's answer, its lines unchecked."""
        asked = _asked(question)
        out = self._run(asked.encode())
        try:
            said = json.loads(out)
            words = {name: said.get(name) or "" for name in ("title", "summary", "body")}
        except (ValueError, AttributeError, RecursionError) as error:
            shown = clean.line(out[:80].decode("utf-8", "replace"))
            raise TongueError(f"{self.name}: its answer is no JSON object: {shown!r}") from error
        if wrong := [name for name, value in words.items() if not isinstance(value, str)]:
            raise TongueError(f"{self.name}: {wrong[0]} of its answer is no text")
        used = tokens(asked) + tokens("".join(words.values()))
        return Answer(lines=_lines(question, words), tokens=used)

    def _run(self, asked: bytes) -> bytes:
        """What the command writes; its children end with it."""
        with tempfile.TemporaryFile() as given:
            given.write(asked)
            given.seek(0)
            process = self._started(given)
            with process:
                try:
                    out, err = self._read(process)
                    code = process.wait(max(0.01, self._left()))
                except subprocess.TimeoutExpired as error:
                    reason = f"no answer in {self._timeout:g} s (translate.timeout)"
                    raise TongueError(f"{self.name}: {reason}") from error
                finally:
                    _end(process)
        if code:
            said = clean.line(err.decode("utf-8", "replace"))[-200:]
            raise TongueError(f"{self.name}: ended with {code}{f': {said}' if said else ''}")
        return out

    def _started(self, given: IO[bytes]) -> subprocess.Popen[bytes]:
        self._end = self._monotonic() + self._timeout
        try:
            return subprocess.Popen(  # noqa: S603 - the operator's own command
                self._words,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise EndpointError(f"{self.name}: {reason}; check translate.command") from error

    def _left(self) -> float:
        return self._end - self._monotonic()

    def _read(self, process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
        """What it writes to its end, and the last of what it complains of."""
        assert process.stdout
        assert process.stderr
        out, err = bytearray(), bytearray()
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ, out)
            ready.register(process.stderr, selectors.EVENT_READ, err)
            while ready.get_map():
                if (left := self._left()) <= 0:
                    raise subprocess.TimeoutExpired(self.name, self._timeout)
                for key, _ in ready.select(left):
                    data = os.read(key.fd, 65_536)
                    key.data.extend(data)
                    if not data:
                        ready.unregister(key.fileobj)
                del err[:-1000]
                if len(out) > LIMIT:
                    raise TongueError(f"{self.name}: its answer has more than {LIMIT} bytes")
        return bytes(out), bytes(err)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _asked(question: Question) -> str:
    lines = question.piece.lines
    body = [one.text for name, one in lines.items() if name not in (TITLE, SUMMARY)]
    asked = {
        "task": "summarize" if question.sum_up else "translate",
        "from": question.source,
        "to": question.target,
        "title": lines[TITLE].text if TITLE in lines else "",
        "summary": lines[SUMMARY].text if SUMMARY in lines else "",
        "body": "\n\n".join(body),
        "faults": list(question.faults),
    }
    return json.dumps(asked, ensure_ascii=False)


def _lines(question: Question, words: dict[str, str]) -> dict[str, str]:
    """The answer's paragraphs by the names of those that were asked for; none where they are not as
    many.
    """
    found = {name: clean.line(words[name]) for name in (TITLE, SUMMARY) if words[name].strip()}
    if question.sum_up:
        return {SUMMARY: found.get(SUMMARY, "")}
    names = [name for name in question.piece.lines if name not in (TITLE, SUMMARY)]
    said = [one for part in words["body"].split("\n\n") if (one := clean.line(part))]
    return found | (dict(zip(names, said, strict=True)) if len(names) == len(said) else {})
