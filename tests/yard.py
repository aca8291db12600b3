"""Where bombs go off: each in a process of its own, whose memory the kernel limits.

The yard is one process that has loaded the project; it forks a child for each bomb, so that a bomb
costs no start of Python. What the bomb is made of is not counted: the child makes it, and is then
given as much address space more as it may use. Linux only: elsewhere RLIMIT_AS holds nothing.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SECONDS = 10.0
MEGABYTES = 300
_MEGA = 1 << 20
_PAGE = resource.getpagesize()


@dataclass(frozen=True, kw_only=True)
class Bomb:
    """What is made, what is done with it, and how what comes of it begins."""

    make: Callable[..., Any]
    work: Callable[[Any], str]
    says: str


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of a bomb, or the `fault` that nobody foresaw; seconds of the clock and
    of the processor, megabytes beyond those of the material."""

    said: str = ""
    fault: str = ""
    seconds: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0


class Yard:
    """Sets off the bombs of the file `bombs`, a module that holds them by name in BOMBS."""

    def __init__(self, bombs: Path) -> None:
        self._bombs = bombs
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(bombs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"MALLOC_ARENA_MAX": "1"},
            text=True,
        )

    def run(self, name: str, *given: Any) -> Done:
        """What comes of the bomb `name`, made of `given`."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([name, *given]), file=self._process.stdin, flush=True)
        return Done(**json.loads(self._process.stdout.readline()))

    def check(self, name: str, bomb: Bomb, *given: Any) -> Done:
        """The same, within the limits and as it was foreseen.

        The clock is allowed twice as much as the processor, for other tests run beside this one.
        """
        done = self.run(name, *given)
        assert done.fault == ""
        assert done.said.startswith(bomb.says)
        assert done.cpu < SECONDS
        assert done.seconds < 2 * SECONDS
        assert done.megabytes < MEGABYTES
        return done

    def close(self) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.stdout.close()  # type: ignore[union-attr]
        self._process.wait(10)


@contextlib.contextmanager
def opened(bombs: Path) -> Iterator[Yard]:
    if sys.platform != "linux":
        pytest.skip("memory is limited on Linux only")
    yard = Yard(bombs)
    try:
        yield yard
    finally:
        yard.close()


@cache
def load(path: str) -> Any:
    """The module in a file, without the package around it."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def serve(path: str) -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    bombs = load(path).BOMBS
    for line in sys.stdin:
        name, *given = json.loads(line)
        print(json.dumps(asdict(_forked(bombs[name], given))), flush=True)


def _forked(bomb: Any, given: list[Any]) -> Done:
    here, there = os.pipe()
    if not (child := os.fork()):
        os.close(here)
        _explode(bomb, given, there)
        os._exit(0)
    os.close(there)
    said = b""
    end = time.monotonic() + 3 * SECONDS  # making it takes time too
    while select.select([here], [], [], max(end - time.monotonic(), 0))[0]:
        if not (piece := os.read(here, 65536)):
            break
        said += piece
    else:
        os.kill(child, signal.SIGKILL)
    os.close(here)
    status = os.waitpid(child, 0)[1]
    if not said:
        return Done(fault=f"ended without a word: {os.waitstatus_to_exitcode(status)}")
    return Done(**json.loads(said))


def _explode(bomb: Any, given: list[Any], out: int) -> None:
    from scraper.errors import PageError, ScraperError

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    material = bomb.make(*given)
    gc.collect()
    before = _status("VmRSS")
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # the peak of memory begins anew
    room = _status("VmSize") + MEGABYTES * _MEGA
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    start, spent = time.monotonic(), time.process_time()
    said = fault = ""
    try:
        said = bomb.work(material)
    except PageError as error:
        said = f"{error.kind}: {error.reason}"
    except ScraperError as error:
        said = f"{type(error).__name__}: {error}"
    except BaseException as error:
        fault = f"{type(error).__name__}: {error}"
    seconds, cpu = time.monotonic() - start, time.process_time() - spent
    done = Done(
        said=said[:500],
        fault=fault[:500],
        seconds=seconds,
        cpu=cpu,
        megabytes=(_status("VmHWM") - before) / _MEGA,
    )
    os.write(out, json.dumps(asdict(done)).encode())


def _status(name: str) -> int:
    """Bytes of memory of this process, by their name in /proc."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


if __name__ == "__main__":
    serve(sys.argv[1])
