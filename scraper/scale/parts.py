"""Rows ↔ Parquet, by pyarrow: of answers, with their bytes, and of the articles in them.

The columns are those of the archive's tables `snapshots` with `contents`, and `articles`, in the
same names and forms; times are texts in Beijing time. The same rows and pyarrow, the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Any, cast

from scraper.archive import cells, functions, rows
from scraper.archive.cells import Row
from scraper.errors import ConfigError, PlaceError
from scraper.models import Article, Fetched
from scraper.scale import place
from scraper.visit import Met

ANSWERS, ARTICLES = "answers", "articles"
"""The folders of both sorts of parts."""

_GROUP = 16_000_000
"""Bytes and characters of a row group, from which on it is written: what a writer holds."""
_MOST = 5_000  # rows of a row group
_BATCH = 50  # rows that are read at once

_TEXTS: dict[str, tuple[str, ...]] = {
    ANSWERS: (
        *("asked", "url", "headers", "fetched_at", "sha256", "kind", "reason", "era", "missing"),
    ),
    ARTICLES: (
        *("id", "source_url", "title", "published", "author", "summary", "thumbnail", "body"),
        *("videos", "tags", "category", "lang", "extractor", "abstract", "content_sha256"),
        *("images", "fetched_at", "sha256"),
    ),
}
_NUMBERS = {ANSWERS: ("status", "size"), ARTICLES: ("paid",)}
_BYTES = {ANSWERS: ("body",), ARTICLES: ()}


def answer(fetched: Fetched, met: Met) -> Row:
    """The row of an answer, and of what it came to."""
    known = rows.snapshot(fetched) | {"size": len(fetched.body), "body": fetched.body}
    told = {"kind": str(met.kind), "reason": met.reason, "era": met.era, "missing": met.missing}
    return cells.clean(known | {"sha256": sha256(fetched.body).hexdigest()} | told)


def article(found: Article, told: Row) -> Row:
    """The row of an article that was read from the answer of the row `told`."""
    plain = rows.pack(found)
    row = rows.columns(plain)
    return row | {
        "paid": int(row["paid"]),
        "images": cells.dump(plain["images"]),
        "content_sha256": functions.content_sha256(plain["body"]),
        "fetched_at": told["fetched_at"],
        "sha256": told["sha256"],
    }


def fetched(row: Row) -> Fetched:
    """The answer of a row."""
    return rows.fetched(row | {"id": row["sha256"]}, cast("bytes", row["body"]))


def found(row: Row) -> Article:
    """The article of a row, as it was read."""
    return rows.article(row, json.loads(row["images"]))


def answers(url: str) -> Iterator[Fetched]:
    """Every answer of a part; PlaceError where it is none, or damaged."""
    with whole(url):
        yield from map(fetched, read(url))


@contextmanager
def whole(url: str) -> Iterator[None]:
    """What is not in a row, or not as it should be → a PlaceError that names the part."""
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        reason = f"no part of ours, or damaged ({type(error).__name__}: {error})"
        raise PlaceError(f"{url}: {reason}; make it again") from error


def read(url: str, columns: tuple[str, ...] | None = None) -> Iterator[Row]:
    """The rows of a part, a few at a time; PlaceError where it is none."""
    arrow = _arrow()
    with place.opened(url) as file:
        try:
            table = arrow.parquet.ParquetFile(file, page_checksum_verification=True)
            for number in range(table.num_row_groups):  # one at a time: they bound what is held
                found = table.iter_batches(_BATCH, row_groups=[number], columns=columns)
                for batch in found:
                    yield from batch.to_pylist()
        except (arrow.ArrowException, EOFError) as error:
            reason = " ".join(str(error).split())[:200]
            raise PlaceError(f"{url}: no part, or damaged ({reason}); make it again") from error


class Part:
    """A part that is being written to `file`, by row groups; a context manager."""

    def __init__(self, sort: str, file: IO[bytes]) -> None:
        arrow = _arrow()
        self.rows = 0
        self._sort, self._file = sort, file
        self._table, self._schema = arrow.Table, _schema(arrow, sort)
        self._rows: list[Row] = []
        self._size = 0
        self._writer = arrow.parquet.ParquetWriter(
            file,
            self._schema,
            version="2.6",
            compression="zstd",
            compression_level=3,
            write_page_checksum=True,
        )

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.is_open = False  # what is not whole would be ended where the file is closed

    def add(self, row: Row) -> None:
        """Take a row; a full group is written."""
        self._rows.append({name: row[name] for name in self._schema.names})
        self._size += sum(len(one) for one in row.values() if isinstance(one, str | bytes))
        self.rows += 1
        if self._size >= _GROUP or len(self._rows) >= _MOST:
            self._write()

    def name(self) -> str:
        """Write what is left, and the end; the name of the whole, from the hash of its bytes."""
        self._write()
        self._writer.close()
        self._file.flush()
        with Path(self._file.name).open("rb") as written:
            return f"{file_digest(written, 'sha256').hexdigest()}.parquet"

    def _write(self) -> None:
        if self._rows:
            table = self._table.from_pylist(self._rows, schema=self._schema)
            self._writer.write_table(table, row_group_size=len(self._rows))
        self._rows, self._size = [], 0


def version() -> str:
    """The version of pyarrow, which every part names; ConfigError where it is not installed."""
    return str(_arrow().__version__)


def _schema(arrow: Any, sort: str) -> Any:
    columns = dict.fromkeys(_TEXTS[sort], arrow.string())
    columns |= dict.fromkeys(_NUMBERS[sort], arrow.int64())
    columns |= dict.fromkeys(_BYTES[sort], arrow.binary())
    return arrow.schema(list(columns.items()))


def _arrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        remedy = "pip install 'scraper[scale]'"
        raise ConfigError(f"parts are Parquet, which needs one more package; {remedy}") from error
    return pyarrow
