"""Path → the files in it, in a stable order, and what each one really is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scraper import zstd
from scraper.archive import merge
from scraper.extract import page
from scraper.fetch.coding import GZIP_MAGIC
from scraper.warc import read as warc
from scraper.warc import unpack

_HEAD = 4096
_TEXTS = frozenset({".md", ".markdown", ".txt", ".json"})
"""How the names of texts end, in a folder; who names a file may call it as they like."""


class Sort(StrEnum):
    """What a file is, whatever its name says."""

    ARCHIVE = "archive"
    WARC = "warc"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be looked at; `name` is its path in the folder that was named, or its name."""

    path: Path
    name: str
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """What is passed over, and why: a few words that are the same for all of its sort."""

    reason: str
    path: Path


def walk(path: Path) -> Iterator[File | Odd]:
    """All files of a path by name, those of a folder before those of the next one.

    Links to folders are not followed, so there is always an end.
    """
    if not path.is_dir():
        yield _file(path, path.name, named=True)
        return
    stack = [path]
    while stack:
        folder = stack.pop()
        try:
            found = sorted(os.scandir(folder), key=lambda one: one.name)
        except OSError as error:
            yield Odd(path=folder, reason=f"folder that cannot be read ({error.strerror})")
            continue
        inner = [one for one in found if one.is_dir(follow_symlinks=False)]
        stack += [Path(one.path) for one in reversed(inner) if not one.name.startswith(".")]
        for one in found:
            if not one.is_dir(follow_symlinks=False):
                place = Path(one.path)
                yield _file(place, place.relative_to(path).as_posix(), named=False)


def _file(path: Path, name: str, *, named: bool) -> File | Odd:
    """A plain file, of any name where it was named itself."""
    if not named and path.name.startswith("."):
        return Odd(path=path, reason="hidden")
    try:
        if path.is_dir():
            return Odd(path=path, reason="link to a folder")
        if not path.is_file():
            path.stat()
            return Odd(path=path, reason="no plain file")
    except OSError as error:
        return Odd(path=path, reason=f"that cannot be read ({error.strerror})")
    return File(path=path, name=name, named=named)


def sort(file: File) -> Sort | Odd:
    """What a file is; Odd where it is nothing that can be imported."""
    try:
        with file.path.open("rb") as raw:
            start = raw.read(_HEAD)
        with unpack.opened(file.path) as plain:
            head = plain.read(_HEAD)
    except unpack.FAULTS as error:
        return Odd(path=file.path, reason=f"damaged ({' '.join(str(error).split())[:100]})")
    except OSError as error:
        return Odd(path=file.path, reason=f"that cannot be read ({error.strerror or error})")
    if head.startswith(merge.MAGIC) and not start.startswith(GZIP_MAGIC):
        return Sort.ARCHIVE
    if head.startswith(warc.MAGIC):
        return Sort.WARC
    return _text(file, start)


def _text(file: File, start: bytes) -> Sort | Odd:
    """TEXT where a file may be one."""
    reason = ""
    if not start.strip():
        reason = "empty"
    elif b"\0" in start or start.startswith((GZIP_MAGIC, zstd.MAGIC)):
        reason = "neither a text, nor an archive, nor WARC"
    elif not file.named and file.path.suffix.lower() not in _TEXTS:
        reason = f"no text of ours ({file.path.suffix[:20] or 'without a suffix'})"
    elif file.path.stat().st_size > page.LARGEST:
        reason = f"more than {page.LARGEST} bytes"
    return Odd(path=file.path, reason=reason) if reason else Sort.TEXT
