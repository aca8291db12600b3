"""A command → a server as a process on one core: when it answers, how large it is, how it ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

Process = subprocess.Popen[bytes]
PATIENCE = 60.0
"""Seconds until a server answers, or has ended."""
_CORES = sorted(os.sched_getaffinity(0))
CORE, OTHERS = set(_CORES[:1]), set(_CORES[1:]) or set(_CORES)
"""Where the server runs, and where all others do."""


@dataclass(kw_only=True)
class Server:
    """A server under way at `port`. After `ended`: its exit code, and its peak in MB."""

    process: Process
    port: int
    errors: Path
    code: int = 0
    peak: float = 0.0

    @property
    def size(self) -> float:
        """How large it is now, in MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)

    @property
    def spent(self) -> float:
        """Seconds of the processor that it took until now."""
        numbers = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def said(self) -> str:
        """What it wrote on standard error."""
        return self.errors.read_text(encoding="utf-8", errors="replace")

    def end(self) -> None:
        """Ask it to end as a person does, and see how."""
        self.process.send_signal(signal.SIGINT)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.code = self.process.returncode = os.waitstatus_to_exitcode(status)
                self.peak = usage.ru_maxrss / 1024
                return
            time.sleep(0.02)
        self.process.kill()
        self.code = self.process.wait()


def ours(folder: Path) -> Sequence[str]:
    """The command that serves the archive of a folder's configuration."""
    return (sys.executable, "-m", "scraper", "serve", "--config", str(folder / "config.toml"))


def datasette(archive: Path) -> Sequence[str]:
    """The command with which Datasette serves an archive."""
    return (sys.executable, "-m", "datasette", "serve", str(archive))


def pinned(
    command: Sequence[str], cores: set[int] | None, **options: Any
) -> subprocess.Popen[bytes]:
    """A process on these cores alone."""
    process = subprocess.Popen(command, **options)
    if cores:
        os.sched_setaffinity(process.pid, cores)  # before it has a second thread
    return process


@contextmanager
def serving(
    command: Sequence[str], errors: Path, *, cores: set[int] | None = CORE
) -> Iterator[Server]:
    """A server on one core, from its first answer to its end."""
    port = _free()
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    with errors.open("wb") as trouble:
        process = pinned([*command, "--port", str(port)], cores, **quiet, stderr=trouble)
    server = Server(process=process, port=port, errors=errors)
    try:
        _await(server)
        yield server
    finally:
        if process.returncode is None:
            server.end()


def _await(server: Server) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (code := server.process.poll()) is not None:
            raise SystemExit(f"the server ended with {code}: {server.said}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 1):
            return
        time.sleep(0.05)
    raise SystemExit("the server did not answer")


def body(port: int, path: str) -> bytes:
    """What a server answers."""
    with closing(HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port
