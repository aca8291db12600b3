"""Two hundred thousand lines: a stream, not a heap."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .trial import Trial

LINES = 200_000
MEGABYTES = 150
SECONDS = 60.0
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""
"""A small process in between: what a child is charged with begins with the size of its parent."""


@pytest.mark.skipif(os.name != "posix", reason="only POSIX tells how much a child used")
def test_a_file_of_two_hundred_thousand_lines(trial: Trial) -> None:
    """Junk and known articles: nothing is asked of the site, and memory does not grow with it."""
    known = ("20261122A01KX700", "20261122A02M4P00")
    trial.call("import", *known)
    trial.site.seen.clear()
    with (trial.folder / "links.txt").open("w", encoding="utf-8") as file:
        for number in range(LINES):
            if number % 10:
                file.write(f"https://www.example.com/{number} 标题\n")
            else:
                file.write(f"https://view.inews.qq.com/k/{known[number // 10 % 2]}?n={number}\n")
    command = [sys.executable, "-c", MEASURED, *trial.command("import", "--file", "links.txt")]
    with (
        (trial.folder / "out.txt").open("wb") as out,
        (trial.folder / "err.txt").open("wb") as err,
    ):
        start = time.monotonic()
        process = subprocess.run(
            command, check=False, cwd=trial.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err
        )
    assert time.monotonic() - start < SECONDS
    assert process.returncode == 5
    complaints = (trial.folder / "err.txt").read_text("utf-8").splitlines()
    used = int(complaints.pop())
    assert used / (2**20 if sys.platform == "darwin" else 2**10) < MEGABYTES
    said = (trial.folder / "out.txt").read_text("utf-8")
    assert said == f"nothing new; {LINES // 10} known, {LINES // 10 * 9} not-article\n"
    assert len(complaints) == LINES // 10 * 9
    assert complaints[-1].startswith(
        f"not-article  https://www.example.com/{LINES - 1} 标题  line 2"
    )
    assert trial.site.seen == []
    assert trial.counts()["articles"] == 2
