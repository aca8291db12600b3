"""A coverage-guided run of every target: ``python -m tests.fuzz [--seconds 60] [TARGET…]``.

What was found is kept in ``.fuzz``, and ``python -m tests.fuzz TARGET --again FILE`` shows it
again, without a fuzzer. What reached new code is kept there too: the next run goes on with it.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzz import targets

FOLDER = Path(".fuzz")
NONE = "fuzz: atheris is not here: it needs Linux on x86_64, and Python 3.11 to 3.13; nothing done"
LONGEST = 20_000  # bytes of an input
MEMORY = 2_000  # megabytes; the parser's own, and atheris' tables


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(targets.TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--again", type=Path, metavar="FILE", help="only this input, once")
    args = parser.parse_args()
    if unknown := set(args.targets) - set(targets.TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    names = args.targets or list(targets.TARGETS)
    if args.again:
        for name in names:
            targets.run(targets.TARGETS[name], args.again.read_bytes())
        return 0
    if importlib.util.find_spec("atheris") is None:
        print(NONE)
        return 0
    found = [driven(name, args.seconds) for name in names]
    return int(any(found))


def driven(name: str, seconds: int) -> bool:
    """Whether a run of the target found anything; what it came to is printed on a line."""
    corpus = FOLDER / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    log = FOLDER / f"{name}.log"
    with log.open("wb") as file:
        words = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-rss_limit_mb={MEMORY}"]
        words += [f"-timeout={targets.SECONDS * 4:.0f}", f"-artifact_prefix={FOLDER}/{name}-"]
        command = [sys.executable, "-m", "tests.fuzz.drive", name, *words, str(corpus)]
        code = subprocess.run(command, stdout=file, stderr=file, check=False).returncode
    said = log.read_text(encoding="utf-8", errors="replace")
    reached = re.findall(r"cov: (\d+)", said)[-1:]
    count = re.findall(r"^(?:#|Done )(\d+)", said, re.MULTILINE)[-1:]
    print(f"{name}: {''.join(count)} inputs, {''.join(reached)} places reached", end="")
    print(f"; FOUND something: see {log}" if code else "; nothing found", flush=True)
    return bool(code)


if __name__ == "__main__":
    sys.exit(main())
