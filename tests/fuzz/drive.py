"""One target under atheris, in a process of its own: ``python -m tests.fuzz.drive TARGET …``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["scraper", "frontmatter", "protego"]):
    from tests.fuzz import targets


def main() -> None:
    target = targets.TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda raw: targets.run(target, raw))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
