"""Rows → Parquet, by pyarrow: the extra ``dataset``. The same rows and pyarrow, the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any

from scraper.errors import ConfigError
from scraper.publish.dataset.columns import COLUMNS, Column, Row

GROUP = 4_000_000
"""Characters of the texts of a row group, from which on it is written: some ten megabytes."""
MOST = 5_000
"""Rows of a row group."""
ZONE = "Asia/Shanghai"


class Table:
    """A file that is written by row groups."""

    def __init__(self, file: IO[bytes]) -> None:
        arrow = _arrow()
        self._table = arrow.Table
        self._schema = _schema(arrow)
        self._rows: list[Row] = []
        self._size = 0
        self._writer = arrow.parquet.ParquetWriter(
            file,
            self._schema,
            version="2.6",
            data_page_version="1.0",
            compression="zstd",
            compression_level=3,
            write_statistics=True,
        )

    def add(self, row: Row) -> None:
        """Take a row; a full group is written."""
        self._rows.append(row)
        self._size += len(row["body"]) + len(row["text"])
        if self._size >= GROUP or len(self._rows) >= MOST:
            self._write()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if self._rows:
            table = self._table.from_pylist(self._rows, schema=self._schema)
            self._writer.write_table(table, row_group_size=len(self._rows))
        self._rows, self._size = [], 0


def rows(path: Path) -> int:
    """How many rows a Parquet file has."""
    return int(_arrow().parquet.read_metadata(path).num_rows)


def version() -> str:
    """The version of pyarrow, which every file names; ConfigError where it is not installed."""
    return str(_arrow().__version__)


def _arrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        remedy = "pip install 'scraper[dataset]', or choose jsonl or csv"
        raise ConfigError(f"--format parquet: needs one more package; {remedy}") from error
    return pyarrow


def _schema(arrow: Any) -> Any:
    return arrow.schema([(column.name, _type(arrow, column)) for column in COLUMNS])


def _type(arrow: Any, column: Column) -> Any:
    plain = {
        "text": arrow.string(),
        "count": arrow.int64(),
        "flag": arrow.bool_(),
        "time": arrow.timestamp("s", tz=ZONE),
        "texts": arrow.list_(arrow.string()),
    }
    if column.kind != "structs":
        return plain[column.kind]
    return arrow.list_(arrow.struct([(name, plain[kind]) for name, kind in column.fields]))
