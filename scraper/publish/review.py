"""Entries and a folder → which documents are not what `files.export` would write there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scraper import disk
from scraper.archive.values import Entry
from scraper.publish import facts, files
from scraper.publish.tongues import NONE, documents

Again = Callable[[Entry], Entry | None]
"""An entry as it is stored now: a run may have written it a moment ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A file that is missing, not as it should be, or too many."""

    path: Path
    what: str


def look(
    folder: Path,
    entries: Iterable[Entry],
    again: Again,
    *,
    commonmark: bool = False,
    tongues: files.Tell = lambda _: NONE,
) -> Iterator[Flaw]:
    """Every flaw: documents in the order of their articles, then what killed runs left.

    Files of other names are other people's, and not looked at.
    """

    def flaws(entry: Entry) -> list[Flaw]:
        made = documents(
            entry.article, tongues(entry.article), commonmark=commonmark, params=facts.of(entry)
        )
        return [flaw for name, wanted in made for flaw in _flaw(folder / name, wanted)]

    for entry in entries:
        if not folder.is_dir():
            yield Flaw(path=folder, what="the folder is not there")
            return
        if flaws(entry) and (now := again(entry)):
            yield from flaws(now)
    for path in disk.stale(folder):
        yield Flaw(path=path, what="half written by a run that was killed")


def _flaw(path: Path, wanted: bytes) -> list[Flaw]:
    try:
        same = path.read_bytes() == wanted
    except FileNotFoundError:
        return [Flaw(path=path, what="is missing")]
    except OSError as error:
        return [Flaw(path=path, what=f"cannot be read ({error.strerror})")]
    return [] if same else [Flaw(path=path, what="is not as the archive has it")]
