"""A command → seconds, and what its workers used of processors and memory, as the kernel tells it.

The workers are processes of their own: children that `multiprocessing` began, or those that call
themselves ``ray::``. With `kill` one of them is killed, once half of the work is written down.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
LOOK = 0.05


@dataclass(slots=True)
class Used:
    """What a command took; `cpu` and `memory` (MB, the largest) are of its workers."""

    seconds: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    own: float = 0.0
    workers: int = 0
    killed: bool = False
    spent: dict[int, float] = field(default_factory=dict)


def run(command: list[str], folder: Path, tasks: Path, half: int | None) -> Used:
    """Run a command in a folder; a worker is killed once `half` files stand in `tasks`."""
    used = Used()
    start = time.perf_counter()
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            look(process.pid, used)
            if half is not None and not used.killed and done(tasks) >= half:
                used.killed = kill(process.pid)
            time.sleep(LOOK)
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    if process.returncode:
        text = (folder / "log").read_text(errors="replace")[-2000:]
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}\n{text}")
    used.seconds = time.perf_counter() - start
    used.own = ended[2].ru_utime + ended[2].ru_stime
    used.cpu = sum(used.spent.values())
    used.workers = len(used.spent)
    return used


def look(parent: int, used: Used) -> None:
    """Note what each worker used so far."""
    for pid in workers(parent):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        spent = (int(stat[11]) + int(stat[12])) / TICK
        if spent > 0.5:  # Ray starts some that are never asked for anything
            used.spent[pid] = spent
        most = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
        used.memory = max(used.memory, int(most[0]) / 1000 if most and spent > 0.5 else 0)


def workers(parent: int) -> Iterator[int]:
    """The processes that do the work of a command."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes()
            above = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if words.startswith(b"ray::") or (above == parent and b"spawn_main" in words):
            yield int(entry.name)


def done(tasks: Path) -> int:
    """How many pieces of work are written down."""
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0


def kill(parent: int) -> bool:
    """Kill one worker that is at work; whether there was one."""
    for pid in workers(parent):
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
        if words.startswith(b"ray::") and not words.startswith(b"ray::run"):
            continue
        os.kill(pid, signal.SIGKILL)
        return True
    return False
