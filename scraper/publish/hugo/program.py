"""Hugo itself: its version, and a build that leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

Version = tuple[int, ...]

_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")
_LINE = re.compile(
    r"^(?P<level>ERROR|WARN|Error:)(?: \d{4}/\d\d/\d\d \d\d:\d\d:\d\d)? *(?P<text>.*)$"
)
_PATIENCE = 300.0
"""Seconds for a build; one of 50,000 articles takes a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build said: nothing in `errors` where it came to its end."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    said: str


def read(text: str) -> Version | None:
    """The first version named in a text; None where there is none."""
    found = _VERSION.search(text)
    return tuple(int(part or 0) for part in found.groups()) if found else None


def version(hugo: str) -> Version | None:
    """The version of the program; None where it says none."""
    try:
        done = _run([hugo, "version"], Path(), 30.0)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"hugo v(\S+)", done)
    return read(found[1]) if found else None


def build(hugo: str, root: Path) -> Built:
    """Build a site in memory, with what Hugo keeps elsewhere thrown away."""
    with TemporaryDirectory(prefix="scraper-") as spare:
        words = [hugo, "--renderToMemory", "--noBuildLock", "--cacheDir", spare, "--source", "."]
        try:
            said = _run(words, root, _PATIENCE, HUGO_RESOURCEDIR=spare)
        except subprocess.TimeoutExpired:
            return Built(errors=(f"no end after {_PATIENCE:g} s",), warnings=(), said="")
        except OSError as error:
            return Built(errors=(f"{hugo}: {error.strerror}",), warnings=(), said="")
    lines = [found for line in said.splitlines() if (found := _LINE.match(line))]
    errors = tuple(one["text"] for one in lines if one["level"] != "WARN")
    warnings = tuple(one["text"] for one in lines if one["level"] == "WARN")
    return Built(errors=errors, warnings=warnings, said=_last(said))


def _last(said: str) -> str:
    found = re.search(r"Total in .*", said)
    return f"built without a warning: {found[0]}" if found else "built"


def _run(words: list[str], folder: Path, seconds: float, **environ: str) -> str:
    done = subprocess.run(  # noqa: S603 - the program that the operator has
        words,
        cwd=folder,
        env={**os.environ, **environ, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace")
