"""``sql``: a question in SQL, and its answer."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import click

from scraper.cli import door
from scraper.cli.report import dumps
from scraper.extract import clean

MOST = 1000
"""Rows of a table; --csv and --json write all."""

Row = tuple[object, ...]


@click.command(short_help="Ask the archive in SQL; it is only read.")
@click.argument("query")
@click.option("--table", "form", flag_value="table", default=True, help="A table to look at.")
@click.option("--csv", "form", flag_value="csv", help="Values with commas between, for tables.")
@click.option("--json", "form", flag_value="json", help="One JSON object per row (JSON Lines).")
@door.configured
def sql(query: str, form: str, config: Path | None) -> None:
    """The rows of QUERY, one SELECT; the tables are explained in docs/archive.md."""
    with door.archive(door.settings(config)) as store, store.upkeep.asked(query) as (names, rows):
        match form:
            case "csv":
                written = csv.writer(sys.stdout, lineterminator="\n")
                written.writerow(names)
                written.writerows(map(_plain, rows))
            case "json":
                keys = _told_apart(names)
                for row in rows:
                    click.echo(dumps(dict(zip(keys, _plain(row), strict=True))))
            case _:
                _table(names, rows)


def _table(names: list[str], rows: Iterable[Row]) -> None:
    """A table as wide as the terminal; elsewhere as wide as it is."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    waiting = iter(rows)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(clean.line(name), overflow="ellipsis", no_wrap=True)
    for row in islice(waiting, MOST):
        table.add_row(*map(_shown, row))
    width = None if sys.stdout.isatty() else 10_000
    Console(markup=False, emoji=False, highlight=False, width=width).print(table)
    if next(waiting, None) is not None:
        click.echo(f"more than {MOST} rows; --csv or --json writes all", err=True)


def _shown(value: object) -> str:
    if isinstance(value, bytes):
        return f"<{len(value)} bytes>"
    return "" if value is None else clean.line(str(value))


def _plain(row: Row) -> list[object]:
    """A row as others read it: bytes are spelt in hexadecimal."""
    return [value.hex() if isinstance(value, bytes) else value for value in row]


def _told_apart(names: list[str]) -> list[str]:
    """The names, a number after each that was there before: an object has every key once."""
    seen: Counter[str] = Counter()
    keys = []
    for name in names:
        seen[name] += 1
        keys.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return keys
