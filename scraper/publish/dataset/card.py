"""What a release is → the front matter by which the Hugging Face Hub and `datasets` know it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from scraper.publish.dataset.columns import COLUMNS, Column

TIME = "timestamp[s, tz=Asia/Shanghai]"
_PLAIN = {"text": "string", "count": "int64", "flag": "bool", "time": TIME}
_SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
)
_EXACT = ("  keep_default_na: false", "  na_values:", '  - ""')
"""How `datasets` shall read CSV: an account that is called NA or null is called so."""


def front(form: str, rows: int, name: str) -> str:
    """The front matter of a release of so many rows, under this name; it is YAML."""
    size = next((label for most, label in _SIZES if rows < most), "10M<n<100M")
    lines = [
        "---",
        f"pretty_name: {name}",
        "language:",
        "- zh",
        "license: other",
        "license_name: texts-of-third-parties",
        "size_categories:",
        f"- {size}",
        "tags:",
        "- news",
        "- artificial-intelligence",
        "configs:",
        "- config_name: default",
        "  data_files:",
        "  - split: train",
        f"    path: articles-*.{form}",
        *(_EXACT if form == "csv" else ()),
        "dataset_info:",
        "  features:",
        *(line for column in COLUMNS for line in _feature(column, form)),
        "---",
    ]
    return "\n".join(lines)


def type_of(column: Column, form: str) -> str:
    """The type of a column in files of a form; in CSV a list is JSON, and a time is text."""
    if column.kind in ("texts", "structs"):
        whole = "list of string" if column.kind == "texts" else f"list of {{{_names(column)}}}"
        return f"{whole}, as JSON" if form == "csv" else whole
    if column.kind == "time" and form != "parquet":
        return "time, ISO 8601"
    return _PLAIN[column.kind]


def _names(column: Column) -> str:
    return ", ".join(name for name, _ in column.fields)


def _feature(column: Column, form: str) -> Iterator[str]:
    """The lines of a column; of CSV only numbers and flags are more than text."""
    yield f"  - name: {column.name}"
    if form == "csv" and column.kind not in ("count", "flag"):
        yield "    dtype: string"
    elif column.kind == "texts":
        yield "    list: string"
    elif column.kind == "structs":
        yield "    list:"
        for name, kind in column.fields:
            yield from (f"    - name: {name}", f"      dtype: {_kind(kind)}")
    else:
        yield f"    dtype: {_PLAIN[column.kind]}"


def _kind(kind: Literal["text", "count"]) -> str:
    return _PLAIN[kind]
