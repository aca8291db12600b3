"""Lines of JSON, each a trial → lines of JSON, each what came of it: a process with warm scenes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import nest, scenes
from .plan import Kill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .nest import Run
    from .scenes import Scene

ENDS = (0, 2, 3, 5, 130, -signal.SIGTERM)
"""How a run may end that was asked to, be it before it listens, or that met a full disk."""

NONE = nest.Run(code=0, out="", err="may not mount", seconds=0.0)


class Worker:
    """The scenes, rehearsed, and a folder for each trial."""

    def __init__(self, base: Path, url: str) -> None:
        self._scenes = scenes.scenes(base, url)

    def known(self) -> dict[str, Any]:
        """What the plan is made from."""
        return {
            name: {"steps": one.steps, "seconds": one.seconds} for name, one in self._scenes.items()
        }

    def kill(self, kill: Kill) -> tuple[Run, list[str]]:
        """A run that is killed, perhaps the next one too, and what is wrong afterwards."""
        scene = self._scenes[kill.scene]
        folder = scenes.copy(scene.prepared, "trial")
        if kill.step:
            run = nest.interrupt(folder, scene.words, kill.step, signal.SIGKILL)
        else:
            run = nest.kill_after(folder, scene.words, kill.seconds, fresh=kill.fresh)
        found = list(scene.after(folder, run))
        if kill.again:
            second = nest.kill_after(folder, scene.words, kill.again)
            found += scene.after(folder, second)
        return run, found + list(scene.completed(folder))

    def ask(self, kill: Kill, number: signal.Signals) -> tuple[Run, list[str]]:
        """A run that is asked to end at a step."""
        scene = self._scenes[kill.scene]
        folder = scenes.copy(scene.prepared, "trial")
        assert kill.step
        run = nest.interrupt(folder, scene.words, kill.step, number)
        return run, list(self._gentle(scene, folder, run))

    def confine(self, name: str, size: int) -> tuple[Run, list[str]]:
        """A run whose files may not grow beyond `size`."""
        scene = self._scenes[name]
        folder = scenes.copy(scene.prepared, "trial")
        run = nest.confine(folder, scene.words, size)
        return run, list(self._gentle(scene, folder, run))

    def fill(self, name: str, spare: int) -> tuple[Run, list[str]] | None:
        """A run on a small disk with so many bytes to spare; None where we may not mount one."""
        scene = self._scenes[name]
        folder = scene.prepared.with_name("disk")
        folder.mkdir(exist_ok=True)
        if subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=False).returncode:
            return None
        try:
            shutil.copytree(scene.prepared, folder, dirs_exist_ok=True)
            used = (os.statvfs(folder).f_blocks - os.statvfs(folder).f_bfree) * 4096
            _resize(folder, used + spare)
            run = nest.live(folder, scene.words)
            _resize(folder, used + (50 << 20))
            return run, list(self._gentle(scene, folder, run))
        finally:
            subprocess.run(["umount", folder], check=True)

    def _gentle(self, scene: Scene, folder: Path, run: Run) -> Iterator[str]:
        """What is wrong after a run that could still say why it ended."""
        if run.code not in ENDS:
            yield f"it ends with {run.code}: {run.err.strip()}"
        if run.code >= 0:
            yield from (f"left behind: {one.name}" for one in folder.rglob(".scraper-*"))
        yield from scene.after(folder, run)
        yield from scene.completed(folder)


def main() -> None:
    """Do what each line of standard input asks for."""
    worker = Worker(Path(sys.argv[1]), sys.argv[2])
    _say(worker.known())
    for line in sys.stdin:
        asked = json.loads(line)
        start = time.monotonic()
        if "spare" in asked:
            run, losses = worker.fill(asked["scene"], asked["spare"]) or (NONE, [])
        elif "size" in asked:
            run, losses = worker.confine(asked["scene"], asked["size"])
        elif "signal" in asked:
            run, losses = worker.ask(Kill.read(asked["kill"]), signal.Signals(asked["signal"]))
        else:
            run, losses = worker.kill(Kill.read(asked["kill"]))
        taken = time.monotonic() - start
        _say({"run": asdict(run), "losses": losses, "seconds": taken})


def _resize(folder: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", folder], check=True)


def _say(value: object) -> None:
    print(json.dumps(value), flush=True)


if __name__ == "__main__":
    main()
