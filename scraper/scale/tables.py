"""Rows ↔ files of a folder of parts: Parquet that stays, by pyarrow; the same rows, the same bytes.

A file that stays is named by its hash, and counts where a file of JSON names it, which is written
after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Any

from scraper import disk
from scraper.errors import ArchiveError, ConfigError

Schema = Mapping[str, str]
"""The columns of a table, each with the kind of its values: a key of `_kinds`."""

GROUP = 50_000
"""Rows of a row group of small rows."""
_BATCH = 500  # rows that are made values of Python at once


def arrow() -> Any:
    """The library; ConfigError where it is not installed."""
    try:
        import pyarrow.compute  # noqa: PLC0415 - an extra, and slow to load
        import pyarrow.parquet  # noqa: PLC0415
    except ImportError as error:
        remedy = "pip install 'scraper[scale]'"
        raise ConfigError(f"needs one more package to read Parquet; {remedy}") from error
    return pyarrow


def schema(columns: Schema) -> Any:
    """The columns as the library knows them."""
    kinds = _kinds(arrow())
    return arrow().schema([(name, kinds[kind]) for name, kind in columns.items()])


def _kinds(known: Any) -> dict[str, Any]:
    return {
        "text": known.string(),
        "count": known.int64(),
        "hash": known.uint32(),
        "share": known.float64(),
        "flag": known.bool_(),
        "bytes": known.binary(),
        "counts": known.list_(known.int64()),
        "hashes": known.list_(known.uint32()),
    }


def table(columns: Schema, values: Iterable[Sequence[object]]) -> Any:
    """A table of rows, each with its values in the order of the columns."""
    turned = list(zip(*values, strict=True)) or [()] * len(columns)
    return arrow().table(list(map(list, turned)), schema=schema(columns))


def rows(found: Any, *names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, with the values of these columns."""
    return zip(*(found[name].to_pylist() for name in names), strict=True)


def count(path: Path) -> int:
    """How many rows a Parquet file has."""
    with _opened(path) as file:
        return int(file.metadata.num_rows)


def read(path: Path, *names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a Parquet file, with the values of these columns, read in batches."""
    with _opened(path) as file:
        for batch in file.iter_batches(columns=list(names)):
            yield from rows(batch, *names)


def columns(path: Path) -> frozenset[str]:
    """The names of the columns of a Parquet file."""
    with _opened(path) as file:
        return frozenset(file.schema_arrow.names)


def pick(path: Path, name: str, places: Sequence[int]) -> Iterator[Any]:
    """The values of a column in some rows, by their ascending places, a row group at a time."""
    left = list(places)
    with _opened(path) as file:
        start = 0
        for group in range(file.metadata.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            here = [place - start for place in left if place < start + size]
            if here:
                found = file.read_row_group(group, columns=[name])
                for batch in found.take(here).to_batches(max_chunksize=_BATCH):
                    yield from batch[name].to_pylist()
            left, start = left[len(here) :], start + size


def _opened(path: Path) -> Any:
    try:
        return arrow().parquet.ParquetFile(path)
    except (OSError, arrow().ArrowInvalid) as error:
        raise ArchiveError(f"{path}: no whole Parquet file; make it again: {error}") from error


def put(
    folder: Path, columns: Schema, values: Iterable[Sequence[object]], group: int = GROUP
) -> str:
    """Write rows as a Parquet file in a folder; its name, which is the hash of its bytes.

    It is written by row groups of so many rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with disk.part(folder) as file:
        with arrow().parquet.ParquetWriter(
            file,
            schema(columns),
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=3,
            write_statistics=True,
        ) as writer:
            source = iter(values)
            while some := list(islice(source, group)):
                writer.write_table(table(columns, some), row_group_size=group)
        file.flush()
        with open(file.name, "rb") as whole:
            name = f"{file_digest(whole, 'sha256').hexdigest()}.parquet"
        disk.settle(file, folder / name)
    return name


def named(folder: Path, sort: str) -> list[str]:
    """The parts of a sort (`articles`, `answers`) that the tasks of a folder name, in order."""
    found = {_told(path).get(sort) for path in (folder / "tasks").glob("*.json")}
    return sorted(name for name in found if name)


def _told(path: Path) -> dict[str, Any]:
    """The parts that a task names, by their sort; ArchiveError where it is damaged."""
    try:
        known = json.loads(path.read_bytes())
        return dict(known.get("parts", known))
    except (ValueError, TypeError, AttributeError) as error:
        raise ArchiveError(f"{path}: not what a task came to; do it again: {error}") from error
