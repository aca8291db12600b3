"""The rows of a release as others read them, in one shape.

Run by the Python that has those programs: ``reads.py READER FORM DIR CACHE`` prints them as JSON.
"""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]

BEIJING = timezone(timedelta(hours=8))
LISTS = ("tags", "entities", "images")
TIMES = ("published", "first_seen", "changed_at", "gone_at", "fetched_at")
COUNTS = ("revision", "snapshot_status")
FLAGS = ("is_copy", "paid")


def rows(folder: Path, form: str) -> Rows:
    """Read by the plainest reader of the form."""
    if form == "jsonl":
        lines = [line for one in _files(folder) for line in one.read_bytes().split(b"\n") if line]
        return [plain(json.loads(line)) for line in lines]
    if form == "csv":
        return [row for one in _files(folder) for row in _records(one)]
    import pyarrow.parquet

    tables = [pyarrow.parquet.read_table(one) for one in _files(folder)]
    return [plain(row) for table in tables for row in table.to_pylist()]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("articles-*"))


def _records(path: Path) -> Rows:
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8", newline="") as file:
        return [plain(row) for row in csv.DictReader(file, strict=True)]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON Lines have it, an empty text as an unknown one."""
    return {name: _plain(name, value) for name, value in row.items()}


def _plain(name: str, value: Any) -> Any:
    if name in LISTS:
        value = json.loads(value) if isinstance(value, str) else value
        return [dict(one) if isinstance(one, dict) else one for one in value]
    if value is None or value == "" or (not isinstance(value, str) and str(value) in _NONE):
        return None
    if name in TIMES:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return at.astimezone(BEIJING).isoformat()
    if name in FLAGS:
        return value if isinstance(value, bool) else str(value).lower() == "true"
    return int(value) if name in COUNTS else value


_NONE = ("NaT", "nan")


def pandas(form: str, folder: Path, _: str) -> Rows:
    import pandas

    (file,) = _files(folder)
    if form == "parquet":
        found = pandas.read_parquet(file)
        assert str(found.dtypes["published"]).endswith("Asia/Shanghai]")
    elif form == "jsonl":
        found = pandas.read_json(file, lines=True, dtype=False)
    else:
        found = pandas.read_csv(file, keep_default_na=False, na_values=[""], dtype={"title": str})
    return found.to_dict("records")


def duckdb(form: str, folder: Path, _: str) -> Rows:
    import duckdb

    files = f"'{folder}/articles-*.{form}'"
    source = {
        "parquet": files,
        "jsonl": f"read_json({files}, maximum_object_size = 100000000)",
        "csv": f"read_csv({files}, max_line_size = 10000000, buffer_size = 40000000)",
    }[form]
    with duckdb.connect() as db:
        found = db.sql(f"SELECT * FROM {source}")
        names = [name for name, *_ in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def datasets(form: str, folder: Path, cache: str) -> Rows:
    from datasets import load_dataset

    found = load_dataset(str(folder), split="train", cache_dir=cache)
    kind = "string" if form == "csv" else "timestamp[s, tz=Asia/Shanghai]"
    assert found.features["published"].dtype == kind
    return list(found)


if __name__ == "__main__":
    reader, form, folder, cache = sys.argv[1:]
    read = {"pandas": pandas, "duckdb": duckdb, "datasets": datasets}[reader]
    print(json.dumps([plain(row) for row in read(form, Path(folder), cache)]))
