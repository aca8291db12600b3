"""A folder → a minimal site of Hugo's in it, for the articles of `publish hugo`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from scraper.errors import DocumentError


def texts() -> dict[str, str]:
    """The path of each file of the site, and what it says."""
    root = files(__package__).joinpath("starter")
    return {name: one.read_text(encoding="utf-8") for name, one in sorted(_walk(root, ""))}


def _walk(folder: Traversable, before: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _walk(one, f"{before}{one.name}/")
        else:
            yield f"{before}{one.name}", one


def make(folder: Path) -> list[Path]:
    """The files of a new site; DocumentError where any of them is there or cannot be made, and then
    none is.
    """
    wanted = {folder / name: text for name, text in texts().items()}
    if there := next((path for path in wanted if os.path.lexists(path)), None):
        raise DocumentError(f"{there}: is there already; choose another folder for a new site")
    made: list[Path] = []
    try:
        for path, text in wanted.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            made.append(path)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        reason = f"cannot be written ({error.strerror or error}); free space or choose another"
        raise DocumentError(f"{error.filename or folder}: {reason}") from error
    return [*wanted]
