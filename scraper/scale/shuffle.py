"""Rows of many tasks → rows by bucket, through files of a folder: each task writes one, or a few.

In a file the rows of a bucket stand together, so that who reads a bucket reads nothing else. They
are Arrow's own form, and live no longer than the work. A file appears whole, under the name of its
task: one that was done twice is there once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scraper import disk
from scraper.scale.tables import Schema, arrow, schema

_SUFFIX = ".arrow"


def spill(folder: Path, name: str, found: Any, buckets: Any) -> None:
    """Write a table, of which each row belongs to a bucket, for those who read by buckets.

    Those are a list, or a column; no row, no file.
    """
    if len(found) == 0:
        return
    known = arrow()
    column = known.array(buckets, "int64") if isinstance(buckets, list) else buckets
    marked = found.append_column("bucket", column)
    marked = marked.sort_by("bucket").combine_chunks()
    runs = known.compute.run_end_encode(marked["bucket"].combine_chunks())
    about = {"buckets": json.dumps(runs.values.to_pylist())}
    plain = marked.drop_columns("bucket").replace_schema_metadata(about)
    folder.mkdir(exist_ok=True)
    with disk.part(folder) as file:
        options = known.ipc.IpcWriteOptions(compression="zstd")
        with known.ipc.new_file(file, plain.schema, options=options) as writer:
            start = 0
            for end in runs.run_ends.to_pylist():
                writer.write_table(plain.slice(start, end - start), max_chunksize=end - start)
                start = end
        disk.settle(file, folder / f"{name}{_SUFFIX}", durable=False)


def gather(folder: Path, bucket: int, columns: Schema) -> Any:
    """All rows of a bucket, in the order of the names of their tasks."""
    found = [
        batch for path in sorted(folder.glob(f"*{_SUFFIX}")) for batch in _batches(path, bucket)
    ]
    return arrow().Table.from_batches(found, schema=schema(columns))


def _batches(path: Path, bucket: int) -> Iterator[Any]:
    with arrow().OSFile(str(path)) as source:
        file = arrow().ipc.open_file(source)
        known = json.loads(file.schema.metadata[b"buckets"])
        if bucket in known:
            yield file.get_batch(known.index(bucket)).replace_schema_metadata(None)
