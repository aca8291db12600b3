"""Rows → files of bounded size that have no name yet, each read back and found whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Protocol

from scraper import disk
from scraper.errors import DocumentError
from scraper.publish.dataset import lines, parquet
from scraper.publish.dataset.columns import Row

SHARD = 150_000_000
"""Characters of the texts in a file, from which on another begins: about half a gigabyte."""


class Writer(Protocol):
    """What writes rows to a file."""

    def add(self, row: Row) -> None:
        """Take a row."""

    def close(self) -> None:
        """Write what is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of files: how they are written, and how their rows are counted."""

    name: str
    write: Callable[[IO[bytes]], Writer]
    count: Callable[[Path], int]


FORMS = {
    "parquet": Form(name="parquet", write=parquet.Table, count=parquet.rows),
    "jsonl": Form(name="jsonl", write=lines.jsonl, count=lines.objects),
    "csv": Form(name="csv", write=lines.csv, count=lines.records),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A file of a release that is whole and waits for its name."""

    file: IO[bytes]
    rows: int
    size: int
    sha256: str


class _Hashed:
    """A file that is written from its beginning to its end, and hashed on the way."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += memoryview(data).nbytes
        return self.file.write(data)

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        self.file.flush()

    def close(self) -> None:
        self.flush()


class _Open:
    """A shard while rows are added."""

    def __init__(self, folder: Path, form: Form, parts: ExitStack) -> None:
        self._form = form
        self._file = _Hashed(parts.enter_context(disk.part(folder)))
        self._writer = form.write(self._file)  # type: ignore[arg-type]
        self._rows = 0
        self._characters = 0

    @property
    def full(self) -> bool:
        return self._characters >= SHARD

    def add(self, row: Row) -> None:
        self._writer.add(row)
        self._rows += 1
        self._characters += len(row["body"]) + len(row["text"])

    def whole(self) -> Shard:
        """The shard at its end; DocumentError where the disk does not hold what was written."""
        self._writer.close()
        self._file.flush()
        path, digest = Path(self._file.file.name), self._file.digest.hexdigest()
        with path.open("rb") as file:
            same = file_digest(file, "sha256").hexdigest() == digest
        if not same or self._form.count(path) != self._rows:
            raise DocumentError(f"{path}: is not what was written; check the disk, and run again")
        return Shard(file=self._file.file, rows=self._rows, size=self._file.size, sha256=digest)


def write(folder: Path, rows: Iterable[Row], form: Form, parts: ExitStack) -> list[Shard]:
    """The rows in files of `folder`, one at least; without a name they are gone with `parts`."""
    return list(_shards(folder, rows, form, parts))


def _shards(folder: Path, rows: Iterable[Row], form: Form, parts: ExitStack) -> Iterator[Shard]:
    shard = _Open(folder, form, parts)
    for row in rows:
        if shard.full:
            yield shard.whole()
            shard = _Open(folder, form, parts)
        shard.add(row)
    yield shard.whole()
