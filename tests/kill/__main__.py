"""``python -m tests.kill --kills 2200``: kill the program as often as wanted, and count the losses.

It ends by itself; with a code other than 0 where anything was lost, after saying how to repeat
that one kill.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path

from . import plan
from .harness import Came, harness
from .plan import Kill


def main() -> int:
    """The number of losses, 1 at most."""
    asked = _asked()
    with tempfile.TemporaryDirectory() as folder, harness(Path(folder), asked.workers) as made:
        wanted = [Kill.read(text) for text in asked.repeat]
        wanted = wanted or plan.kills(made.known, asked.kills, asked.seed)
        start = time.monotonic()
        came, lost = 0, 0
        killed = 0
        for kill, one in zip(
            wanted, made.trials({"kill": str(kill)} for kill in wanted), strict=True
        ):
            came, killed, lost = came + 1, killed + one.run.killed, lost + bool(one.losses)
            _show(kill, one)
            if came % 50 == 0 or came == len(wanted):
                rate = came / (time.monotonic() - start)
                print(f"{came:>6} of {len(wanted)}, {lost} lost, {rate:.1f} a second", flush=True)
        taken = time.monotonic() - start
    by_scene = ", ".join(
        f"{sum(kill.scene == name for kill in wanted)} {name}" for name in plan.SHARES
    )
    print(
        f"{len(wanted)} trials ({by_scene}) in {taken:.0f} s, seed {asked.seed}: {killed} runs were"
        f" killed, the others ended before; {lost} with a loss"
    )
    return int(bool(lost))


def _show(kill: Kill, came: Came) -> None:
    for loss in came.losses:
        print(f"LOSS  {kill}  {loss}", flush=True)
    if came.losses:
        print(f"      repeat it: {sys.executable} -m tests.kill --repeat '{kill}'", flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=2200)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeat", action="append", default=[], metavar="KILL")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
