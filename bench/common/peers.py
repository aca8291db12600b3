"""A script in another environment, asked over a pipe: a question a line, an answer a line, JSON.

A peer that needs other versions of what we need stands in ``.venv/peers`` or ``.venv/peers-news``,
which ``make bench`` makes. Its script calls `serve`; who measures calls `Peer`. Both sides time
their own work by their own processor clock, so the pipe is in no figure.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]


def interpreter(room: str) -> Path:
    """The Python of an environment: ``peers`` or ``peers-news``."""
    found = ROOT / ".venv" / room / "bin/python"
    if not found.exists():
        raise SystemExit(f"{found}: not there; the peers are installed by `make bench`")
    return found


class Peer:
    """A running script of another environment; a context manager that ends it."""

    def __init__(self, room: str, script: Path, *words: str) -> None:
        self._process = subprocess.Popen(
            [interpreter(room), script, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, **question: Any) -> Any:
        """The answer to a question; SystemExit where the script died over it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._process.args}: died over {str(question)[:200]}")
        return json.loads(line)


def serve(answer: Callable[[dict[str, Any]], Any]) -> None:
    """Answer each question that is asked on standard input, until nobody asks any more."""
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    for line in sys.stdin:
        out.write(json.dumps(answer(json.loads(line))) + "\n")
        out.flush()
